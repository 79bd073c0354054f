import pytest
from num2words import num2words

from assistant.understanding.language import load_language
from assistant.understanding.slots.numbers import parse_number
from assistant.understanding.words import plain

SPELLING = load_language("en").lexicon.spelling


@pytest.mark.parametrize("number", [*range(0, 121), *range(121, 10_000, 37), 1000, 1001, 1100, 9999, 12_345, 999_999])
def test_every_written_out_number_is_read_back(number):
    assert plain(num2words(number), SPELLING).replace(",", "") == str(number)


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("twenty five", "25"),
        ("Twenty-five", "25"),
        ("a hundred", "100"),
        ("a hundred and five", "105"),
        ("one hundred five", "105"),
        ("two thousand and twenty four", "2024"),
        ("seven thirty", "7 30"),
        ("five forty two", "5 42"),
        ("six oh five", "6 05"),
        ("ten fifteen", "10 15"),
        ("twenty ten", "20 10"),
        ("two point five", "2.5"),
        ("one and two", "1 and 2"),
        ("five and a half", "5 and a half"),
        ("1,000", "1000"),
        ("3", "3"),
        ("oh five", "oh 5"),
        ("zero", "0"),
        ("a dog", "a dog"),
        ("hundred", "hundred"),
        ("one point", "1 point"),
    ],
)
def test_spoken_numbers_become_digits(said, digits):
    assert plain(said, SPELLING) == digits


@pytest.mark.parametrize(
    ("text", "number"), [("5", 5.0), ("2.5", 2.5), ("", None), ("x", None), ("5x", None), ("-5", None), ("٣", None)]
)
def test_parse_number_takes_plain_digits_only(text, number):
    assert parse_number(text) == number
