r"""Operations and what they hold as plain JSON values and back.

A path may hold surrogate escapes (a name that is no UTF-8); JSON text keeps them as `\udcXX`, so it stays ASCII.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TypeVar

from assistant.kernel.types import Facts, JsonValue

_KINDS: dict[str, type] = {}
_FIELDS: dict[str, tuple[str, ...]] = {}
_Class = TypeVar("_Class", bound=type)


def storable(cls: _Class) -> _Class:
    """Let a frozen dataclass be written and read; its fields hold plain values, bytes, tuples and storable objects."""
    _KINDS[cls.__name__] = cls
    _FIELDS[cls.__name__] = tuple(field.name for field in fields(cls))
    return cls


def encode(thing: object) -> Facts:
    """Return a storable object as a mapping that tells what it is."""
    kind = type(thing).__name__
    facts: dict[str, JsonValue] = {"is": kind}
    for name in _FIELDS[kind]:
        facts[name] = _encoded(getattr(thing, name))
    return facts


def decode(facts: Facts) -> object:
    """Return what `encode` was given.

    Raises:
        ValueError: The mapping describes nothing storable.
    """
    cls = _KINDS.get(str(facts.get("is")))
    if cls is None:
        raise ValueError("unknown kind of object")
    try:
        return cls(**{name: _decoded(value) for name, value in facts.items() if name != "is"})
    except TypeError:
        raise ValueError("fields that do not belong together") from None


def _encoded(value: object) -> JsonValue:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        return {"is": "bytes", "base64": b64encode(value).decode()}
    if isinstance(value, tuple):
        return [_encoded(item) for item in value]
    return encode(value)


def _decoded(value: JsonValue) -> object:
    if isinstance(value, Mapping):
        if value.get("is") == "bytes":
            return b64decode(str(value["base64"]))
        return decode(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_decoded(item) for item in value)
    return value
