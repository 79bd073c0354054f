"""Dialogues as they are written down: what is said turn by turn, and what should come of it.

One YAML file a language: `home` lists the files that lie about, `dialogues` the conversations. A turn is one entry that
maps what is said to what is expected:

    - open the letter: {files.open: {what: letter.txt}}      a step; of its arguments those that are named are compared
    - mute it and open the letter: [{volume.mute: {is_muted: true}}, files.open]      several steps, in this order
    - empty the trash: {asks: trash.empty}                   asked for leave
    - open the invoice: {asks: choice}                       asked back: which of several; `what` is anything left open
    - not sure: {asks: again}                                no answer to what is asked, which stays open
    - no: declines                                           the answer to a question for leave
    - eat the trash: nothing                                 starts nothing
    - delete the passwords: {refuses: files.destroy}         refused by the gate
    - open the nothing: {fails: files.open}                  understood, and told that it is not possible
    - what did you just do: {dialog.recap: {}, says: muted}  the reply holds these words
    - wait_s: 200                                            no turn: time passes

Texts are compared without regard to case, and may hold `*`. A file is named by its last name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, cast

import yaml

from assistant.kernel.errors import UsageError
from assistant.kernel.types import JsonValue

Outcome: TypeAlias = Literal["done", "asks", "refuses", "fails", "nothing", "declines"]
_OUTCOMES = frozenset({"asks", "refuses", "fails"})
_PLAIN = frozenset({"nothing", "declines"})
_ASKED = frozenset({"choice", "what", "again"})
_WAIT = "wait_s"


@dataclass(frozen=True, slots=True)
class ExpectedStep:
    """A step that should be in the plan; `args` are those that are compared."""

    action: str
    args: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Expected:
    """What should come of a turn.

    Attributes:
        steps: The whole plan; of one that asks, is refused or fails only the steps that are named.
        asks: "choice" or "what" where something is asked back that is no leave, "again" where leave is asked once more.
        says: Words that the reply should hold.
    """

    outcome: Outcome
    steps: tuple[ExpectedStep, ...] = ()
    asks: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class ScriptedTurn:
    """What is said, and what is expected; without an expectation so many seconds pass."""

    say: str
    expected: Expected | None
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation.

    Attributes:
        kind: What it is about, for the report.
        is_seen: Its wordings were known when the templates were last worked on.
    """

    kind: str
    is_seen: bool
    turns: tuple[ScriptedTurn, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """The conversations of one language, and the files that each begins with."""

    home: tuple[str, ...]
    dialogues: tuple[Dialogue, ...]


def read_script(file: Path) -> Script:
    """Return the conversations of a file.

    Raises:
        UsageError: `bench-data-missing` or `bad-dialogues`.
    """
    if not file.is_file():
        raise UsageError(
            f"There are no dialogues at {file}.", code="bench-data-missing", hint="Name a folder: --data DIR"
        )
    try:
        table = yaml.safe_load(file.read_text(encoding="utf-8"))
        return Script(tuple(map(str, table["home"])), tuple(map(_dialogue, table["dialogues"])))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"The dialogues of {file.name} can't be read: {error}", code="bad-dialogues") from error


def _dialogue(row: Mapping[str, JsonValue]) -> Dialogue:
    turns = cast(Sequence[Mapping[str, JsonValue]], row["turns"])
    return Dialogue(str(row["kind"]), row.get("seen", True) is True, tuple(map(_turn, turns)))


def _turn(row: Mapping[str, JsonValue]) -> ScriptedTurn:
    ((say, expected),) = row.items()
    if say == _WAIT:
        return ScriptedTurn("", None, float(cast(float, expected)))
    return ScriptedTurn(str(say), _expected(expected))


def _expected(value: JsonValue) -> Expected:
    if isinstance(value, str) and value in _PLAIN:
        return Expected(cast(Outcome, value))
    if not isinstance(value, Mapping):
        return Expected("done", tuple(_steps(value)))
    says = str(value.get("says", ""))
    rest = {key: each for key, each in value.items() if key != "says"}
    outcome = next((key for key in rest if key in _OUTCOMES), "")
    if not outcome:
        return Expected("done", tuple(_steps(rest)), says=says)
    wanted = rest[outcome]
    if isinstance(wanted, str) and wanted in _ASKED:
        return Expected("asks", asks=str(wanted), says=says)
    return Expected(cast(Outcome, outcome), tuple(_steps(wanted)), says=says)


def _steps(value: JsonValue) -> Iterator[ExpectedStep]:
    if isinstance(value, str):
        yield ExpectedStep(value, {})
    elif isinstance(value, Mapping):
        for action, args in value.items():
            yield ExpectedStep(action, cast(Mapping[str, JsonValue], args or {}))
    elif isinstance(value, Sequence):
        for each in value:
            yield from _steps(each)
