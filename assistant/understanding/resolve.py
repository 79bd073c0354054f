"""Turns the open slots of a match into arguments of a step; a slot that means nothing rejects the match."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.kernel.types import Facts, Step
from assistant.understanding.readers.applications import application_readers
from assistant.understanding.readers.desktop import desktop_readers
from assistant.understanding.readers.dictation import dictation_readers
from assistant.understanding.readers.files import file_readers
from assistant.understanding.readers.levels import level_readers
from assistant.understanding.readers.machine import machine_readers
from assistant.understanding.readers.measures import measure_readers
from assistant.understanding.readers.moments import moment_readers
from assistant.understanding.readers.places import place_readers
from assistant.understanding.readers.recurrences import recurrence_readers
from assistant.understanding.readers.scope import Args, Readers, Scope, Words, line
from assistant.understanding.readers.sums import sum_readers
from assistant.understanding.readers.versions import version_readers
from assistant.understanding.readers.web import web_readers
from assistant.understanding.recogniser import Match
from assistant.understanding.request import Request

DEFAULT_STEP_PERCENT = 10

# Every kind of slot has a reader in one of these.
_KINDS: tuple[Callable[[Scope], Readers], ...] = (
    application_readers,
    desktop_readers,
    dictation_readers,
    file_readers,
    level_readers,
    measure_readers,
    machine_readers,
    moment_readers,
    recurrence_readers,
    place_readers,
    sum_readers,
    version_readers,
    web_readers,
)

# Slots that take any words: what is dictated, and names that only the world can tell to be right or wrong.
DICTATED = frozenset(
    {"label", "text", "task_in", "task_at", "rest", "wrong", "reference", "phrase", "query", "message", "reminder"}
)
_LOOSE = frozenset({"name", "called", "about", "device"})
# Slots whose words may be a live name of a kind.
NAMED = {"app": "app", "running": "app", "window": "window", "what": "file", "sought": "file"}
# With these a reader takes nothing whose meaning only its template makes likely.
_STRICT = {"known_folder": True, "known_only": True, "open_only": True}
LOOSELY, SURELY, EXACTLY = 1, 2, 3
"""How words fit a slot: as anything would, as what it is made for, as a name that is known."""

# What a step needs and its template may leave out.
_DEFAULTS: Mapping[str, Facts] = {
    "timers.start": {"label": ""},
    "schedules.remind": {"label": ""},
    "dialog.help": {"topic": ""},
    "undo.last": {"count": 1},
    "shell.run": {"folder": ""},
    "files.find": {"name": "", "kind": "any", "since": "", "until": ""},
}


class Resolver:
    """Reads the slots of one request."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._readers: Readers = {name: reader for kind in _KINDS for name, reader in kind(scope).items()}

    def fits(self, slot: str, words: Words, match: Match, request: Request) -> int:
        """Return how well words fit a slot: 0 not at all, else `LOOSELY`, `SURELY` or `EXACTLY`."""
        if slot in DICTATED or slot not in self._readers or self._readers[slot](words, match, request) is None:
            return 0
        kind = NAMED.get(slot)
        if kind and self._scope.names(kind).exact(line(words)) is not None:
            return EXACTLY
        if slot == "app":
            return SURELY if self._scope.names("app").find(line(words)) else 0
        is_strict = self._readers[slot](words, replace(match, flags=_STRICT), request) is not None
        return SURELY if is_strict and slot not in _LOOSE else LOOSELY

    def step(self, match: Match, request: Request) -> Step | None:
        """Return the step that `match` asks for, None if one of its slots means nothing."""
        args: Args = {**_DEFAULTS.get(match.action, {}), **match.constants}
        for name, (start, end) in match.slots.items():
            words = request.slice(start, end)
            found = self._readers[name](words, match, request) if words else None
            if found is None:
                return None
            args.update(found)
        if request.is_cut and "text" not in match.slots:
            return None
        return Step(match.action, _change(args) if "sign" in args else args)


def _change(args: Args) -> Args:
    """Templates say how far (`by_percent` or `amount`) and in which direction (`sign`) apart."""
    far, sign = args.get("by_percent", args.get("amount", DEFAULT_STEP_PERCENT)), args["sign"]
    assert isinstance(far, int)
    assert isinstance(sign, int)
    return {"by_percent": sign * far}
