"""Lengths of time: "an hour and a half", "2 minutes 30", "a quarter of an hour". Number words are digits by then."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.understanding.slots.expressions import alternatives

LONGEST_S = 366 * 86_400
_LONGEST_WORDS = 10


@dataclass(frozen=True, slots=True)
class DurationWords:
    """The words a language says durations with.

    Attributes:
        units_s: Units and their seconds.
        amounts: Amounts said without a number: "half a".
        additions: What is added to a number or, after its unit, to one unit: "and a half".
        joiners: Words between two parts: "and".
        task: How a duration joins a task: "in {duration}".
        wholes_s: Durations said without an amount, and their seconds: Spanish "hora y media".
    """

    units_s: Mapping[str, int]
    amounts: Mapping[str, float]
    additions: Mapping[str, float]
    joiners: Sequence[str]
    task: Sequence[str] = ()
    wholes_s: Mapping[str, int] = field(default_factory=dict)


class DurationParser:
    """Reads durations of one language."""

    def __init__(self, words: DurationWords) -> None:
        self._words = words
        additions, amounts = alternatives(words.additions), alternatives(words.amounts)
        joiner = rf"(?:(?:{alternatives(words.joiners)}) )?"
        self._part = re.compile(
            rf"{joiner}"
            rf"(?:(?P<number>\d{{1,6}}(?:\.\d{{1,3}})?)(?: (?P<more>{additions}))?|(?P<amount>{amounts}))"
            rf" ?(?P<unit>{alternatives(words.units_s)})(?: (?P<after>{additions}))?(?: |$)"
        )
        self._place = re.compile(rf"(?P<unit>{alternatives(words.units_s)}) (?P<number>\d{{1,3}})$")
        self._rest = re.compile(rf"{joiner}(?P<number>\d{{1,2}})$")

    def parse(self, text: str) -> int | None:
        """Return the seconds that `text` names, None if any of it is something else."""
        if text in self._words.wholes_s:
            return self._words.wholes_s[text]
        if place := self._place.match(text):  # "minute 2" of a film is 2 minutes from its beginning
            return int(place["number"]) * self._words.units_s[place["unit"]] or None
        seconds, at, unit_s = 0.0, 0, 0
        while match := self._part.match(text, at):
            if unit_s and self._words.units_s[match["unit"]] >= unit_s:
                return None
            unit_s = self._words.units_s[match["unit"]]
            seconds += self._seconds(match)
            at = match.end()
        if at < len(text):
            seconds += self._remainder_s(text[at:], unit_s)
            at = len(text) if self._remainder_s(text[at:], unit_s) else at
        is_whole = at == len(text) and unit_s > 0
        return round(seconds) if is_whole and 1 <= seconds <= LONGEST_S else None

    def split_task(self, words: Sequence[str]) -> tuple[int, int] | None:
        """Return where the duration at the end of a task begins ("call mum in 10 minutes"), and its seconds."""
        for start in range(max(1, len(words) - _LONGEST_WORDS), len(words)):
            seconds = self.parse_coming(" ".join(words[start:]))
            if seconds:
                return start, seconds
        return None

    def parse_coming(self, text: str) -> int | None:
        """Return the seconds that `text` says something is off: "in 10 minutes", "10 minutes from now"."""
        return self.parse_within(text, self._words.task)

    def parse_within(self, text: str, patterns: Sequence[str]) -> int | None:
        """Return the seconds that `text` names in the place of `{duration}` in one of the patterns."""
        for pattern in patterns:
            before, after = pattern.split("{duration}")
            if text.startswith(before) and text.endswith(after):
                seconds = self.parse(text[len(before) : len(text) - len(after)])
                if seconds:
                    return seconds
        return None

    def _seconds(self, match: re.Match[str]) -> float:
        amount = float(match["number"]) if match["number"] else self._words.amounts[match["amount"]]
        amount += self._words.additions.get(match["more"] or "", 0.0)
        amount += self._words.additions.get(match["after"] or "", 0.0)
        return amount * self._words.units_s[match["unit"]]

    def _remainder_s(self, text: str, unit_s: int) -> float:
        """A bare number at the end counts the next smaller unit: "2 minutes 30", "1 hour and 20"."""
        match = self._rest.match(text)
        if match is None or unit_s not in (60, 3600):
            return 0.0
        return int(match["number"]) * unit_s / 60
