"""Loads what Zenus knows of a language: a folder of YAML files under `templates/`.

`lexicon.yaml` holds the words of numbers, times and wrappers, `phrases.yaml` the whole utterances "stop", "yes" and
"no", `hints.yaml` the recogniser's prompt, `common.yaml` what all topics share, `follow_up.yaml` what refers to an
earlier request; every other file is one topic. Adding a language is adding a folder. The names of open slots are the
same in all of them, and stand in `slots.yaml` beside the folders.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from assistant.kernel.errors import ConfigError
from assistant.understanding.lexicon import Lexicon, build_lexicon
from assistant.understanding.phrases import PhraseBook, phrase_words
from assistant.understanding.tables import Table, Yaml, read_table
from assistant.understanding.words import plain

TEMPLATES = Path(__file__).parent / "templates"
_SHARED_FILES = frozenset({"lexicon", "phrases", "hints", "common", "follow_up"})


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a topic, with the step it leads to; `args` is None where they depend on the moment."""

    say: str
    action: str
    args: Yaml


@dataclass(frozen=True, slots=True)
class Topic:
    """One template file: `name` is what it is called in "help with …"; `aliases` are its other names."""

    name: str
    title: str
    aliases: tuple[str, ...]
    examples: tuple[Example, ...]
    intents: Mapping[str, tuple[Mapping[str, Yaml], ...]]
    rules: Mapping[str, str]
    lists: Mapping[str, Yaml]


@dataclass(frozen=True, slots=True)
class Language:
    """All that is known of one language; `slots` are the names of open slots."""

    code: str
    lexicon: Lexicon
    topics: tuple[Topic, ...]
    follow_ups: Topic  # no topic to talk about
    rules: Mapping[str, str]
    slots: tuple[str, ...]
    referring: tuple[str, ...]
    prompt: str


def known_languages() -> tuple[str, ...]:
    """Return the codes of all languages that have a folder."""
    return tuple(sorted(folder.name for folder in TEMPLATES.iterdir() if (folder / "lexicon.yaml").is_file()))


@cache
def load_language(code: str) -> Language:
    """Return what is known of a language.

    Raises:
        ConfigError: `unknown-language`, or `bad-template` when a file of it cannot be used.
    """
    if code not in known_languages():
        message = f"There are no sentence templates for the language {code!r}."
        raise ConfigError(message, code="unknown-language", hint=f"Choose one of: {', '.join(known_languages())}.")
    folder = TEMPLATES / code
    slots = read_table(TEMPLATES / "slots.yaml")
    files = (file for file in sorted(folder.glob("*.yaml")) if file.stem not in _SHARED_FILES)
    return Language(
        code=code,
        lexicon=build_lexicon(read_table(folder / "lexicon.yaml")),
        topics=tuple(_topic(read_table(file)) for file in files),
        follow_ups=_follow_ups(folder / "follow_up.yaml"),
        rules=read_table(folder / "common.yaml").table("expansion_rules").strings(),
        slots=slots.texts("slots"),
        referring=slots.texts("referring"),
        prompt=read_table(folder / "hints.yaml").text("prompt"),
    )


def package_language(folder: Path, code: str) -> Language:
    """Return the sentences of a package's folder as a language of their own, with the words of a shipped one.

    They see the shared rules and slots, and no other topic's. There may be none for this language.

    Raises:
        ConfigError: `unknown-language`, or `bad-template` when a file cannot be used.
    """
    nothing = Topic("", "", (), (), {}, {}, {})
    topics = tuple(_topic(read_table(file)) for file in sorted((folder / code).glob("*.yaml")))
    return replace(load_language(code), topics=topics, follow_ups=nothing)


def one_form(text: str, language: str) -> str:
    """Return `text` in the form that requests of a language are compared in."""
    return plain(text, load_language(language).lexicon.spelling)


@cache
def phrases_of(code: str) -> PhraseBook | None:
    """Return the whole-utterance phrases of a language, None if it has no folder."""
    if code not in known_languages():
        return None
    table = read_table(TEMPLATES / code / "phrases.yaml")
    # As they are said, and with the letters that may be written for others.
    kinds = {
        kind.casefold(): [phrase_words(form) for text in table.texts(kind) for form in {text, _respelled(text, code)}]
        for kind in table
    }
    return PhraseBook(kinds, kinds.pop("fillers"))


def _respelled(text: str, code: str) -> str:
    return text.translate(load_language(code).lexicon.spelling.letters)


def _follow_ups(file: Path) -> Topic:
    """Return what refers to earlier requests; a language can do without."""
    return _topic(read_table(file)) if file.is_file() else Topic("", "", (), (), {}, {}, {})


def _topic(table: Table) -> Topic:
    intents = table.table("intents")
    lists = table.table("lists")
    return Topic(
        name=table.text("topic"),
        title=table.text("title"),
        aliases=table.texts("aliases"),
        examples=tuple(_example(row) for row in table.tables("examples")) if "examples" in table else (),
        intents={action: _blocks(intents.table(action)) for action in intents},
        rules=table.table("expansion_rules").strings(),
        lists={name: lists.raw(name) for name in lists},
    )


def _example(row: Table) -> Example:
    return Example(row.text("say"), row.text("action"), row.raw("args") if "args" in row else None)


def _blocks(intent: Table) -> tuple[Mapping[str, Yaml], ...]:
    return tuple({key: block.raw(key) for key in block} for block in intent.tables("data"))
