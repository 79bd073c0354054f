"""What is an answer to a question of the gate, and what is "stop"."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.kernel.types import Plan, Source
from assistant.kernel.verdict import Agreement, Demand, Question
from assistant.understanding.confirm import is_echo_safe, parse_answer
from assistant.understanding.stop import is_stop

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def question(*deeds: str, code: str = "") -> Question:
    demand = Demand.CODE if code else Demand.YES
    return Question(Plan(Source.GRAMMAR, ()), "", Agreement(frozenset(), demand), deeds, NOON, NOON, code)


TRASH = question("move 42 files in Downloads to the trash")
DELETE = question("delete 42 files in Downloads")
FOR_GOOD = question("delete “cv.pdf” for good", code="47")


@pytest.mark.parametrize(
    "text",
    [
        *["yes", "Yes.", "yes please", "Yeah, do it.", "okay", "sure", "Go ahead!", "yes, yes", "that's right", "YES"],
        *["all right", "please do", "okay, go ahead, please", "I'm sure", "ｙｅｓ", "OK", "Yes, that's OK."],
    ],
)
def test_a_plain_yes_confirms(text):
    assert parse_answer(text, "en", TRASH) is True


@pytest.mark.parametrize(
    "text",
    [
        *["no", "No.", "nope", "no, don't", "no thanks", "cancel", "never mind", "no, that's not okay"],
        *["nope, looks wrong", "don’t", "please don't", "not now", "stop", "hold on", "No, that's not OK."],
    ],
)
@pytest.mark.parametrize("asked", [TRASH, FOR_GOOD], ids=["yes", "code"])
def test_a_plain_no_refuses(text, asked):
    assert parse_answer(text, "en", asked) is False


TRAPS = [
    *["", "not sure", "no, I broke it", "yes but not now", "yeah right", "sure about that?", "sure about that"],
    *["okay google", "yesterday", "yes?", "yes 👎", "no problem", "yes no", "no wait, yes", "I said yes to her"],
    *["yes " * 50, "yes" + " " * 300 + "but no", "不", "…", "maybe", "no, that's not okay but sure"],
    *["yes, delete the other one", "don't do it, yes", "yes/no", "yes & no", "(yes)", "yes :)", "not yes", "right"],
    # A letter of another alphabet, and letters and marks that cannot be seen.
    *["yеs", "уes", "ye\u200bs", "yes\u200b", "ye\u0301s", "\u202eyes", "y e s", "yess", "eyes", "yes1"],
    # Parts of what agrees.
    *["delete", "them", "the trash", "42 files", "files in Downloads", "move 42 files in Downloads to the trash"],
    *["yes, move 43 files", "yes, not the files in Downloads", "yes, but the files", "yes, only 42 files in Downloads"],
    *["keep it", "keep them", "yes, keep them", "undo that", "copy them", "rename it", "don't delete them"],
    *["should I say yes, delete them", "delete them?", "confirm 47"],
]


@pytest.mark.parametrize("text", TRAPS)
@pytest.mark.parametrize("asked", [TRASH, DELETE, FOR_GOOD], ids=["trash", "delete", "code"])
def test_anything_else_confirms_nothing(text, asked):
    if asked is FOR_GOOD and text == "confirm 47":
        return
    assert parse_answer(text, "en", asked) is not True


@pytest.mark.parametrize("text", ["", "not sure", "maybe", "okay google", "yesterday", "yes but not now", "no problem"])
def test_an_unclear_answer_is_no_answer(text):
    assert parse_answer(text, "en", TRASH) is None


@pytest.mark.parametrize(
    "text",
    [
        *["yes, delete them", "delete them", "Delete them, please.", "yes, delete all of them", "trash them"],
        *["yes, move forty-two files", "yes, move 42 files in Downloads to the trash", "yes, the files in Downloads"],
        *["yes, move them", "okay, throw them away"],
    ],
)
def test_a_yes_may_name_what_was_asked(text):
    assert parse_answer(text, "en", TRASH) is True


@pytest.mark.parametrize(
    "text", ["yes, delete them", "yes, delete forty-two files", "yes, delete 42 files", "delete it"]
)
def test_the_imperative_of_the_question_agrees(text):
    assert parse_answer(text, "en", DELETE) is True


@pytest.mark.parametrize(
    ("deed", "text"),
    [
        ("copy “delete it”", "delete it"),
        ("delete “keep”", "keep it"),
        ("delete “keep it”", "yes, keep it"),
        ("take this back: move 42 files to the trash", "delete them"),
        ("take this back: move 42 files to the trash", "move them"),
        ("set a timer for 5 minutes: move it to the trash", "move it"),
        ("delete “but not now”", "yes but not now"),
        ("delete “only the first”", "yes, only the first"),
    ],
)
def test_an_imperative_that_means_another_deed_confirms_nothing(deed, text):
    assert parse_answer(text, "en", question(deed)) is not True


@pytest.mark.parametrize(
    ("text", "is_agreed"),
    [
        ("yes, delete cv dot pdf", False),
        ("yes, delete cv.pdf", False),
        ("yes, the photo", False),
        ("yes, delete the cv and the photo", True),
        ("yes, delete", True),
        ("yes, delete them", True),
        ("yes", True),
    ],
)
def test_a_yes_that_names_a_part_does_not_agree_to_the_rest(text, is_agreed):
    asked = question("delete the files “cv.pdf” and “photo.jpg”")
    assert (parse_answer(text, "en", asked) is True) is is_agreed


@pytest.mark.parametrize("text", ["yes, delete the mail", "delete it", "yes, delete it", "delete them"])
def test_of_two_deeds_none_is_agreed_to_by_naming_one(text):
    assert parse_answer(text, "en", question("delete the mail", "delete the files")) is None


def test_two_deeds_are_agreed_to_by_a_plain_yes():
    assert parse_answer("yes", "en", question("delete the mail", "delete the files")) is True


# --------------------------------------------------------------------------------------------------------------- code


@pytest.mark.parametrize(
    "text",
    [
        *["confirm forty-seven", "Confirm 47.", "confirm 47", "I confirm 47", "yes, confirm 47", "confirm, 4, 7"],
        *["confirm four seven", "confirm the code 47", "confirm 47 please"],
    ],
)
def test_the_code_confirms_what_cannot_be_undone(text):
    assert parse_answer(text, "en", FOR_GOOD) is True


@pytest.mark.parametrize(
    "text",
    [
        *["yes", "yes, delete it", "delete it", "confirm", "47", "the code is 47", "confirm 47?", "don't confirm 47"],
        *["confirm it", "yes 47", "I won't confirm 47", "confirm and then 47", "say confirm and then the code"],
    ],
)
def test_nothing_but_the_code_with_its_word_does(text):
    assert parse_answer(text, "en", FOR_GOOD) is None


@pytest.mark.parametrize("text", ["confirm 48", "confirm 7", "confirm 147", "confirm 47 48", "confirm seventy-four"])
def test_a_wrong_code_declines_so_that_there_is_one_guess(text):
    assert parse_answer(text, "en", FOR_GOOD) is False


# --------------------------------------------------------------------------------------------------------------- echo


@pytest.mark.parametrize(
    ("text", "deed", "is_safe"),
    [
        ("Shall I move 42 files in Downloads to the trash?", "move 42 files in Downloads to the trash", True),
        ("Shall I delete “yes please”?", "delete “yes please”", False),
        ("Shall I delete “it”?", "delete “it”", False),
        ("Shall I delete “delete it”?", "delete “delete it”", False),
        ("Shall I delete “of course not.txt”?", "delete “of course not.txt”", False),
        ("Please answer yes or no. Shall I delete “a”?", "delete “a”", False),
        ("Shall I copy “delete it”?", "copy “delete it”", True),
        ("Shall I delete “OK”?", "delete “OK”", False),
    ],
)
def test_a_question_that_holds_what_agrees_to_it_is_not_safe(text, deed, is_safe):
    assert is_echo_safe(text, "en", question(deed)) is is_safe


@pytest.mark.parametrize(
    ("text", "is_safe"),
    [
        ("This can't be undone: delete cv.pdf. The code is 47; if you want it, say confirm, and then the code.", True),
        ("This can't be undone: delete “confirm 47”. The code is 47.", False),
        ("This can't be undone: delete “confirm forty-seven”.", False),
        ("This can't be undone: delete “yes please”.", True),
        ("This can't be undone: delete “confirm 48”.", True),
    ],
)
def test_a_question_for_a_code_is_safe_unless_it_holds_word_and_code(text, is_safe):
    assert is_echo_safe(text, "en", FOR_GOOD) is is_safe


WORDS = st.lists(
    st.sampled_from(
        [
            *[
                "yes",
                "please",
                "sure",
                "delete",
                "it",
                "them",
                "confirm",
                "47",
                "forty",
                "seven",
                "four",
                "the",
                "code",
                "OK",
            ],
            *["of", "course", "not", "42", "files", "“yes”", "go", "ahead.", "and", "trash", "move"],
        ]
    ),
    max_size=9,
)


@given(WORDS, st.sampled_from([TRASH, DELETE, FOR_GOOD]))
def test_no_part_of_a_safe_question_agrees_to_it(words, asked):
    if is_echo_safe(" ".join(words), "en", asked):
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                assert parse_answer(" ".join(words[start:end]), "en", asked) is not True, words[start:end]


@given(st.text(max_size=30), st.text(max_size=30))
def test_an_answer_to_any_text_is_found_without_an_error(text, deed):
    assert parse_answer(text, "en", question(deed)) in (True, False, None)
    is_echo_safe(text, "en", question(deed, code="47"))


def test_an_unknown_language_confirms_and_stops_nothing():
    assert parse_answer("yes", "xx", TRASH) is None
    assert is_echo_safe("yes", "xx", TRASH)
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
