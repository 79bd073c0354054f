"""Schedules as a user has them: asked for by `zenus ask`, brought about by `zenus run`, and looked at from outside."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.kernel.schedules import Settled
from assistant.store.database import Database
from assistant.store.schedules import SqliteScheduleStore
from tests.e2e.asking import Asking
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.running import Running, private_env

pytestmark = [pytest.mark.slow]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "home").mkdir()
    return private_env(tmp_path / "home")


@pytest.fixture
def ask(env: dict[str, str]) -> Asking:
    return Asking(env)


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop() as started:
        yield started


def running(env: dict[str, str], folder: Path) -> Running:
    return Running(env, folder, "--typed", stdin=subprocess.PIPE)


def replies(assistant: Running) -> list[str]:
    return [event["text"] for event in assistant.events if event["type"] == "reply"]


def wait_for_reply(assistant: Running, words: str) -> str:
    assistant.wait_for(lambda: any(words in text for text in replies(assistant)))
    return next(text for text in replies(assistant) if words in text)


def are_settled(ask: Asking) -> bool:
    """Return whether nothing of the last hour and before is left to be told."""
    with Database(_database(ask)) as database:
        kept = SqliteScheduleStore(database).all()
    return all(each.settled.at > datetime.now(UTC) - timedelta(hours=1) for each in kept)


def _database(ask: Asking) -> Path:
    return Path(ask.env["XDG_DATA_HOME"]) / "zenus" / "zenus.db"


def set_back(ask: Asking, away: timedelta) -> None:
    """Let everything that is scheduled have been due so much earlier, with Zenus off since before then."""
    with Database(_database(ask)) as database:
        store = SqliteScheduleStore(database)
        for kept in store.all():
            schedule, settled = kept.schedule, kept.settled
            assert schedule.at is not None
            before = Settled(settled.at - 2 * away, settled.wall - 2 * away)
            store.put(replace(schedule, at=schedule.at - away), before)


def test_a_recurring_reminder_is_kept_listed_changed_and_cancelled(ask: Asking) -> None:
    assert ask.reply("every weekday at nine remind me to stand up").startswith(
        "I will remind you every weekday at 9:00 AM: stand up. The next is "
    )
    assert "stand up" in ask.reply("what are my reminders")
    assert ask.reply("move the standup to ten").startswith("It is every weekday at 10:00 AM now: stand up.")
    assert ask.reply("skip the next standup").startswith("I leave it out ")
    assert ask.reply("pause the standup") == "This is paused: stand up."
    assert ask.reply("undo that") == "I took this back: pause “stand up”."
    assert ask.reply("call the standup reminder morning round") == "It is called “morning round” now."
    assert ask.reply("cancel the morning round") == "This is cancelled: morning round."
    assert ask.reply("what are my reminders") == "You have no reminders."
    assert ask.reply("undo that") == "I took this back: cancel “morning round”."
    assert "10:00 AM" in ask.reply("when is the next morning round")


def test_what_would_be_refused_is_refused_at_once(ask: Asking) -> None:
    ask.configure("safety.deny", '["sound.write"]')
    answer = ask("every evening at ten mute the sound")
    assert answer["reply"]["text"].startswith("I won't schedule that, because I am not allowed to change the volume")
    assert ask.reply("what is scheduled") == "Nothing is scheduled."


def test_a_dry_run_schedules_nothing(ask: Asking) -> None:
    assert ask.reply("every weekday at nine remind me to stand up", "--dry-run").startswith("I would remind you")
    assert ask.reply("what is scheduled") == "Nothing is scheduled."


@pytest.mark.models
@pytest.mark.desktop
def test_a_deed_is_done_when_it_is_due_and_can_be_taken_back(desktop: PrivateDesktop, tmp_path: Path) -> None:
    desktop.call("pactl", "set-sink-volume", "zspk", "60%")
    ask = Asking(desktop.env())
    with running(dict(ask.env), tmp_path) as assistant:
        assistant.wait_ready()
        assert ask.reply("in two seconds set the volume to 35 percent").startswith("I will do this today at ")
        said = wait_for_reply(assistant, "The volume is at 35 percent.")
        assert re.fullmatch(r"It's \d+:\d\d [AP]M\. The volume is at 35 percent\.", said)
        assert "35%" in desktop.call("pactl", "get-sink-volume", "zspk")
        assert ask("undo that")["results"][0]["verified"]
        assert "60%" in desktop.call("pactl", "get-sink-volume", "zspk")
        assert ask.reply("what is scheduled") == "Nothing is scheduled."
        ask("set a timer for two seconds and when it ends mute the sound")
        wait_for_reply(assistant, "muted")
        assert "yes" in desktop.call("pactl", "get-sink-mute", "zspk")


@pytest.mark.models
def test_what_needs_a_yes_is_asked_when_it_is_due(ask: Asking, tmp_path: Path) -> None:
    documents = Path(ask.env["HOME"]) / "Documents"
    documents.mkdir()
    for number in range(3):
        (documents / f"letter {number}.txt").write_text("dear")
    with running(dict(ask.env), tmp_path) as assistant:
        assistant.wait_ready()
        told = ask.reply("in two seconds move all text files in documents to the trash")
        assert told.endswith("I will ask you then.")
        asked = assistant.wait_for_event("approval_requested")
        assert "3" in asked["question"]
        assert len(list(documents.iterdir())) == 3
        assert ask("yes")["results"][0]["verified"]
        assert not list(documents.iterdir())
        assert ask("undo that")["results"][0]["verified"]
        assert len(list(documents.iterdir())) == 3


@pytest.mark.models
def test_what_was_due_while_zenus_was_off_is_told_and_not_done(ask: Asking, tmp_path: Path) -> None:
    ask("in ten minutes take a note: the kettle is on")
    ask("every day at noon remind me to eat")
    # Due a day ago to the second, so that it was yesterday at whatever time of day this runs.
    set_back(ask, timedelta(days=1, minutes=10))
    with running(dict(ask.env), tmp_path) as assistant:
        said = wait_for_reply(assistant, "take a note")
        assert said.startswith("I did not do this, because I was not there yesterday at ")
        assert "eat" in wait_for_reply(assistant, "You missed a reminder")
        assert ask.reply("what notes do i have") == "You have no notes."
        assistant.wait_for(lambda: are_settled(ask))  # what ends before would be told again, rather than lost
    with running(dict(ask.env), tmp_path) as assistant:
        assistant.wait_ready()
        assert "eat" in ask.reply("what are my reminders")
        assert not [text for text in replies(assistant) if "missed" in text or "did not do" in text]
