"""How English says dates, times of day, and durations."""

import re

from speech.tts.english.numbers import cardinal, number, ordinal, year
from speech.tts.rewriting import Rule

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = {
    "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "thur": "Thursday",
    "thurs": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_MONTH = (
    r"(?P<month>(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?)"
)
_CLOCK = r"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d{1,9})?)?"
_HALF = r"(?P<half>[AaPp])\.?[Mm]\b(?:\.(?=\s+[a-z]|[,;:)]))?"  # A dot that ends the sentence stays.
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?P<year>1[1-9]\d\d|20\d\d)"
_YEAR_WORDS = "in|since|until|till|from|by|before|after|year|during|early|late|mid|circa|of"
_DURATION_UNITS = {
    "d": "day",
    "h": "hour",
    "m": "minute",
    "min": "minute",
    "s": "second",
    "sec": "second",
    "ms": "millisecond",
}


def month_number(name: str) -> int:
    """Return 11 for "Nov.", "November"."""
    return next(at for at, month in enumerate(_MONTHS, 1) if month.startswith(name[:3].title()))


def _date(month: int, day: int, of_year: int | None = None) -> str:
    spoken = f"{_MONTHS[month - 1]} {ordinal(day)}"
    return f"{spoken}, {year(of_year)}" if of_year else spoken


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    half = match.groupdict().get("half")
    tens = cardinal(minute) if minute > 9 else f"oh {cardinal(minute)}"
    if minute:
        spoken = f"{cardinal(hour)} {tens}"
    elif half:
        spoken = cardinal(hour)
    else:
        spoken = f"{cardinal(hour)} o'clock" if 1 <= hour <= 12 else f"{cardinal(hour)} hundred"
    if match["second"] and int(match["second"]):
        spoken += f" and {_count(int(match['second']), 'second')}"
    return f"{spoken} {half.upper()} M" if half else spoken


def _iso(match: re.Match[str]) -> str:
    spoken = _date(int(match["month"]), int(match["day"]), int(match["year"]))
    if match["hour"]:
        spoken += f" at {_clock(match)}"
    return f"{spoken} U T C" if match["zone"] else spoken


def _numeric_date(match: re.Match[str]) -> str:
    first, second, of_year = int(match["first"]), int(match["second"]), int(match["year"])
    is_day_first = match["sign"] == "." or first > 12
    day, month = (first, second) if is_day_first else (second, first)
    if not 1 <= month <= 12:
        return f"{number(match['first'])} {number(match['second'])} {number(match['year'])}"
    return _date(month, day, of_year)


def _named_date(match: re.Match[str]) -> str:
    of_year = match.groupdict().get("year")
    month = month_number(match["month"])
    if not match.groupdict().get("day"):
        return f"{_MONTHS[month - 1]} {year(int(str(of_year)))}"
    return _date(month, int(match["day"]), int(of_year) if of_year else None)


def _count(amount: int, unit: str) -> str:
    return f"{cardinal(amount)} {unit}{'' if amount == 1 else 's'}"


def _duration(match: re.Match[str]) -> str:
    parts = re.findall(r"(\d+)\s?([a-z]+)", match.group())
    return " ".join(_count(int(amount[:15]), _DURATION_UNITS[unit]) for amount, unit in parts)


def _decade(match: re.Match[str]) -> str:
    spoken = year(int(match["year"])) if match["year"] else cardinal(int(match["short"]))
    return f"{spoken[:-1]}ies" if spoken.endswith("y") else f"{spoken}s"


RULES = (
    Rule(
        rf"(?<![\w.-])(?P<year>1[1-9]\d\d|20\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>3[01]|[12]\d|0[1-9])"
        rf"(?:[T ]{_CLOCK}(?:(?P<zone>Z)|[+-]\d\d:?\d\d)?)?(?![\w-])",
        _iso,
    ),
    Rule(
        r"(?<![\w./])(?P<first>\d\d?)(?P<sign>[./])(?P<second>\d\d?)[./](?P<year>(?:19|20)\d\d)(?![\w/])", _numeric_date
    ),
    Rule(
        rf"\b{_MONTH}\s{{1,3}}{_DAY}(?:st|nd|rd|th)?(?![\w:]|[.,/]\d)"
        rf"(?:,?\s{{1,3}}{_YEAR}(?![\w:]|[.,]\d))?",
        _named_date,
    ),
    Rule(
        rf"(?:\b[Tt]he )?(?<![\w.,:/-]){_DAY}(?:st|nd|rd|th)?(?: of)?\s{{1,3}}{_MONTH}"
        rf"(?:,?\s{{1,3}}{_YEAR}(?![\w:]|[.,]\d))?",
        _named_date,
    ),
    Rule(rf"\b{_MONTH},?\s{{1,3}}{_YEAR}(?![\w:]|[.,]\d)", _named_date),
    Rule(
        r"\b(?P<weekday>Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\b\.?"
        r"(?=,?\s{1,3}(?:\d|Jan|Feb|Mar|Apr|May|Ju|Aug|Sep|Oct|Nov|Dec))",
        lambda m: _WEEKDAYS[m["weekday"].lower()],
    ),
    Rule(rf"(?<![\w.:]){_CLOCK}\s{{0,2}}{_HALF}", _clock),
    Rule(
        rf"(?<![\w.:,/-])(?P<hour>1[0-2]|0?[1-9])\s{{0,2}}{_HALF}",
        lambda m: f"{cardinal(int(m['hour']))} {m['half'].upper()} M",
    ),
    Rule(rf"(?<![\w.:]){_CLOCK}(?![\w:])", _clock),
    Rule(r"(?<![\w.])\d{1,15}\s?(?:d|h)(?:\s?\d{1,15}\s?(?:h|min|m|sec|s))+(?!\w)", _duration),
    Rule(r"(?<![\w.])\d{1,15}\s?(?:min|m)(?:\s?\d{1,15}\s?(?:sec|s|ms))+(?!\w)", _duration),
    Rule(r"(?<!\w)(?:(?P<year>1[1-9]\d0|20\d0)|['’](?P<short>[2-9]0))['’]?s\b", _decade),
    Rule(
        rf"\b(?P<word>(?i:{_YEAR_WORDS}))\s{{1,3}}{_YEAR}(?![\w:%]|[.,]\d|\s?[-–]\d|\s+[a-z]+s\b)",
        lambda m: f"{m['word']} {year(int(m['year']))}",
    ),
    Rule(
        r"(?<![\w.,/-])(?P<first>1[89]\d\d|20\d\d)\s?[-–—]\s?(?P<last>1[89]\d\d|20\d\d)(?![\w/-]|[.,]\d)",
        lambda m: f"{year(int(m['first']))} to {year(int(m['last']))}",
    ),
)
