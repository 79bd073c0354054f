"""Owns the comparison of arguments with one form of a read-only command: what fits, and which paths it names.

Options and operands may come in any order, as GNU programs take them. Long options must be written out: what a program
would make of an abbreviation depends on its version.
"""

import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import repeat
from pathlib import Path

from assistant.safety.command_rules import Form, Operand, Option
from assistant.safety.readable import PathProblem, ReadableRoots, real_path

_NUMBER_OPTION = re.compile(r"-\d+")
# Text that a program might take for a path after all.
_LIKE_A_PATH = re.compile(r"/|~|@[/.~]|(.*/)?\.\.(/.*)?$|.*[=,:]/")


class Reason(StrEnum):
    """Why a command was judged as it was, when it is not for a path; see `PathProblem`."""

    READ_ONLY = "read-only"
    UNKNOWN_PROGRAM = "unknown-program"
    UNKNOWN_SUBCOMMAND = "unknown-subcommand"
    UNKNOWN_OPTION = "unknown-option"
    OPTION_MISSING = "option-missing"
    VALUE_MISSING = "value-missing"
    VALUE_NOT_ALLOWED = "value-not-allowed"
    OPERAND_NOT_ALLOWED = "operand-not-allowed"
    OPERAND_MISSING = "operand-missing"
    CONTROL_CHARACTER = "control-character"


class MisfitError(Exception):
    """An argument does not fit. Never leaves this package.

    Args:
        reason: Why.
        argument: Which; private, for it may be a file's name.
    """

    def __init__(self, reason: Reason | PathProblem, argument: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.argument = argument


@dataclass(slots=True)
class Arguments:
    """The arguments of one command, told apart by a form. `values` are pairs of kind and text."""

    seen: set[str] = field(default_factory=set)
    values: list[tuple[str, str]] = field(default_factory=list)
    operands: list[str] = field(default_factory=list)
    replaced: int = 0


def leading_options(form: Form, queue: deque[str]) -> list[tuple[str, str]]:
    """Take the options before the first operand off the queue, and return their values.

    Raises:
        MisfitError: One is not allowed here.
    """
    found = Arguments()
    while queue and len(queue[0]) > 1 and queue[0][0] == "-":
        _take_option(form, queue.popleft(), queue, found)
    return found.values


def fit_arguments(
    form: Form, arguments: Sequence[str], world: "World", leading: Iterable[tuple[str, str]] = ()
) -> tuple[Path, ...]:
    """Return the real paths that the arguments name.

    Args:
        form: What is allowed.
        arguments: What follows the program and its subcommands.
        world: Where paths are looked up.
        leading: Values of options that stood before the subcommand.

    Raises:
        MisfitError: Something is not allowed.
    """
    if form.needs_subcommand:
        raise MisfitError(Reason.UNKNOWN_SUBCOMMAND, arguments[0] if arguments else "")
    if form.needs_arguments and not arguments:
        raise MisfitError(Reason.OPERAND_MISSING)
    found = _split(form, arguments)
    if not form.required <= found.seen:
        raise MisfitError(Reason.OPTION_MISSING, min(form.required - found.seen))
    paths = [path for kind, text in [*leading, *found.values] for path in world.paths(kind, text)]
    for operand, text in zip(_operand_kinds(form, found), found.operands, strict=True):
        paths += _operand_paths(operand, text, world)
    if form.reads_trees:
        world.check_trees(paths)
    return tuple(paths)


def _operand_paths(operand: Operand, text: str, world: "World") -> Sequence[Path]:
    try:
        return world.paths(operand.kind, text)
    except MisfitError as misfit:
        is_path = isinstance(misfit.reason, PathProblem)
        raise misfit if is_path else MisfitError(Reason.OPERAND_NOT_ALLOWED, text) from None


def _split(form: Form, arguments: Iterable[str]) -> Arguments:
    found = Arguments()
    queue = deque(arguments)
    while queue:
        argument = queue.popleft()
        if argument == "--" and not form.has_word_options:
            found.operands += queue
            queue.clear()
        elif argument in form.options or (len(argument) > 1 and argument[0] == "-"):
            _take_option(form, argument, queue, found)
        else:
            found.operands.append(argument)
    return found


def _take_option(form: Form, argument: str, queue: deque[str], found: Arguments) -> None:
    if "-#" in form.options and _NUMBER_OPTION.fullmatch(argument):
        found.seen.add("-#")
    elif form.has_word_options or argument.startswith("--"):
        name, equals, value = argument.partition("=")
        _take(form, name if equals else argument, value if equals else None, queue, found)
    else:
        _take_letters(form, argument, queue, found)


def _take_letters(form: Form, argument: str, queue: deque[str], found: Arguments) -> None:
    """Take `-la`, `-n5` and `-fFILE`: a letter with a value takes what is left of the word."""
    for index, letter in enumerate(argument[1:], 1):
        option = form.options.get(f"-{letter}")
        rest = argument[index + 1 :]
        if option is not None and option.kind is not None:
            _take(form, f"-{letter}", rest or None, queue, found)
            return
        _take(form, f"-{letter}", None, queue, found)


def _take(form: Form, name: str, value: str | None, queue: deque[str], found: Arguments) -> None:
    option = form.options.get(name)
    if option is None:
        raise MisfitError(Reason.UNKNOWN_OPTION, name)
    found.seen.add(name)
    found.replaced += option.replaces_operand
    if option.kind is None:
        if value is not None:
            raise MisfitError(Reason.VALUE_NOT_ALLOWED, name)
    else:
        found.values += _value(option, name, value, queue)


def _value(option: Option, name: str, value: str | None, queue: deque[str]) -> Sequence[tuple[str, str]]:
    assert option.kind is not None
    if value is None and option.is_value_optional:
        return ()
    if value is None and not queue:
        raise MisfitError(Reason.VALUE_MISSING, name)
    return ((option.kind, queue.popleft() if value is None else value),)


def _operand_kinds(form: Form, found: Arguments) -> Iterator[Operand]:
    """Yield what each operand has to be; optional ones stand behind the others."""
    expected = form.operands[1 if found.replaced else 0 :]
    needed = sum(not operand.is_optional for operand in expected)
    if len(found.operands) < needed:
        raise MisfitError(Reason.OPERAND_MISSING)
    kinds = [each for operand in expected for each in (repeat(operand, 1) if not operand.repeats else ())]
    if expected and expected[-1].repeats:
        kinds += repeat(expected[-1], max(0, len(found.operands) - len(kinds)))
    if len(found.operands) > len(kinds):
        raise MisfitError(Reason.OPERAND_NOT_ALLOWED, found.operands[len(kinds)])
    return iter(kinds[: len(found.operands)])


@dataclass(frozen=True, slots=True)
class World:
    """Where the words of a command lead: its folder, what may be read, and the expressions of kinds."""

    cwd: Path
    roots: ReadableRoots
    kinds: Mapping[str, re.Pattern[str]]

    def paths(self, kind: str, text: str) -> Sequence[Path]:
        """Return the paths that a text of this kind names.

        Raises:
            MisfitError: It does not fit the kind, or names what may not be read.
        """
        if kind == "@":
            return () if text == "-" else (self._readable(text),)
        if kind == "%" or kind == "^":
            return self._text_paths(text, is_path_likely=kind == "^")
        expression = self.kinds.get(kind)
        fits = expression.fullmatch(text) is not None if expression else text in kind.split("|")
        if not fits:
            raise MisfitError(Reason.VALUE_NOT_ALLOWED, text)
        return ()

    def check_trees(self, paths: Sequence[Path]) -> None:
        """Refuse to read all files below a folder, by default the current one, that has hidden ones among them.

        Raises:
            MisfitError: `path-hidden`.
        """
        for path in paths or (real_path(self.cwd),):
            if self.roots.hides_within(path):
                raise MisfitError(PathProblem.HIDDEN, str(path))

    def _text_paths(self, text: str, *, is_path_likely: bool) -> Sequence[Path]:
        is_path = _LIKE_A_PATH.match(text) or (is_path_likely and self._leads_somewhere(text))
        return (self._readable(text),) if is_path else ()

    def _leads_somewhere(self, text: str) -> bool:
        # Not `exists`, which raises where a name is too long.
        return os.path.lexists(self.cwd / text)

    def _readable(self, text: str) -> Path:
        # Binutils, Java tools and others read more arguments from `@file`; an empty name means the current folder.
        if not text or text.startswith(("@", "~")):
            raise MisfitError(PathProblem.OUTSIDE, text)
        path = real_path(self.cwd / text)
        if problem := self.roots.problem(path):
            raise MisfitError(problem, text)
        return path
