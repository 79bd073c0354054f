"""Small services to a text that was said: counting what is in it, and spelling it out."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.outcome import Outcome
from assistant.kernel.types import Facts, Risk

MAX_CHARS = 10_000
# Longer words than this are not followed by ear.
LONGEST_SPELLED_CHARS = 60

Unit = Literal["word", "character", "letter", "line"]
Text = Annotated[str, Field(min_length=1, max_length=MAX_CHARS, pattern=r"\S")]
Spellable = Annotated[str, Field(min_length=1, max_length=LONGEST_SPELLED_CHARS, pattern=r"\S")]

_COUNTS: Mapping[Unit, Callable[[str], int]] = {
    "word": lambda text: len(text.split()),
    "character": len,
    "letter": lambda text: sum(map(str.isalpha, text)),
    "line": lambda text: len(text.splitlines()),
}


def count_of(text: str, unit: Unit) -> int:
    """Return how many words, characters, letters or lines a text has; spaces and line ends are characters."""
    return _COUNTS[unit](text)


class TextActions:
    """Counts and spells what was said; looks at nothing else."""

    @action(
        "text.count",
        capabilities=(),
        risk=Risk.READ_ONLY,
        timeout_s=1.0,
        messages={"text.count.done": {"count", "unit"}},
    )
    async def count(self, text: Text, unit: Unit) -> Outcome:
        """Count the words, characters, letters or lines of a text."""
        return Outcome("text.count.done", {"count": count_of(text, unit), "unit": unit})

    @action(
        "text.spell",
        capabilities=(),
        risk=Risk.READ_ONLY,
        timeout_s=1.0,
        messages={"text.spell.done": {"text", "letters"}},
    )
    async def spell(self, text: Spellable) -> Outcome:
        """Spell a word letter by letter."""
        letters = ", ".join(_capital(letter) for letter in text if not letter.isspace())
        facts: Facts = {"text": text, "letters": letters}
        return Outcome("text.spell.done", facts)


def _capital(letter: str) -> str:
    """Return the capital, or the letter itself where its capital is several letters."""
    return letter.upper() if len(letter.upper()) == 1 else letter
