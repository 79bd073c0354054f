import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.wake.phrase import drop_wake_phrase, strip_wake_phrase


@pytest.mark.parametrize(
    "spelled",
    [
        "Hey Zenus,", "hey, Xenos", "Hey Zeenus", "hey Venus", "Hey, Zenus.", "Zenus", "a Zenus", "Hey Zenus!",
        "Hey, Zinus:", "HEY ZENUS", "Hay Zenas –", "Hey Xenus", "Hey Senus", "hey Zeus", "Hey Zee nus", "Hey Zen us,",
        "Hey Zénus", "Okay Zenus,", "Heyzenus", "hey Zennis", "Ey Zenus", "- Hey Zenus,", "Hey Z'nus",
        "Hey Zenus. Hey Zenus.", "Hi Zenus,", "Hey Xena's",
    ],
)  # fmt: skip
def test_the_phrase_is_taken_off_however_it_is_spelled(spelled: str) -> None:
    assert strip_wake_phrase(f"{spelled} what time is it?") == ("what time is it?", True)


@pytest.mark.parametrize(
    "text",
    [
        "say hello", "Jesus Christ, what a mess", "what does Zenus mean", "Hey Dennis, what time is it?", "hey Siri",
        "Hey Linus, come here", "hey genius", "he sees us", "open the Venus page", "Venus is a planet", "see us later",
        "a genius", "Hey, seen the news?", "the senate met", "", "...", "7 pm", "hey", "Zeus was a god", "He's in us",
        "Hey Janice", "hey business", "Zen music please", "hello world", "the Venus flytrap",
    ],
)  # fmt: skip
def test_other_words_are_left_alone(text: str) -> None:
    assert strip_wake_phrase(text) == (text, False)


def test_the_phrase_alone_leaves_nothing() -> None:
    assert strip_wake_phrase(" Hey Zenus. ") == ("", True)


def test_the_command_keeps_its_spelling() -> None:
    assert strip_wake_phrase("Hey Zenus, open “LibreOffice” — now.") == ("open “LibreOffice” — now.", True)


def test_the_phrase_is_only_looked_for_at_the_beginning() -> None:
    assert strip_wake_phrase("I said hey Zenus to it") == ("I said hey Zenus to it", False)


@given(st.text())
def test_what_is_left_is_always_the_end_of_the_text(text: str) -> None:
    rest, found = strip_wake_phrase(text)
    assert text.endswith(rest)
    assert found or rest == text


@pytest.mark.parametrize(
    ("text", "phrase", "rest"),
    [
        ("Smart mirror, what time is it?", "smart mirror", "what time is it?"),
        ("Smart Mira turn it on", "smart mirror", "turn it on"),
        ("Amelia.", "amelia", ""),
        ("Computer, stop", "hey computer", "stop"),
    ],
)
def test_another_phrase_is_known_by_its_letters_and_sounds(text: str, phrase: str, rest: str) -> None:
    assert strip_wake_phrase(text, phrase) == (rest, True)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [("a million people", "amelia"), ("the mirror is smart", "smart mirror"), ("", "amelia"), ("Hey Zenus", "amelia")],
)
def test_other_words_are_not_another_phrase(text: str, phrase: str) -> None:
    assert strip_wake_phrase(text, phrase) == (text, False)


@pytest.mark.parametrize(
    ("text", "request_text"),
    [
        ("Hey Zenus, what time", "what time"),
        ("He's anus. Set a", "Set a"),
        ("Hey, Zen is turn the", "turn the"),
        ("Hey", ""),
        ("What time is it", ""),
        ("", ""),
    ],
)
def test_a_phrase_that_was_certainly_said_is_dropped_however_it_was_heard(text: str, request_text: str) -> None:
    assert drop_wake_phrase(text) == request_text
