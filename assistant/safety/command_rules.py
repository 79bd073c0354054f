"""Owns the rules of read-only commands and the small language they are written in; judges nothing.

The rules are the TOML files in `readonly_commands/`. A key names a program, with its subcommands: `"git log"`. Its
value is a form, or a list of forms any of which may fit:

    ls = "-alhR --all --sort=size|time|name --color?always|never :: @*"

Left of `::` stand options, right of it operands. What stands nowhere is not allowed.

    -alh            single letters, which may be joined      --all         a flag
    -n=#  --sort=w  an option with a value                   --color?w     its value may be left out
    -Q!             without this option the form is not met  -#            a number as an option: -20
    -e^=%           the option stands for the first operand  &name         the options of a group
    :words          options are whole words with one dash    :tree         reads all files below what it names

Kinds of values and operands (an operand may be followed by `?` or `*`):

    @  a path that must be readable       ^  text, which must be readable if it is a path
    %  any text                           a|b  one of these words
    other signs: an expression of the table `kinds`
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from itertools import chain
from pathlib import Path

from assistant.safety.readable import real_path

_OPTION = re.compile(r"(?P<name>!|[^=?!^]+)(?P<marks>[!^]*)(?:(?P<sign>[=?])(?P<kind>.+))?")


@dataclass(frozen=True, slots=True)
class Option:
    """One allowed option. `kind` is None for a flag."""

    kind: str | None = None
    is_value_optional: bool = False
    replaces_operand: bool = False


@dataclass(frozen=True, slots=True)
class Operand:
    """One allowed operand, or with `repeats` any number of them."""

    kind: str
    is_optional: bool = False
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a command only reads."""

    options: Mapping[str, Option]
    operands: tuple[Operand, ...] = ()
    required: frozenset[str] = frozenset()
    has_word_options: bool = False
    reads_trees: bool = False
    needs_subcommand: bool = False
    needs_arguments: bool = False


@dataclass(frozen=True, slots=True)
class CommandRules:
    """All that may run unasked.

    Args:
        lines: The forms, as they are written, of a program, or of a program with its subcommands.
        groups: Options that forms share, by the name of the group.
        prefixes: Each beginning of a key of `lines`.
        kinds: What text of a kind must match as a whole.
        about: The arguments with which, alone, a program tells about itself.
        explained: Programs whose subcommands explain themselves when `--help` stands last.
        system_paths: Real paths outside home that hold nothing private.
    """

    lines: Mapping[tuple[str, ...], tuple[str, ...]]
    groups: Mapping[str, str]
    prefixes: frozenset[tuple[str, ...]]
    kinds: Mapping[str, re.Pattern[str]]
    about: Mapping[str, frozenset[str]]
    explained: frozenset[str]
    system_paths: tuple[Path, ...]
    _read: dict[tuple[str, ...], tuple[Form, ...]] = field(default_factory=dict, compare=False, repr=False)

    def forms(self, key: tuple[str, ...]) -> tuple[Form, ...]:
        """Return the forms of a program or subcommand, none if it has no form of its own.

        They are read when they are first asked for: a judgement needs one of two thousand, and all take 200 ms.

        Raises:
            ValueError: A form cannot be read.
        """
        if key not in self._read:
            self._read[key] = tuple(_form(line, self.groups) for line in self.lines.get(key, ()))
        return self._read[key]


def load_command_rules() -> CommandRules:
    """Read the rules that ship with Zenus. Takes about 50 ms: load once."""
    folder = resources.files("assistant.safety") / "readonly_commands"
    texts = [entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return parse_command_rules(texts)


def parse_command_rules(texts: Iterable[str]) -> CommandRules:
    """Put the tables of several TOML documents together.

    Raises:
        ValueError: A command, a group or a kind stands twice.
    """
    tables = [tomllib.loads(text) for text in texts]
    groups = _merged(table.get("groups", {}) for table in tables)
    commands = _merged(table.get("commands", {}) for table in tables)
    about: dict[str, frozenset[str]] = {}
    for arguments, programs in chain.from_iterable(table.get("about", {}).items() for table in tables):
        for program in programs.split():
            about[program] = about.get(program, frozenset()) | frozenset(arguments.split())
    lines = {tuple(key.split()): _lines(value) for key, value in commands.items()}
    return CommandRules(
        lines=lines,
        groups=groups,
        prefixes=frozenset(key[:length] for key in lines for length in range(1, len(key) + 1)),
        kinds={key: re.compile(value) for key, value in _merged(table.get("kinds", {}) for table in tables).items()},
        about=about,
        explained=frozenset(chain.from_iterable(table.get("explained", "").split() for table in tables)),
        system_paths=tuple(real_path(Path(each)) for table in tables for each in table.get("system_paths", [])),
    )


def _merged(tables: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    merged: dict[str, str] = {}
    for key, value in chain.from_iterable(table.items() for table in tables):
        if key in merged:
            raise ValueError(f"{key!r} stands twice in the rules of read-only commands")
        merged[key] = value
    return merged


def _lines(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _form(line: str, groups: Mapping[str, str]) -> Form:
    left, _, right = line.partition("::")
    words = list(chain.from_iterable(groups[word[1:]].split() if word[0] == "&" else [word] for word in left.split()))
    has_word_options = ":words" in words
    options: dict[str, Option] = {}
    required: set[str] = set()
    for word in words:
        if not word.startswith(":"):
            names, option, is_required = _option(word, has_word_options)
            options |= dict.fromkeys(names, option)
            required |= set(names) if is_required else set()
    return Form(
        options=options,
        operands=tuple(_operand(word) for word in right.split()),
        required=frozenset(required),
        has_word_options=has_word_options,
        reads_trees=":tree" in words,
        needs_subcommand=":before" in words,
        needs_arguments=":some" in words,
    )


def _option(word: str, has_word_options: bool) -> tuple[list[str], Option, bool]:
    match = _OPTION.fullmatch(word)
    if match is None:
        raise ValueError(f"{word!r} is no option of a read-only command")
    name, marks, kind = match["name"], match["marks"], match["kind"]
    is_joined = kind is None and not has_word_options and re.fullmatch(r"-\w{2,}", name) is not None
    names = [f"-{letter}" for letter in name[1:]] if is_joined else [name]
    return names, Option(kind, match["sign"] == "?", "^" in marks), "!" in marks


def _operand(word: str) -> Operand:
    kind = word.rstrip("?*") or word
    return Operand(kind, is_optional=word != kind, repeats=word != kind and word.endswith("*"))
