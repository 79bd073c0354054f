"""The shopping list: one text file, an item a line."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.outcome import Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Access, Effects, Prospect, Touch
from assistant.kernel.types import Facts, Risk

Item = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\r\n]*[^\s][^\r\n]*$")]


class ShoppingActions:
    """Keeps the shopping list.

    Args:
        path: The list; made with its first item.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    # What would be done: looked up before anything is, judged by the gate, and kept for the undo.

    async def _foresee_add(self, text: Item) -> Prospect:
        before = await run_sync(self._read)
        path = await run_sync(os.path.realpath, self._path)
        touch = Touch(Access.CREATE if before is None else Access.CHANGE, path)
        after = f"{before or ''}{text}\n"
        effects = Effects((touch,), file_count=1, size_bytes=len(after.encode()), fingerprint=f"{before!r}")
        return Prospect(effects, {"item": text}, undo={"before": before, "after": after}, resolved=after)

    # The way back, and why it may be closed.

    async def _undo(self, deed: Deed, work: Work) -> bool:
        before = cast("str | None", cast(Facts, deed.undo)["before"])
        await run_sync(self._write, before)
        return await run_sync(self._read) == before

    async def _review_undo(self, deed: Deed) -> Sequence[Obstacle]:
        undo, found = cast(Facts, deed.undo), await run_sync(self._read)
        return () if found in (undo["before"], undo["after"]) else (Obstacle("changed-since", str(self._path)),)

    @action(
        "shopping.add",
        capabilities={"plugin.shopping"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"shopping.add.done": {"item"}},
        effects=_foresee_add,
        foresees={"item"},
        undo=_undo,
        undo_review=_review_undo,
    )
    async def add(self, work: Work, text: Item) -> Outcome:
        """Put an item on the shopping list."""
        after = cast(str, work.prospect.resolved)
        await run_sync(self._write, after)

        async def check() -> bool:
            return await run_sync(self._read) == after

        return Outcome("shopping.add.done", {"item": text}, ("an item was put on the shopping list",), check)

    @action(
        "shopping.list",
        capabilities={"plugin.shopping"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"shopping.list.none": (), "shopping.list.done": {"count", "items"}},
    )
    async def list(self) -> Outcome:
        """Tell what is on the shopping list."""
        items = ((await run_sync(self._read)) or "").splitlines()
        if not items:
            return Outcome("shopping.list.none")
        return Outcome("shopping.list.done", {"count": len(items), "items": items})

    def _read(self) -> str | None:
        return self._path.read_text("utf-8") if self._path.exists() else None

    def _write(self, content: str | None) -> None:
        if content is None:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f".{self._path.name}.zenus")
        draft.write_text(content, "utf-8")
        draft.replace(self._path)
