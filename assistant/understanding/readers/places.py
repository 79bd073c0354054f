"""Slots of places, days and clock times: what the world clock and the calendar are asked about."""

from datetime import date, datetime, time
from functools import partial

from assistant.understanding.readers.scope import Args, Readers, Scope, Words, as_said, line
from assistant.understanding.recogniser import Match
from assistant.understanding.references import read_reference
from assistant.understanding.request import Request

_LONGEST_PLACE_WORDS = 4
# A bare hour is one of the waking day: "5" is five in the afternoon, "8" is eight in the morning.
_DAY_BEGINS = time(6, 59)


def place_readers(scope: Scope) -> Readers:
    """Return the readers of places, days and clock times."""
    reader = _Places(scope)
    return {
        "place": partial(reader.place, "place"),
        "to_place": partial(reader.place, "to"),
        "clock": reader.clock,
        "place_clock": reader.place_clock,
        "day": reader.day,
        "to_day": reader.to_day,
    }


class _Places:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._lexicon = scope.lexicon

    def place(self, name: str, words: Words, _match: Match, request: Request) -> Args | None:
        """Return a place as it was said, or as all know it: which there are, only the gazetteer knows."""
        if len(words) > 1 and words[0].text in self._lexicon.files.within:
            words = words[1:]  # "and in Paris?"
        said = line(words)
        if said in self._lexicon.places:
            return {name: self._lexicon.places[said]}
        is_name = len(words) <= _LONGEST_PLACE_WORDS and all(self._may_name(word.text) for word in words)
        return {name: as_said(words, request)} if is_name and not self._is_time(said) else None

    def _may_name(self, word: str) -> bool:
        is_digit = any(character.isdigit() for character in word)
        return (
            not is_digit
            and word not in self._lexicon.files.determiners
            and not read_reference(word, self._lexicon.references)
        )

    def _is_time(self, said: str) -> bool:
        return self._day(said, self._scope.now.date()) is not None or self._lexicon.times.names_half(said)

    def clock(self, words: Words, _match: Match, _request: Request) -> Args | None:
        begin = datetime.combine(self._scope.now.date(), _DAY_BEGINS)
        moment = self._lexicon.times.parse_moment(line(words), begin.astimezone(), needs_clock=True)
        return {"at": moment.time().isoformat()} if moment else None

    def place_clock(self, words: Words, match: Match, request: Request) -> Args | None:
        """Return a place and the time there, said without a word between them: "in New York 17 Uhr"."""
        for end in range(1, len(words)):
            place, clock = self.place("place", words[:end], match, request), self.clock(words[end:], match, request)
            if place and clock:
                return {**place, **clock}
        return None

    def day(self, words: Words, _match: Match, _request: Request) -> Args | None:
        day = self._day(line(words), self._scope.now.date())
        return {"day": day.isoformat()} if day else None

    def to_day(self, words: Words, match: Match, request: Request) -> Args | None:
        """Return the later of two days: the one that comes after the first."""
        first = self._day(line(request.slice(*match.slots["day"])), self._scope.now.date())
        day = self._day(line(words), first) if first else None
        return {"to": day.isoformat()} if day else None

    def _day(self, said: str, today: date) -> date | None:
        """Return the day that is named, the coming one where there are several; else the one that is over."""
        day = self._lexicon.feasts.parse(said, today) or self._lexicon.dates.parse_day(said, today)
        if day is not None:
            return day
        period = self._lexicon.dates.parse_period(said, today)
        is_day = period is not None and period.since is not None and period.until == period.since
        return period.since if is_day and period else None
