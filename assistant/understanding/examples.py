"""What can be said, taken from the template files: examples, which a test proves to be understood, and all patterns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.kernel.sayings import Saying
from assistant.understanding.language import Language, Topic
from assistant.understanding.names import is_inflected
from assistant.understanding.patterns import readable
from assistant.understanding.words import plain

# Slots and rules have names that nobody says.
_NO_WORD = re.compile(r"\{[^}]*\}|<[^>]*>|[()\[\]|]")


def examples_of(language: Language, topic: str = "") -> tuple[Sequence[str], Sequence[str]]:
    """Return sentences that can be said, and the names of all topics.

    Args:
        language: The language to be spoken.
        topic: The name of a topic, one of its aliases, or words to look for; "" or what is found nowhere gives the
            first sentence of each topic.
    """
    names = tuple(known.name for known in language.topics)
    found = tuple(saying.say for saying in sayings(language, topic)) if topic.strip() else ()
    return found or tuple(known.examples[0].say for known in language.topics if known.examples), names


def sayings(language: Language, search: str = "", *, with_patterns: bool = False) -> Sequence[Saying]:
    """Return what can be said, topic by topic.

    Args:
        language: The language to be spoken.
        search: The name of a topic or one of its aliases gives that topic; other words give the sentences that hold
            all of them, or whose topic does, the former first; "" gives everything.
        with_patterns: Also all other ways to say it, with "…" where words of the user's own belong.
    """
    wanted = plain(search, language.lexicon.spelling)
    everything = list(_everything(language, with_patterns=with_patterns or bool(wanted)))
    found = _found(wanted, everything, language) if wanted else [entry.saying for entry in everything]
    examples = [saying for saying in found if not saying.is_pattern]
    return found if with_patterns or not examples else examples


@dataclass(frozen=True, slots=True)
class _Entry:
    """A saying with all the words that it is found by."""

    saying: Saying
    words: str


def _everything(language: Language, *, with_patterns: bool) -> Iterator[_Entry]:
    rules = dict(language.rules)
    for topic in language.topics:
        rules.update(topic.rules)
    for topic in language.topics:
        for example in topic.examples:
            saying = Saying(example.say, topic.name, topic.title)
            yield _Entry(saying, plain(example.say, language.lexicon.spelling))
        if with_patterns:
            yield from _patterns(topic, rules)


def _patterns(topic: Topic, rules: Mapping[str, str]) -> Iterator[_Entry]:
    blocks = (block for intent in topic.intents.values() for block in intent)
    found: dict[str, str] = {}
    for template in (str(text) for block in blocks for text in _texts(block.get("sentences"))):
        text = readable(template, rules)
        found[text] = f"{found.get(text, '')} {_NO_WORD.sub(' ', template)}"
    for text, words in found.items():
        yield _Entry(Saying(text, topic.name, topic.title, is_pattern=True), words)


def _found(wanted: str, everything: Sequence[_Entry], language: Language) -> list[Saying]:
    names = {topic.name: names_of(topic, language) for topic in language.topics}
    named = {topic for topic, known in names.items() if wanted in known}
    if named:
        return [entry.saying for entry in everything if entry.saying.topic in named]
    words = [word for word in wanted.split() if word not in language.lexicon.files.determiners]
    holding = [entry.saying for entry in everything if _holds(words, entry.words)]
    about = [entry.saying for entry in everything if _holds(words, " ".join(names[entry.saying.topic]))]
    return list(dict.fromkeys((*holding, *about)))


def _texts(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def names_of(topic: Topic, language: Language) -> set[str]:
    """Return what a topic is called, each name in its one form."""
    return {plain(name, language.lexicon.spelling) for name in (topic.name, topic.title, *topic.aliases)}


def _holds(words: Sequence[str], line: str) -> bool:
    """Return whether all words are in a line, but for their endings."""
    known = line.replace(".", " ").split()
    return bool(words) and all(any(word == each or is_inflected(word, each) for each in known) for word in words)
