"""The history as lines, and one turn as what was heard, planned, judged, done and how long that took. No widgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.kernel.types import Facts, JsonValue
from gui.view import settings_words as words
from gui.view.fields import facts, flag, items, number, objects, text


@dataclass(frozen=True, slots=True)
class TurnLine:
    """A turn in the list.

    Attributes:
        when: Day and time as people read them.
        outcome: Its name, one of `words.OUTCOMES`.
    """

    turn: int
    when: str
    said: str
    reply: str
    outcome: str


@dataclass(frozen=True, slots=True)
class DeedLine:
    """A deed of a turn."""

    deed: int
    name: str
    state: str
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """How long a stage took; `part` is that of the longest one."""

    name: str
    shown: str
    part: float


@dataclass(frozen=True, slots=True)
class TurnDetail:
    """Everything that is told of one turn.

    Attributes:
        told: The reason in a sentence, as `zenus why` tells it.
        facts: Lines of a title and a text.
    """

    turn: int
    when: str
    said: str
    outcome: str
    told: str
    facts: tuple[tuple[str, str], ...]
    deeds: tuple[DeedLine, ...]
    stages: tuple[Stage, ...]


class HistoryModel:
    """Keeps the lines, and which of them are looked at."""

    def __init__(self) -> None:
        self._lines: tuple[TurnLine, ...] = ()
        self._wanted: Sequence[str] = ()

    def take(self, answer: JsonValue, now: datetime) -> None:
        """Take what the core answers to `history`; `now` has a zone, the user's own."""
        self._lines = tuple(_line(each, now) for each in objects({"turns": answer}, "turns"))

    def filter(self, words_text: str) -> None:
        """Look only at lines in which all of these words stand."""
        self._wanted = words_text.casefold().split()

    def lines(self) -> list[TurnLine]:
        """Return the lines that are looked at, the newest first."""
        return [line for line in self._lines if self._fits(line)]

    def _fits(self, line: TurnLine) -> bool:
        told = f"{line.said} {line.reply} {words.OUTCOMES.get(line.outcome, '')} {line.when}".casefold()
        return all(word in told for word in self._wanted)


def detail(answer: JsonValue, now: datetime) -> TurnDetail | None:
    """Return what is told of the turn that the core has answered; None if it is none."""
    if not isinstance(answer, Mapping) or "turn" not in answer:
        return None
    why = facts(answer, "why")
    return TurnDetail(
        turn=int(number(answer, "turn")),
        when=_when(text(answer, "at_utc"), now),
        said=text(answer, "text"),
        outcome=text(why, "outcome"),
        told=text(answer, "told"),
        facts=tuple((title, told) for title, told in _told(answer, why) if told),
        deeds=tuple(
            DeedLine(
                int(number(each, "deed")),
                text(each, "name"),
                words.STATES.get(text(each, "state"), text(each, "state")),
                flag(each, "can_undo"),
            )
            for each in objects(answer, "deeds")
        ),
        stages=_stages(facts(answer, "timings_ms")),
    )


def _told(answer: Facts, why: Facts) -> list[tuple[str, str]]:
    """Return what is known, in the order in which it came about."""
    modality = text(why, "modality")
    how = words.MODALITIES.get(modality, modality)
    if modality == "voice":
        how += f", {number(why, 'confidence_percent'):.0f} % sure"
    rule = f"\n{text(why, 'rule')}" if text(why, "rule") else ""
    source = words.SOURCES.get(text(why, "source"), "")
    judged = [words.VERDICTS.get(text(why, "verdict"), text(why, "verdict")), *map(str, items(why, "concerns"))]
    refusal = text(why, "refusal")
    question = text(why, "question")
    return [
        (words.HEARD, f"“{text(answer, 'text')}”, {how}" if text(answer, "text") else how),
        (words.UNDERSTOOD, f"{', '.join(map(str, items(why, 'actions')))} — {source}".strip(" —") + rule),
        (words.GATE, " · ".join(part for part in [*judged, refusal] if part)),
        (words.ASKED, f"{question} → {text(why, 'answer')}" if question else ""),
        (words.ANSWERED, text(facts(answer, "reply"), "text")),
    ]


def _stages(timings: Facts) -> tuple[Stage, ...]:
    known = [(name, number(timings, name)) for name in words.STAGES if name in timings]
    longest = max((took for _, took in known), default=0.0) or 1.0
    return tuple(Stage(words.STAGES[name], words.milliseconds(took), took / longest) for name, took in known)


def _line(each: Facts, now: datetime) -> TurnLine:
    return TurnLine(
        turn=int(number(each, "turn")),
        when=_when(text(each, "at_utc"), now),
        said=text(each, "text") or words.MODALITIES.get(text(each, "modality"), ""),
        reply=text(each, "reply"),
        outcome=text(each, "outcome"),
    )


def _when(at_utc: str, now: datetime) -> str:
    """Return "18:05" of today, "yesterday 18:05", "Mon 3 Nov 18:05" or, of another year, the date."""
    try:
        at = datetime.fromisoformat(at_utc).astimezone(now.tzinfo)
    except ValueError:
        return ""
    days = (now.date() - at.date()).days
    clock = f"{at:%H:%M}"
    if days <= 1:
        return clock if days == 0 else f"yesterday {clock}"
    return f"{at:%a} {at.day} {at:%b} {clock}" if at.year == now.year else f"{at:%Y-%m-%d}"
