from datetime import date

import pytest

from assistant.understanding.slots.feasts import Feasts, easter

FEASTS = Feasts({"christmas": "12-25", "new year": "01-01"}, {"good friday": -2})


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))],
)
def test_easter_is_where_the_tables_have_it(year, day):
    assert easter(year) == day


@pytest.mark.parametrize(
    ("name", "today", "day"),
    [
        ("christmas", date(2026, 12, 25), date(2026, 12, 25)),
        ("christmas", date(2026, 12, 26), date(2027, 12, 25)),
        ("new year", date(2026, 5, 1), date(2027, 1, 1)),
        ("good friday", date(2026, 4, 4), date(2027, 3, 26)),
    ],
)
def test_the_coming_day_of_a_name_is_meant(name, today, day):
    assert FEASTS.parse(name, today) == day


def test_any_other_name_is_no_feast():
    assert FEASTS.parse("my birthday", date(2026, 1, 1)) is None
