"""Commands that steer the running assistant."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.commands import app
from assistant.config.paths import ensure_private, socket_file
from tests.unit.app.link.answering import answering, lines


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def path(zenus_home: Path) -> Path:
    ensure_private(socket_file().parent)
    return socket_file()


class Answers:
    """An assistant that notes what it is told and gives one answer."""

    def __init__(self, answer: object) -> None:
        self.calls: list[tuple[str, dict]] = []
        self._answer = answer

    def __call__(self, connection) -> None:
        for call in lines(connection):
            self.calls.append((call["command"], call["args"]))
            connection.sendall(json.dumps({"id": call["id"], **self._answer}).encode() + b"\n")


@pytest.mark.parametrize(
    ("arguments", "result", "call", "said"),
    [
        (["stop"], True, ("interrupt", {}), "Stopped."),
        (["stop"], False, ("interrupt", {}), "Nothing was going on."),
        (["stop", "--quit"], True, ("shutdown", {}), "Zenus is ending."),
        (["mute"], True, ("mute", {"is_muted": True}), "The microphone is ignored."),
        (["mute", "--off"], True, ("mute", {"is_muted": False}), "The microphone is used."),
        (["sleep"], True, ("sleep", {"is_asleep": True}), "Zenus is asleep."),
        (["sleep", "--off"], True, ("sleep", {"is_asleep": False}), "Zenus is awake."),
        (["listen"], True, ("listen", {}), "Listening."),
        (["settings", "privacy"], True, ("show_settings", {"page": "privacy"}), "The settings are open."),
    ],
)
def test_a_command_is_passed_on_and_its_effect_is_told(path: Path, arguments, result, call, said) -> None:
    answers = Answers({"result": result})
    with answering(path, answers):
        done = run(*arguments)
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{said}\n", "")
    assert answers.calls == [call]


def test_a_refusal_is_told(path: Path) -> None:
    error = {"code": "no-microphone", "message": "There is no microphone.", "hint": "Connect one."}
    with answering(path, Answers({"error": error})):
        done = run("listen")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "zenus: There is no microphone. Connect one.\n"


@pytest.mark.parametrize("command", ["stop", "mute", "sleep", "listen", "settings"])
def test_without_a_running_assistant_there_is_nothing_to_steer(path: Path, command: str) -> None:
    done = run(command)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "zenus: Zenus is not running. Start it with: zenus run\n"


@pytest.mark.parametrize(("arguments", "status"), [(["stop", "--quit"], 0), (["stop"], 1)])
def test_an_assistant_may_end_before_it_has_answered_that_it_will(path: Path, arguments, status) -> None:
    with answering(path, lambda connection: connection.recv(1000) and None):
        assert run(*arguments).exit_code == status


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() <= before
