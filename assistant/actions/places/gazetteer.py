"""The cities and countries that are known: their names, their zones, and how many people live there.

Source: GeoNames (CC BY 4.0), cut down by `make_tables`.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
# A capital is meant rather than a city elsewhere that is so many times larger; and a city that is only also known by a
# name less than one so many times smaller that has it for its own.
_CAPITAL = 5
_BY_NAME_ONLY = 30


@dataclass(frozen=True, slots=True)
class City:
    """A city.

    Attributes:
        name: As it is known in English, or the name by which it was asked for.
        country: ISO 3166 code.
        region: The state, for cities of the United States; else empty.
        zone: Its IANA time zone.
        people: How many live there; by a name, how likely it is meant by it, on the same scale.
    """

    name: str
    country: str
    region: str
    zone: str
    people: int


@dataclass(frozen=True, slots=True)
class Country:
    """A country, with the name of its capital."""

    code: str
    name: str
    capital: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All that is known, by plain names; see `plain_name`.

    Attributes:
        cities: Cities that share a name, the largest first, each under the name that it was found by.
        countries: By name.
        by_code: By ISO 3166 code.
        by_country: The cities of each country, the largest first.
        by_region: The cities of each region, the largest first.
    """

    cities: Mapping[str, Sequence[City]]
    countries: Mapping[str, Country]
    by_code: Mapping[str, Country]
    by_country: Mapping[str, Sequence[City]]
    by_region: Mapping[str, Sequence[City]]


def plain_name(name: str) -> str:
    """Return a name in lower case, without accents and punctuation, as people type it."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())


@cache
def load_gazetteer() -> Gazetteer:
    """Return the tables of this package; read once, in some ten milliseconds. Blocking."""
    countries = [Country(*row) for row in _rows("countries.tsv")]
    capitals = {(country.code, country.capital) for country in countries}
    cities: dict[str, list[City]] = {}
    by_country: dict[str, list[City]] = {}
    by_region: dict[str, list[City]] = {}
    for name, country, region, zone, people, others in _rows("cities.tsv"):
        city = City(name, country, region, zone, int(people))
        by_country.setdefault(country, []).append(city)
        if region:
            by_region.setdefault(plain_name(region), []).append(city)
        names = sorted((each for each in others.split(";") if each), key=str.isascii)
        known = {plain_name(each): each for each in (*names, name)}
        weight = city.people * (_CAPITAL if (country, name) in capitals else 1)
        for plain, each in known.items():
            importance = weight if each == name else weight // _BY_NAME_ONLY
            cities.setdefault(plain, []).append(City(each, country, region, zone, importance))
    for same in cities.values():
        same.sort(key=lambda each: -each.people)
    by_name = {plain_name(country.name): country for country in countries}
    return Gazetteer(cities, by_name, {each.code: each for each in countries}, by_country, by_region)


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
