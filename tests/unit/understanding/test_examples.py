"""What can be said: by topic, by words, and with all ways to say it."""

import pytest

from assistant.understanding.examples import examples_of, sayings
from assistant.understanding.language import load_language

ENGLISH = load_language("en")


def said(search: str) -> list[str]:
    return [saying.say for saying in sayings(ENGLISH, search)]


@pytest.mark.parametrize("search", ["volume", "the volume", "loudness", "VOLUME"])
def test_a_topic_is_found_by_its_names(search: str) -> None:
    assert {saying.topic for saying in sayings(ENGLISH, search)} == {"volume"}
    assert "turn it up" in said(search)


def test_words_find_the_sentences_that_hold_them() -> None:
    assert said("screenshots")[0] == "take a screenshot"


def test_every_word_must_be_held() -> None:
    assert said("screenshot elephant") == []


def test_words_that_no_example_holds_find_another_way_to_say_it() -> None:
    found = sayings(ENGLISH, "softer")
    assert found and all(saying.is_pattern and saying.topic == "volume" for saying in found)


def test_nothing_gives_every_topic_without_patterns() -> None:
    found = sayings(ENGLISH)
    assert {saying.topic for saying in found} == {topic.name for topic in ENGLISH.topics}
    assert not any(saying.is_pattern for saying in found)


def test_patterns_have_a_gap_for_words_of_ones_own_and_no_marks_of_templates() -> None:
    patterns = [saying.say for saying in sayings(ENGLISH, with_patterns=True) if saying.is_pattern]
    assert "open …" in patterns
    assert not any(mark in text for text in patterns for mark in "()[]{}<>|")


def test_words_that_find_nothing_are_answered_with_a_sentence_of_each_topic() -> None:
    sentences, topics = examples_of(ENGLISH, "elephants")
    assert len(sentences) == len(topics)
