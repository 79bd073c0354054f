"""From a place as it was said to the clock it goes by: "Tokyo", "Portland, Oregon", "Portland Maine", "Japan", "Texas".

A name that several places with different clocks share is a choice, unless one of them is by far the largest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.actions.places.gazetteer import City, Gazetteer, plain_name

# So many times larger a city is the one that is meant: London in England is, Portland in Oregon is not.
_BY_FAR = 12
# A country or region whose people nearly all go by one clock is told by that.
_NEARLY_ALL = 0.9
_MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A place that has a clock.

    Attributes:
        name: How it is called in an answer: "Portland (Oregon)" where there are several, "Japan" for a whole country.
    """

    name: str
    zone: str


def find_places(said: str, gazetteer: Gazetteer, now: datetime) -> Sequence[Place]:
    """Return the place that is meant; several if that cannot be told, none if no such place is known."""
    name = plain_name(said)
    cities = _cities(name, gazetteer)
    if name in gazetteer.countries:
        country = gazetteer.countries[name]
        return _of_area(country.name, gazetteer.by_country.get(country.code, ()), country.capital, now)
    if not cities and name in gazetteer.by_region:
        return _of_area(gazetteer.by_region[name][0].region, gazetteer.by_region[name], "", now)
    if cities and name in gazetteer.cities and said[:1].isupper():
        cities = [replace(city, name=said) for city in cities]  # as the user spells it: "München"
    return _of_cities(cities, gazetteer, is_narrowed=name not in gazetteer.cities)


def _cities(name: str, gazetteer: Gazetteer) -> Sequence[City]:
    """Return the cities of a name that may end in where they lie: "portland oregon", "paris france"."""
    if name in gazetteer.cities:
        return gazetteer.cities[name]
    words = name.split()
    for cut in range(len(words) - 1, 0, -1):
        area = " ".join(words[cut:])
        found = [city for city in gazetteer.cities.get(" ".join(words[:cut]), ()) if _lies_in(city, area, gazetteer)]
        if found:
            return found
    return ()


def _lies_in(city: City, area: str, gazetteer: Gazetteer) -> bool:
    country = gazetteer.by_code.get(city.country)
    return area in (plain_name(city.region), plain_name(country.name) if country else "", city.country.casefold())


def _of_cities(cities: Sequence[City], gazetteer: Gazetteer, *, is_narrowed: bool) -> Sequence[Place]:
    if not cities:
        return ()
    if is_narrowed:
        return (Place(_full_name(cities[0], gazetteer), cities[0].zone),)
    rivals = [city for city in cities if city.people * _BY_FAR > cities[0].people]
    if len({city.zone for city in rivals}) < 2:
        return (Place(cities[0].name, cities[0].zone),)
    return _distinct(Place(_full_name(city, gazetteer), city.zone) for city in rivals)


def _full_name(city: City, gazetteer: Gazetteer) -> str:
    country = gazetteer.by_code.get(city.country)
    return f"{city.name} ({city.region or (country.name if country else city.country)})"


def _of_area(name: str, cities: Sequence[City], capital: str, now: datetime) -> Sequence[Place]:
    """Return the clock of a country or region; the largest city of each clock if there are several."""
    if not cities:
        return ()
    groups: dict[timedelta | None, list[City]] = {}
    for city in cities:
        groups.setdefault(now.astimezone(ZoneInfo(city.zone)).utcoffset(), []).append(city)
    everybody = sum(city.people for city in cities)
    largest = max(groups.values(), key=_people)
    if _people(largest) >= _NEARLY_ALL * everybody:
        seat = next((city for city in largest if city.name == capital), largest[0])
        return (Place(name, seat.zone),)
    return _distinct(
        Place(group[0].name, group[0].zone) for group in sorted(groups.values(), key=lambda g: -_people(g))
    )


def _people(cities: Iterable[City]) -> int:
    return sum(city.people for city in cities)


def _distinct(places: Iterable[Place]) -> Sequence[Place]:
    return list({place.name: place for place in places}.values())[:_MOST_CHOICES]
