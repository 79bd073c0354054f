"""Owns the step from a written command to its argument list: pure text, nothing is run, expanded or looked up.

Zenus runs argument lists, never a shell. What only a shell could carry out is therefore a problem to be told, not
something to be guessed at.
"""

import shlex
from dataclasses import dataclass
from enum import StrEnum

MAX_COMMAND_CHARS = 4096

_SHELL_SIGNS = frozenset("|&;<>()$`*?{}")
_EXPANDED_IN_QUOTES = frozenset("$`")


class ProblemCode(StrEnum):
    """Why a text is no argument list."""

    EMPTY = "empty-command"
    TOO_LONG = "command-too-long"
    CONTROL_CHARACTER = "control-character"
    UNBALANCED_QUOTES = "unbalanced-quotes"
    NEEDS_A_SHELL = "needs-a-shell"


@dataclass(frozen=True, slots=True)
class CommandProblem:
    """What keeps a text from being an argument list; `sign` is the part of it that does."""

    code: ProblemCode
    sign: str = ""


def parse_command(text: str) -> tuple[str, ...] | CommandProblem:
    """Split a command by the quoting rules of a POSIX shell.

    Pipes, redirections, lists, variables, substitutions, wildcards, braces, `~`, comments, assignments before the
    program and line breaks are problems, unless quoted where a shell would leave them alone.
    """
    if len(text) > MAX_COMMAND_CHARS:
        return CommandProblem(ProblemCode.TOO_LONG)
    if control := next((character for character in text if not (character.isprintable() or character == "\t")), ""):
        return CommandProblem(ProblemCode.CONTROL_CHARACTER, control)
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        return CommandProblem(ProblemCode.UNBALANCED_QUOTES)
    if not words:
        return CommandProblem(ProblemCode.EMPTY)
    if sign := _shell_sign(text):
        return CommandProblem(ProblemCode.NEEDS_A_SHELL, sign)
    if "=" in words[0]:
        return CommandProblem(ProblemCode.NEEDS_A_SHELL, words[0])
    return words


def _shell_sign(text: str) -> str:
    """Return the first sign that a shell would act upon, empty if there is none."""
    quote = ""
    before = " "
    characters = iter(enumerate(text))
    for index, character in characters:
        if character == "\\" and quote != "'":
            _, escaped = next(characters)  # There is one: a text that ends within an escape was refused before.
            if quote and escaped in _EXPANDED_IN_QUOTES:
                return escaped  # A shell would drop the backslash here, and `shlex` keeps it.
        elif character in ("'", '"') and quote in ("", character):
            quote = "" if quote else character
        elif _is_sign(character, quote, before, text[index + 1 : index + 2]):
            return character
        before = character
    return ""


def _is_sign(character: str, quote: str, before: str, after: str) -> bool:
    if quote:
        return quote == '"' and character in _EXPANDED_IN_QUOTES
    if character == "[":  # Alone it is the name of a program; joined to a word it begins a wildcard.
        return not (before.isspace() and (not after or after.isspace()))
    if character in "~#":
        return before.isspace() or before in "=:"
    return character in _SHELL_SIGNS
