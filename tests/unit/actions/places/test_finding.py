from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest

from assistant.actions.places.finding import find_places
from assistant.actions.places.gazetteer import load_gazetteer

WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)


def found(said):
    return [(place.name, place.zone) for place in find_places(said, load_gazetteer(), WINTER)]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Tokyo", ("Tokyo", "Asia/Tokyo")),
        ("tokio", ("Tokio", "Asia/Tokyo")),
        ("München", ("München", "Europe/Berlin")),
        ("sao paulo", ("São Paulo", "America/Sao_Paulo")),
        ("London", ("London", "Europe/London")),
        ("athens", ("Athens", "Europe/Athens")),
        ("Portland, Maine", ("Portland (Maine)", "America/New_York")),
        ("Portland (Oregon)", ("Portland (Oregon)", "America/Los_Angeles")),
        ("paris france", ("Paris (France)", "Europe/Paris")),
        ("Japan", ("Japan", "Asia/Tokyo")),
        ("Texas", ("Texas", "America/Chicago")),
        ("Georgia", ("Georgia", "Asia/Tbilisi")),
    ],
)
def test_a_place_is_found_by_what_it_is_called(said, place):
    assert found(said) == [place]


def test_a_name_of_places_with_different_clocks_is_a_choice():
    assert [name for name, _ in found("Portland")] == ["Portland (Oregon)", "Portland (Maine)"]


def test_a_country_of_many_clocks_is_a_choice_of_cities():
    assert [name for name, _ in found("Australia")][:2] == ["Sydney", "Brisbane"]


@pytest.mark.parametrize("said", ["", "nowhere", "portland nowhere", "🙂", "a" * 1000, "Tokyo; rm -rf /"])
def test_what_is_no_place_is_none(said):
    assert found(said) == []


def test_every_choice_leads_to_one_place():
    for name in ("Portland", "Birmingham", "San Jose", "Australia", "United States", "Russia"):
        for choice, zone in found(name):
            assert [each[1] for each in found(choice)] == [zone], choice


def test_every_city_has_a_zone_that_is_known():
    zones = {city.zone for cities in load_gazetteer().by_country.values() for city in cities}
    assert zones <= available_timezones()
