"""What every language must have: all that English has, examples that keep their promise, and an end of every search."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.kernel.types import Plan
from assistant.understanding.conversation import ConversationInterpreter
from assistant.understanding.language import known_languages, load_language
from tests.machine import limit_s

LANGUAGES = known_languages()
OTHERS = [code for code in LANGUAGES if code != "en"]


def intents_of(language: str) -> set[str]:
    known = load_language(language)
    return {intent for topic in (*known.topics, known.follow_ups) for intent in topic.intents}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_knows_every_request_that_english_knows(language):
    assert intents_of(language) == intents_of("en")


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_asked_back_is_the_same_in_every_language(language):
    assert {flags.get("asks") for flags in flags_of(language)} == {flags.get("asks") for flags in flags_of("en")}


def flags_of(language: str) -> list[dict[str, object]]:
    topics = load_language(language).topics
    blocks = [block for topic in topics for intent in topic.intents.values() for block in intent]
    return [dict(block.get("metadata", {})) for block in blocks]


EXAMPLES = [(code, topic, row) for code in LANGUAGES for topic in load_language(code).topics for row in topic.examples]


@pytest.mark.parametrize(
    ("language", "topic", "example"), EXAMPLES, ids=[f"{code}-{row.say}" for code, _topic, row in EXAMPLES]
)
def test_an_example_leads_to_the_step_it_promises(grammar_of, language, topic, example):
    plan = ConversationInterpreter(grammar_of(language)).interpret(example.say, language)
    assert isinstance(plan, Plan)
    assert plan.steps[0].action == example.action
    if example.args is not None:
        assert dict(plan.steps[0].args) == example.args


def shown(language: str) -> set[str]:
    return {example.action for topic in load_language(language).topics for example in topic.examples}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_shows_what_english_shows(language):
    assert shown("en") <= shown(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_an_example(language):
    assert all(topic.examples for topic in load_language(language).topics)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_topics_are_called_alike(language):
    names = [topic.name for topic in load_language(language).topics]
    assert len(set(names)) == len(names)


@pytest.mark.slow  # measures processor time, which a second worker would spoil
@pytest.mark.parametrize("language", OTHERS)
def test_hostile_text_is_read_quickly(grammar_of, language):
    lexicon, grammar = load_language(language).lexicon, grammar_of(language)
    joint = max(lexicon.files.within, key=len)
    for text in (f"{joint} " * 200, "ß" * 5000, "1,2.3" * 900, " ".join(lexicon.files.determiners) * 20, "¿" * 5000):
        started = time.process_time()
        grammar.interpret(text, language)
        grammar.completeness(text, language)
        assert time.process_time() - started < limit_s(0.25)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=120))
def test_any_text_is_read_without_failing(grammar_of, text):
    for language in OTHERS:
        assert grammar_of(language).interpret(text, language) == grammar_of(language).interpret(text, language)
