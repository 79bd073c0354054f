"""Reads fields of events, which come from another process: what is absent or of another kind gives an empty value."""

from collections.abc import Mapping, Sequence

from assistant.kernel.types import Facts, JsonValue

Rows = tuple[tuple[str, ...], ...]


def text(event: Facts, name: str) -> str:
    """Return a text."""
    value = event.get(name)
    return value if isinstance(value, str) else ""


def number(event: Facts, name: str) -> float:
    """Return a number; truth values are none."""
    value = event.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def flag(event: Facts, name: str) -> bool:
    """Return whether the field is true."""
    return event.get(name) is True


def facts(event: Facts, name: str) -> Facts:
    """Return an object."""
    value = event.get(name)
    return value if isinstance(value, Mapping) else {}


def items(event: Facts, name: str) -> Sequence[JsonValue]:
    """Return a list."""
    value = event.get(name)
    return value if isinstance(value, list | tuple) else ()


def objects(event: Facts, name: str) -> Sequence[Facts]:
    """Return the objects of a list."""
    return [item for item in items(event, name) if isinstance(item, Mapping)]


def rows(event: Facts, name: str) -> Rows:
    """Return lines of cells."""
    return tuple(tuple(str(cell) for cell in row) for row in items(event, name) if isinstance(row, list | tuple))


def setting_values(answer: JsonValue) -> Facts:
    """Return the settings' values by their dotted keys, from what the core answers to `settings`."""
    sections = objects(answer, "sections") if isinstance(answer, Mapping) else ()
    return {text(field, "key"): field.get("value") for section in sections for field in objects(section, "fields")}
