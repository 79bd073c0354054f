"""What `spoken_<language>.yaml` says of numbers, durations, moments, days and periods is read as it should be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from assistant.understanding.language import load_language
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.words import plain

NOW = datetime(2025, 11, 19, 17, 30, tzinfo=UTC)  # a Wednesday
HERE = Path(__file__).parent
TABLES = {
    file.stem.removeprefix("spoken_"): yaml.safe_load(file.read_text(encoding="utf-8"))
    for file in sorted(HERE.glob("spoken_??.yaml"))
}


def rows(kind: str) -> list[tuple[str, str, object]]:
    return [(code, said, wanted) for code, table in TABLES.items() for said, wanted in table[kind].items()]


def read(language: str, said: str) -> tuple[Lexicon, str]:
    lexicon = load_language(language).lexicon
    return lexicon, plain(said, lexicon.spelling)


@pytest.mark.parametrize(("language", "said", "digits"), rows("numbers"))
def test_number_words_become_digits(language, said, digits):
    assert read(language, said)[1] == digits


@pytest.mark.parametrize(("language", "said", "seconds"), rows("durations"))
def test_durations(language, said, seconds):
    lexicon, text = read(language, said)
    assert lexicon.durations.parse(text) == seconds


@pytest.mark.parametrize(("language", "said", "wanted"), rows("moments"))
def test_moments(language, said, wanted):
    lexicon, text = read(language, said)
    moment = lexicon.times.parse_moment(text, NOW)
    assert (moment.strftime("%m-%d %H:%M") if moment else None) == wanted


@pytest.mark.parametrize(("language", "said", "wanted"), rows("days"))
def test_days_to_come(language, said, wanted):
    lexicon, text = read(language, said)
    moment = lexicon.times.parse_moment(text, NOW, needs_clock=False)
    assert (str(moment.date()) if moment else None) == wanted


@pytest.mark.parametrize(("language", "said", "wanted"), rows("periods"))
def test_periods(language, said, wanted):
    lexicon, text = read(language, said)
    period = lexicon.dates.parse_period(text, NOW.date())
    assert ([str(period.since or ""), str(period.until or "")] if period else None) == wanted
