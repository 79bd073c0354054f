"""The words that packages bring for their own actions: read, checked against what these actions give, and merged.

They stand beside the shipped words and never in their place: a key or a capability that Zenus itself has words for is
refused, and so is one that is not the package's own. Of a noun that both have, Zenus's forms are taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.dialog.replies.templates import Replies, Variant, Variants
from assistant.dialog.replies.wording import Wording, Words
from assistant.kernel.clock import SystemClock
from assistant.kernel.errors import ConfigError

Value = TypeVar("Value")


class Additions(BaseModel):
    """The words of one package in one language; the sections are those of the shipped file.

    Attributes:
        nouns: Forms of each noun that its words count.
        capabilities: What each of its own capabilities lets Zenus do, to follow "I am not allowed to".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    replies: Mapping[str, Variants] = {}
    failures: Mapping[str, Variants] = {}
    deeds: Mapping[str, Variants] = {}
    nouns: Mapping[str, Mapping[str, str]] = {}
    capabilities: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Needs:
    """What the actions of a package give, for which there must be words.

    Attributes:
        messages: Reply keys with the facts that surely come with each.
        deeds: Actions that can change something, with the facts that each foresees.
        capabilities: Capabilities of the package's own.
    """

    messages: Mapping[str, frozenset[str]]
    deeds: Mapping[str, frozenset[str]]
    capabilities: frozenset[str]


def read_additions(file: Path) -> Additions:
    """Return the words of a file.

    Raises:
        ConfigError: `bad-replies`: it cannot be read, or has another form.
    """
    import yaml

    try:
        return Additions.model_validate(yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader))
    except (OSError, UnicodeError, yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"{file.name} cannot be used: {type(error).__name__}.", code="bad-replies") from error


def merged(own: Replies, additions: Sequence[Additions]) -> Replies:
    """Return the shipped words with those of packages beside them."""
    if not additions:
        return own
    words = own.words.model_copy(
        update={
            "nouns": _joined(own.words.nouns, [more.nouns for more in additions]),
            "capabilities": _joined(own.words.capabilities, [more.capabilities for more in additions]),
        }
    )
    return own.model_copy(
        update={
            "words": words,
            "replies": _joined(own.replies, [more.replies for more in additions]),
            "failures": _joined(own.failures, [more.failures for more in additions]),
            "deeds": _joined(own.deeds, [more.deeds for more in additions]),
        }
    )


def problem_with(more: Additions, own: Replies, needs: Needs) -> str:
    """Return what is wrong with the words of a package, as one sentence; empty if nothing is."""
    return next(_problems(more, own, needs), "")


def _problems(more: Additions, own: Replies, needs: Needs) -> Iterator[str]:
    given = {**more.replies, **more.failures}
    for key in given.keys() & (own.replies.keys() | own.failures.keys()):
        yield f"It has words for {key!r}, which are Zenus's own."
    for key in sorted({*(given.keys() - needs.messages.keys()), *(more.replies.keys() & more.failures.keys())}):
        yield f"It has words for {key!r}, which none of its actions gives, or has them twice."
    for key in sorted(needs.messages.keys() - given.keys() - own.replies.keys() - own.failures.keys()):
        yield f"It has no words for {key!r}."
    for name in sorted(more.deeds.keys() - needs.deeds.keys()):
        yield f"It has words for the deed {name!r}, which is not its own."
    for name in sorted(more.capabilities.keys() ^ needs.capabilities):
        yield f"It must say what the capability {name!r} lets Zenus do, if it is its own, and of no other."
    wording = _wording(own, more)
    for facts, section in ((needs.messages, given), (needs.deeds, more.deeds)):
        for key, variants in section.items():
            yield from _misfits(key, variants, facts.get(key, frozenset()), wording)


def _misfits(key: str, variants: Variants, facts: frozenset[str], wording: Wording) -> Iterator[str]:
    if variants[-1].when:
        yield f"The last words for {key!r} must fit whatever the facts are."
    for variant in variants:
        texts = [*variant.say, *_outer_texts(variant)]
        needed = set(variant.when).union(*(wording.fields(text) for text in texts))
        needed |= {variant.card.each} - {""} if variant.card else set()
        if needed - facts:
            yield f"The words for {key!r} need {sorted(needed - facts)}, which the action does not promise."
        cells = variant.card.row if variant.card else ()
        if not all(wording.knows(text) for text in (*texts, *cells)):
            yield f"The words for {key!r} use a kind or a noun that there is not."


def _outer_texts(variant: Variant) -> list[str]:
    card = variant.card
    return [card.title, *(cell for row in card.rows for cell in row)] if card else []


def _wording(own: Replies, more: Additions) -> Wording:
    words: Words = own.words.model_copy(update={"nouns": {**more.nouns, **own.words.nouns}})
    return Wording(words, SystemClock(), lambda action, _facts, _description: action)


def _joined(own: Mapping[str, Value], more: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    return {key: value for part in (*more, own) for key, value in part.items()}
