from datetime import date

import pytest

from assistant.understanding.language import load_language
from assistant.understanding.words import plain

LEXICON = load_language("en").lexicon
TODAY = date(2025, 11, 19)  # a Wednesday


def period(said: str, today: date = TODAY) -> tuple[str, str] | None:
    found = LEXICON.dates.parse_period(plain(said, LEXICON.spelling), today)
    return (str(found.since or ""), str(found.until or "")) if found else None


def day(said: str) -> str:
    return str(LEXICON.dates.parse_day(plain(said, LEXICON.spelling), TODAY) or "")


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("today", "2025-11-19", "2025-11-19"),
        ("yesterday", "2025-11-18", "2025-11-18"),
        ("the day before yesterday", "2025-11-17", "2025-11-17"),
        ("last week", "2025-11-10", "2025-11-16"),
        ("this week", "2025-11-17", "2025-11-19"),
        ("last month", "2025-10-01", "2025-10-31"),
        ("this month", "2025-11-01", "2025-11-19"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("this year", "2025-01-01", "2025-11-19"),
        ("the last three days", "2025-11-16", "2025-11-19"),
        ("the past 2 weeks", "2025-11-05", "2025-11-19"),
        ("two days ago", "2025-11-17", "2025-11-17"),
        ("a week ago", "2025-11-12", "2025-11-12"),
        ("monday", "2025-11-17", "2025-11-17"),
        ("wednesday", "2025-11-19", "2025-11-19"),
        ("last wednesday", "2025-11-12", "2025-11-12"),
        ("on friday", "2025-11-14", "2025-11-14"),
        ("march", "2025-03-01", "2025-03-31"),
        ("december", "2024-12-01", "2024-12-31"),
        ("last november", "2024-11-01", "2024-11-30"),
        ("february 2024", "2024-02-01", "2024-02-29"),
        ("march of 2023", "2023-03-01", "2023-03-31"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("march third", "2025-03-03", "2025-03-03"),
        ("the 21st of march", "2025-03-21", "2025-03-21"),
        ("the twenty first of march", "2025-03-21", "2025-03-21"),
        ("december 24", "2024-12-24", "2024-12-24"),
        ("march 3rd 2022", "2022-03-03", "2022-03-03"),
        ("since monday", "2025-11-17", ""),
        ("after march", "2025-03-01", ""),
        ("before last week", "", "2025-11-09"),
    ],
)
def test_periods(said, since, until):
    assert period(said) == (since, until)


@pytest.mark.parametrize(
    "said", ["", "next week", "next march", "this 3 weeks", "february 30", "sometime", "since", "since since monday"]
)
def test_what_is_no_period_is_refused(said):
    assert period(said) is None


def test_a_month_ago_ends_in_a_shorter_month():
    assert period("a month ago", date(2025, 3, 31)) == ("2025-02-28", "2025-02-28")
    assert period("4 years ago", date(2024, 2, 29)) == ("2020-02-29", "2020-02-29")
    assert period("9999 years ago") is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("tomorrow", "2025-11-20"),
        ("friday", "2025-11-21"),
        ("wednesday", "2025-11-26"),
        ("next tuesday", "2025-11-25"),
        ("last tuesday", ""),
        ("in a week", "2025-11-26"),
        ("10 days from now", "2025-11-29"),
        ("march third", "2026-03-03"),
        ("december 24th", "2025-12-24"),
        ("friday december 5", "2025-12-05"),
        ("never", ""),
    ],
)
def test_days_to_come(said, expected):
    assert day(said) == expected
