"""Days that are called by a name of their own: Christmas, New Year's Eve, Easter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Feasts:
    """The feasts of one language.

    Attributes:
        fixed: Name in its one form to "MM-DD".
        easter: Name in its one form to days after Easter Sunday.
    """

    fixed: Mapping[str, str]
    easter: Mapping[str, int]

    def parse(self, text: str, today: date) -> date | None:
        """Return the coming day of that name, today included; None if no feast is called so."""
        for year in (today.year, today.year + 1):
            day = self._in_year(text, year)
            if day is not None and day >= today:
                return day
        return None

    def _in_year(self, text: str, year: int) -> date | None:
        if text in self.fixed:
            return date.fromisoformat(f"{year}-{self.fixed[text]}")
        return easter(year) + timedelta(days=self.easter[text]) if text in self.easter else None


def easter(year: int) -> date:
    """Return Easter Sunday. Source: the anonymous Gregorian algorithm, Nature, 20 April 1876."""
    golden, century, within = year % 19, year // 100, year % 100
    skipped = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - skipped + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (within // 4) - epact - within % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
