"""What can be said: sentences taken from the template files, which a test proves to be understood."""

from collections.abc import Sequence

from assistant.understanding.language import Language


def examples_of(language: Language, topic: str = "") -> tuple[Sequence[str], Sequence[str]]:
    """Return sentences that can be said, and the names of all topics.

    Args:
        language: The language to be spoken.
        topic: The name of a topic or one of its aliases; "" or an unknown one gives the first sentence of each topic.
    """
    names = tuple(known.name for known in language.topics)
    wanted = topic.casefold().strip()
    for known in language.topics:
        if wanted and wanted in (known.name, known.title, *known.aliases):
            return tuple(example.say for example in known.examples), names
    return tuple(known.examples[0].say for known in language.topics if known.examples), names
