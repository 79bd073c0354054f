"""Numbers as they are told: rounded to what can be listened to, as plain decimal text with a point."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from assistant.kernel.types import Facts

# An exact number with so many decimals is told in full.
_TOLD_DECIMALS = 4
_ROUNDED_DIGITS = 4
_WRITTEN_DIGITS = 15
_WRITTEN_WHOLE_DIGITS = 60
# From here on numbers are told by their power of ten.
_LARGE = 15
_SMALL = -6
_PRECISE = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Told:
    """A number as it is told.

    Attributes:
        text: Decimal text: "1234.5".
        is_rounded: It is not the number itself.
        exponent: The power of ten that the text is to be multiplied with; 0 mostly.
        written: The number with more digits, for the eye.
    """

    text: str
    is_rounded: bool
    exponent: int
    written: str

    def facts(self) -> Facts:
        """Return it as facts of a reply."""
        return {
            "result": self.text,
            "is_rounded": self.is_rounded,
            "exponent": self.exponent,
            "written": self.written,
        }


def tell(value: Fraction, *, is_exact: bool = True) -> Told:
    """Return how a number is told."""
    precise = _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
    magnitude = precise.adjusted() if precise else 0
    if not _SMALL <= magnitude < _LARGE:
        mantissa = _digits(precise, _ROUNDED_DIGITS).scaleb(-magnitude)
        is_whole = is_exact and value.denominator == 1 and magnitude < _WRITTEN_WHOLE_DIGITS
        written = str(value.numerator) if is_whole else f"{_digits(precise, _WRITTEN_DIGITS):E}"
        return Told(_plain(mantissa), True, magnitude, written)
    if Fraction(precise) == value and -_exponent(precise.normalize()) <= _TOLD_DECIMALS:
        return Told(_plain(precise), not is_exact, 0, _plain(precise))
    rounded = _digits(precise, max(_ROUNDED_DIGITS, magnitude + 2))
    return Told(_plain(rounded), True, 0, _plain(_digits(precise, _WRITTEN_DIGITS)))


def _digits(value: Decimal, digits: int) -> Decimal:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(value)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
