"""The settings as a form: for each the kind of control that it wants, its limits, its help and its value.

Everything follows from the model, so that a setting which is added there can be changed in the window at once.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from inspect import getdoc
from typing import Any

from assistant.config.keys import Key, keys, sections
from assistant.config.loading import Values
from assistant.config.settings import Settings
from assistant.kernel.types import Facts, JsonValue

# What holds only from the next start: the grammar, the words of replies and the places of undo are built once.
NEEDS_RESTART = frozenset(
    {
        "assistant.language",
        "speech.languages",
        "safety.undo_days",
        "safety.undo_megabytes",
        "privacy.keep_history_days",
        "web.search_engine",
        "web.bookmarks",
        "git.repository",
    }
)


def form(settings: Settings, environment: Values) -> list[Facts]:
    """Return the sections with their fields, in order.

    Args:
        settings: What holds now.
        environment: What environment variables set; these fields can't be changed by the file.

    Returns:
        A list of `{name, help, fields: [{key, kind, help, default, value, is_fixed, needs_restart, …}]}`. By its kind a
        field also has `choices` (choice, list), `low` and `high` (number, whole), or `parts` (table).
    """
    values = settings.model_dump(mode="json")
    return [
        {
            "name": section,
            "help": getdoc(model) or "",
            "fields": [
                {
                    **_fixed(key),
                    "value": values[section][key.name],
                    "is_fixed": key.name in environment.get(section, {}),
                }
                for key in keys()
                if key.section == section
            ],
        }
        for section, model in sections()
    ]


def changed_keys(before: Settings, after: Settings) -> tuple[str, ...]:
    """Return the dotted names of the settings that differ."""
    return tuple(key.dotted for key in keys() if _value(before, key) != _value(after, key))


def _value(settings: Settings, key: Key) -> object:
    return getattr(getattr(settings, key.section), key.name)


@cache
def _schemas() -> Mapping[str, Mapping[str, Any]]:
    return {section: model.model_json_schema() for section, model in sections()}


def _fixed(key: Key) -> dict[str, JsonValue]:
    """Return what is the same whatever the value."""
    schema = _schemas()[key.section]
    properties = schema["properties"][key.name]
    return {
        "key": key.dotted,
        "help": key.field.description or "",
        "default": _plain(key.field.get_default()),
        "needs_restart": key.dotted in NEEDS_RESTART,
        **dict(_control(properties, schema.get("$defs", {}))),
    }


def _control(schema: Mapping[str, Any], tables: Mapping[str, Any]) -> Iterator[tuple[str, JsonValue]]:
    """Yield the kind of control, and what it needs."""
    match schema:
        case {"enum": [*names]}:
            yield from (("kind", "choice"), ("choices", names))
        case {"type": "boolean"}:
            yield "kind", "switch"
        case {"type": "integer", "minimum": low, "maximum": high}:
            yield from (("kind", "whole"), ("low", low), ("high", high))
        case {"type": "number", "minimum": low, "maximum": high}:
            yield from (("kind", "number"), ("low", low), ("high", high))
        case {"type": "string", "pattern": pattern} if "~/" in pattern:
            yield "kind", "path"
        case {"type": "array", "items": {"$ref": reference}}:
            parts = tables[reference.rpartition("/")[2]]["properties"]
            yield from (("kind", "table"), ("parts", [_part(name, part) for name, part in parts.items()]))
        case {"type": "array", "items": items}:
            yield from (("kind", "list"), ("choices", items.get("enum", [])))
        case _:
            yield "kind", "text"


def _part(name: str, schema: Mapping[str, Any]) -> Facts:
    choices = schema.get("items", {}).get("enum", [])
    return {"name": name, "help": schema["description"], "choices": choices}


def _plain(value: object) -> JsonValue:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value  # type: ignore[return-value]  # plain
