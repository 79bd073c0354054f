from fractions import Fraction

import pytest

from assistant.actions.calculation.rounding import tell


@pytest.mark.parametrize(
    ("value", "text", "is_rounded", "exponent"),
    [
        (Fraction(87), "87", False, 0),
        (Fraction("59.88"), "59.88", False, 0),
        (Fraction(-27, 2), "-13.5", False, 0),
        (Fraction(1, 3), "0.3333", True, 0),
        (Fraction(100, 7), "14.29", True, 0),
        (Fraction("1234.56789"), "1234.6", True, 0),
        (Fraction("226.796185"), "226.8", True, 0),
        (Fraction(1, 30000), "0.00003333", True, 0),
        (Fraction(0), "0", False, 0),
        (Fraction(10**14), "100000000000000", False, 0),
        (Fraction(2**100), "1.268", True, 30),
        (Fraction(1, 3 * 10**9), "3.333", True, -10),
    ],
)
def test_a_number_is_told_so_that_it_can_be_listened_to(value, text, is_rounded, exponent):
    told = tell(value)
    assert (told.text, told.is_rounded, told.exponent) == (text, is_rounded, exponent)


def test_what_is_known_to_fifty_digits_is_never_told_as_exact():
    assert tell(Fraction("2.5"), is_exact=False).is_rounded


def test_a_long_whole_number_is_written_in_full():
    assert tell(Fraction(2**100)).written == str(2**100)
