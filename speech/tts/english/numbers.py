"""Numbers as English words: plain values in, words out."""

from typing import Literal

# A number with more digits is not grasped as a quantity; it is read out.
_MAX_QUANTITY_DIGITS = 15
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def cardinal(number: int) -> str:
    """Return 1205 as "one thousand two hundred five"."""
    return _words(number, "cardinal")


def ordinal(number: int) -> str:
    """Return 22 as "twenty-second"."""
    return _words(number, "ordinal")


def year(number: int) -> str:
    """Return 2026 as "twenty twenty-six" and 1905 as "nineteen oh five"."""
    return _words(number, "year").replace("oh-", "oh ")


def digits(text: str) -> str:
    """Return the digits in `text`, one by one."""
    return " ".join(_DIGITS[int(char)] for char in text if char.isdecimal())


def number(text: str) -> str:
    """Return a written number in words: sign, grouping commas, decimals, leading zeros."""
    sign = {"-": "minus ", "−": "minus ", "+": "plus ", "±": "plus or minus "}.get(text[:1], "")
    whole, _, fraction = text.lstrip("-−+±").replace(",", "").partition(".")
    is_code = len(whole) > _MAX_QUANTITY_DIGITS or (len(whole) > 1 and whole.startswith("0"))
    spoken = digits(whole) if is_code else cardinal(int(whole or "0"))
    return f"{sign}{spoken}{' point ' + digits(fraction) if fraction else ''}"


def year_or_number(text: str) -> str:
    """Return four digits between 1100 and 2099 as a year, others as a number."""
    return year(int(text)) if len(text) == 4 and 1100 <= int(text) <= 2099 else number(text)


def letters(text: str) -> str:
    """Return letters and digits one by one: "MP3" becomes "M P three"."""
    return " ".join(_DIGITS[int(char)] if char.isdecimal() else char.upper() for char in text if char.isalnum())


def _words(number: int, form: Literal["cardinal", "ordinal", "year"]) -> str:
    from num2words import num2words  # It brings sixty languages along; only a voice pays for that.

    return str(num2words(number, to=form)).replace(",", "").replace(" and ", " ")
