"""What the overlay remembers from one start to the next: where it stands and how it looked.

A JSON file beside the log. What is in it is checked field by field, so that a broken file costs a field and no more.
"""

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from assistant.kernel.types import Facts, JsonValue

_LIMITS = {"text_scale": (1.0, 2.0), "opacity": (0.4, 1.0), "at_x": (0.0, 1.0), "at_y": (0.0, 1.0)}
_CHOICES = {"theme": ("system", "light", "dark"), "idle": ("dot", "hidden")}


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered.

    Attributes:
        at_x: Where the middle of the pill stands across the monitor's free area, 0 left to 1 right.
        at_y: The same from top to bottom; in the upper half cards open downwards.
        monitor: The monitor's name; empty follows the main one.
        idle: What is shown while nothing goes on.
    """

    at_x: float = 0.5
    at_y: float = 1.0
    monitor: str = ""
    opacity: float = 1.0
    text_scale: float = 1.0
    theme: str = "system"
    idle: str = "dot"
    is_contrast_high: bool = False
    is_motion_reduced: bool = False


# The look is set by the settings; what they were is remembered for a start without a core.
SETTINGS = {
    "gui.theme": "theme",
    "gui.text_size": "text_scale",
    "gui.high_contrast": "is_contrast_high",
    "gui.reduced_motion": "is_motion_reduced",
    "gui.opacity": "opacity",
    "gui.idle": "idle",
    "gui.monitor": "monitor",
}


class Memory:
    """Reads and writes the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.now = _read(path)

    def keep(self, **changes: JsonValue) -> Remembered:
        """Change some fields, and write all of them. A disk that is full or read-only is no reason to fail."""
        valid = {name: value for name, value in changes.items() if _is_valid(name, value)}
        self.now = replace(self.now, **valid)  # type: ignore[arg-type]  # each was checked against its field
        try:
            beside = self._path.with_suffix(".tmp")
            beside.write_text(json.dumps(asdict(self.now)), encoding="utf-8")
            beside.replace(self._path)
        except OSError:
            pass
        return self.now

    def keep_settings(self, values: Facts) -> bool:
        """Keep the look that the settings ask for; return whether it is another one."""
        wanted = {name: values[key] for key, name in SETTINGS.items() if key in values}
        before = self.now
        now = asdict(before)
        changes = {name: value for name, value in wanted.items() if now[name] != value}
        return bool(changes) and self.keep(**changes) != before


def _read(path: Path) -> Remembered:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Remembered()
    if not isinstance(kept, dict):
        return Remembered()
    return Remembered(**{name: value for name, value in kept.items() if _is_valid(name, value)})


def _is_valid(name: str, value: JsonValue) -> bool:
    field = next((field for field in fields(Remembered) if field.name == name), None)
    if field is None:
        return False
    if isinstance(field.default, bool):
        return isinstance(value, bool)
    if isinstance(field.default, float):
        low, high = _LIMITS[name]
        return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    return isinstance(value, str) and value in _CHOICES.get(name, (value,))
