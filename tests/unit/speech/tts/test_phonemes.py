import pytest

from assistant.kernel.errors import UsageError
from speech.tts.phonemes import phonemes


def said(text: str) -> str:
    return " | ".join("".join(sentence) for sentence in phonemes(text, "en-us"))


def test_each_sentence_has_its_own_phonemes() -> None:
    assert len(phonemes("Good morning. How are you?", "en-us")) == 2


def test_a_lone_letter_is_the_letter_not_the_article() -> None:
    assert "ˈeɪˈɛm" in said("seven A M")
    assert "ɐ" in said("a dog")


def test_a_nul_does_not_end_the_text() -> None:
    assert said("one\0two") == said("one two")


def test_nothing_has_no_phonemes() -> None:
    assert phonemes(" \n\0", "en-us") == []


def test_british_english_goes_by_its_usual_name() -> None:
    assert "əʊ" in "".join(phonemes("go", "en-gb")[0])


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UsageError, match="'xx'") as caught:
        phonemes("go", "xx")
    assert caught.value.code == "unknown-language"
