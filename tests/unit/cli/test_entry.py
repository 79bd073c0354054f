"""Where `zenus` begins: quick, and never with a traceback."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version

import pytest

from assistant.cli.commands import COMMANDS
from assistant.cli.entry import main

ENGINES = {"numpy", "onnxruntime", "ctranslate2", "faster_whisper", "piper", "sounddevice", "hassil", "sqlite3"}
TELL_VERSION = """
import json, sys
from assistant.cli.entry import main
sys.argv = ["zenus", "--version"]
main()
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(autouse=True)
def _handlers_as_before() -> Iterator[None]:
    before = list(logging.getLogger().handlers)
    yield
    logging.getLogger().handlers[:] = before


def test_the_version_is_told_without_loading_the_command_line_or_an_engine() -> None:
    done = subprocess.run([sys.executable, "-c", TELL_VERSION], capture_output=True, text=True, check=True)
    told, modules = done.stdout.splitlines()
    assert told == f"zenus {version('zenus')}"
    assert not {"typer", "rich", "pydantic", "anyio", *ENGINES}.intersection(json.loads(modules))


def test_the_version_is_that_of_the_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["zenus", "--version"])
    main()
    assert capsys.readouterr() == (f"zenus {version('zenus')}\n", "")


def speak() -> None:
    print("b\udc80.pdf “Grüße”")


def test_what_a_terminal_can_not_show_is_shown_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    monkeypatch.setitem(COMMANDS, "history", (__name__, "speak", "Speak."))
    monkeypatch.setattr(sys, "argv", ["zenus", "history"])
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="ascii"))
    with pytest.raises(SystemExit) as ended:
        main()
    sys.stdout.flush()
    assert ended.value.code == 0
    assert out.getvalue().decode().splitlines() == [r"b\udc80.pdf \u201cGr\xfc\xdfe\u201d"]


@pytest.mark.parametrize("arguments", [["dance"], ["ask"], ["ask", "hello", "--loud"], ["history", "--count", "many"]])
def test_wrong_usage_exits_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["zenus", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.err and "Traceback" not in said.err and not said.out
