"""Values as words: times, spans, sizes, counts and lists, from the words of one language."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from string import Formatter
from typing import cast

from pydantic import BaseModel, ConfigDict

from assistant.dialog.replies.recurrences import RecurrenceWords, Speech, said
from assistant.kernel.capabilities import CAPABILITIES
from assistant.kernel.clock import Clock
from assistant.kernel.types import Facts, JsonValue

_UNITS_S = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
# Decimal, as disks are sold and file managers count.
_SIZES_BYTES = (("terabyte", 10**12), ("gigabyte", 10**9), ("megabyte", 10**6), ("kilobyte", 10**3))
_PACKAGE = "plugin."
_FIELD = re.compile(r"[a-z_]+")
# A year, or what is no longer than one, is written without marks between its digits.
_UNGROUPED_DIGITS = 4


class Words(BaseModel):
    """The words and patterns of a language.

    Attributes:
        pair: How two things are joined, as `{0}` and `{1}`.
        time_at_one: What `time` is in the hour after one, where that differs: Spanish "la 1:30", but "las 2:30".
        day_and_year: What `day` is in another year, where that is not `date`.
        thousands_mark: What parts the digits of long numbers by threes.
        nouns: Forms of each noun: `one` and `other`, or `other` alone.
        units: Forms of each unit and currency.
        home: The home folder, where the name of a folder is expected.
        reasons: Why something was not done with a file, by code; `other` for the rest.
        capabilities: What each capability lets Zenus do; English where a language has no words of its own.
        package_capability: What the capability `{0}` of a package lets Zenus do, if the package does not say.
        recurrences: How recurrences are said; without these only their times of day are.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    pair: str
    separator: str
    percent: str
    quoted: str
    time: str
    time_at_one: str = ""
    date: str
    day: str
    day_and_year: str = ""
    morning: str
    afternoon: str
    today_at: str
    tomorrow_at: str
    yesterday_at: str
    day_at: str
    decimal_point: str
    thousands_mark: str = ""
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    nouns: Mapping[str, Mapping[str, str]]
    units: Mapping[str, Mapping[str, str]] = {}
    states: Mapping[str, str]
    home: str
    reasons: Mapping[str, str]
    capabilities: Mapping[str, str] = {}
    package_capability: str
    recurrences: RecurrenceWords | None = None


class Wording(Formatter):
    """Fills templates. A field is a fact's name with one of these kinds, `{due:when}`.

    `time`, `date`, `when` (ISO text); `recurrence` (`{rule, at}`); `duration` (seconds); `size` (bytes);
    `percent`, `number` (decimal text);
    `measure` (`{number, unit}` or a list of them), `unit` (its name, for several); `count NOUN`;
    `list`, `quotes` (lists of text); `quote`; `file` (the name at the end of a path), `folder` (the one that holds it);
    `place` (a folder's name, empty for the home); `reason` (a code); `pairs` (names with values); `deed` (`{action,
    facts, description?}`), `deeds` (a list of them); `capability` (its name); none: as it is.

    Args:
        name_deed: Turns an action, its facts and its description into the phrase that names the deed.
    """

    def __init__(self, words: Words, clock: Clock, name_deed: Callable[[str, Facts, str], str]) -> None:
        self._words = words
        self._clock = clock
        self._name_deed = name_deed

    def fill(self, template: str, facts: Facts) -> str:
        """Return `template` with its fields replaced.

        Raises:
            LookupError: A fact is missing.
            ValueError, TypeError: A fact is not what the template takes it for.
        """
        return self.vformat(template, (), facts)

    def fields(self, template: str) -> frozenset[str]:
        """Return the names of the facts that `template` needs, also inside a kind: `{count:count {kind}}`."""
        found: set[str] = set()
        for _text, name, spec, _conversion in self.parse(template):
            if name is not None:
                found |= {name} | self.fields(spec or "")
        return frozenset(found)

    def knows(self, template: str) -> bool:
        """Return whether every kind and every noun in `template` is known; a noun that is a fact itself may be."""
        for _text, name, spec, _conversion in self.parse(template):
            kind, _, noun = (spec or "").partition(" ")
            if name is None or (kind == "count" and ("{" in noun or noun in self._words.nouns)):
                continue
            if noun or kind not in self._kinds:
                return False
        return True

    def get_field(self, field_name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> tuple[object, str]:
        """Return a fact; there is no reaching into its attributes."""
        if not _FIELD.fullmatch(field_name):
            raise LookupError(field_name)
        return kwargs[field_name], field_name

    def format_field(self, value: object, format_spec: str) -> str:
        """Return `value` as words of the kind that `format_spec` names."""
        kind, _, argument = format_spec.partition(" ")
        fact = cast(JsonValue, value)
        if kind == "count":
            return self.count(cast(int, fact), argument)
        return self._kinds[kind](self, fact)

    def count(self, number: int, noun: str) -> str:
        """Return a number with the right form of a noun."""
        return f"{number} {self._noun(number, noun)}"

    def state(self, name: str) -> str:
        """Return the word for a state, such as `failed`."""
        return self._words.states[name]

    # ------------------------------------------------------------------------------------------------------ kinds

    def _text(self, value: JsonValue) -> str:
        return str(value)

    def _time(self, value: JsonValue) -> str:
        moment = _moment(value)
        half = self._words.afternoon if moment.hour >= 12 else self._words.morning
        pattern = (self._words.time_at_one if moment.hour == 1 else "") or self._words.time
        return pattern.format(hour=moment.hour, hour12=moment.hour % 12 or 12, minute=f"{moment.minute:02}", half=half)

    def _date(self, value: JsonValue) -> str:
        return self._day_in(self._words.date, _moment(value))

    def _recurrence(self, value: JsonValue) -> str:
        recurrence = cast(Mapping[str, JsonValue], value)
        at, words = _moment(recurrence["at"]), self._words.recurrences
        if words is None:
            return self._time(at.isoformat())
        speech = Speech(
            time=lambda moment: self._time(moment.isoformat()),
            day=lambda moment: self._day_in(self._words.day, moment),
            join=self._list,
            weekdays=self._words.weekdays,
            months=self._words.months,
        )
        return said(words, speech, str(recurrence["rule"]), at)

    def _when(self, value: JsonValue) -> str:
        if value == "":
            return ""  # a row of a card may have no time
        moment, now = _moment(value), self._clock.now()
        days = (moment.date() - now.astimezone(moment.tzinfo).date()) / timedelta(days=1)
        patterns = {0: self._words.today_at, 1: self._words.tomorrow_at, -1: self._words.yesterday_at}
        pattern = patterns.get(int(days), self._words.day_at)
        other_year = self._words.day_and_year or self._words.date
        day = self._day_in(self._words.day if moment.year == now.year else other_year, moment)
        return pattern.format(time=self._time(value), day=day)

    def _day_in(self, pattern: str, moment: datetime) -> str:
        weekday, month = self._words.weekdays[moment.weekday()], self._words.months[moment.month - 1]
        return pattern.format(weekday=weekday, day=moment.day, month=month, year=moment.year)

    def _duration(self, value: JsonValue) -> str:
        rest = round(cast(float, value))
        parts: list[JsonValue] = []
        for unit, unit_s in _UNITS_S:
            number, rest = divmod(rest, unit_s)
            if number:
                parts.append(self.count(number, unit))
        return self._list(parts) if parts else self.count(0, "second")

    def _size(self, value: JsonValue) -> str:
        number = cast(int, value)
        for unit, unit_bytes in _SIZES_BYTES:
            if number >= unit_bytes:
                amount = number / unit_bytes
                text = f"{amount:.1f}" if amount < 10 else f"{amount:.0f}"
                text = text.removesuffix(".0").replace(".", self._words.decimal_point)
                return f"{text} {self._noun(text, unit)}"
        return self.count(number, "byte")

    def _number(self, value: JsonValue) -> str:
        """Return a number given as decimal text, with the marks of the language."""
        whole, _, decimals = str(value).partition(".")
        if whole.lstrip("-").isdigit() and len(whole.lstrip("-")) > _UNGROUPED_DIGITS:
            whole = f"{int(whole):,}".replace(",", self._words.thousands_mark)
        return f"{whole}{self._words.decimal_point}{decimals}" if decimals else whole

    def _measure(self, value: JsonValue) -> str:
        """Return a number with its unit, or several: "5 feet 11 inches"."""
        parts = [value] if isinstance(value, Mapping) else cast(Sequence[JsonValue], value)
        said = [cast(Mapping[str, JsonValue], part) for part in parts]
        return " ".join(f"{self._number(part['number'])} {self._unit_of(part)}" for part in said)

    def _unit_of(self, part: Mapping[str, JsonValue]) -> str:
        return self._form_of(str(part["unit"]), is_one=part["number"] == "1")

    def _unit(self, value: JsonValue) -> str:
        return self._form_of(str(value), is_one=False)

    def _form_of(self, unit: str, *, is_one: bool) -> str:
        """Return a unit's name; its code where there are no words for it."""
        forms = self._words.units.get(unit, {})
        return forms.get("one" if is_one else "other", unit)

    def _percent(self, value: JsonValue) -> str:
        return self._words.percent.format(round(cast(float, value)))

    def _list(self, value: JsonValue) -> str:
        items = [str(item) for item in cast(Sequence[JsonValue], value)]
        if len(items) < 2:
            return "".join(items)
        return self._words.pair.format(self._words.separator.join(items[:-1]), items[-1])

    def _quotes(self, value: JsonValue) -> str:
        return self._list([self._quote(item) for item in cast(Sequence[JsonValue], value)])

    def _quote(self, value: JsonValue) -> str:
        return self._words.quoted.format(value)

    def _file(self, value: JsonValue) -> str:
        return PurePath(str(value)).name

    def _folder(self, value: JsonValue) -> str:
        return PurePath(str(value)).parent.name

    def _pairs(self, value: JsonValue) -> str:
        pairs = cast(Mapping[str, JsonValue], value)
        return self._words.separator.join(f"{name}: {item}" for name, item in pairs.items())

    def _deed(self, value: JsonValue) -> str:
        deed = cast(Mapping[str, JsonValue], value)
        return self._name_deed(str(deed["action"]), cast(Facts, deed["facts"]), str(deed.get("description", "")))

    def _deeds(self, value: JsonValue) -> str:
        return self._list([self._deed(deed) for deed in cast(Sequence[JsonValue], value)])

    def _place(self, value: JsonValue) -> str:
        return str(value) or self._words.home

    def _reason(self, value: JsonValue) -> str:
        return self._words.reasons.get(str(value), self._words.reasons["other"])

    def _capability(self, value: JsonValue) -> str:
        name = str(value)
        words = self._words.capabilities.get(name) or CAPABILITIES.get(name)
        return words or self._words.package_capability.format(name.removeprefix(_PACKAGE))

    def _noun(self, number: int | str, noun: str) -> str:
        forms = self._words.nouns[noun]
        return forms.get("one", forms["other"]) if str(number) == "1" else forms["other"]

    _kinds: Mapping[str, Callable[["Wording", JsonValue], str]] = {
        "": _text,
        "time": _time,
        "date": _date,
        "when": _when,
        "recurrence": _recurrence,
        "duration": _duration,
        "size": _size,
        "percent": _percent,
        "number": _number,
        "measure": _measure,
        "unit": _unit,
        "list": _list,
        "quotes": _quotes,
        "quote": _quote,
        "file": _file,
        "folder": _folder,
        "pairs": _pairs,
        "place": _place,
        "reason": _reason,
        "capability": _capability,
        "deed": _deed,
        "deeds": _deeds,
    }


def _moment(value: JsonValue) -> datetime:
    return datetime.fromisoformat(str(value))
