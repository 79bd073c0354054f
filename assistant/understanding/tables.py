"""Typed access to parsed YAML: each getter checks what it returns and names the place when it is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from assistant.kernel.errors import ConfigError

Yaml: TypeAlias = "Mapping[str, Yaml] | Sequence[Yaml] | str | int | float | bool | None"

_QUOTE_IT = "(YAML reads a bare on, off, yes, no or null as something else: quote it)"


class Table:
    """One mapping of a template file; `place` says which, for messages."""

    def __init__(self, values: Yaml, place: str) -> None:
        if not isinstance(values, Mapping):
            raise _wrong(place, "a table")
        self._values = values
        self._place = place

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def raw(self, key: str) -> Yaml:
        """Return the value as it is."""
        if key not in self._values:
            raise _wrong(f"{self._place}: {key}", "present")
        return self._values[key]

    def table(self, key: str) -> "Table":
        """Return an inner table, empty if it is absent."""
        return Table(self._values.get(key, {}), f"{self._place}: {key}")

    def tables(self, key: str) -> list["Table"]:
        """Return a list of tables."""
        return [Table(item, f"{self._place}: {key}") for item in self._list(key)]

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text."""
        value = default if default is not None and key not in self._values else self.raw(key)
        return self._checked_text(value, key)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self._checked_text(item, key) for item in self._list(key))

    def some_texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts that a language may do without."""
        return self.texts(key) if key in self else ()

    def numbers(self) -> dict[str, float]:
        """Return this table as texts and their numbers."""
        return {key: self._number(key) for key in self._values}

    def integers(self) -> dict[str, int]:
        """Return this table as texts and their whole numbers."""
        return {key: int(number) for key, number in self.numbers().items()}

    def strings(self) -> dict[str, str]:
        """Return this table as texts and their texts."""
        return {key: self.text(key) for key in self._values}

    def whole(self, key: str) -> int | None:
        """Return a whole number, None if it is absent."""
        return int(self._number(key)) if key in self._values else None

    def translated(self, letters: Mapping[int, str]) -> "Table":
        """Return this table with other letters in all of its texts and keys; see `str.translate`."""
        return Table(_translated(self._values, letters, self._place), self._place)

    def _list(self, key: str) -> Sequence[Yaml]:
        value = self.raw(key)
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise _wrong(f"{self._place}: {key}", "a list")
        return value

    def _number(self, key: str) -> float:
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong(f"{self._place}: {key}", "a number")
        return value

    def _checked_text(self, value: Yaml, key: str) -> str:
        if not isinstance(value, str):
            raise _wrong(f"{self._place}: {key}", f"text {_QUOTE_IT}")
        return value


def read_table(file: Path) -> Table:
    """Return the YAML file as a table.

    Raises:
        ConfigError: `bad-template` when it is missing or is not YAML.
    """
    import yaml  # most commands of Zenus never need it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return Table(yaml.load(file.read_text(encoding="utf-8"), Loader=loader), file.name)  # noqa: S506  safe loaders
    except (OSError, yaml.YAMLError) as error:
        raise _wrong(file.name, "readable") from error


def _translated(value: Yaml, letters: Mapping[int, str], place: str) -> Yaml:
    if isinstance(value, str):
        return value.translate(letters)
    if isinstance(value, Mapping):
        if wrong := [key for key in value if not isinstance(key, str)]:
            raise _wrong(f"{place}: the key {wrong[0]!r}", f"text {_QUOTE_IT}")
        return {key.translate(letters): _translated(item, letters, place) for key, item in value.items()}
    return [_translated(item, letters, place) for item in value] if isinstance(value, Sequence) else value


def _wrong(place: str, wanted: str) -> ConfigError:
    message = f"The sentence templates are damaged: {place} is not {wanted}."
    return ConfigError(message, code="bad-template", hint="Install Zenus again.")
