"""The commands of `zenus`: finds the one that is called and imports no other, so that every command starts quickly."""

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    # Typer carries its own copy of click; only its types are named here.
    from typer._click.core import Command, Context

# Name of the command -> (module, attribute, what it does). A typer application is a group, a function a single command.
COMMANDS = {
    "run": ("assistant.cli.run", "run", "Start the assistant."),
    "ask": ("assistant.cli.ask", "ask", "Run one typed request."),
    "help": ("assistant.cli.help", "show_help", "Show what can be said."),
    "gui": ("assistant.cli.gui", "gui", "Show the window of the running assistant."),
    "autostart": ("assistant.cli.gui", "autostart", "Start Zenus with the desktop, or no longer."),
    "say": ("assistant.cli.say", "say", "Speak a text, or write it to a WAV file."),
    "transcribe": ("assistant.cli.transcribe", "transcribe", "Write down what is said in sound files."),
    "wake": ("assistant.cli.wake", "wake", "Find the wake phrase in sound files."),
    "stop": ("assistant.cli.control", "stop", "Make the running assistant fall silent, or end."),
    "mute": ("assistant.cli.control", "mute", "Make the running assistant ignore the microphone."),
    "sleep": ("assistant.cli.control", "sleep", "Make the running assistant ignore the wake phrase."),
    "listen": ("assistant.cli.control", "listen", "Make the running assistant listen now."),
    "commands": ("assistant.cli.custom_commands", "app", "List, export and import commands of your own."),
    "undo": ("assistant.cli.undo", "undo", "Take back what was done."),
    "why": ("assistant.cli.why", "why", "Explain what was done."),
    "audit": ("assistant.cli.audit", "app", "Check the log of what was done."),
    "forget": ("assistant.cli.forget", "forget", "Forget what Zenus keeps about you."),
    "settings": ("assistant.cli.gui", "settings", "Open the settings window."),
    "history": ("assistant.cli.history", "history", "Show the latest turns."),
    "models": ("assistant.cli.models", "app", "List, fetch, verify and import models."),
    "rates": ("assistant.cli.rates", "app", "Fetch and show exchange rates."),
    "config": ("assistant.cli.config", "app", "Show, set and validate settings."),
    "devices": ("assistant.cli.devices", "devices", "List microphones and speakers."),
    "doctor": ("assistant.cli.doctor", "doctor", "Look for problems and say how to mend them."),
    "bench": ("assistant.cli.bench", "bench", "Measure Zenus on this machine."),
}


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: "Context") -> list[str]:
        """Return the commands in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":
        """Import one command; None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, summary = COMMANDS[cmd_name]
        return _as_command(cmd_name, summary, getattr(importlib.import_module(module), attribute))


def _as_command(name: str, summary: str, target: typer.Typer | Callable[..., Any]) -> "Command":
    if isinstance(target, typer.Typer):
        group = typer.main.get_command(target)
        group.name, group.help, group.short_help = name, group.help or summary, summary
        return group
    single = typer.Typer(add_completion=False)
    single.command(name, short_help=summary)(target)
    return typer.main.get_command(single)


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=False)
def _zenus() -> None:
    """Talk to your computer: Zenus hears, sees, acts, and keeps its word."""
