"""Telling the state of the machine: battery, disk, memory, processors, temperature, how long it runs, what runs it.

What this machine has not, such as a battery or a sensor, is told as that.
"""

import os
import platform
import shutil
from pathlib import Path
from typing import Protocol

import anyio
from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.machine.kernel_figures import (
    POWER_SUPPLIES,
    PROC,
    SYS_CLASS,
    read_battery,
    read_memory,
    read_processor_ticks,
    read_temperatures,
    read_uptime_s,
)
from assistant.actions.outcome import Outcome
from assistant.kernel.types import Facts, JsonValue, Risk

SAMPLE_S = 0.3
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400


class Sessions(Protocol):
    """Knows who is logged in. Blocking."""

    def users(self) -> list[str] | None:
        """Return the names of those who are, each once; None if the system does not tell."""
        ...


class SystemActions:
    """Reads the state of the machine.

    Args:
        home: A folder on the disk that the user means.
        sessions: Knows who is logged in.
        sys_class: Where the kernel shows devices by kind.
        sample_s: How long processors are watched.
    """

    def __init__(
        self,
        home: Path,
        sessions: Sessions,
        power_supplies: Path = POWER_SUPPLIES,
        proc: Path = PROC,
        sys_class: Path = SYS_CLASS,
        sample_s: float = SAMPLE_S,
    ) -> None:
        self._home = home
        self._sessions = sessions
        self._power_supplies = power_supplies
        self._proc = proc
        self._sys_class = sys_class
        self._sample_s = sample_s

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
        "system.processor",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"system.processor.done": {"load_percent", "processor_count"}},
    )
    async def processor(self) -> Outcome:
        """Tell how busy the processors are right now."""
        busy, total = read_processor_ticks(self._proc / "stat")
        await anyio.sleep(self._sample_s)
        busy_now, total_now = read_processor_ticks(self._proc / "stat")
        percent = round(100 * (busy_now - busy) / max(1, total_now - total))
        return Outcome("system.processor.done", {"load_percent": percent, "processor_count": os.cpu_count() or 1})

    @action(
        "system.temperature",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={
            "system.temperature.none": (),
            "system.temperature.done": {"celsius", "is_processor", "sensor", "sensors"},
        },
    )
    async def temperature(self) -> Outcome:
        """Tell how hot the machine is."""
        found = await run_sync(read_temperatures, self._sys_class)
        if not found:
            return Outcome("system.temperature.none")
        rows: list[JsonValue] = [{"name": each.name, "celsius": each.celsius} for each in found]
        first = found[0]
        facts: Facts = {"celsius": first.celsius, "is_processor": first.is_processor, "sensor": first.name}
        return Outcome("system.temperature.done", {**facts, "sensors": rows})

    @action(
        "system.uptime",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=2.0,
        messages={"system.uptime.done": {"uptime_s"}},
    )
    async def uptime(self) -> Outcome:
        """Tell how long the machine has run."""
        return Outcome("system.uptime.done", {"uptime_s": _rounded_s(read_uptime_s(self._proc / "uptime"))})

    @action(
        "system.version",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=2.0,
        messages={"system.version.done": {"system", "kernel", "release", "machine", "host"}},
    )
    async def version(self) -> Outcome:
        """Tell which operating system and kernel run."""
        own = os.uname()
        facts: Facts = {
            "system": _system_name() or own.sysname,
            "kernel": own.sysname,
            "release": own.release,
            "machine": own.machine,
            "host": own.nodename,
        }
        return Outcome("system.version.done", facts)

    @action(
        "system.users",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"system.users.unknown": (), "system.users.none": (), "system.users.done": {"count", "names"}},
    )
    async def users(self) -> Outcome:
        """Tell who is logged in."""
        names = await run_sync(self._sessions.users, abandon_on_cancel=True)
        if names is None:
            return Outcome("system.users.unknown")
        listed: JsonValue = list(names)
        return Outcome("system.users.done", {"count": len(names), "names": listed}) if names else _NOBODY

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


_NOBODY = Outcome("system.users.none")


def _rounded_s(seconds: float) -> int:
    """Return a span as people tell it: after days no minutes, after an hour no seconds."""
    unit_s = _HOUR_S if seconds >= 2 * _DAY_S else _MINUTE_S if seconds >= 10 * _MINUTE_S else 1
    return round(seconds) // unit_s * unit_s


def _system_name() -> str:
    """Return what the distribution calls itself; empty if it does not say."""
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        return ""
