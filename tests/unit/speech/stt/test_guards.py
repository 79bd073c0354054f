"""The marks of a text that nobody said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.stt.guards import (
    GuardSettings,
    Hypothesis,
    agrees,
    compression_ratio,
    echoes,
    is_good,
    is_speech,
    is_whole,
    repeats,
    without_loop,
    words,
)

SETTINGS = GuardSettings()
GOOD = Hypothesis("Open the browser.", mean_logprob=-0.3, no_speech_prob=0.02, tokens=4, end_s=1.4)


def test_a_plain_command_is_good() -> None:
    assert is_good(GOOD, SETTINGS)


@pytest.mark.parametrize("text", ["", " ", "...", "♪ ♪", "—"])
def test_text_without_words_is_no_speech(text: str) -> None:
    assert not is_speech(replace(GOOD, text=text), SETTINGS)


@pytest.mark.parametrize(
    ("mean_logprob", "no_speech_prob", "is_believed"),
    [(-0.7, 0.9, True), (-0.9, 0.9, False), (-1.1, 0.1, True), (-1.5, 0.1, False)],
)
def test_unlikely_text_needs_a_model_that_hears_speech(
    mean_logprob: float, no_speech_prob: float, is_believed: bool
) -> None:
    heard = replace(GOOD, mean_logprob=mean_logprob, no_speech_prob=no_speech_prob)
    assert is_speech(heard, SETTINGS) is is_believed


def test_unlikely_text_is_heard_again() -> None:
    assert not is_good(replace(GOOD, mean_logprob=-0.9), SETTINGS)


def test_text_that_was_stopped_is_heard_again() -> None:
    assert not is_whole(replace(GOOD, is_cut=True), SETTINGS)


@pytest.mark.parametrize(
    "text",
    [
        "Next. Next.",
        "press press press press",
        "What's the temperature? What's the temperature?",
        "Set in motion. John Murray, Marquess of Athol John Murray, Marquess of",
        "skip on TV, skip on TV, skip on TV, skip on TV",
    ],
)
def test_loops_are_seen(text: str) -> None:
    assert repeats(text)


@pytest.mark.parametrize(
    "text",
    ["", "Stop.", "very very good", "turn it up and turn it down", "one two three four five"],
)
def test_ordinary_repetition_is_no_loop(text: str) -> None:
    assert not repeats(text)


def test_regular_text_is_a_loop_wherever_it_repeats() -> None:
    assert repeats("the sound of " * 30 + "silence")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("press press press press", "press"),
        ("Please skip on TV, skip on TV, skip on TV.", "Please skip on TV"),
        ("Next. Next.", "Next. Next."),
        ("Open the door.", "Open the door."),
        ("", ""),
    ],
)
def test_a_loop_is_cut_after_its_first_saying(text: str, expected: str) -> None:
    assert without_loop(text) == expected


@given(st.lists(st.sampled_from("ab"), max_size=12), st.lists(st.sampled_from("abc"), min_size=1, max_size=3))
def test_cutting_a_loop_keeps_a_beginning_and_a_whole_unit(head: list[str], unit: list[str]) -> None:
    text = " ".join(head + unit * 4)
    short = without_loop(text)
    assert text.startswith(short)
    assert short
    assert len(words(short)) <= len(head) + len(unit)


def test_ordinary_sentences_do_not_pack_well() -> None:
    assert compression_ratio("Turn off all of the lights in the office, please.") < 1.5
    assert compression_ratio("") == 0


PROMPT = "Hey Zenus, open the browser."


@pytest.mark.parametrize("text", [PROMPT, "open the browser", "hey zenus", "Zenus.", "The browser is open."])
def test_the_prompt_and_its_parts_are_echoes(text: str) -> None:
    assert echoes(text, PROMPT)


@pytest.mark.parametrize("text", ["", "Hey Zenus, open the door.", "open it and close the browser", "Is it so?"])
def test_other_words_are_no_echo(text: str) -> None:
    assert not echoes(text, PROMPT)


def test_nothing_echoes_an_empty_prompt() -> None:
    assert not echoes("hello", "")


def test_what_sounds_alike_agrees() -> None:
    assert agrees("Hey Zenus, open the browser.", "Hey, Venus, open the browser!")


@pytest.mark.parametrize("other", ["", "Thank you.", "I don't know what you mean."])
def test_another_hearing_of_other_words_does_not_agree(other: str) -> None:
    assert not agrees("Hey Zenus, open the browser.", other)
