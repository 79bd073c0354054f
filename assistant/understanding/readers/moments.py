"""Slots of time: durations, moments to come, moments that are over, periods, and tasks that a time is said with."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

from assistant.understanding.readers.dictation import label_of
from assistant.understanding.readers.scope import Args, Readers, Scope, Words, line
from assistant.understanding.recogniser import Match
from assistant.understanding.request import Request
from assistant.understanding.slots.dates import Period
from assistant.understanding.words import original

_LONGEST_TIME_WORDS = 14


def moment_readers(scope: Scope) -> Readers:
    """Return the readers of slots of time."""
    reader = _Moments(scope)
    return {
        "label": lambda words, _match, request: label_of(words, request, scope),
        "named_timer": reader.named_timer,
        "duration": reader.duration,
        "at": lambda words, _match, _request: reader.moment(words, needs_clock=False),
        "alarm_at": lambda words, _match, _request: reader.moment(words, needs_clock=True),
        "task_in": reader.task_in,
        "task_at": reader.task_at,
        "period": reader.period,
        "since": reader.since,
    }


class _Moments:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._lexicon = scope.lexicon

    def named_timer(self, words: Words, _match: Match, request: Request) -> Args | None:
        """Return the label of a timer that one word calls by what it is for: "Nudeltimer"."""
        said = original(request.source, words).rstrip(".,:!?")
        names = (re.fullmatch(pattern, said, re.IGNORECASE) for pattern in self._lexicon.named_timers)
        return next(({"label": name[1]} for name in names if name), None)

    def duration(self, words: Words, _match: Match, _request: Request) -> Args | None:
        seconds = self._lexicon.durations.parse(line(words))
        return {"duration_s": seconds} if seconds else None

    def moment(self, words: Words, *, needs_clock: bool) -> Args | None:
        moment = self._lexicon.times.parse_moment(line(words), self._scope.now, needs_clock=needs_clock)
        return {"at": moment.isoformat()} if moment else None

    def task_in(self, words: Words, _match: Match, request: Request) -> Args | None:
        split = self._lexicon.durations.split_task([word.text for word in words])
        if split is None:
            return self._time_first(words, request, self._coming_duration)
        label = label_of(words[: split[0]], request, self._scope)
        return {"duration_s": split[1], **label} if label else None

    def task_at(self, words: Words, _match: Match, request: Request) -> Args | None:
        split = self._lexicon.times.split_task([word.text for word in words], self._scope.now)
        if split is None:
            return self._time_first(words, request, partial(self.moment, needs_clock=False))
        label = label_of(words[: split[0]], request, self._scope)
        return {"at": split[1].isoformat(), **label} if label else None

    def _coming_duration(self, words: Words) -> Args | None:
        """Return the duration of "in zehn Minuten"."""
        seconds = self._lexicon.durations.parse_coming(line(words))
        return {"duration_s": seconds} if seconds else None

    def _time_first(self, words: Words, request: Request, read: Callable[[Words], Args | None]) -> Args | None:
        """Return a task with the time before it: "morgen um acht Mama anzurufen"."""
        if words[0].text not in self._lexicon.leading:
            return None
        for end in range(min(len(words) - 1, _LONGEST_TIME_WORDS), 0, -1):
            found = read(words[:end])
            label = label_of(self._opened(words[end:]), request, self._scope) if found else None
            if found and label:
                return {**found, **label}
        return None

    def _opened(self, words: Words) -> Words:
        """Return a task without the word that it is joined to its time by: "a las seis que …"."""
        is_joined = len(words) > 1 and words[0].text in self._lexicon.openers
        return words[1:] if is_joined else words

    def period(self, words: Words, _match: Match, _request: Request) -> Args | None:
        period = self._lexicon.dates.parse_period(line(words), self._scope.now.date())
        return period_args(period) if period else None

    def since(self, words: Words, _match: Match, _request: Request) -> Args | None:
        """Return a moment that is over: a day from its beginning, or the last time that the clock showed that hour."""
        said = line(words)
        period = self._lexicon.dates.parse_period(said, self._scope.now.date())
        if period and period.since:
            return {"since": datetime.combine(period.since, time()).isoformat()}
        now, times = self._scope.now.replace(tzinfo=None), self._lexicon.times
        moment = times.parse_moment(said, self._scope.now, needs_clock=True)
        if moment is None:
            part = times.parse_moment(said, self._scope.now, needs_clock=False)  # "this morning" begins with the day
            moment = datetime.combine(part.date(), time()) if part else None
        if moment is None:
            return None
        while moment > now:
            moment -= timedelta(hours=24 if times.names_half(said) else 12)
        return {"since": moment.isoformat()}


def period_args(period: Period) -> Args:
    """Return a period as the arguments `since` and `until`, ISO dates; open ends are empty."""
    return {
        "since": period.since.isoformat() if period.since else "",
        "until": period.until.isoformat() if period.until else "",
    }
