"""Exchange rates: the European Central Bank's daily reference rates, as a file that the user had fetched.

Owns the reading and checking of that file. It is XML of another's making: a document that declares anything of its own
is refused, and only the few attributes that are known are looked at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.parsers import expat

SOURCE = "European Central Bank"
ADDRESS = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
LARGEST_BYTES = 100_000
_CODE = re.compile(r"[A-Z]{3}")
_RATE = re.compile(r"\d{1,9}(?:\.\d{1,9})?")


@dataclass(frozen=True, slots=True)
class Rates:
    """Exchange rates of one day.

    Attributes:
        per_euro: How much of each currency a euro was worth, by ISO 4217 code; the euro among them.
    """

    source: str
    day: date
    per_euro: Mapping[str, Decimal]


class NotRatesError(Exception):
    """The bytes are no file of reference rates."""


def parse_rates(data: bytes) -> Rates:
    """Return the rates that a file holds.

    Raises:
        NotRatesError: It is something else.
    """
    days: list[date] = []
    found: dict[str, Decimal] = {"EUR": Decimal(1)}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] != "Cube":
            return
        if "time" in attributes:
            days.append(date.fromisoformat(attributes["time"]))
        code, rate = attributes.get("currency", ""), attributes.get("rate", "")
        if _CODE.fullmatch(code) and _RATE.fullmatch(rate) and Decimal(rate):
            found[code] = Decimal(rate)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse
    if len(data) > LARGEST_BYTES:
        raise NotRatesError
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise NotRatesError from error
    if len(days) != 1 or len(found) < 2:
        raise NotRatesError
    return Rates(SOURCE, days[0], found)


class RatesFile:
    """The rates that were fetched last.

    Args:
        path: Where they are kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Rates | None:
        """Return the rates; None if none were fetched, or what is kept is damaged."""
        try:
            return parse_rates(self._path.read_bytes())
        except (OSError, NotRatesError):
            return None


def _refuse(*_declaration: object) -> None:
    raise NotRatesError
