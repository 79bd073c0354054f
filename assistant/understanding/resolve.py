"""Turns the open slots of a match into arguments of a step; a slot that means nothing rejects the match."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import TypeAlias

from assistant.kernel.types import Facts, JsonValue, Step
from assistant.understanding.language import Language
from assistant.understanding.names import NameIndex
from assistant.understanding.recogniser import Match
from assistant.understanding.request import Request
from assistant.understanding.slots.dates import Period
from assistant.understanding.slots.numbers import parse_number
from assistant.understanding.words import Word, plain

Args: TypeAlias = dict[str, JsonValue]
Words: TypeAlias = tuple[Word, ...]

DEFAULT_STEP_PERCENT = 10
_LONGEST_UNKNOWN_APP_WORDS = 3
_LONGEST_EXTENSION = 5

# What a step needs and its template may leave out.
_DEFAULTS: Mapping[str, Facts] = {
    "timers.start": {"label": ""},
    "dialog.help": {"topic": ""},
    "undo.last": {"count": 1},
    "files.find": {"name": "", "kind": "any", "since": "", "until": ""},
}


class Resolver:
    """Reads the slots of one request.

    Args:
        language: Its words.
        apps: Returns the applications that can be opened now.
        now: The user's local time.
    """

    def __init__(self, language: Language, apps: Callable[[], NameIndex], now: datetime) -> None:
        self._language = language
        self._lexicon = language.lexicon
        self._apps = apps
        self._now = now
        self._readers: Mapping[str, Callable[[Words, Match, Request], Args | None]] = {
            "app": self._app,
            "label": lambda words, _match, request: self._label(words, request),
            "text": _text,
            "name": self._name,
            "duration": self._duration,
            "at": lambda words, _match, _request: self._moment(words, needs_clock=False),
            "alarm_at": lambda words, _match, _request: self._moment(words, needs_clock=True),
            "task_in": self._task_in,
            "task_at": self._task_at,
            "percent": lambda words, _match, _request: self._percent("level_percent", words),
            "step": lambda words, _match, _request: self._percent("by_percent", words),
            "period": self._period,
            "count": self._count,
            "since": self._since,
            "topic": self._topic,
        }

    def step(self, match: Match, request: Request) -> Step | None:
        """Return the step that `match` asks for, None if one of its slots means nothing."""
        args: Args = {**_DEFAULTS.get(match.action, {}), **match.constants}
        for name, (start, end) in match.slots.items():
            words = request.slice(start, end)
            found = self._readers[name](words, match, request) if words else None
            if found is None:
                return None
            args.update(found)
        if request.is_cut and "text" not in match.slots:
            return None
        return Step(match.action, _volume_change(args) if match.action == "volume.change" else args)

    def _app(self, words: Words, match: Match, request: Request) -> Args | None:
        value = self._apps().find(_line(words))
        if value is not None:
            return {"app": value}
        is_name = self._lexicon.no_name.isdisjoint(word.text for word in words)
        if match.flags.get("known_only") or not is_name or len(words) > _LONGEST_UNKNOWN_APP_WORDS:
            return None
        return {"app": request.dictated(words, is_verbatim=False)}

    def _name(self, words: Words, match: Match, request: Request) -> Args | None:
        name = _file_name(request.dictated(words, is_verbatim=False), words)
        extension = name.rpartition(".")[2]
        has_extension = "." in name and 0 < len(extension) <= _LONGEST_EXTENSION and extension.isalnum()
        if match.flags.get("extension_only") and not has_extension:
            return None
        return {"name": name}

    def _duration(self, words: Words, _match: Match, _request: Request) -> Args | None:
        seconds = self._lexicon.durations.parse(_line(words))
        return {"duration_s": seconds} if seconds else None

    def _moment(self, words: Words, *, needs_clock: bool) -> Args | None:
        moment = self._lexicon.times.parse_moment(_line(words), self._now, needs_clock=needs_clock)
        return {"at": moment.isoformat()} if moment else None

    def _task_in(self, words: Words, _match: Match, request: Request) -> Args | None:
        split = self._lexicon.durations.split_task([word.text for word in words])
        if split is None:
            return None
        label = self._label(words[: split[0]], request)
        return {"duration_s": split[1], **label} if label else None

    def _task_at(self, words: Words, _match: Match, request: Request) -> Args | None:
        split = self._lexicon.times.split_task([word.text for word in words], self._now)
        if split is None:
            return None
        label = self._label(words[: split[0]], request)
        return {"at": split[1].isoformat(), **label} if label else None

    def _label(self, words: Words, request: Request) -> Args | None:
        """Return the label, unless it holds a day or a recurrence, which then belongs to a time misunderstood."""
        texts = {word.text for word in words}
        if not texts.isdisjoint(self._lexicon.recurring) or not texts.isdisjoint(self._lexicon.times.day_words):
            return None
        label = request.dictated(words, is_verbatim=False)
        return {"label": label} if label else None

    def _percent(self, name: str, words: Words) -> Args | None:
        line = _line(words)
        for unit in self._lexicon.percent_words:
            line = line.removesuffix(f" {unit}")
        number = self._lexicon.percents.get(line, parse_number(line))
        return {name: round(number)} if number is not None and 0 <= number <= 100 else None

    def _period(self, words: Words, _match: Match, _request: Request) -> Args | None:
        period = self._lexicon.dates.parse_period(_line(words), self._now.date())
        return _period_args(period) if period else None

    def _count(self, words: Words, _match: Match, _request: Request) -> Args | None:
        number = parse_number(_line(words))
        return {"count": round(number)} if number and number == round(number) > 0 else None

    def _since(self, words: Words, _match: Match, _request: Request) -> Args | None:
        """Return a moment that is over: a day from its beginning, or the last time that the clock showed that hour."""
        line = _line(words)
        period = self._lexicon.dates.parse_period(line, self._now.date())
        if period and period.since:
            return {"since": datetime.combine(period.since, time()).isoformat()}
        now, times = self._now.replace(tzinfo=None), self._lexicon.times
        moment = times.parse_moment(line, self._now, needs_clock=True)
        if moment is None:
            part = times.parse_moment(line, self._now, needs_clock=False)  # "this morning" begins with the day
            moment = datetime.combine(part.date(), time()) if part else None
        if moment is None:
            return None
        while moment > now:
            moment -= timedelta(hours=24 if times.names_half(line) else 12)
        return {"since": moment.isoformat()}

    def _topic(self, words: Words, _match: Match, _request: Request) -> Args | None:
        line = _line(words)
        for topic in self._language.topics:
            if line in {plain(name, self._lexicon.spelling) for name in (topic.name, topic.title, *topic.aliases)}:
                return {"topic": topic.name}
        return None


def _line(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _text(words: Words, _match: Match, request: Request) -> Args | None:
    text = request.dictated(words, is_verbatim=True)
    return {"text": text} if text else None


def _file_name(text: str, words: Words) -> str:
    """Return a dictated file name: "notes dot txt" is "notes.txt"."""
    if "dot" in {word.text for word in words}:
        text = " ".join(word.text for word in words).replace(" dot ", ".")
    return text.strip("'\"“”‘’ ")


def _period_args(period: Period) -> Args:
    return {
        "since": period.since.isoformat() if period.since else "",
        "until": period.until.isoformat() if period.until else "",
    }


def _volume_change(args: Args) -> Args:
    """Templates say how far (`by_percent` or `amount`) and in which direction (`sign`) apart."""
    far, sign = args.get("by_percent", args.get("amount", DEFAULT_STEP_PERCENT)), args["sign"]
    assert isinstance(far, int)
    assert isinstance(sign, int)
    return {"by_percent": sign * far}
