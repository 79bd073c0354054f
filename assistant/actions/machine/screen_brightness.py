"""The brightness of the built-in screen, through whoever may change it: the desktop, or else the login service.

The desktop comes first, so that its own slider and its dimming follow. A picture that is only drawn darker, as xrandr
does, is no brightness: the lamp shines on. Source: gsd-power's and PowerDevil's D-Bus interfaces, the kernel's sysfs
document of backlights.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.actions.machine.kernel_figures import SYS_CLASS, read_text
from assistant.actions.machine.logind import Logind
from assistant.actions.message_bus.bus import Bus, BusCall, read_one, write_int
from assistant.kernel.errors import ActionError

_GNOME = BusCall(
    "org.gnome.SettingsDaemon.Power",
    "/org/gnome/SettingsDaemon/Power",
    "org.gnome.SettingsDaemon.Power.Screen",
    "Brightness",
)
_KDE = "org.kde.Solid.PowerManagement"
_KDE_PATH = "/org/kde/Solid/PowerManagement/Actions/BrightnessControl"
_KDE_CONTROL = "org.kde.Solid.PowerManagement.Actions.BrightnessControl"
# Whose own driver knows the lamp best. Source: the kernel's ABI document of backlights.
_BEST_FIRST = ("firmware", "platform", "raw")


@dataclass(frozen=True, slots=True)
class Level:
    """How bright the screen is.

    Attributes:
        source: Which interface tells it, and takes a change.
        value: From 0, in steps of the interface.
    """

    source: str
    value: int
    maximum: int


class Lamp(Protocol):
    """One interface to the brightness. Blocking."""

    def level(self) -> Level | None:
        """Return the level; None where the interface is missing or has no screen to change."""
        ...

    def set(self, value: int) -> None:
        """Change the level."""
        ...


class ScreenBrightness:
    """The first of several interfaces that has a screen to change. Blocking."""

    def __init__(self, *lamps: Lamp) -> None:
        self._lamps = lamps

    def level(self, source: str = "") -> Level | None:
        """Return the level, by any interface or by this one; None if none has a screen to change."""
        found = self._found(source)
        return found[1] if found else None

    def set(self, source: str, value: int) -> None:
        """Change the level by this interface."""
        found = self._found(source)
        if found:
            found[0].set(value)

    def _found(self, source: str) -> tuple[Lamp, Level] | None:
        for lamp in self._lamps:
            level = lamp.level()
            if level and level.maximum > 0 and source in ("", level.source):
                return lamp, level
        return None


class GnomeLamp:
    """The screen as GNOME's settings daemon has it, in percent."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def level(self) -> Level | None:
        """Return the level; the daemon tells -1 where there is no such screen."""
        value = _number(self._bus, read_one(_GNOME.service, _GNOME.path, _GNOME.interface, _GNOME.member))
        return Level("gnome", value, 100) if value is not None and value >= 0 else None

    def set(self, value: int) -> None:
        """Change the level."""
        self._bus.ask(write_int(_GNOME, _GNOME.member, value))


class KdeLamp:
    """The screen as KDE's PowerDevil has it."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def level(self) -> Level | None:
        """Return the level."""
        value, maximum = (_number(self._bus, _kde(member)) for member in ("brightness", "brightnessMax"))
        return Level("kde", value, maximum) if value is not None and maximum else None

    def set(self, value: int) -> None:
        """Change the level."""
        self._bus.ask(_kde("setBrightness", "i", (value,)))


class BacklightLamp:
    """The backlight as the kernel has it; the login service changes it for whoever sits before it."""

    def __init__(self, logind: Logind, sys_class: Path = SYS_CLASS) -> None:
        self._logind = logind
        self._folder = sys_class / "backlight"

    def level(self) -> Level | None:
        """Return the level of the backlight that is closest to the lamp."""
        device = self._device()
        if device is None:
            return None
        value, maximum = read_text(device / "brightness"), read_text(device / "max_brightness")
        return Level(device.name, int(value), int(maximum)) if value.isdigit() and maximum.isdigit() else None

    def set(self, value: int) -> None:
        """Change the level."""
        device = self._device()
        if device is not None:
            self._logind.set_brightness("backlight", device.name, value)

    def _device(self) -> Path | None:
        if not self._folder.is_dir():
            return None
        found = {read_text(device / "type"): device for device in sorted(self._folder.iterdir(), reverse=True)}
        return next((found[kind] for kind in _BEST_FIRST if kind in found), None)


def _kde(member: str, signature: str = "", body: tuple[int, ...] = ()) -> BusCall:
    return BusCall(_KDE, _KDE_PATH, _KDE_CONTROL, member, signature, body)


def _number(bus: Bus, call: BusCall) -> int | None:
    try:
        (answer,) = bus.ask(call)
    except ActionError:
        return None
    value = answer[0] if answer else None
    return value if isinstance(value, int) else None
