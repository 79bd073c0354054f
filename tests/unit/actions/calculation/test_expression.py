"""Expressions: exact where they can be, refused where they have no value, and never long at work."""

import contextlib
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.actions.calculation.exact import CalculationError
from assistant.actions.calculation.expression import UnclearError, evaluate
from tests.machine import limit_s


def value(text):
    return evaluate(text).number.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12*7 + 3", 87),
        ("3*(4 + 5)/2", Fraction(27, 2)),
        ("1/3 + 1/6", Fraction(1, 2)),
        ("49.90*(1 + 20/100)", Fraction("59.88")),
        ("2**10", 1024),
        ("2**-1", Fraction(1, 2)),
        ("-5**2", -25),
        ("17 % 5", 2),
        ("factorial(5)", 120),
        ("sqrt(1/4)", Fraction(1, 2)),
        ("cbrt(-27)", -3),
        ("8**(2/3)", 4),
        ("abs(4 - 9)", 5),
        ("percentage(20, 80)", 25),
        ("0.1 + 0.2", Fraction("0.3")),
        ("123456789.123456789123456789 + 0", Fraction("123456789.123456789123456789")),
    ],
)
def test_what_is_a_fraction_is_exact(text, expected):
    found = evaluate(text).number
    assert (found.value, found.is_exact) == (expected, True)


@pytest.mark.parametrize(("text", "squared"), [("sqrt(2)", 2), ("2**0.5", 2), ("sqrt(1/3)", Fraction(1, 3))])
def test_a_root_that_is_no_fraction_is_right_to_forty_digits(text, squared):
    found = evaluate(text).number
    assert not found.is_exact
    assert abs(found.value**2 - squared) < Fraction(1, 10**40)


@pytest.mark.slow  # measures processor time, which a second worker would spoil
@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("1/0", "divided-by-zero"),
        ("1 % 0", "divided-by-zero"),
        ("0**-1", "divided-by-zero"),
        ("percentage(1, 0)", "divided-by-zero"),
        ("sqrt(-1)", "not-real"),
        ("(-2)**0.3", "not-real"),
        ("factorial(-1)", "not-real"),
        ("factorial(2.5)", "not-real"),
        ("9**9**9**9", "too-big"),
        ("10**1000000", "too-big"),
        ("10**-1000000", "too-big"),
        ("factorial(1000000)", "too-big"),
        ("factorial(10**300)", "too-big"),
        ("1.5**(10**8 + 0.5)", "too-big"),
        ("(10**300)**0.1**-3", "too-big"),
    ],
)
def test_what_has_no_value_says_why_at_once(text, trouble):
    began_s = time.process_time()
    with pytest.raises(CalculationError) as caught:
        evaluate(text)
    spent_s = time.process_time() - began_s
    assert caught.value.trouble == trouble
    assert spent_s < limit_s(0.05)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2 +",
        "hello",
        "__import__('os')",
        "sqrt.__class__",
        "(1).real",
        "1 if 1 else 2",
        "[1]",
        "1, 2",
        "1or 2",
        "0x10",
        "1e5",
        "1j",
        "1_000",
        "sqrt(1, 2)",
        "open(1)",
        "sqrt(x=1)",
        "True",
        "~1",
        "1 // 2",
        "(" * 400 + "1" + ")" * 400,
        "-" * 900 + "1",
        "1 +" * 330 + "1",
        "9" * 2000,
        "2 × 3",
    ],
)
def test_what_is_no_expression_is_computed_by_no_means(text):
    with pytest.raises(UnclearError):
        evaluate(text)


@given(st.text(alphabet="0123456789+-*/%(). ,sqrtcbpieao", max_size=60))
def test_any_text_ends_in_a_value_or_a_reason(text):
    with contextlib.suppress(UnclearError, CalculationError):
        evaluate(text)


@given(st.fractions(), st.fractions(), st.sampled_from("+-*"))
def test_it_reckons_as_fractions_do(left, right, sign):
    text = f"({left.numerator}/{left.denominator}) {sign} ({right.numerator}/{right.denominator})"
    expected = {"+": left + right, "-": left - right, "*": left * right}[sign]
    assert value(text) == expected
