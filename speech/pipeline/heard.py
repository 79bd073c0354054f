"""How much of a reply was heard: clauses, their sound, and the seconds that left the speaker. Pure bookkeeping."""

import re
from dataclasses import dataclass

from assistant.kernel.types import SpokenText

# The last samples of a clause have no words, and devices are not exact.
_TOLERANCE_S = 0.1
# How long a character takes to say, for a clause whose sound is still being computed: not less than this.
_SECONDS_PER_CHAR = 0.05

_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class Clause:
    """A clause as it is written, and how much sound there is of it so far.

    Attributes:
        sound_s: Length of its speech.
        pause_s: Silence after it.
        is_whole: Nothing more will come.
    """

    text: str
    sound_s: float = 0.0
    pause_s: float = 0.0
    is_whole: bool = False

    @property
    def speech_s(self) -> float:
        """How long its speech is, an estimate until it is whole."""
        return self.sound_s if self.is_whole else max(self.sound_s, len(self.text) * _SECONDS_PER_CHAR)

    def words_in(self, seconds: float) -> str:
        """Return the whole words that were heard within the clause's first `seconds`."""
        if self.is_whole and seconds >= self.speech_s - _TOLERANCE_S:
            return self.text
        reach = len(self.text.rstrip()) * seconds / self.speech_s if self.speech_s else 0.0
        ends = [word.end() for word in _WORD.finditer(self.text) if word.end() <= reach]
        return self.text[: ends[-1]] if ends else ""


@dataclass(slots=True)
class Speech:
    """One reply on its way to the user.

    Attributes:
        text: The reply as it was given.
        clauses: The reply as it is read, cut up.
        begin_s: How much of its turn had been played before it.
    """

    text: str
    clauses: list[Clause]
    begin_s: float

    def heard(self, played_s: float) -> SpokenText:
        """Return what was heard when `played_s` of the turn's sound have been played."""
        left_s = played_s - self.begin_s
        heard = ""
        for clause in self.clauses:
            words = clause.words_in(left_s)
            heard += words
            left_s -= clause.speech_s + clause.pause_s
            if words != clause.text:
                return SpokenText(heard.strip(), is_complete=False)
        return SpokenText(self.text, is_complete=True)
