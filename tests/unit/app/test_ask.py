"""One typed turn: in the running assistant if there is one, else here with the same store."""

import json
from pathlib import Path

import pytest

from assistant.app.ask import AskOptions, ask, waits_unheard
from assistant.config.paths import config_file, ensure_private, socket_file
from assistant.kernel.errors import ConfigError, ZenusError
from tests.unit.app.link.answering import answering, lines, saying

MAIN = AskOptions("main")


@pytest.fixture
def path(zenus_home: Path) -> Path:
    ensure_private(socket_file().parent)
    return socket_file()


def test_the_running_assistant_is_asked(path: Path) -> None:
    calls = []

    def talk(connection) -> None:
        for call in lines(connection):
            calls.append((call["command"], call["args"]))
            connection.sendall(json.dumps({"id": call["id"], "result": {"turn": 4}}).encode() + b"\n")

    with answering(path, talk):
        assert ask("mute", AskOptions("work", is_dry_run=True, approve_all=True)) == {"turn": 4}
    arguments = {"text": "mute", "session": "work", "is_dry_run": True, "approve_all": True}
    assert calls == [("say_text", arguments)]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b'{"id": 1, "error": {"code": "busy", "message": "Too much.", "hint": ""}}\n', "busy"),
        (b'{"id": 1, "error": {"code": "not-running", "message": "Odd.", "hint": ""}}\n', "not-running"),
        (b"", "link-broken"),
    ],
)
def test_what_a_running_assistant_can_not_do_is_not_done_here_instead(path: Path, answer: bytes, code: str) -> None:
    with answering(path, saying(answer)), pytest.raises(ZenusError) as caught:
        ask("mute", MAIN)
    assert caught.value.code == code


def test_without_one_the_turn_is_run_here_and_kept(path: Path) -> None:
    first = ask("what time is it", MAIN)
    assert first["source"] == "grammar"
    assert [result["ok"] for result in first["results"]] == [True]
    second = ask("say that again", MAIN)
    assert (first["turn"], second["turn"]) == (1, 2)
    assert first["reply"]["text"] in second["reply"]["text"]


def test_a_dry_run_leaves_no_deed(path: Path) -> None:
    planned = ask("set a timer for ten minutes", AskOptions("main", is_dry_run=True))
    assert [step["action"] for step in planned["steps"]] == ["timers.start"] and planned["results"] == []
    assert "no timer" in ask("list my timers", MAIN)["reply"]["text"].lower()


def test_settings_that_mean_nothing_are_told(path: Path) -> None:
    ensure_private(config_file().parent)
    config_file().write_text("[safety]\nallow = 3\n")
    with pytest.raises(ConfigError):
        ask("mute", MAIN)


def test_what_waits_is_said_to_wait_for_zenus_to_run(zenus_home: Path) -> None:
    assert waits_unheard(ask("set a timer for five minutes", MAIN))
    assert not waits_unheard(ask("what time is it", MAIN))


def test_what_waits_in_a_running_zenus_needs_no_word(path: Path) -> None:
    kept = {"results": [{"ok": True, "action": "timers.start"}]}
    with answering(path, saying(b"")):
        assert not waits_unheard(kept)
