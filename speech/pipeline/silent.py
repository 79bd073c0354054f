"""Voices without sound, for typed turns. They import no engine."""

from collections.abc import Callable

from assistant.kernel.ports import Earcon
from assistant.kernel.types import SpokenText


class SilentVoice:
    """Implements `Voice` by saying nothing: whatever is to be said was not heard."""

    async def say(self, turn: int, text: str, language: str = "") -> SpokenText:
        """Return at once that nothing was heard."""
        return SpokenText("", is_complete=False)

    def spoken(self, turn: int) -> SpokenText | None:
        """Return None: nothing is ever begun."""
        return None

    def earcon(self, earcon: Earcon) -> None:
        """Make no sound."""

    def silence(self, turn: int) -> None:
        """Do nothing: it is silent already."""


class PrintVoice(SilentVoice):
    """Implements `Voice` by writing what is said, one reply a line.

    Args:
        write: Takes a line without its end.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._spoken: tuple[int, SpokenText] | None = None

    async def say(self, turn: int, text: str, language: str = "") -> SpokenText:
        """Write `text`; written is as good as heard."""
        self._write(text)
        self._spoken = (turn, SpokenText(text, is_complete=True))
        return self._spoken[1]

    def spoken(self, turn: int) -> SpokenText | None:
        """Return what was written for the newest turn; None for any other."""
        return self._spoken[1] if self._spoken and self._spoken[0] == turn else None
