"""Owns the judgement whether an argument list only reads, decided from rules and without running anything.

The world is closed: a command only reads if its program is in the rules and every one of its arguments fits them.
Programs that start others, write by some option, talk to the network or open a pager are left out, or left in without
those options. What does not fit is not forbidden; it must be asked.

A judgement holds for a program that runs without a terminal, and the disk may change after it was given. Commands that
were judged to read only are therefore run in the sandbox all the same, with nothing granted and no network.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.safety.command_fit import MisfitError, Reason, World, fit_arguments, leading_options
from assistant.safety.command_rules import CommandRules, Form
from assistant.safety.readable import PathProblem, ReadableRoots, real_path

_MAX_EXPLAINED_WORDS = 4
_ASKS_FOR_HELP = ("--help", "-h")
_KNOWN_BY_ALL = ("--help", "--version")


@dataclass(frozen=True, slots=True)
class CommandJudgement:
    """Whether a command only reads.

    Args:
        is_read_only: May run unasked.
        reason: Why, or why not.
        argument: The argument that did not fit; private, for it may be a file's name.
        paths: Real paths that the command names.
    """

    is_read_only: bool
    reason: Reason | PathProblem
    argument: str = ""
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A command with its subcommands found: the forms of the deepest, and what they must fit."""

    forms: tuple[Form, ...]
    arguments: tuple[str, ...]
    leading: tuple[tuple[str, str], ...]


def judge_command(argv: Sequence[str], cwd: Path, roots: ReadableRoots, rules: CommandRules) -> CommandJudgement:
    """Judge an argument list.

    Args:
        argv: The program's bare name, and its arguments as they would be passed to it.
        cwd: The folder that it would run in.
        roots: What may be read, besides the harmless system files that the rules name.
        rules: See `load_command_rules`.
    """
    try:
        return CommandJudgement(True, Reason.READ_ONLY, paths=_paths_read(argv, cwd, roots, rules))
    except MisfitError as misfit:
        return CommandJudgement(False, misfit.reason, misfit.argument)


def _paths_read(argv: Sequence[str], cwd: Path, roots: ReadableRoots, rules: CommandRules) -> tuple[Path, ...]:
    _check_characters(argv)
    if problem := roots.problem(real_path(cwd)):
        raise MisfitError(problem, str(cwd))
    if _tells_about_itself(argv, rules):
        return ()
    resolved = _resolve(argv, rules)
    world = World(cwd, roots.and_also(rules.system_paths), rules.kinds)
    misfits: list[MisfitError] = []
    for form in resolved.forms:
        try:
            return fit_arguments(form, resolved.arguments, world, resolved.leading)
        except MisfitError as misfit:
            misfits.append(misfit)
    # A path that may not be read says more than an option that another form would have taken.
    raise next((misfit for misfit in misfits if isinstance(misfit.reason, PathProblem)), misfits[0])


def _check_characters(argv: Sequence[str]) -> None:
    if not argv or not argv[0]:
        raise MisfitError(Reason.UNKNOWN_PROGRAM)
    for argument in argv:
        if not argument.replace("\t", " ").isprintable():
            raise MisfitError(Reason.CONTROL_CHARACTER, argument)


def _tells_about_itself(argv: Sequence[str], rules: CommandRules) -> bool:
    """Return whether all that is asked for is a help text or a version."""
    program, *arguments = argv
    if len(arguments) == 1 and arguments[0] in rules.about.get(program, ()):
        return True
    if len(arguments) == 1 and (program,) in rules.prefixes and arguments[0] in _KNOWN_BY_ALL:
        return True
    if not 1 < len(arguments) <= _MAX_EXPLAINED_WORDS:
        return False
    if program in rules.explained and arguments[-1] in _ASKS_FOR_HELP:
        words = arguments[:-1]
    elif arguments[0] == "help" and "help" in rules.about.get(program, ()):
        words = arguments[1:]
    else:
        return False
    return all(rules.kinds["subcommand"].fullmatch(word) for word in words)


def _resolve(argv: Sequence[str], rules: CommandRules) -> _Resolved:
    key: tuple[str, ...] = (argv[0],)
    arguments, leading = tuple(argv[1:]), list[tuple[str, str]]()
    if key not in rules.prefixes:
        known = key[0] in rules.about
        raise MisfitError(Reason.UNKNOWN_OPTION if known else Reason.UNKNOWN_PROGRAM, key[0])
    while step := _subcommand(key, arguments, rules):
        key, arguments = step[0], step[1]
        leading += step[2]
    forms = rules.forms(key)
    if not forms:
        raise MisfitError(Reason.UNKNOWN_SUBCOMMAND, arguments[0] if arguments else key[-1])
    return _Resolved(forms, arguments, tuple(leading))


def _subcommand(
    key: tuple[str, ...], arguments: tuple[str, ...], rules: CommandRules
) -> tuple[tuple[str, ...], tuple[str, ...], list[tuple[str, str]]] | None:
    """Step into the next subcommand, if there is one: its key, its arguments, and values of options before it."""
    queue = deque(arguments)
    forms = rules.forms(key)
    try:
        leading = leading_options(forms[0], queue) if forms else []
    except MisfitError:
        return None
    if not queue or (*key, queue[0]) not in rules.prefixes:
        return None
    return (*key, queue[0]), tuple(queue)[1:], leading
