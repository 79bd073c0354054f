"""Every reply key that can be given has words, and the words need no fact that does not come with the key."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import actions
from assistant.actions.filesystem import SavedOriginals
from assistant.app.bench.scheduling.silence import SilentHerald
from assistant.app.deeds import Stores, Tongues, build_deeds
from assistant.dialog.replies.templates import FOLDER, load_replies
from assistant.dialog.replies.wording import Wording
from assistant.dialog.why import explanation
from assistant.kernel.clock import SystemClock
from assistant.kernel.effects import Access
from assistant.kernel.errors import ConfigError
from assistant.kernel.testing.storage import (
    FakeCustomCommandStore,
    FakeHistory,
    FakeJournal,
    FakeScheduleStore,
    FakeTimerStore,
)
from assistant.kernel.types import Reply, Risk, TurnRecord, Utterance
from assistant.safety.halt import Halt

LANGUAGES = sorted(path.parent.name for path in FOLDER.glob("*/words.yaml"))

TURN = TurnRecord(1, datetime.now(UTC), "main", Utterance("x", "typed"), None, (), (), Reply("x"))

# What the composer, the controller, the dialog's own steps and the announcements bring along.
DIALOG_KEYS = {
    "plan.nothing": set(),
    "plan.done": {"count", "first", "last"},
    "plan.unconfirmed": {"count", "unconfirmed", "last"},
    "plan.partly": {"done", "total", "unconfirmed", "reason"},
    "plan.failed": {"total", "reason"},
    "unconfirmed": {"sentence"},
    "done": set(),
    "failed.other": {"message", "hint"},
    "dialog.help": {"spoken", "examples", "topics"},
    "dialog.repeat": {"text"},
    "dialog.repeat.nothing": set(),
    "dialog.stop": {"done", "dropped", "last"},
    "dialog.stop.nothing": set(),
    "dialog.cancel": set(),
    "dialog.sleep": set(),
    "dialog.choose": {"choices", "count"},
    "dialog.why": set(explanation(TURN)),
    "dialog.why.nothing": set(),
    "dialog.recap": {"text", "at"},
    "dialog.recap.nothing": set(),
    "undo.interrupted": {"deed"},
    "dialog.preview": set(),
    "timers.ask_duration": {"choices", "count"},
    "timers.ask_reminder_time": {"choices", "count"},
    "timers.ask_alarm_time": {"choices", "count"},
    "dialog.wake": set(),
    "dialog.disown": set(),
    "dialog.disown.nothing": set(),
    "dialog.unknown": set(),
    "dialog.unheard": set(),
    "dialog.declined": set(),
    "dialog.approval": {"deeds", "note", "code"},
    "dialog.approval.code": {"deeds", "note", "code"},
    "dialog.approval.again": {"question"},
    "dialog.error": {"message", "hint"},
    "dialog.dry_run": {"deeds"},
    "timers.due": {"kind", "label", "due", "duration"},
    "timers.missed": {"kind", "label", "due"},
    "git.ask_message": {"choices", "count"},
    "schedules.ask_time": {"choices", "count"},
    "schedules.due": {"kind", "name", "due"},
    "schedules.occasion": {"kind", "name", "due"},
    "schedules.changed": {"kind", "name", "due"},
    "schedules.broken_off": {"kind", "name", "due"},
    "schedules.missed": {"kind", "name", "due", "count"},
    "schedules.damaged": {"count"},
}
# What the items of a list fact hold, for the rows of cards.
ITEM_FACTS = {
    "timers": {"kind", "label", "due", "remaining_s"},
    "notes": {"title", "modified", "path"},
    "files": {"name", "folder", "path", "modified", "size_bytes"},
    "deeds": {"item"},
    "apps": {"name", "window_count"},
    "outputs": {"name", "is_used"},
    "windows": {"name", "workspace", "is_active"},
    "notifications": {"program", "summary", "body"},
    "examples": {"item"},
    "topics": {"item"},
    "paths": {"item"},
    "lines": {"item"},
    "choices": {"item"},
    "schedules": {"name", "kind", "next"},
    "places": {"place", "count", "size_bytes"},
    "changes": {"path", "change"},
    "commands": {"phrase", "request"},
    "group_rows": {"name", "count"},
    "processes": {"name", "percent", "size_bytes", "user", "numbers"},
    "services": {"name", "description", "state"},
    "packages": {"name", "summary", "version"},
    "sensors": {"name", "celsius"},
    "addresses": {"item"},
    "sizes": {"width_px", "height_px"},
    "commits": {"short", "subject", "author", "at"},
    "branches": {"item"},
    "trashed": {"name", "to", "deleted", "size_bytes"},
}
# The keys of failures and of outcomes, as they stand in the sources of the actions.
SOURCES = [path.read_text() for path in Path(actions.__file__).parent.rglob("*.py")]
RAISED = {key for source in SOURCES for key in re.findall(r'ActionFailedError\(\s*"([a-z_.]+)"', source)}
RETURNED = {key for source in SOURCES for key in re.findall(r'Outcome\(\s*"([a-z_.]+)"', source)}

# Why the gate asks, as far as words are needed, and why it or the plan's check refuses; each with its facts.
CONCERNS = {"hidden": set(), "open-elsewhere": set(), "version-controlled": set(), "network": set()}
CONCERNS |= {"changed-since": set()}
REFUSALS = {
    "other": set(),
    "capability-denied": {"capability"},
    "path-denied": {"path"},
    "too-many": {"capability", "limit"},
    "plan-empty": set(),
    "plan-too-long": {"limit"},
    "unknown-action": {"action"},
}


def all_actions():
    clock = SystemClock()
    originals = SavedOriginals("/nowhere/originals", 0, 0.0)
    stores = Stores(
        FakeTimerStore(), FakeScheduleStore(), FakeJournal(clock), FakeCustomCommandStore(), FakeHistory(), originals
    )
    return build_deeds(
        stores, clock, Halt(), Tongues(("en",), lambda: "en"), SilentHerald(), lambda *_args: None
    ).registry


ACTIONS = all_actions()
EMITTED = {**ACTIONS.messages(), **DIALOG_KEYS}


def variants_of(replies):
    return [(key, v) for section in (replies.replies, replies.failures) for key, vs in section.items() for v in vs]


@pytest.fixture(params=LANGUAGES)
def replies(request):
    return load_replies(request.param)


@pytest.fixture
def wording(replies):
    return Wording(replies.words, SystemClock(), lambda action, _facts, _description: action)


def test_every_key_has_words_and_no_words_are_left_over(replies):
    assert replies.replies.keys() | replies.failures.keys() == EMITTED.keys()
    assert not replies.replies.keys() & replies.failures.keys()


def test_failures_stand_among_the_failures_and_nothing_else_does(replies):
    assert RAISED | {key for key in EMITTED if key.startswith("failed.")} <= replies.failures.keys()
    assert replies.replies.keys() >= RETURNED
    assert len(RAISED) > 10 and len(RETURNED) > 10


def test_every_key_has_a_variant_for_all_facts(replies):
    for section in (replies.replies, replies.failures):
        assert [key for key, variants in section.items() if variants[-1].when] == []


def test_no_words_need_a_fact_that_does_not_come_with_the_key(replies, wording):
    for key, variant in variants_of(replies):
        card = variant.card
        texts = [*variant.say, *([card.title, *(cell for row in card.rows for cell in row)] if card else [])]
        needed = set(variant.when).union(*(wording.fields(text) for text in texts))
        assert needed <= EMITTED[key], f"{key}: {needed - EMITTED[key]}"
        if card and card.each:
            assert card.each in EMITTED[key], key
            assert set().union(*(wording.fields(cell) for cell in card.row)) <= ITEM_FACTS[card.each], key


SENTENCES = ("replies", "failures", "concerns", "refusals")


def test_a_sentence_is_one_sentence(replies):
    said = [(key, v) for section in SENTENCES for key, vs in getattr(replies, section).items() for v in vs]
    for key, variant in said:
        for sentence in variant.say:
            if not re.fullmatch(r"\{\w+\}", sentence):
                assert len(re.findall(r"[.!?](?:\s|$)", sentence)) <= 1, f"{key}: {sentence}"
                is_question = key in ("dialog.approval", "dialog.approval.again", "dialog.choose") or ".ask_" in key
                ends = ("?", ".", "{question}") if is_question else (".", "{message}")
                assert sentence.endswith(ends), f"{key}: {sentence}"


# -------------------------------------------------------------------------------------------- deeds, concerns, refusals


def named_deeds():
    return {entry.spec.name: entry.declaration.foresees for entry in ACTIONS if entry.spec.risk is not Risk.READ_ONLY}


def test_every_action_that_can_change_something_has_a_phrase_and_no_phrase_is_left_over(replies):
    assert replies.deeds.keys() == {*named_deeds(), "other"}


@pytest.mark.parametrize(
    ("section", "known"),
    [
        ("deeds", {**named_deeds(), "other": {"what", "values"}}),
        ("concerns", CONCERNS),
        ("refusals", REFUSALS),
    ],
)
def test_words_need_only_the_facts_that_surely_come(replies, wording, section, known):
    words = getattr(replies, section)
    assert words.keys() <= known.keys()
    for key, variants in words.items():
        assert not variants[-1].when, key
        for variant in variants:
            needed = set(variant.when).union(*(wording.fields(text) for text in variant.say))
            assert needed <= set(known[key]), f"{key}: {needed - set(known[key])}"


def test_a_deed_is_named_by_a_phrase_that_follows_shall_i(replies):
    for key, variants in replies.deeds.items():
        for variant in variants:
            (phrase,) = variant.say
            assert re.match(r"[a-z{]", phrase), f"{key}: {phrase}"
            assert not re.search(r"[.!?](?:\s|$)", phrase), f"{key}: {phrase}"


@pytest.mark.parametrize("access", Access)
def test_every_access_has_a_word_for_the_card(replies, access):
    assert replies.words.states[access.value]


def test_an_unknown_language_is_a_clear_error():
    with pytest.raises(ConfigError) as caught:
        load_replies("xx")
    assert caught.value.code == "language-unknown"
    assert "en" in caught.value.hint
