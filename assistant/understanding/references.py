"""Words that stand for something said before: "it", "them", "the second one", "number two", "the other one"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.kernel.context import Context
from assistant.understanding.slots.numbers import parse_ordinal

ReferenceKind: TypeAlias = Literal["it", "them", "nth", "last", "other", "next", "previous"]


@dataclass(frozen=True, slots=True)
class ReferenceWords:
    """How a language refers back.

    Attributes:
        kinds: Whole phrases, in their one form, to what they mean.
        nth: Patterns with `{n}`, an ordinal or a number.
        ordinals: Ordinal words to numbers.
        ordinal_endings: What turns a written number into an ordinal.
    """

    kinds: Mapping[str, ReferenceKind]
    nth: Sequence[str]
    ordinals: Mapping[str, int]
    ordinal_endings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference; `number` counts from 1 for `nth`, and is 0 otherwise."""

    kind: ReferenceKind
    number: int = 0


def read_reference(line: str, words: ReferenceWords) -> Reference | None:
    """Return what `line`, in its one form, refers to; None if it is no reference."""
    kind = words.kinds.get(line)
    if kind:
        return Reference(kind)
    for pattern in words.nth:
        before, _, after = pattern.partition("{n}")
        if line.startswith(before) and line.endswith(after) and len(line) > len(before) + len(after):
            said = line[len(before) : len(line) - len(after)]
            number = int(said) if said.isdigit() else parse_ordinal(said, words.ordinals, words.ordinal_endings)
            if number:
                return Reference("nth", number)
    return None


def referred(reference: Reference, context: Context) -> tuple[str, ...]:
    """Return what is referred to, each as it can be named in a request; nothing if there is no such thing."""
    if reference.kind in ("it", "them"):
        return _of_pronoun(reference, context)
    index = item_index(reference, context)
    return (context.items[index],) if index is not None else ()


def item_index(reference: Reference, context: Context) -> int | None:
    """Return the place of an item in the last list, from 0; None if the list has no such item."""
    count = len(context.items)
    places: Mapping[ReferenceKind, int] = {
        "nth": reference.number - 1,
        "last": count - 1,
        "next": context.taken if context.taken else -1,
        "previous": context.taken - 2,
        # Of two things one is "the other one"; of more nobody can tell.
        "other": 2 - context.taken if count == 2 and context.taken else -1,
    }
    place = places.get(reference.kind, -1)
    return place if 0 <= place < count else None


def _of_pronoun(reference: Reference, context: Context) -> tuple[str, ...]:
    if reference.kind == "them":
        return context.paths or context.items
    if context.taken:
        return (context.items[context.taken - 1],)
    return context.paths[:1] if len(context.paths) == 1 else context.items if len(context.items) == 1 else ()
