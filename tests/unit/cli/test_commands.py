"""The list of commands: each is there, says what it does, and is loaded only when it is called."""

import importlib
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from assistant.cli.commands import COMMANDS, app


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_there_and_tells_what_it_does(name: str) -> None:
    module, attribute, summary = COMMANDS[name]
    target = getattr(importlib.import_module(module), attribute)
    assert isinstance(target, typer.Typer) or target.__doc__
    assert summary.endswith(".")
    helped = CliRunner().invoke(app, [name, "--help"])
    assert helped.exit_code == 0 and "Usage:" in helped.stdout


def test_all_commands_are_listed_in_the_order_in_which_people_need_them() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    places = [shown.index(f" {name} ") for name in COMMANDS]
    assert places == sorted(places)


def test_without_a_command_the_help_is_shown() -> None:
    result = CliRunner().invoke(app, [])
    assert "transcribe" in result.output and result.exit_code == 2


def test_the_list_itself_loads_no_command() -> None:
    code = "import sys, assistant.cli.commands; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = {name for name in done.stdout.split() if name.startswith("assistant.")}
    assert ours == {"assistant.cli", "assistant.cli.commands"}
