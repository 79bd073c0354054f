"""Reply templates: read from a language's file, checked when read, chosen by the facts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.dialog.replies.wording import Words
from assistant.kernel.errors import ConfigError
from assistant.kernel.types import CardKind, Facts

FOLDER = Path(__file__).parent
FALLBACK_KEY = "failed.other"

Condition = bool | int | str


def _listed(value: object) -> object:
    return [value] if isinstance(value, str | Mapping) else value


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CardTemplate(_Model):
    """A card: fixed `rows`, then `row` once for each item of the fact named `each`; its kind as in `Card`."""

    title: str = ""
    kind: CardKind = ""
    rows: tuple[tuple[str, ...], ...] = ()
    each: str = ""
    row: tuple[str, ...] = ()


class Variant(_Model):
    """One way to say it, used when the facts meet every condition in `when`.

    Attributes:
        when: A fact's name and what it must be; `true` and `false` stand for any full and any empty or missing value.
        say: At most two sentences.
    """

    when: Mapping[str, Condition] = {}
    say: Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1, max_length=2)]
    card: CardTemplate | None = None

    def fits(self, facts: Facts) -> bool:
        """Tell whether the facts meet the conditions."""
        return all(_meets(facts.get(name), wanted) for name, wanted in self.when.items())


Variants = Annotated[tuple[Variant, ...], BeforeValidator(_listed), Field(min_length=1)]


class Replies(_Model):
    """All templates of a language. Those for failures stand apart, so that no failure can be told as a success.

    A variant says what counts in its first sentence, because of several steps only first sentences are said.

    Attributes:
        deeds: What each action does, as a phrase that follows "shall I": "move {count:count file} to the trash".
        concerns: Why the gate asks, as a sentence before the question; those without one need no words.
        refusals: Why the gate refuses.
    """

    words: Words
    replies: Mapping[str, Variants]
    failures: Mapping[str, Variants]
    deeds: Mapping[str, Variants]
    concerns: Mapping[str, Variants]
    refusals: Mapping[str, Variants]


@cache
def load_replies(language: str) -> Replies:
    """Return the templates of a language, given as its ISO 639-1 code: a folder with a file for each topic.

    Raises:
        ConfigError: `language-unknown`.
    """
    import yaml

    folder = FOLDER / language
    if not (folder / "words.yaml").is_file():
        known = ", ".join(sorted(path.parent.name for path in FOLDER.glob("*/words.yaml")))
        raise ConfigError(
            f"Zenus does not speak the language {language!r}.",
            code="language-unknown",
            hint=f"Choose one of these languages: {known}.",
        )
    sections: dict[str, dict[str, object]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, entries in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).items():
            section = sections.setdefault(name, {})
            assert not section.keys() & entries.keys(), f"{path.name} says {name} again"
            section.update(entries)
    return Replies.model_validate(sections)


def choose(variants: Variants, facts: Facts) -> Variant:
    """Return the first variant that fits.

    Raises:
        LookupError: None does.
    """
    for variant in variants:
        if variant.fits(facts):
            return variant
    raise LookupError("no variant fits")


def _meets(value: object, wanted: Condition) -> bool:
    if isinstance(wanted, bool):
        return bool(value) is wanted
    return value == wanted
