from datetime import UTC, datetime

import pytest

from assistant.understanding.language import load_language
from assistant.understanding.words import plain

LEXICON = load_language("en").lexicon
NOW = datetime(2025, 11, 19, 17, 30, tzinfo=UTC)  # a Wednesday


def moment(said: str, now: datetime = NOW, *, needs_clock: bool = True) -> str | None:
    found = LEXICON.times.parse_moment(plain(said, LEXICON.spelling), now, needs_clock=needs_clock)
    return found.strftime("%m-%d %H:%M") if found else None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("seven", "11-19 19:00"),
        ("at 7", "11-19 19:00"),
        ("five", "11-20 05:00"),
        ("half past six", "11-19 18:30"),
        ("half six", "11-19 18:30"),
        ("quarter past six", "11-19 18:15"),
        ("a quarter after six", "11-19 18:15"),
        ("quarter to seven", "11-19 18:45"),
        ("quarter to one", "11-20 00:45"),
        ("ten past six", "11-19 18:10"),
        ("twenty-five to eight", "11-19 19:35"),
        ("five minutes to eight", "11-19 19:55"),
        ("six o'clock", "11-19 18:00"),
        ("six o clock", "11-19 18:00"),
        ("5:42", "11-19 17:42"),
        ("5:42 p.m.", "11-19 17:42"),
        ("5.42 pm", "11-19 17:42"),
        ("five forty two pm", "11-19 17:42"),
        ("six oh five", "11-19 18:05"),
        ("seven thirty", "11-19 19:30"),
        ("430am", "11-20 04:30"),
        ("0730", "11-20 07:30"),
        ("07:30", "11-20 07:30"),
        ("18:45", "11-19 18:45"),
        ("17:30", "11-20 17:30"),
        ("7 am", "11-20 07:00"),
        ("7am", "11-20 07:00"),
        ("7 A.M.", "11-20 07:00"),
        ("7 in the morning", "11-20 07:00"),
        ("eight in the evening", "11-19 20:00"),
        ("ten at night", "11-19 22:00"),
        ("two at night", "11-20 02:00"),
        ("twelve at night", "11-20 00:00"),
        ("12 am", "11-20 00:00"),
        ("12 pm", "11-20 12:00"),
        ("noon", "11-20 12:00"),
        ("twelve noon", "11-20 12:00"),
        ("midnight", "11-20 00:00"),
        ("tonight at nine", "11-19 21:00"),
        ("nine tonight", "11-19 21:00"),
        ("7 pm tonight", "11-19 19:00"),
        ("this evening at 8", "11-19 20:00"),
        ("tomorrow at 7", "11-20 07:00"),
        ("tomorrow at 7 am", "11-20 07:00"),
        ("7 am tomorrow", "11-20 07:00"),
        ("6 tomorrow morning", "11-20 06:00"),
        ("tomorrow morning at six", "11-20 06:00"),
        ("quarter after six tomorrow", "11-20 06:15"),
        ("tomorrow at 3", "11-20 15:00"),
        ("tomorrow at noon", "11-20 12:00"),
        ("tomorrow evening at 8", "11-20 20:00"),
        ("on friday at noon", "11-21 12:00"),
        ("friday at 8 am", "11-21 08:00"),
        ("8 am on friday", "11-21 08:00"),
        ("wednesday at 8 am", "11-26 08:00"),
        ("next monday at 9 am", "11-24 09:00"),
        ("the day after tomorrow at ten", "11-21 10:00"),
        ("december 24th at 6 pm", "12-24 18:00"),
        ("the third of december at noon", "12-03 12:00"),
        ("in three days at 8 am", "11-22 08:00"),
        ("today at 8 pm", "11-19 20:00"),
        ("today at 7", "11-19 19:00"),
    ],
)
def test_moments(said, expected):
    assert moment(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "",
        "at",
        "25",
        "13 am",
        "7:60",
        "24:30",
        "soon",
        "every day at 7",
        "7 weekdays",
        "the 31st of february at 7",
        "two pm and three pm",
        "tomorrow",
        "tomorrow morning",
        "last friday at 7",
        "seven dwarfs",
    ],
)
def test_what_is_no_moment_is_refused(said):
    assert moment(said) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("tomorrow", "11-20 09:00"),
        ("tomorrow morning", "11-20 09:00"),
        ("tomorrow evening", "11-20 19:00"),
        ("tonight", "11-19 20:00"),
        ("in the morning", "11-20 09:00"),
        ("on friday", "11-21 09:00"),
    ],
)
def test_a_day_alone_is_enough_for_a_reminder(said, expected):
    assert moment(said, needs_clock=False) == expected


def test_a_bare_hour_means_the_next_one():
    assert moment("seven", datetime(2025, 11, 19, 6, 0)) == "11-19 07:00"
    assert moment("seven", datetime(2025, 11, 19, 22, 0)) == "11-20 07:00"
    assert moment("twelve", datetime(2025, 11, 19, 22, 0)) == "11-20 00:00"
    assert moment("twelve", datetime(2025, 11, 19, 8, 0)) == "11-19 12:00"


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("call mum at six", 2),
        ("cancel my gym membership at six pm", 4),
        ("water the plants tomorrow morning", 3),
        ("take the 7 am train at noon", 5),
        ("pay rent on the third of december", 2),
        ("call mum", None),
        ("book a table for 7", None),
        ("buy eggs 12", None),
    ],
)
def test_the_time_at_the_end_of_a_task_is_found(said, start):
    split = LEXICON.times.split_task(plain(said, LEXICON.spelling).split(), NOW)
    assert (split[0] if split else None) == start
