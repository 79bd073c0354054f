"""What lies in the trash: listing it, putting something back, and emptying it for good."""

from collections.abc import Sequence
from datetime import datetime

from assistant.actions.declaration import action
from assistant.actions.files.deeds import DEED_ERRORS, DEED_MESSAGES, TIMEOUT_S, FileDeedActions, Foresight
from assistant.actions.files.planning import FilePlan, FilePlanner
from assistant.actions.files.tools import FileTools, Looking, look
from assistant.actions.filesystem import Trashed
from assistant.actions.filesystem.places import parent_of
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.selection import SpokenName, shown, shown_path
from assistant.actions.selection.likeness import Likeness, NameMatcher
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Prospect, Touch, touching
from assistant.kernel.types import Facts, JsonValue, Risk

MAX_SHOWN = 20
_MOST_NAMED = 3
_RESTORE_FACTS = frozenset({"name", "to", "path", "deleted"})
_EMPTY_FACTS = frozenset({"count", "size_bytes", "names"})
_MESSAGES = {
    "trash.empty.none": frozenset[str](),
    "trash.missing": frozenset({"name"}),
    "trash.several": frozenset({"name", "count", "names", "folders"}),
}


class TrashActions(FileDeedActions):
    """Looks into the trash of all disks, and takes things out."""

    @action(
        "trash.list",
        capabilities={"files.search"},
        risk=Risk.READ_ONLY,
        timeout_s=TIMEOUT_S,
        messages={"trash.list.none": (), "trash.list.done": {"count", "newest", "size_bytes", "trashed"}},
    )
    async def list(self) -> Outcome:
        """Tell what is in the trash, the latest first."""
        items = await look(self._tools, "trash.list", _items, self._tools)
        if not items:
            return Outcome("trash.list.none")
        facts: Facts = {
            "count": len(items),
            "newest": shown(items[0].path),
            "size_bytes": sum(item.size_bytes for item in items),
            "trashed": [self._item_facts(item) for item in items[:MAX_SHOWN]],
        }
        return Outcome("trash.list.done", facts)

    # ----------------------------------------------------------------------------------------------------- putting back

    async def _foresee_restore(self, name: SpokenName = "") -> Prospect:
        return await look(self._tools, "files.restore", self._plan_restore, name)

    @action(
        "files.restore",
        capabilities={"files.trash"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"files.restore.done": _RESTORE_FACTS, **_MESSAGES, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_restore,
        foresees=_RESTORE_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def restore(self, work: Work, name: SpokenName = "") -> Outcome:
        """Put something from the trash back where it was, by its name, or what was deleted last."""
        return await self._carry_out(work, "files.restore.done", "a file was restored")

    def _plan_restore(self, looking: Looking, name: str) -> Prospect:
        item, is_sure = _chosen(_items(looking, self._tools), name)
        found = looking.survey((item.thing,))
        return self._prospect(
            [item.path],
            lambda _paths: _plan_restore(self._tools, item),
            Foresight(
                (Touch(Access.RESTORE, item.path),),
                self._item_facts(item),
                file_count=found.file_count + found.folder_count,
                size_bytes=found.size_bytes,
                fingerprint=found.fingerprint,
                wants_preview=not is_sure,
            ),
        )

    # ------------------------------------------------------------------------------------------------------ emptying

    async def _foresee_empty(self) -> Prospect:
        return await look(self._tools, "trash.empty", self._plan_empty)

    @action(
        "trash.empty",
        capabilities={"files.destroy"},
        risk=Risk.IRREVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"trash.empty.done": _EMPTY_FACTS, **_MESSAGES, **DEED_MESSAGES},
        errors=DEED_ERRORS,
        effects=_foresee_empty,
        foresees=_EMPTY_FACTS,
    )
    async def empty(self, work: Work) -> Outcome:
        """Delete everything in the trash for good."""
        return await self._carry_out(work, "trash.empty.done", "the trash was emptied")

    def _plan_empty(self, looking: Looking) -> Prospect:
        items = _items(looking, self._tools)
        if not items:
            raise ActionFailedError("trash.empty.none", code="trash-empty")
        found = looking.survey(tuple(item.thing for item in items))
        by_thing = {item.thing: item for item in items}
        names: list[JsonValue] = [shown(item.path) for item in items[:_MOST_NAMED]]
        return self._prospect(
            tuple(by_thing),
            lambda things: _plan_emptying(self._tools, [by_thing[thing] for thing in things]),
            Foresight(
                touching(Access.DESTROY, (item.thing for item in items)),
                {"count": len(items), "size_bytes": found.size_bytes, "names": names},
                file_count=found.file_count + found.folder_count,
                size_bytes=found.size_bytes,
                fingerprint=found.fingerprint,
                is_final=True,
            ),
        )

    def _item_facts(self, item: Trashed) -> Facts:
        return {
            "name": shown(item.path),
            "to": self._tools.selector.user.holder(item.path),
            "path": shown_path(item.path),
            "deleted": (item.deleted or datetime.fromtimestamp(0)).astimezone().isoformat(),
            "size_bytes": item.size_bytes,
        }


def _plan_restore(tools: FileTools, item: Trashed) -> FilePlan:
    planner = FilePlanner()
    with planner.item(item.path) as planning:
        tools.trash.plan_restore(item, planning, planner.keep(tools.originals_folder, 0))
    return planner.plan()


def _plan_emptying(tools: FileTools, items: Sequence[Trashed]) -> FilePlan:
    planner = FilePlanner()
    planner.can_be_undone = False
    for item in items:
        with planner.item(item.path) as planning:
            tools.trash.plan_empty([item], planning)
    return planner.plan()


def _items(_looking: Looking, tools: FileTools) -> Sequence[Trashed]:
    return tools.trash.items()


def _chosen(items: Sequence[Trashed], name: str) -> tuple[Trashed, bool]:
    """Return the thing in the trash that is meant, and whether it is surely the one.

    Of several that lay at one place the one that was deleted last is meant.

    Raises:
        ActionFailedError: `trash-empty`, `not-in-trash`, `several-found`.
    """
    if not items:
        raise ActionFailedError("trash.empty.none", code="trash-empty")
    if not name:
        return items[0], True
    matcher = NameMatcher(name)
    by_likeness: dict[Likeness, list[Trashed]] = {}
    for item in items:
        by_likeness.setdefault(matcher.likeness(item.name, is_folder=False), []).append(item)
    likeness = max(by_likeness)
    if likeness is Likeness.NONE:
        raise ActionFailedError("trash.missing", code="not-in-trash", facts={"name": name})
    places = {item.path: item for item in reversed(by_likeness[likeness])}
    if len(places) > 1:
        named = list(places.values())[:_MOST_NAMED]
        facts: Facts = {
            "name": name,
            "count": len(places),
            "names": [shown(item.path) for item in named],
            "folders": [shown(parent_of(item.path)) for item in named],
        }
        raise ActionFailedError("trash.several", code="several-found", facts=facts)
    return next(iter(places.values())), likeness is Likeness.SAME
