"""The socket's commands about what was said and done: the history, one turn in full, what is kept, and forgetting."""

from collections.abc import Mapping
from pathlib import PurePath

from anyio.to_thread import run_sync

from assistant.app.contract import ask_result, turn_result
from assistant.app.link.server import Command
from assistant.app.requests import typed_request
from assistant.app.wiring import Core
from assistant.dialog.why import explanation, outcome
from assistant.kernel.deeds import OPEN_STATES, Deed
from assistant.kernel.errors import UsageError
from assistant.kernel.memory import Contents, Scope
from assistant.kernel.types import Facts, JsonValue, TurnRecord

MOST_TURNS = 500
# Of a turn in a list; `turn` gives all of it.
_SHOWN_CHARS = 300


class RecordCommands:
    """Used on the core's loop; the store is asked in threads."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def commands(self) -> Mapping[str, Command]:
        """Return the commands of the local socket."""
        return {"history": self.history, "turn": self.turn, "stored": self.stored, "forget": self.forget}

    async def history(self, args: Facts) -> JsonValue:
        """Return the latest `count` turns in short, the newest first: `{turn, at_utc, text, reply, outcome, …}`."""
        count = args.get("count", 100)
        wanted = min(MOST_TURNS, count) if isinstance(count, int) and not isinstance(count, bool) else MOST_TURNS
        records = await run_sync(self._core.history.latest, wanted)
        return [_in_short(record) for record in reversed(records)]

    async def turn(self, args: Facts) -> JsonValue:
        """Return one turn in full: `{…, why, rows, trace, deeds}`, as `zenus history` and `zenus why` tell it.

        Raises:
            UsageError: `no-such-turn`.
        """
        number = args.get("turn")
        record = await run_sync(self._core.history.get, number) if isinstance(number, int) else None
        if record is None:
            raise UsageError("There is no such turn.", code="no-such-turn", hint="It may have been forgotten.")
        facts = explanation(record)
        told = self._core.composer.message("dialog.why", facts)
        deeds = await run_sync(self._core.journal.of_turn, record.turn)
        return {
            **turn_result(record, self._core.executor),
            "why": facts,
            "told": told.text,
            "rows": [list(row) for row in told.card.rows],
            "trace": record.trace,
            "deeds": [self._deed(deed) for deed in deeds],
        }

    async def stored(self, _args: Facts) -> JsonValue:
        """Return what is kept where: `{name, path, size_bytes, count, oldest, scope, is_private}` each."""
        return [_place(await run_sync(place.survey), place.scope) for place in self._core.memory]

    async def forget(self, args: Facts) -> JsonValue:
        """Have `scope` forgotten, in a typed turn: the gate asks first."""
        record = await self._core.controller.submit(typed_request("forget", args, self._core.language))
        return ask_result(record, self._core.executor)

    def _deed(self, deed: Deed) -> Facts:
        return {
            "deed": deed.number,
            "action": deed.action,
            "state": deed.state.value,
            "name": self._core.composer.deed(deed.action, deed.facts) if deed.facts else deed.action,
            "can_undo": deed.undo is not None and deed.state in OPEN_STATES,
            "files": [PurePath(path).name for path in deed.paths[:5]],
        }


def _in_short(record: TurnRecord) -> Facts:
    return {
        "turn": record.turn,
        "at_utc": record.at_utc.isoformat(),
        "session": record.session,
        "modality": record.utterance.modality,
        "text": record.utterance.text[:_SHOWN_CHARS],
        "reply": record.reply.text[:_SHOWN_CHARS],
        "outcome": outcome(record),
        "actions": [step.action for step in record.plan.steps] if record.plan else [],
    }


def _place(contents: Contents, scope: Scope | None) -> Facts:
    return {
        "name": contents.name,
        "path": contents.path,
        "size_bytes": contents.size_bytes,
        "count": contents.count,
        "oldest": contents.oldest.isoformat() if contents.oldest else None,
        "scope": scope.value if scope else None,
        "is_private": contents.is_private,
    }
