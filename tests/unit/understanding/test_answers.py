import pytest

from assistant.understanding.confirm import parse_answer
from assistant.understanding.stop import is_stop


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes.",
        "yes please",
        "Yeah, do it.",
        "okay",
        "sure",
        "Go ahead!",
        "yes, yes",
        "that's right",
        "YES",
        "all right",
        "please do",
        "okay, go ahead, please",
    ],
)
def test_a_plain_yes_confirms(text):
    assert parse_answer(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No.",
        "nope",
        "no, don't",
        "no thanks",
        "cancel",
        "never mind",
        "no, that's not okay",
        "nope, looks wrong",
        "don’t",
        "please don't",
        "not now",
        "stop",
        "hold on",
    ],
)
def test_a_plain_no_refuses(text):
    assert parse_answer(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not sure",
        "no, I broke it",
        "yes but not now",
        "okay google",
        "yesterday",
        "yes?",
        "yes 👎",
        "no problem",
        "yes no",
        "no wait, yes",
        "I said yes to her",
        "yes " * 50,
        "yes" + " " * 300 + "but no",
        "不",
        "…",
        "maybe",
        "no, that's not okay but sure",
        "yes, delete the other one",
        "don't do it, yes",
    ],
)
def test_anything_else_confirms_nothing(text):
    assert parse_answer(text) is not True


@pytest.mark.parametrize("text", ["", "not sure", "maybe", "okay google", "yesterday", "yes but not now", "no problem"])
def test_an_unclear_answer_is_no_answer(text):
    assert parse_answer(text) is None


def test_an_unknown_language_confirms_and_stops_nothing():
    assert parse_answer("yes", "xx") is None
    assert not is_stop("stop", "xx")


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "Stop!",
        "stop it",
        "please stop",
        "cancel that",
        "Shut up.",
        "be quiet",
        "enough",
        "that's enough",
        "Stop. Stop. Stop.",
        "stop talking",
        "Zenus, stop",
        "quiet, please",
    ],
)
def test_stop_is_heard(text):
    assert is_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "stop the nginx service",
        "remind me to cancel my gym membership",
        "stop listening",
        "don't stop",
        "bus stop",
        "stop the timer",
        "please",
        "",
        "stop " * 20,
        "stop" + " " * 300 + "the service",
        "stopp",
        "is that enough",
        "stop & go",
    ],
)
def test_what_only_contains_stop_is_not_stop(text):
    assert not is_stop(text)
