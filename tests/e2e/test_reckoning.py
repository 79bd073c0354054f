"""Arithmetic, units, days and clocks elsewhere by the public commands, as a conversation."""

import pytest

from tests.e2e.asking import Asking
from tests.e2e.running import private_env

pytestmark = pytest.mark.slow


@pytest.fixture
def ask(tmp_path):
    return Asking(private_env(tmp_path, TZ="Europe/Berlin"))


def test_a_sum_is_gone_on_with(ask):
    assert ask.reply("what is 15 percent of 80") == "That's 12."
    assert ask.reply("plus 5") == "That's 17."
    assert ask.reply("and times two") == "That's 34."
    assert ask.reply("what's half of that") == "That's 17."


def test_a_sum_without_a_result_says_why(ask):
    assert ask.reply("9^9^9^9") == "The result of that has more digits than I can work with."
    assert ask.reply("what is 1 divided by 0") == "That has no result, because nothing can be divided by zero."


def test_measures_are_converted_and_the_next_one_likewise(ask):
    assert ask.reply("how many miles is 10 kilometres") == "10 kilometres is about 6.214 miles."
    assert ask.reply("and 20 kilometres") == "20 kilometres is about 12.43 miles."
    assert ask.reply("how many kilos in a mile").startswith("I can't turn miles into kilograms")


def test_a_place_of_several_is_chosen(ask):
    assert ask.reply("what time is it in Portland").startswith("Which one")
    assert "in Portland (Maine)" in ask.reply("the second one")


def test_a_time_elsewhere_is_told_as_the_time_here(ask):
    assert (
        ask.reply("when it's 5 pm in London what time is it here") == "When it's 5:00 PM in London, it's 6:00 PM here."
    )


def test_days_are_counted(ask):
    assert ask.reply("how many days between 1 March 2027 and 1 March 2028").startswith("It's 366 days from")


@pytest.mark.parametrize("text", ["what is love", "what time is it in my house", "how many miles is it to work"])
def test_what_is_not_meant_for_it_is_not_answered(ask, text):
    assert ask(text)["steps"] == []
