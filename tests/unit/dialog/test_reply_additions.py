import pytest

from assistant.dialog.replies.additions import Additions, Needs, merged, problem_with, read_additions
from assistant.dialog.replies.templates import load_replies
from assistant.dialog.reply import ReplyComposer
from assistant.kernel.errors import ConfigError
from assistant.kernel.types import ActionResult
from assistant.kernel.verdict import Concern

NEEDS = Needs({"moss.grow.done": frozenset({"count"})}, {"moss.grow": frozenset({"count"})}, frozenset({"plugin.moss"}))
WORDS = {
    "replies": {"moss.grow.done": {"say": "{count:count cushion} grew."}},
    "deeds": {"moss.grow": {"say": "let {count:count cushion} grow"}},
    "nouns": {"cushion": {"one": "cushion", "other": "cushions"}},
    "capabilities": {"plugin.moss": "let moss grow"},
}


@pytest.fixture
def own():
    return load_replies("en")


@pytest.fixture
def moss():
    return Additions.model_validate(WORDS)


def test_words_that_fit_have_no_problem(own, moss):
    assert problem_with(moss, own, NEEDS) == ""


def test_they_stand_beside_the_shipped_ones(own, moss):
    both = merged(own, [moss])
    assert both.replies["moss.grow.done"] == moss.replies["moss.grow.done"]
    assert both.replies["clock.time.done"] is own.replies["clock.time.done"]
    assert "moss.grow.done" not in load_replies("en").replies


def test_even_unchecked_they_never_replace_a_shipped_one(own):
    greedy = Additions.model_validate(
        {**WORDS, "replies": {"clock.time.done": {"say": "No."}}, "nouns": {"file": {"other": "x"}}}
    )
    both = merged(own, [greedy])
    assert both.replies["clock.time.done"] is own.replies["clock.time.done"]
    assert both.words.nouns["file"] == own.words.nouns["file"]


def test_a_reply_and_a_refusal_are_told_in_them(moss):
    composer = ReplyComposer(additions=[moss])
    result = ActionResult("moss.grow", ok=True, message="moss.grow.done", facts={"count": 2}, is_verified=True)
    assert composer.compose([result]).text == "2 cushions grew."
    refused = composer.refusal(Concern("capability-denied", {"capability": "plugin.moss"}))
    assert refused.text == "I won't do that, because I am not allowed to let moss grow."


def test_a_capability_without_words_is_told_by_the_name_of_its_package():
    refused = ReplyComposer().refusal(Concern("capability-denied", {"capability": "plugin.moss"}))
    assert refused.text == "I won't do that, because I am not allowed to use what the package “moss” adds."


@pytest.mark.parametrize("text", ["replies: [", "words: {}", "replies: {a.b: {say: []}}", "- 1"])
def test_a_file_of_another_form_is_told(tmp_path, text):
    (tmp_path / "en.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_additions(tmp_path / "en.yaml")
    assert caught.value.code == "bad-replies"


def test_a_file_that_is_no_text_is_told(tmp_path):
    (tmp_path / "en.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError):
        read_additions(tmp_path / "en.yaml")
