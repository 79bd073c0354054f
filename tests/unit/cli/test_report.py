"""How a command fails: one sentence, one exit status, never a traceback."""

import io
import json
import sys
from pathlib import Path

import pytest
import typer

from assistant.cli.report import reported
from assistant.config.paths import log_file
from assistant.kernel.errors import AudioError, ConfigError, UsageError, ZenusError

LAMP = {"code": "no-lamp", "message": "The lamp is missing.", "hint": "Buy one."}


def lamp(kind: type[ZenusError] = ZenusError, hint: str = "Buy one.") -> ZenusError:
    return kind("The lamp is missing.", code="no-lamp", hint=hint)


def status_of(error: BaseException, *, as_json: bool = False) -> int:
    with pytest.raises(typer.Exit) as ended, reported(as_json=as_json):
        raise error
    return ended.value.exit_code


def test_success_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with reported():
        pass
    assert capsys.readouterr() == ("", "")


def test_an_error_is_its_sentence_and_its_hint_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(lamp()) == 1
    assert capsys.readouterr() == ("", "zenus: The lamp is missing. Buy one.\n")


def test_an_error_without_a_hint_leaves_no_space(capsys: pytest.CaptureFixture[str]) -> None:
    status_of(lamp(hint=""))
    assert capsys.readouterr().err == "zenus: The lamp is missing.\n"


def test_an_error_can_be_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    status_of(lamp(), as_json=True)
    said = capsys.readouterr()
    assert said.out == "" and json.loads(said.err) == LAMP


@pytest.mark.parametrize(("kind", "status"), [(UsageError, 2), (ConfigError, 2), (AudioError, 1)])
def test_the_error_tells_the_exit_status(kind: type[ZenusError], status: int) -> None:
    assert status_of(lamp(kind)) == status


def test_what_a_task_group_wrapped_is_unwrapped(capsys: pytest.CaptureFixture[str]) -> None:
    wrapped = BaseExceptionGroup("tasks", [ExceptionGroup("more", [lamp(UsageError), ValueError("other")])])
    assert status_of(wrapped) == 2
    assert "The lamp is missing." in capsys.readouterr().err


@pytest.mark.parametrize("as_json", [False, True])
def test_our_own_mistakes_are_told_without_a_traceback_and_logged_with_one(
    capsys: pytest.CaptureFixture[str], zenus_home: Path, as_json: bool
) -> None:
    assert status_of(ExceptionGroup("tasks", [KeyError("secret.txt")]), as_json=as_json) == 1
    said = capsys.readouterr()
    assert "Internal error: KeyError." in said.err and said.out == ""
    assert "Traceback" not in said.err and "secret.txt" not in said.err
    assert not as_json or json.loads(said.err)["code"] == "internal-error"
    (line,) = log_file().read_text().splitlines()
    assert json.loads(line)["error"]["type"] == "KeyError" and "secret.txt" not in line


def test_ctrl_c_ends_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(KeyboardInterrupt()) == 130
    assert capsys.readouterr() == ("", "")


def test_a_command_may_choose_its_own_exit_status() -> None:
    assert status_of(typer.Exit(7)) == 7


def test_a_reader_that_went_away_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stderr)
    assert status_of(BrokenPipeError()) == 1
    assert stderr.closed, "else Python itself would complain at its end"
