"""The words of an utterance that may be shown while it is being said: those that will stay. Pure."""

import re

_SIGNS = re.compile(r"[^\w']")
# So many of the first words make a repetition.
_LOOP = 2
_ENDS = ",.;:!?…"


class SettledWords:
    """The words of which two successive hypotheses are of one mind. Pure."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._before: list[str] = []

    def take(self, text: str) -> str:
        """Take the next hypothesis; return all that is settled."""
        words = _once(text.split())
        agreed = 0
        for word, before in zip(words, self._before, strict=False):
            if _plain(word) != _plain(before):
                break
            agreed += 1
        self._before = words
        is_going_on = [_plain(word) for word in words[: len(self._shown)]] == [_plain(word) for word in self._shown]
        if is_going_on and agreed > len(self._shown):
            self._shown += words[len(self._shown) : agreed]
        return " ".join(self._shown).rstrip(_ENDS)

    def settle(self, text: str) -> None:
        """Take a text that is better than any hypothesis so far."""
        self._shown = self._before = text.rstrip(_ENDS).split()


def _once(words: list[str]) -> list[str]:
    """Return the words up to where they begin again: in sound that breaks off, recognisers repeat themselves."""
    plain = [_plain(word) for word in words]
    again = (place for place in range(_LOOP, len(words) - 1) if plain[place : place + _LOOP] == plain[:_LOOP])
    return words[: next(again, len(words))]


def _plain(word: str) -> str:
    return _SIGNS.sub("", word).casefold()
