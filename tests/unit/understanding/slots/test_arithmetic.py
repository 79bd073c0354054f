import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.actions.calculation.exact import CalculationError
from assistant.actions.calculation.expression import evaluate
from assistant.understanding.language import load_language

PARSER = load_language("en").lexicon.arithmetic


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("15 percent of 80", "15/100*80"),
        ("twelve times seven plus three", "12*7 + 3"),
        ("the square root of two", "sqrt(2)"),
        ("the cube root of 27", "cbrt(27)"),
        ("five factorial", "factorial(5)"),
        ("two to the power of ten", "2**10"),
        ("2 to the tenth power", "2**10"),
        ("half of 37", "1/2*37"),
        ("two thirds of ninety", "2/3*90"),
        ("add 20 percent tax to 49.90", "49.90*(1 + 20/100)"),
        ("20 percent off 49.90", "49.90*(1 - 20/100)"),
        ("100 minus 20%", "100*(1 - 20/100)"),
        ("a 15 percent tip on 60", "15/100*60"),
        ("3*(4+5)/2", "3*(4 + 5)/2"),
        ("3 x 4", "3*4"),
        ("10-3", "10 - 3"),
        ("-5 + 3", "-5 + 3"),
        ("twenty-five minus 3", "25 - 3"),
        ("seven squared", "7**2"),
        ("double 8", "2*8"),
        ("subtract 5 from 20", "20 - 5"),
        ("the difference between 4 and 9", "abs(4 - 9)"),
        ("what percent of 80 is 20", "percentage(20, 80)"),
        ("20 is what percent of 80", "percentage(20, 80)"),
        ("5 billion divided by 3", "5*1000000000/3"),
        ("two and a half times 4", "(2 + 0.5)*4"),
        (".5 + 1", "0.5 + 1"),
        ("1,000 plus 1", "1000 + 1"),
        ("two times pi", "2*pi"),
        ("5!", "factorial(5)"),
        ("5 plus 3!", "5 + 3"),
        ("10 minus 3 minus 2", "10 - 3 - 2"),
        ("10 minus (3 minus 2)", "10 - (3 - 2)"),
        ("2^3^2", "2**3**2"),
    ],
)
def test_what_is_said_has_one_notation(said, means):
    assert PARSER.parse(said) == means


@pytest.mark.parametrize(
    "said",
    [
        *["", "5", "minus 5", "love", "the meaning of life", "7 times", "plus", "3 4", "12 and 5", "800 555 1234"],
        *["3 + four hundred cats", "5 o'clock plus 3", "6/2(1+2)", "(1+2", "1+2)", "1e5 + 3", "the 3rd of may"],
        *["a" * 400, "(" * 200 + "1+1" + ")" * 200, "1+" * 200 + "1", "half of my life", "percent of 80"],
    ],
)
def test_anything_else_is_no_arithmetic(said):
    assert PARSER.parse(said) is None


WORDS = ["plus", "times", "(", ")", "3", "two", "percent", "of", "half", "add", "to", "minus", "over", "squared", "pi"]


@given(st.lists(st.sampled_from(WORDS), max_size=10))
def test_whatever_is_taken_for_arithmetic_can_be_reckoned(words):
    means = PARSER.parse(" ".join(words))
    if means is not None:
        try:
            evaluate(means)
        except CalculationError as error:
            assert error.trouble
