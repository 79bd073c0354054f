"""What the Linux kernel tells of the machine: memory, batteries, temperatures, processors and how long it has run.

Each reads one place anew and takes well under a millisecond. Source: proc(5), the kernel's sysfs documents.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

POWER_SUPPLIES = Path("/sys/class/power_supply")
PROC = Path("/proc")
SYS_CLASS = Path("/sys/class")

# Drivers of sensors in a processor, and their sensors for the whole of it.
_PROCESSOR_DRIVERS = frozenset({"coretemp", "k10temp", "zenpower", "cpu_thermal", "cpu-thermal", "soc_thermal"})
_WHOLE_PROCESSOR = ("package id 0", "tdie", "tctl")
_PROCESSOR_ZONES = frozenset({"x86_pkg_temp", "cpu-thermal", "cpu_thermal", "soc-thermal", "cpu"})
# A sensor that is not connected shows nothing, or what no machine survives.
_PLAUSIBLE_MILLICELSIUS = range(1_000, 130_000)


@dataclass(frozen=True, slots=True)
class Battery:
    """All batteries of the machine taken together."""

    percent: int
    is_charging: bool
    is_full: bool


@dataclass(frozen=True, slots=True)
class Temperature:
    """What a sensor shows, in degrees Celsius."""

    name: str
    celsius: int
    is_processor: bool


def read_memory(meminfo: Path) -> tuple[int, int]:
    """Return total and available memory in bytes."""
    lines = (line.split() for line in meminfo.read_text().splitlines())
    kib = {words[0]: int(words[1]) for words in lines if len(words) > 1}
    return kib["MemTotal:"] * 1024, kib["MemAvailable:"] * 1024


def read_processor_ticks(stat: Path) -> tuple[int, int]:
    """Return busy and all ticks of all processors since the machine was started."""
    ticks = [int(word) for word in stat.read_text().split("\n", 1)[0].split()[1:9]]
    idle = sum(ticks[3:5])  # waiting for a disk is idle as well
    return sum(ticks) - idle, sum(ticks)


def read_uptime_s(uptime: Path) -> float:
    """Return how long the machine has run, in seconds, without the time in which it slept."""
    return float(uptime.read_text().split()[0])


def read_battery(power_supplies: Path) -> Battery | None:
    """Return the state of the machine's own batteries, None if there is none; mice and headsets do not count."""
    if not power_supplies.is_dir():
        return None
    found = [entry for entry in sorted(power_supplies.iterdir()) if _is_battery(entry)]
    levels = [int(level) for entry in found if (level := read_text(entry / "capacity")).isdigit()]
    if not levels:
        return None
    states = {read_text(entry / "status") for entry in found}
    percent = min(100, round(sum(levels) / len(levels)))
    return Battery(percent, is_charging="Charging" in states, is_full=states == {"Full"})


def read_temperatures(sys_class: Path) -> list[Temperature]:
    """Return what the sensors show, the processor's first, then the hottest; nothing where there are none."""
    found = [*_hardware_sensors(sys_class / "hwmon")] or [*_thermal_zones(sys_class / "thermal")]
    return sorted(found, key=lambda each: (not each.is_processor, -each.celsius))


def read_text(path: Path) -> str:
    """Return what the kernel says in this file; empty if it does not answer, as a battery being removed may not."""
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""


def _is_battery(entry: Path) -> bool:
    return read_text(entry / "type") == "Battery" and read_text(entry / "scope") != "Device"


def _hardware_sensors(folder: Path) -> Iterator[Temperature]:
    for device in sorted(folder.glob("hwmon*")):
        driver = read_text(device / "name")
        inputs = {path: read_text(path.with_name(path.name.replace("_input", "_label"))) for path in _inputs(device)}
        whole = [path for path, label in inputs.items() if label.lower() in _WHOLE_PROCESSOR]
        for path, label in inputs.items():
            is_processor = driver in _PROCESSOR_DRIVERS and (path in whole or not whole)
            yield from _temperature(path, " ".join(filter(None, (driver, label))), is_processor)


def _inputs(device: Path) -> list[Path]:
    return sorted(device.glob("temp*_input"))


def _thermal_zones(folder: Path) -> Iterator[Temperature]:
    for zone in sorted(folder.glob("thermal_zone*")):
        kind = read_text(zone / "type")
        yield from _temperature(zone / "temp", kind, kind in _PROCESSOR_ZONES)


def _temperature(path: Path, name: str, is_processor: bool) -> Iterator[Temperature]:
    text = read_text(path)
    if text.isdigit() and int(text) in _PLAUSIBLE_MILLICELSIUS:
        yield Temperature(name, round(int(text) / 1000), is_processor)
