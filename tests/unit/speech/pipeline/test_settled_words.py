"""A word is shown when two hypotheses agree on it, and then it stays."""

import pytest

from speech.pipeline.settled_words import SettledWords


def shown(*hypotheses: str) -> list[str]:
    words = SettledWords()
    return [words.take(text) for text in hypotheses]


def test_a_word_waits_for_the_hypothesis_that_agrees() -> None:
    assert shown("set", "set a", "Set a timer") == ["", "set", "set a"]


def test_case_and_signs_are_no_difference() -> None:
    assert shown("What time?", "what time is") == ["", "what time"]


def test_a_word_that_was_shown_stays_whatever_comes() -> None:
    assert shown("mute", "mute", "new the", "new the sound", "mute the", "mute the") == [
        "", "mute", "mute", "mute", "mute", "mute the",
    ]  # fmt: skip


def test_nothing_is_shown_behind_a_word_that_is_in_question() -> None:
    assert shown("open the term", "open a term") == ["", "open"]


def test_a_hypothesis_that_begins_again_counts_once() -> None:
    loop = "Find my pictures. Find my pictures. Find"
    assert shown(loop, loop) == ["", "Find my pictures"]


@pytest.mark.parametrize("text", ["", "...", "?"])
def test_a_hypothesis_without_words_shows_nothing(text: str) -> None:
    assert shown(text, text)[-1] == ""


def test_a_better_text_takes_the_place_of_what_was_settled() -> None:
    words = SettledWords()
    words.settle("Set a timer.")
    assert words.take("set a timer for") == "Set a timer"
    assert words.take("set a timer for ten") == "Set a timer for"
