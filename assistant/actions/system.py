"""The state of the machine: battery, disk and memory, as the Linux kernel tells them."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from assistant.actions.declaration import action
from assistant.actions.outcome import Outcome
from assistant.kernel.types import Facts, Risk

POWER_SUPPLIES = Path("/sys/class/power_supply")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Battery:
    """All batteries of the machine taken together."""

    percent: int
    is_charging: bool
    is_full: bool


class SystemActions:
    """Reads battery, disk and memory. All reads are of kernel memory and take well under a millisecond.

    Args:
        home: A folder on the disk that the user means.
    """

    def __init__(self, home: Path, power_supplies: Path = POWER_SUPPLIES, proc: Path = PROC) -> None:
        self._home = home
        self._power_supplies = power_supplies
        self._proc = proc

    @action(
        "system.battery",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=2.0,
        messages={
            "system.battery.none": (),
            "system.battery.done": {"battery_percent", "is_charging", "is_full"},
        },
    )
    async def battery(self) -> Outcome:
        """Tell how full the battery is."""
        battery = read_battery(self._power_supplies)
        if battery is None:
            return Outcome("system.battery.none")
        facts = {
            "battery_percent": battery.percent,
            "is_charging": battery.is_charging,
            "is_full": battery.is_full,
        }
        return Outcome("system.battery.done", facts)

    @action(
        "system.disk",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=2.0,
        messages={"system.disk.done": {"free_bytes", "total_bytes", "disk_used_percent"}},
    )
    async def disk(self) -> Outcome:
        """Tell how much space is free on the disk of the home folder."""
        return Outcome("system.disk.done", self._disk())

    @action(
        "system.memory",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=2.0,
        messages={"system.memory.done": {"available_bytes", "memory_bytes", "memory_used_percent"}},
    )
    async def memory(self) -> Outcome:
        """Tell how much memory is in use."""
        return Outcome("system.memory.done", self._memory())

    @action(
        "system.status",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=2.0,
        messages={
            "system.status.done": {
                "free_bytes",
                "total_bytes",
                "disk_used_percent",
                "available_bytes",
                "memory_bytes",
                "memory_used_percent",
                "load_percent",
                "battery_percent",
            }
        },
    )
    async def status(self) -> Outcome:
        """Sum up battery, disk, memory and load."""
        battery = read_battery(self._power_supplies)
        facts = {
            **self._disk(),
            **self._memory(),
            "load_percent": self._load_percent(),
            "battery_percent": battery.percent if battery else None,
        }
        return Outcome("system.status.done", facts)

    def _disk(self) -> Facts:
        usage = shutil.disk_usage(self._home)
        # As df counts it: space kept for root is neither used nor to be had.
        percent = round(100 * usage.used / max(1, usage.used + usage.free))
        return {"free_bytes": usage.free, "total_bytes": usage.total, "disk_used_percent": percent}

    def _memory(self) -> Facts:
        total, available = read_memory(self._proc / "meminfo")
        percent = round(100 * (total - available) / total)
        return {"available_bytes": available, "memory_bytes": total, "memory_used_percent": percent}

    def _load_percent(self) -> int:
        """Return the load of the last minute; every core is busy at 100, and nothing can be busier."""
        load = float((self._proc / "loadavg").read_text().split()[0])
        return min(100, round(100 * load / (os.cpu_count() or 1)))


def read_memory(meminfo: Path) -> tuple[int, int]:
    """Return total and available memory in bytes."""
    lines = (line.split() for line in meminfo.read_text().splitlines())
    kib = {words[0]: int(words[1]) for words in lines if len(words) > 1}
    return kib["MemTotal:"] * 1024, kib["MemAvailable:"] * 1024


def read_battery(power_supplies: Path) -> Battery | None:
    """Return the state of the machine's own batteries, None if there is none; mice and headsets do not count."""
    if not power_supplies.is_dir():
        return None
    found = [entry for entry in sorted(power_supplies.iterdir()) if _is_battery(entry)]
    levels = [int(level) for entry in found if (level := _text(entry / "capacity")).isdigit()]
    if not levels:
        return None
    states = {_text(entry / "status") for entry in found}
    percent = min(100, round(sum(levels) / len(levels)))
    return Battery(percent, is_charging="Charging" in states, is_full=states == {"Full"})


def _is_battery(entry: Path) -> bool:
    return _text(entry / "type") == "Battery" and _text(entry / "scope") != "Device"


def _text(path: Path) -> str:
    """Return what the kernel says in this file; empty if it does not answer, as a battery being removed may not."""
    try:
        return path.read_text().strip()
    except OSError:
        return ""
