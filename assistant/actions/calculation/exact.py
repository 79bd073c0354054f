"""Numbers that stay exact as long as they can: fractions, and fifty digits of what is no fraction.

Owns the bounds on them: nothing is computed that would have more digits than anybody reads, so that no expression takes
longer than a few milliseconds.
"""

import math
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

MOST_BITS = 3400
"""About a thousand decimal digits, above and below the line of a fraction."""
_DIGITS = Context(prec=50)
# Source: the first fifty digits of pi, OEIS A000796.
_PI = Fraction("3.1415926535897932384626433832795028841971693993751")

Trouble: TypeAlias = Literal["divided-by-zero", "too-big", "not-real"]


class CalculationError(Exception):
    """There is no result; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Number:
    """A number.

    Attributes:
        is_exact: It is the value itself; otherwise the first fifty digits of it are right.
    """

    value: Fraction
    is_exact: bool = True

    def __post_init__(self) -> None:
        if max(self.value.numerator.bit_length(), self.value.denominator.bit_length()) > MOST_BITS:
            raise CalculationError("too-big")


PI = Number(_PI, is_exact=False)


def divided(left: Number, right: Number) -> Number:
    """Return the quotient.

    Raises:
        CalculationError: As all functions here.
    """
    if not right.value:
        raise CalculationError("divided-by-zero")
    return Number(left.value / right.value, left.is_exact and right.is_exact)


def remainder(left: Number, right: Number) -> Number:
    """Return what is left of `left` when `right` is taken away as often as it fits."""
    if not right.value:
        raise CalculationError("divided-by-zero")
    return Number(left.value % right.value, left.is_exact and right.is_exact)


def power(base: Number, exponent: Number) -> Number:
    """Return a power, exactly where the exponent is a whole number or the root is one."""
    is_exact = base.is_exact and exponent.is_exact
    if not base.value and exponent.value < 0:
        raise CalculationError("divided-by-zero")
    if exponent.value.denominator == 1:
        return Number(_whole_power(base.value, exponent.value.numerator), is_exact)
    if exponent.is_exact and exponent.value.denominator in (2, 3):
        inner = Number(_whole_power(base.value, exponent.value.numerator), is_exact)
        return root(inner, exponent.value.denominator)
    if base.value < 0:
        raise CalculationError("not-real")
    if abs(exponent.value) * max(1.0, abs(_magnitude_bits(base.value))) > MOST_BITS:
        raise CalculationError("too-big")
    return Number(Fraction(_DIGITS.power(_decimal(base.value), _decimal(exponent.value))), is_exact=False)


def root(number: Number, degree: int) -> Number:
    """Return the square root (2) or the cube root (3)."""
    if number.value < 0 and degree % 2 == 0:
        raise CalculationError("not-real")
    top, bottom = _whole_root(abs(number.value.numerator), degree), _whole_root(number.value.denominator, degree)
    sign = -1 if number.value < 0 else 1
    if top is not None and bottom is not None:
        return Number(Fraction(sign * top, bottom), number.is_exact)
    found = _DIGITS.power(_decimal(abs(number.value)), _DIGITS.divide(Decimal(1), Decimal(degree)))
    return Number(sign * Fraction(found), is_exact=False)


def factorial(number: Number) -> Number:
    """Return the factorial of a whole number."""
    if number.value.denominator != 1 or number.value < 0:
        raise CalculationError("not-real")
    # Stirling: n! has about n log2(n / e) bits.
    count = number.value.numerator
    if count > 2 and (count > MOST_BITS or count * math.log2(count / math.e) > MOST_BITS):
        raise CalculationError("too-big")
    return Number(Fraction(math.factorial(count)), number.is_exact)


def _whole_power(base: Fraction, exponent: int) -> Fraction:
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(base) != 1 and base and bits * abs(exponent) > MOST_BITS + bits:
        raise CalculationError("too-big")
    if abs(base) == 1:
        return base if exponent % 2 else Fraction(1)
    return base**exponent


def _whole_root(number: int, degree: int) -> int | None:
    """Return the root if it is a whole number."""
    guess = math.isqrt(number) if degree == 2 else _cube_root(number)
    return guess if guess**degree == number else None


def _cube_root(number: int) -> int:
    """Return the cube root, rounded down. Source: Newton's method on whole numbers."""
    if not number:
        return 0
    guess = 1 << -(-number.bit_length() // 3)
    while True:
        better = (2 * guess + number // guess**2) // 3
        if better >= guess:
            return guess
        guess = better


def _magnitude_bits(value: Fraction) -> float:
    return value.numerator.bit_length() - value.denominator.bit_length()


def _decimal(value: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
