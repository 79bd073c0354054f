"""A user's home, and everything that works on it as in the real assistant: executor, gate, journal in memory, undo."""

import os
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from assistant.actions.executor import ActionExecutor
from assistant.actions.files import FileTools, file_actions
from assistant.actions.filesystem import SavedOriginals, Trash
from assistant.actions.notes import NotesActions
from assistant.actions.registry import Registry
from assistant.actions.selection import Selector, UserFolders
from assistant.actions.surroundings import FileSystemSurroundings
from assistant.actions.undo import UndoActions
from assistant.dialog.reply import ReplyComposer
from assistant.kernel.deeds import Deed
from assistant.kernel.testing.storage import FakeJournal
from assistant.kernel.types import ActionResult, Facts, Step
from assistant.kernel.verdict import Agreement, Demand, Foreseen, Permit, Verdict
from assistant.safety.gate import CapabilityGate
from assistant.safety.halt import Halt
from assistant.safety.profile import Grants, build_policy

FOLDERS = ("Documents", "Downloads", "Pictures", "Music", "Videos", "Desktop")
NOW = datetime(2026, 11, 22, 16, 30, 15, tzinfo=UTC)


class StandingClock:
    """Stands still."""

    def monotonic_s(self) -> float:
        return 100.0

    def now(self) -> datetime:
        return NOW.astimezone()


class Desk:
    """Does file deeds in a home of its own.

    Attributes:
        told: What was told of progress: (action, done, total).
    """

    def __init__(self, home: Path, *, quota_bytes: int = 10**9, deny: Collection[str] = ()) -> None:
        for name in FOLDERS:
            (home / name).mkdir(parents=True)
        (home / ".local/share/zenus").mkdir(parents=True)
        self.home = home
        self.own = home / ".local/share/zenus"
        self.halt = Halt()
        self.told: list[tuple[str, int, int]] = []
        self.last_read: Facts | None = None
        self.journal = FakeJournal(StandingClock())
        self.tools = FileTools(
            selector=Selector(UserFolders(home, {name.lower(): home / name for name in FOLDERS})),
            trash=Trash(str(home / ".local/share"), os.getuid()),
            originals=SavedOriginals(str(self.own / "originals"), quota_bytes, 10**9),
            originals_folder=str(self.own / "originals"),
            clock=StandingClock(),
            forget_undo=self.journal.drop_undo,
            tell=self._tell,
        )
        self._sources: tuple[object, ...] = (
            UndoActions(self.journal, lambda: self.registry),
            NotesActions(home / "Documents/Notes", self.tools),
            *file_actions(self.tools, lambda: self.last_read),
        )
        self.add()
        policy = build_policy("standard", Grants(deny=deny), home, [self.own])
        self.gate = CapabilityGate(policy, self.journal, FileSystemSurroundings(), StandingClock())
        self.turn = 0

    def add(self, *sources: object) -> None:
        """Let more be done."""
        self._sources += sources
        self.registry = Registry(*self._sources)
        self.executor = ActionExecutor(self.registry, self.journal, self.halt, self._tell)

    def _tell(self, action: str, done: int, total: int) -> None:
        self.told.append((action, done, total))

    def file(self, path: str, content: str | bytes = "x", day: str = "") -> Path:
        """Make a file of the home."""
        made = self.home / path
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(content if isinstance(content, bytes) else content.encode())
        if day:
            moment_s = datetime.fromisoformat(day).timestamp()
            os.utime(made, (moment_s, moment_s))
        return made

    async def foresee(self, action: str, **args: object) -> Foreseen:
        """Return what a deed would do."""
        found = await self.executor.foresee(Step(action, args))
        assert isinstance(found, Foreseen), found
        return found

    async def failure(self, action: str, **args: object) -> ActionResult:
        """Return the record of a deed whose targets cannot be found, or that is refused as it stands."""
        found = await self.executor.foresee(Step(action, args))
        assert isinstance(found, ActionResult), found
        return found

    async def verdict(self, action: str, **args: object) -> Verdict:
        """Return what the gate says."""
        return await self.gate.review([await self.foresee(action, **args)])

    async def do(self, action: str, **args: object) -> ActionResult:
        """Do a deed, agreeing to whatever is asked."""
        return await self.run(await self.foresee(action, **args))

    async def run(self, foreseen: Foreseen) -> ActionResult:
        """Do what was foreseen, agreeing to whatever is asked."""
        agreement = Agreement(frozenset({foreseen.seal}), Demand.CODE)
        permit = await self.gate.admit(foreseen, agreement)
        assert isinstance(permit, Permit), permit
        self.turn += 1
        result = await self.executor.run(permit, self.turn)
        if result.message == "files.read.done":
            self.last_read = result.facts
        return result

    async def undo(self) -> ActionResult:
        """Take the last deed back."""
        return await self.do("undo.last")

    def deed(self) -> Deed:
        """Return the last deed of the journal."""
        return self.journal.recent()[0]


def said(result: ActionResult) -> str:
    """Return what is said about a record."""
    return ReplyComposer().compose([result]).text
