import pytest

from assistant.understanding.language import load_language
from assistant.understanding.words import plain

LEXICON = load_language("en").lexicon


def seconds(said: str) -> int | None:
    return LEXICON.durations.parse(plain(said, LEXICON.spelling))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ten minutes", 600),
        ("10 minutes", 600),
        ("10min", 600),
        ("10 mins", 600),
        ("ten-minute", 600),
        ("one minute", 60),
        ("a minute", 60),
        ("90 seconds", 90),
        ("an hour", 3600),
        ("half an hour", 1800),
        ("a half hour", 1800),
        ("half a minute", 30),
        ("a quarter of an hour", 900),
        ("quarter of an hour", 900),
        ("a quarter hour", 900),
        ("three quarters of an hour", 2700),
        ("an hour and a half", 5400),
        ("one and a half hours", 5400),
        ("two and a half minutes", 150),
        ("1.5 hours", 5400),
        ("two point five hours", 9000),
        ("an hour and a quarter", 4500),
        ("two minutes thirty", 150),
        ("2 minutes 30", 150),
        ("two minutes and thirty seconds", 150),
        ("two minutes thirty seconds", 150),
        ("1 hour 20", 4800),
        ("one hour twenty minutes", 4800),
        ("one hour, twenty minutes and five seconds", 4805),
        ("a couple of minutes", 120),
        ("a day", 86_400),
        ("two days", 172_800),
        ("1 h 5 m", 3900),
        ("twenty five minutes", 1500),
        ("a hundred seconds", 100),
    ],
)
def test_durations(said, expected):
    assert seconds(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "",
        "ten",
        "minutes",
        "zero minutes",
        "0 seconds",
        "ten minutes ago",
        "ten apples",
        "five minutes ten hours",
        "five minutes five minutes",
        "90000 weeks",
        "ten minutes and",
        "30 seconds 5",
        "a lot",
        "two hours thirty cats",
    ],
)
def test_what_is_no_duration_is_refused(said):
    assert seconds(said) is None


@pytest.mark.parametrize(
    ("said", "split"),
    [
        ("call mum in ten minutes", (2, 600)),
        ("call mum ten minutes from now", (2, 600)),
        ("check it in an hour and a half", (2, 5400)),
        ("call mum", None),
        ("in ten minutes", None),
    ],
)
def test_the_duration_at_the_end_of_a_task_is_found(said, split):
    assert LEXICON.durations.split_task(plain(said, LEXICON.spelling).split()) == split
