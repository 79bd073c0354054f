import pytest

from assistant.understanding.language import load_language
from assistant.understanding.request import read_request
from assistant.understanding.words import original, plain, to_words

LEXICON = load_language("en").lexicon


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What's the time?", "what is the time"),
        ("WHAT’S THE TIME", "what is the time"),
        ("Set a ten-minute timer.", "set a 10 minute timer"),
        ("7 p.m.", "7 pm"),
        ("7p.m.", "7 pm"),
        ("at 5:42, please", "at 5:42 please"),
        ("40%", "40 percent"),
        ("um, open uh Firefox", "open firefox"),
        ("where is notes.txt?", "where is notes.txt"),
        ("the 3rd", "the 3rd"),
        ("  spaced\tout\n", "spaced out"),
        ("ＦＵＬＬ width", "full width"),
        ("!?…", ""),
    ],
)
def test_text_is_brought_into_one_form(text, expected):
    assert plain(text, LEXICON.spelling) == expected


def test_only_the_full_stop_of_a_single_dictated_sentence_is_dropped():
    for said, kept in [
        ("Buy milk.", "Buy milk"),
        ("One. Two.", "One. Two."),
        ("Really?", "Really?"),
        ("Um...", "Um..."),
    ]:
        request = read_request(f"note {said}", LEXICON)
        assert request.dictated(request.words[1:] or request.words, is_verbatim=True).endswith(kept)


def test_words_remember_what_they_stand_for():
    text = "Take a note: Buy twenty-five Eggs!"
    words = to_words(text, LEXICON.spelling)
    assert original(text, words[3:]) == "Buy twenty-five Eggs!"
    assert original(text, []) == ""


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("please stop", "stop"),
        ("Could you please open Firefox for me, thanks?", "open firefox"),
        ("Hey Zenus, what time is it?", "what time is it"),
        ("I'd like you to mute the sound now", "mute the sound"),
        ("can you", ""),
        ("please please please", ""),
    ],
)
def test_politeness_is_taken_off(text, core):
    assert read_request(text, LEXICON).text == core


def test_a_dictated_text_keeps_its_politeness_and_a_label_only_loses_please():
    request = read_request("note Buy milk for me, please.", LEXICON)
    assert request.dictated(request.words[1:], is_verbatim=True) == "Buy milk for me, please"
    assert request.dictated(request.words[1:], is_verbatim=False) == "Buy milk for me"
