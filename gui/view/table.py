"""Lines that can be sorted and filtered and keep their number, so that "open 3" means the same in every order."""

import re
from collections.abc import Sequence

_PARTS = re.compile(r"(\d+(?:[.,]\d+)?)")
_SIZES = {"byte": 0, "kilobyte": 3, "megabyte": 6, "gigabyte": 9, "terabyte": 12}
_SIZE = re.compile(r"(\d+(?:[.,]\d+)?) (" + "|".join(_SIZES) + r")s?")


class Table:
    """Numbered lines of cells.

    Attributes:
        width: How many cells the longest line has.
    """

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        self.width = max((len(row) for row in rows), default=0)
        self._rows = [tuple(row) + ("",) * (self.width - len(row)) for row in rows]
        self._filter = ""
        self._column: int | None = None
        self._is_descending = False

    def __len__(self) -> int:
        return len(self._rows)

    def filter(self, words: str) -> None:
        """Show the lines alone in which every one of the words stands, however it is written."""
        self._filter = words

    def sort(self, column: int) -> None:
        """Sort by a column; by the same one again, the other way round; a third time, as it came."""
        if column != self._column:
            self._column, self._is_descending = column, False
        elif not self._is_descending:
            self._is_descending = True
        else:
            self._column, self._is_descending = None, False

    @property
    def sorted_by(self) -> tuple[int, bool] | None:
        """The column and whether it is descending; None as it came."""
        return None if self._column is None else (self._column, self._is_descending)

    def lines(self) -> list[tuple[int, tuple[str, ...]]]:
        """Return what is shown: each line with its number, from 1."""
        wanted = self._filter.casefold().split()
        shown = [
            (number, row)
            for number, row in enumerate(self._rows, 1)
            if all(word in " ".join(row).casefold() for word in wanted)
        ]
        column = self._column
        if column is not None:
            shown.sort(key=lambda line: order_of(line[1][column]), reverse=self._is_descending)
        return shown


def order_of(cell: str) -> tuple[tuple[int, float, str], ...]:
    """Return a key that sorts as people would: 2 before 10, 900 kilobytes before 1.5 megabytes, case apart."""
    size = _SIZE.fullmatch(cell)
    if size:
        return ((0, float(size[1].replace(",", ".")) * 10.0 ** _SIZES[size[2]], ""),)
    parts = _PARTS.split(cell.casefold())
    return tuple(
        (0, float(part.replace(",", ".")), "") if index % 2 else (1, 0.0, part)
        for index, part in enumerate(parts)
        if part
    )
