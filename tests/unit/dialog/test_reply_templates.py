"""Every reply key that can be given has words, and the words need no fact that does not come with the key."""

import re
from pathlib import Path

import pytest

from assistant.actions.app_index import AppIndex
from assistant.actions.apps import AppActions
from assistant.actions.clock import ClockActions
from assistant.actions.files import FileActions
from assistant.actions.launcher import Launcher
from assistant.actions.notes import NotesActions
from assistant.actions.pulse_mixer import PulseMixer
from assistant.actions.registry import Registry
from assistant.actions.screen import ScreenActions
from assistant.actions.system import SystemActions
from assistant.actions.timers import TimerActions
from assistant.actions.volume import VolumeActions
from assistant.dialog.replies.templates import FOLDER, load_replies
from assistant.dialog.replies.wording import Wording
from assistant.kernel.clock import SystemClock
from assistant.kernel.errors import ConfigError
from assistant.kernel.testing.storage import FakeTimerStore

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.yaml"))

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
    "dialog.stop": set(),
    "dialog.stop.nothing": set(),
    "dialog.cancel": set(),
    "dialog.sleep": set(),
    "dialog.wake": set(),
    "dialog.unknown": set(),
    "dialog.unheard": set(),
    "dialog.denied": {"reason"},
    "dialog.declined": set(),
    "dialog.approval": {"question"},
    "dialog.error": {"message", "hint"},
    "dialog.dry_run": {"steps"},
    "timers.due": {"kind", "label", "due", "duration"},
    "timers.missed": {"kind", "label", "due"},
}
# What the items of a list fact hold, for the rows of cards.
ITEM_FACTS = {
    "timers": {"kind", "label", "due", "remaining_s"},
    "notes": {"title", "modified", "path"},
    "files": {"name", "folder", "path", "modified", "size_bytes"},
    "steps": {"action", "args"},
    "examples": {"item"},
    "topics": {"item"},
}
# Given as failures: raised with a key of their own.
FAILURE_KEYS = {"apps.open.unknown", "apps.open.broken", "apps.open.crashed", "timers.alarm.past"}
FAILURE_KEYS |= {"plan.partly", "plan.failed"}


def all_actions():
    clock, folder = SystemClock(), Path("/nowhere")
    return Registry(
        ClockActions(clock),
        AppActions(AppIndex([], clock), Launcher({}, folder)),
        TimerActions(FakeTimerStore(), clock, lambda: None),
        VolumeActions(PulseMixer()),
        ScreenActions(lambda _path: None, folder, clock),
        NotesActions(folder, clock),
        FileActions(folder),
        SystemActions(folder),
    )


EMITTED = {**all_actions().messages(), **DIALOG_KEYS}


def variants_of(replies):
    return [(key, v) for section in (replies.replies, replies.failures) for key, vs in section.items() for v in vs]


@pytest.fixture(params=LANGUAGES)
def replies(request):
    return load_replies(request.param)


@pytest.fixture
def wording(replies):
    return Wording(replies.words, SystemClock())


def test_every_key_has_words_and_no_words_are_left_over(replies):
    assert replies.replies.keys() | replies.failures.keys() == EMITTED.keys()
    assert not replies.replies.keys() & replies.failures.keys()


def test_failures_stand_among_the_failures_and_nothing_else_does(replies):
    failing = {key for key in EMITTED if key.startswith("failed.")} | FAILURE_KEYS
    assert replies.failures.keys() == failing


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


def test_a_sentence_is_one_sentence(replies):
    for key, variant in variants_of(replies):
        for sentence in variant.say:
            if not re.fullmatch(r"\{\w+\}", sentence):
                assert len(re.findall(r"[.!?](?:\s|$)", sentence)) <= 1, f"{key}: {sentence}"
                assert sentence.endswith((".", "{message}")), f"{key}: {sentence}"


def test_an_unknown_language_is_a_clear_error():
    with pytest.raises(ConfigError) as caught:
        load_replies("xx")
    assert caught.value.code == "language-unknown"
    assert "en" in caught.value.hint
