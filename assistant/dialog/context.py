"""Makes the context of a conversation from the records of its last turns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from assistant.dialog.why import is_about_turns
from assistant.kernel.context import NO_CONTEXT, Context
from assistant.kernel.types import ActionResult, Facts, JsonValue, Plan, Step, TurnRecord

# After so long a pause nobody remembers what "the second one" was.
LASTS = timedelta(minutes=15)
TURNS = 12
# Beyond this nobody counts.
_MOST_ITEMS = 20
_CONVERSATION = "dialog."


@dataclass(frozen=True, slots=True)
class _Listing:
    """Where an answer's list stands, and what "the second one" on its own does.

    Attributes:
        fact: The list.
        field: The field of an item that names it.
        action: What is done with an item.
        argument: Which argument of the action the item's name is.
    """

    fact: str
    field: str
    action: str = "files.open"
    argument: str = ""

    def step(self, name: str) -> Step:
        """Return what an item on its own does."""
        return Step(self.action, {self.argument: name} if self.argument else {"what": {"name": name}})


_PROCESSES = _Listing("processes", "name", "processes.find", "process")
_SERVICES = _Listing("services", "name", "services.status", "service")
_PACKAGES = _Listing("packages", "name", "packages.info", "package")
_LISTINGS: Mapping[str, _Listing] = {
    "files.find.done": _Listing("files", "path"),
    "files.list.done": _Listing("files", "path"),
    "notes.list.done": _Listing("notes", "path"),
    "windows.list.done": _Listing("windows", "name", "windows.focus", "window"),
    "sound.outputs.done": _Listing("outputs", "name", "sound.use", "output"),
    "processes.top.processor": _PROCESSES,
    "processes.top.memory": _PROCESSES,
    "processes.find.done": _PROCESSES,
    "processes.end.survived": _PROCESSES,
    "services.failed.done": _SERVICES,
    "services.list.done": _SERVICES,
    "packages.search.done": _PACKAGES,
    "packages.updates.done": _PACKAGES,
}


def context_of(records: Sequence[TurnRecord], now: datetime) -> Context:
    """Return the context that these turns of one conversation, the oldest first, have left."""
    recent = [record for record in records if now - record.at_utc < LASTS and record.utterance.modality != "system"]
    about = [record for record in recent if _is_request(record)]
    if not about:
        return NO_CONTEXT
    last = about[-1]
    items, steps, taken = _items(about)
    return Context(
        said=_said(last),
        plan=last.plan,
        is_deed=any(result.deed for result in last.results),
        can_be_undone=any(result.is_undoable for result in last.results),
        items=items,
        item_steps=steps,
        taken=taken,
        paths=tuple(dict.fromkeys(_made(last) or [path for result in last.results for path in _paths(result)]))[
            :_MOST_ITEMS
        ],
        asked=_asked(recent),
    )


def _is_request(record: TurnRecord) -> bool:
    if record.plan is None or is_about_turns(record):
        return False
    return not all(step.action.startswith(_CONVERSATION) for step in record.plan.steps)


def _said(record: TurnRecord) -> str:
    return (record.plan.said if record.plan else "") or record.utterance.text


def _items(records: Sequence[TurnRecord]) -> tuple[tuple[str, ...], tuple[Step, ...], int]:
    """Return the last list that was told, what each item on its own does, and which was taken since."""
    for place in range(len(records) - 1, -1, -1):
        for result in records[place].results:
            listing = _LISTINGS.get(result.message)
            if listing:
                items = _names(result.facts, listing)
                steps = tuple(listing.step(item) for item in items)
                return items, steps, _taken(records[place + 1 :], items)
        if _has_other_list(records[place]):
            break  # Who counts now counts on that one, and not on a list from before.
    return (), (), 0


def _has_other_list(record: TurnRecord) -> bool:
    """Return whether a turn has listed things that nothing can be done with; of deeds the things are known already."""
    return len(record.reply.card.rows) > 1 and not any(result.deed for result in record.results)


def _names(facts: Facts, listing: _Listing) -> tuple[str, ...]:
    listed = cast(Sequence[Mapping[str, JsonValue]], facts[listing.fact])
    return tuple(str(item[listing.field]) for item in listed[:_MOST_ITEMS])


def _taken(records: Sequence[TurnRecord], items: Sequence[str]) -> int:
    for record in reversed(records):
        args = [dict(step.args) for step in (record.plan.steps if record.plan else ())]
        said = [value for each in args for value in _texts(each)]
        taken = next((items.index(value) + 1 for value in said if value in items), 0)
        if taken:
            return taken
    return 0


def _texts(value: JsonValue) -> Iterator[str]:
    """Yield the texts in an argument, however deep they lie."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)


def _made(record: TurnRecord) -> list[str]:
    """Return where a turn put something: after "rename it" it is called by its new name."""
    steps = cast(Sequence[Facts], record.trace.get("steps", ()))
    touches = [touch for step in steps for touch in cast(Sequence[Facts], cast(Facts, step["effects"])["touches"])]
    is_done = bool(record.results) and all(result.ok for result in record.results)
    return [str(touch["path"]) for touch in touches if touch["access"] == "create"] if is_done else []


def _paths(result: ActionResult) -> Iterator[str]:
    for name, value in result.facts.items():
        if name == "path" and isinstance(value, str):
            yield value
        if name in ("paths", "files", "notes") and isinstance(value, Sequence) and not isinstance(value, str):
            yield from (str(item["path"]) if isinstance(item, Mapping) else str(item) for item in value)


def _asked(records: Sequence[TurnRecord]) -> Plan | None:
    """Return the plan of the newest question that was neither answered nor overtaken by a deed."""
    for record in reversed(records):
        if any(result.deed for result in record.results) or record.approvals:
            return None
        if record.plan is not None and record.reply.expects_answer:
            return record.plan
    return None
