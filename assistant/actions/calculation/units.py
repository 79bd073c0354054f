"""Converting measures. The units are a closed list; what they are worth is pint's matter, imported at the first use."""

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pint import UnitRegistry

# What pint calls them. Cups, pints and gallons differ from country to country, so each has a name that says which.
UNITS: Mapping[str, str] = MappingProxyType(
    {
        "millimetre": "millimeter",
        "centimetre": "centimeter",
        "metre": "meter",
        "kilometre": "kilometer",
        "inch": "inch",
        "foot": "foot",
        "yard": "yard",
        "mile": "mile",
        "nautical_mile": "nautical_mile",
        "light_year": "light_year",
        "milligram": "milligram",
        "gram": "gram",
        "kilogram": "kilogram",
        "tonne": "metric_ton",
        "ounce": "ounce",
        "pound": "pound",
        "stone": "stone",
        "short_ton": "short_ton",
        "long_ton": "long_ton",
        "millilitre": "milliliter",
        "centilitre": "centiliter",
        "litre": "liter",
        "cubic_metre": "meter**3",
        "teaspoon": "teaspoon",
        "tablespoon": "tablespoon",
        "us_fluid_ounce": "fluid_ounce",
        "us_cup": "cup",
        "us_pint": "pint",
        "us_quart": "quart",
        "us_gallon": "gallon",
        "uk_fluid_ounce": "imperial_fluid_ounce",
        "uk_cup": "imperial_cup",
        "uk_pint": "imperial_pint",
        "uk_gallon": "imperial_gallon",
        "celsius": "degree_Celsius",
        "fahrenheit": "degree_Fahrenheit",
        "kelvin": "kelvin",
        "square_metre": "meter**2",
        "square_kilometre": "kilometer**2",
        "square_foot": "foot**2",
        "square_mile": "mile**2",
        "hectare": "hectare",
        "acre": "acre",
        "kilometre_per_hour": "kilometer/hour",
        "mile_per_hour": "mile/hour",
        "metre_per_second": "meter/second",
        "knot": "knot",
        "second": "second",
        "minute": "minute",
        "hour": "hour",
        "day": "day",
        "week": "week",
        "month": "month",
        "year": "year",
        "bit": "bit",
        "byte": "byte",
        "kilobyte": "kilobyte",
        "megabyte": "megabyte",
        "gigabyte": "gigabyte",
        "terabyte": "terabyte",
        "kibibyte": "kibibyte",
        "mebibyte": "mebibyte",
        "gibibyte": "gibibyte",
        "joule": "joule",
        "kilojoule": "kilojoule",
        "calorie": "calorie",
        "kilocalorie": "kilocalorie",
        "kilowatt_hour": "kilowatt_hour",
        "watt": "watt",
        "kilowatt": "kilowatt",
        "horsepower": "horsepower",
        "pascal": "pascal",
        "hectopascal": "hectopascal",
        "bar": "bar",
        "psi": "psi",
        "atmosphere": "atmosphere",
        "degree": "degree",
        "radian": "radian",
    }
)
# Fewer than are computed with, so that what is left over from rounding is gone.
_DIGITS = Context(prec=20)
# These are means: no month and no year has just so many days.
_MEANS = frozenset({"month", "year"})


class IncompatibleError(Exception):
    """The units measure different things, `unit` and the wanted one."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit


def convert(parts: Sequence[tuple[Fraction, str]], to: str) -> tuple[Fraction, bool]:
    """Return the sum of some amounts in another unit, and whether it is exact. Slow the first time.

    Args:
        parts: Amounts with their units, names of `UNITS`.
        to: The wanted unit.

    Raises:
        IncompatibleError: They measure different things.
    """
    from pint import DimensionalityError

    registry = _registry()
    total = Fraction(0)
    for number, unit in parts:
        amount = Decimal(number.numerator) / Decimal(number.denominator)
        try:
            found = registry.Quantity(amount, UNITS[unit]).to(UNITS[to])
        except DimensionalityError as error:
            raise IncompatibleError(unit) from error
        total += Fraction(_DIGITS.plus(found.magnitude))
    return total, _MEANS.isdisjoint({to, *(unit for _, unit in parts)})


@cache
def _registry() -> "UnitRegistry[Decimal]":
    from pint import UnitRegistry

    return UnitRegistry(non_int_type=Decimal)
