"""What texts can be read as, each read once: a conversation asks for the same words again and again within one turn."""

from collections.abc import Collection, Sequence

from assistant.understanding.grammar import GrammarInterpreter, Reading
from assistant.understanding.lexicon import Lexicon


class Readings:
    """The readings of one turn; forgotten with the next."""

    def __init__(self, grammar: GrammarInterpreter) -> None:
        self._grammar = grammar
        self._read: dict[tuple[str, str], Sequence[Reading]] = {}

    def forget(self) -> None:
        """Forget what was read: names and time may have changed."""
        self._read.clear()

    def of(self, text: str, language: str) -> Sequence[Reading]:
        """Return every way to read `text`, the surest first."""
        key = text, language
        if key not in self._read:
            self._read[key] = list(self._grammar.readings(text, language))
        return self._read[key]

    def whole(self, text: str, language: str) -> Reading | None:
        """Return the surest way in which `text` stands on its own; None if there is none."""
        return next((reading for reading in self.of(text, language) if reading.is_whole), None)

    def fit(self, reading: Reading, slot: str, language: str) -> int:
        """Return how well the words of a slot fit it; see `Resolver.fits`."""
        return self._grammar.fit(reading, slot, language)

    def lexicon(self, language: str) -> Lexicon:
        """Return the words of a language that is spoken."""
        lexicon = self._grammar.lexicon(language)
        assert lexicon is not None
        return lexicon

    def referring(self, language: str) -> Collection[str]:
        """Return the slots in which a pronoun may stand."""
        return self._grammar.referring(language)
