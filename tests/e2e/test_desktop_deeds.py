"""Windows, keys, players and notifications by the public commands: sentence, deed, look from outside, refusal, undo."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from assistant.actions.desktop.x_screen import XScreen
from tests.e2e import player
from tests.e2e.asking import Asking
from tests.e2e.desktop import PrivateDesktop

pytestmark = [pytest.mark.desktop, pytest.mark.slow]

LIMIT_S = 20.0


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True, has_microphone=False) as started:
        started.start(["xterm", "-name", "ledger", "-T", "ledger", "-e", "sleep", "600"])
        until_s = time.monotonic() + LIMIT_S
        while not XScreen(started.env()).look().windows:
            assert time.monotonic() < until_s
            time.sleep(0.05)
        music = started.start([sys.executable, player.__file__, "Music", "Playing"], stdout=subprocess.PIPE)
        assert music.stdout is not None
        assert music.stdout.readline() == b"ready\n"
        music.stdout.close()
        yield started


@pytest.fixture
def ask(desktop, tmp_path):
    return Asking(desktop.env(ZENUS_HOME=str(tmp_path)))


def is_away(desktop):
    return "Iconic" in desktop.call("xprop", "-name", "ledger", "WM_STATE")


def test_a_window_is_put_away_and_comes_back_after_undo(desktop, ask):
    assert ask("minimise ledger", "--dry-run")["results"] == []
    assert not is_away(desktop)
    done = ask("minimise ledger")
    assert [(r["ok"], r["verified"], r["undoable"]) for r in done["results"]] == [(True, True, True)]
    assert done["reply"]["text"] == "I put “ledger” away."
    assert is_away(desktop)
    assert ask.reply("undo that") == "I took this back: put “ledger” away."
    assert not is_away(desktop)


def test_typing_into_a_terminal_is_asked_about_and_a_no_types_nothing(ask):
    asked = ask("type reboot")
    assert asked["reply"]["text"] == "Shall I type “reboot” into “ledger”?"
    assert asked["results"] == []
    assert ask("no")["results"] == []


def test_what_is_denied_is_not_done(desktop, ask):
    ask.configure("safety.deny", '["windows.write", "windows.close", "input.write", "media.write", "notify.send"]')
    for sentence in ("minimise ledger", "press escape", "pause"):
        assert "I am not allowed to" in ask.reply(sentence), sentence
    assert not is_away(desktop)


def test_the_music_is_paused_and_plays_on_after_undo(ask):
    assert ask.reply("pause the music") == "Music is paused."
    assert ask.reply("what's playing") == "Music is paused at “First Song” by Ada."
    assert ask.reply("undo that") == "I took this back: pause Music."
    assert ask.reply("what's playing") == "Music is playing “First Song” by Ada."


def test_a_notification_without_a_service_is_said_to_be_impossible(ask):
    assert ask.reply("notify me that tea is ready").startswith("I could not do that because no notification service")
