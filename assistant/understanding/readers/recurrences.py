"""Slots of what happens again and again: recurrences, tasks that one is said with, and schedules by their names."""

from collections.abc import Callable

from assistant.understanding.readers.dictation import label_of
from assistant.understanding.readers.scope import Args, Readers, Scope, Words, line
from assistant.understanding.recogniser import Match
from assistant.understanding.request import Request
from assistant.understanding.slots.recurrences import MOST_WORDS, Recurrence


def recurrence_readers(scope: Scope) -> Readers:
    """Return the readers of recurrences and schedules."""
    reader = _Recurrences(scope)
    return {
        "every": lambda words, _match, _request: reader.every(words, is_whole=True),
        "every_open": lambda words, _match, _request: reader.every(words, is_whole=False),
        "task_every": lambda words, _match, request: reader.task(words, request, is_whole=True),
        "task_every_open": lambda words, _match, request: reader.task(words, request, is_whole=False),
        "schedule": reader.schedule,
        "reminder": reader.reminder,
        "to_time": reader.to_time,
        "on_day": reader.on_day,
    }


class _Recurrences:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._parser = scope.lexicon.recurrences

    def every(self, words: Words, *, is_whole: bool) -> Args | None:
        """Return a recurrence, either with its time of day or without one."""
        found = self._parser.parse(line(words), self._scope.now)
        return recurrence_args(found) if found and found.is_whole is is_whole else None

    def task(self, words: Words, request: Request, *, is_whole: bool) -> Args | None:
        """Return a task with the recurrence behind it or, in languages that say it so, before it."""
        if not self._parser.has_sign([word.text for word in words]):
            return None
        behind = range(max(1, len(words) - MOST_WORDS), len(words))
        before = range(min(len(words) - 1, MOST_WORDS), 0, -1) if self._scope.lexicon.leading else range(0)
        return self._split(words, request, is_whole, behind, _task_first) or (
            self._split(words, request, is_whole, before, _task_last)
        )

    def _split(
        self,
        words: Words,
        request: Request,
        is_whole: bool,
        cuts: range,
        parts: Callable[[Words, int], tuple[Words, Words]],
    ) -> Args | None:
        for cut in cuts:
            task, recurrence = parts(words, cut)
            found = self.every(recurrence, is_whole=is_whole)
            label = label_of(task, request, self._scope) if found else None
            if found and label:
                return {**found, **label}
        return None

    def schedule(self, words: Words, _match: Match, _request: Request) -> Args | None:
        """Return the schedule that has this name; there must be one."""
        name = self._scope.names("schedule").find(line(words))
        return {"which": name} if name else None

    def reminder(self, words: Words, _match: Match, request: Request) -> Args | None:
        """Return what a schedule may be called, or the time that tells which is meant: "my seven o'clock alarm"."""
        time = self._scope.lexicon.times.parse_time_of_day(line(words))
        which = f"{time:%H:%M}" if time else request.dictated(words, is_verbatim=False)
        return {"which": which} if which and len(words) <= MOST_WORDS else None

    def to_time(self, words: Words, _match: Match, _request: Request) -> Args | None:
        """Return another time of the day."""
        time = self._scope.lexicon.times.parse_time_of_day(line(words))
        return {"time": f"{time:%H:%M}"} if time else None

    def on_day(self, words: Words, _match: Match, _request: Request) -> Args | None:
        """Return a day to come."""
        day = self._scope.lexicon.dates.parse_day(line(words), self._scope.now.date())
        return {"day": day.isoformat()} if day and day >= self._scope.now.date() else None


def recurrence_args(found: Recurrence) -> Args:
    """Return a recurrence as arguments: the rule, the time of day and the first day, empty where there is none."""
    return {
        "rule": found.rule,
        "time": f"{found.time:%H:%M}" if found.time else "",
        "start": found.start.isoformat() if found.start else "",
    }


def _task_first(words: Words, cut: int) -> tuple[Words, Words]:
    return words[:cut], words[cut:]


def _task_last(words: Words, cut: int) -> tuple[Words, Words]:
    return words[cut:], words[:cut]
