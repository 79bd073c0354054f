"""Who answers in which language, and in which languages a request may be meant.

In come the languages of the settings; a composer is made when its language is first answered in.
"""

from collections.abc import Callable, Sequence

from assistant.dialog.reply import ReplyComposer
from assistant.kernel.types import Utterance


class Composers:
    """The reply composers of one user.

    Args:
        make: Returns the composer of a language.
        languages: ISO 639-1 codes of the languages that are answered in; the first is the main one.

    Attributes:
        main: The language of what Zenus says of its own accord.
    """

    def __init__(self, make: Callable[[str], ReplyComposer], languages: Sequence[str] = ("en",)) -> None:
        self._make = make
        self._languages = tuple(languages)
        self._made: dict[str, ReplyComposer] = {}
        self.main = languages[0]

    def of(self, language: str) -> ReplyComposer:
        """Return the composer of a language; of the main one, if that language is not answered in."""
        code = language if language in self._languages else self.main
        if code not in self._made:
            self._made[code] = self._make(code)
        return self._made[code]

    def meant(self, utterance: Utterance) -> Sequence[str]:
        """Return the languages that an utterance may be in, the likeliest first; only in typed words none was heard."""
        first = utterance.language if utterance.language in self._languages else self.main
        others = self._languages if utterance.modality == "typed" else ()
        return tuple(dict.fromkeys((first, *others)))
