"""Opening files and folders with the program that the desktop has for them."""

import os
from pathlib import PurePath
from typing import Protocol

from anyio.to_thread import run_sync

from assistant.actions.apps.launcher import Started
from assistant.actions.declaration import action
from assistant.actions.file_search import ENDINGS
from assistant.actions.files.tools import FileTools, Looking, look
from assistant.actions.outcome import ActionFailedError, NoDisplayError, Outcome
from assistant.actions.selection import SELECTION_ERRORS, SELECTION_MESSAGES, Selection, shown
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Effects, Prospect, Touch
from assistant.kernel.types import Risk

# The openers hand the file over and end; one that still runs after this time is the program itself.
SETTLE_S = 3.0
_OPENERS = (("xdg-open",), ("gio", "open"))
# Only what is looked at: to open a program, or what starts one, is to run it.
_LOOKED_AT = frozenset().union(*ENDINGS.values()) - {".deb", ".rpm", ".iso", ".html", ".svg", ".tex"}


class Opener(Protocol):
    """Starts programs; see `Launcher`."""

    def has_display(self) -> bool:
        """Tell whether a program can open a window."""
        ...

    def has_program(self, program: str) -> bool:
        """Tell whether there is such a program."""
        ...

    def start(self, argv: "list[str]") -> Started:
        """Start a program; raises `OSError`."""
        ...


class OpenActions:
    """Opens files.

    Args:
        opener: Starts the program that hands a file to the right application.
    """

    def __init__(self, tools: FileTools, opener: Opener) -> None:
        self._tools = tools
        self._opener = opener

    async def _foresee_open(self, what: Selection) -> Prospect:
        path = await look(self._tools, "files.open", _path_of, what)
        name = shown(path)
        if not self._opener.has_display():
            raise NoDisplayError()
        opener = next((list(each) for each in _OPENERS if self._opener.has_program(each[0])), None)
        if opener is None:
            raise ActionFailedError("files.open.no_opener", code="no-opener")
        if not await run_sync(_is_looked_at, path):
            raise ActionFailedError("files.open.refused", code="not-to-be-opened", facts={"name": name})
        effects = Effects((Touch(Access.READ, path),), file_count=1, starts=(opener[0],))
        return Prospect(effects, {"name": name}, resolved=[*opener, path])

    @action(
        "files.open",
        capabilities={"files.read", "apps.start"},
        risk=Risk.REVERSIBLE,
        timeout_s=30.0,
        messages={
            "files.open.done": {"name", "path"},
            "files.open.no_opener": (),
            "files.open.refused": {"name"},
            "files.open.broken": {"name"},
            "files.failed": {"name", "reason"},
            **SELECTION_MESSAGES,
        },
        errors={*SELECTION_ERRORS, "no-display"},
        effects=_foresee_open,
        foresees={"name"},
    )
    async def open(self, work: Work, what: Selection) -> Outcome:
        """Open a file or folder with the desktop's program for it."""
        argv = work.prospect.resolved
        assert isinstance(argv, list)
        name = work.prospect.facts["name"]
        started = await run_sync(self._opener.start, argv)
        status = await run_sync(started.wait, SETTLE_S)
        if status:
            raise ActionFailedError("files.open.broken", code="app-broken", facts={"name": name})

        async def is_handed_over() -> bool:
            return status == 0 or await run_sync(os.path.exists, f"/proc/{started.pid}")

        facts = {"name": name, "path": shown(argv[-1])}
        return Outcome("files.open.done", facts, ("a file was opened",), is_handed_over)


def _path_of(looking: Looking, what: Selection) -> str:
    selected = looking.select(what.model_copy(update={"every": False}))
    return os.path.realpath(selected.paths[0])


def _is_looked_at(path: str) -> bool:
    if os.path.isdir(path):  # paths may be no text
        return True
    return PurePath(path).suffix.lower() in _LOOKED_AT
