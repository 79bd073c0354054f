"""The keys of the settings as dotted names, and what each may be, in words; for messages, editing and the reference."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_origin

from pydantic.fields import FieldInfo

from assistant.config.settings import Section, Settings


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: where it stands and what the model says of it."""

    section: str
    name: str
    model: type[Section]

    @property
    def dotted(self) -> str:
        """Return `section.name`, as in messages and `zenus config set`."""
        return f"{self.section}.{self.name}"

    @property
    def field(self) -> FieldInfo:
        """Return the model's field."""
        return self.model.model_fields[self.name]

    @property
    def is_list(self) -> bool:
        """Tell whether its value is a list."""
        return get_origin(self.field.annotation) is tuple


def sections() -> Iterator[tuple[str, type[Section]]]:
    """Yield each section's name and model, in order."""
    for name, field in Settings.model_fields.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, Section):
            yield name, model


def keys() -> Iterator[Key]:
    """Yield every setting, in order."""
    for section, model in sections():
        for name in model.model_fields:
            yield Key(section, name, model)


def find_key(dotted: str) -> Key | None:
    """Return the setting of that name; None if there is none."""
    return next((key for key in keys() if key.dotted == dotted), None)


def nearest(name: str) -> str:
    """Return the section or dotted key that `name` was probably meant to be; empty if none is like it."""
    candidates = [key.dotted for key in keys()] if "." in name else [section for section, _ in sections()]
    return next(iter(get_close_matches(name, candidates, n=1, cutoff=0.5)), "")


def allowed(key: Key) -> str:
    """Say in words what the value of `key` may be."""
    schema = key.model.model_json_schema()
    return _in_words(schema["properties"][key.name], schema.get("$defs", {}))


def _in_words(schema: Mapping[str, Any], tables: Mapping[str, Any]) -> str:
    match schema:
        case {"enum": [*names, last]}:
            return f"one of {', '.join(names)} or {last}"
        case {"type": "array", "items": items}:
            return f"a list, each item {_in_words(items, tables)}"
        case {"$ref": reference}:
            *names, last = tables[reference.rpartition("/")[2]]["properties"]
            return f"a table with {', '.join(names)} and {last}"
        case {"type": "boolean"}:
            return "true or false"
        case {"type": "integer", "minimum": low, "maximum": high}:
            return f"a whole number from {low} to {high}"
        case {"type": "number", "minimum": low, "maximum": high}:
            return f"a number from {low:g} to {high:g}"
        case {"type": "string", "pattern": _}:
            return "a language code of two letters, such as en"
        case {"type": "string", "minLength": _}:
            return "text that is not empty"
        case {"type": "string"}:
            return "text"
    raise AssertionError(f"no words for {schema}")
