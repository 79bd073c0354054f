"""The executor: foresee, then with a permit journal, run under a time limit, verify by an independent read, record.

An action that can change something is journalled before it begins and shielded once it has begun, so that its record is
true even when its turn is gone; one that only reads may be cut short. Nothing that an action raises leaves this file,
except cancellation and what the journal raises before anything was done.
"""

import errno
import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import anyio
from anyio.lowlevel import checkpoint_if_cancelled
from anyio.to_thread import run_sync
from pydantic import ValidationError

from assistant.actions.outcome import ActionFailedError, Outcome, failure_key
from assistant.actions.registry import RegisteredAction, Registry
from assistant.actions.work import Work
from assistant.kernel.deeds import DeedState, NewDeed
from assistant.kernel.errors import ZenusError
from assistant.kernel.stores import Journal
from assistant.kernel.types import ActionResult, ActionSpec, Facts, Risk, Step
from assistant.kernel.verdict import Foreseen, Permit
from assistant.safety.halt import Halt, Watch

# Long enough to reread a file or ask a sound server again; what takes longer brings a check of its own with its time.
CHECK_TIMEOUT_S = 10.0

Progress = Callable[[str, int, int], None]
"""Takes (action, parts done, parts altogether). Called from any thread."""

_OS_ERROR_CODES = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EACCES: "no-permission",
    errno.EPERM: "no-permission",
    errno.EROFS: "no-permission",
    errno.ENOENT: "not-found",
}

log = logging.getLogger(__name__)


class ActionExecutor:
    """Runs the actions of a registry, one step at a time.

    Args:
        progress: Told how far a long deed has come.
    """

    def __init__(self, registry: Registry, journal: Journal, halt: Halt, progress: Progress | None = None) -> None:
        self._registry = registry
        self._journal = journal
        self._halt = halt
        self._progress = progress

    def spec(self, name: str) -> ActionSpec | None:
        """Return what is known of an action; None if there is no such action."""
        entry = self._registry.get(name)
        return entry.spec if entry else None

    async def foresee(self, step: Step) -> Foreseen | ActionResult:
        """Resolve the step's targets and change nothing; the record of a failure if they cannot be resolved."""
        entry = self._registry.get(step.action)
        if entry is None:
            return _failed(step.action, "unknown-action")
        try:
            arguments = entry.validated(step.args)
        except (ValidationError, TypeError, ValueError, RecursionError):
            return _failed(step.action, "invalid-argument")
        try:
            with anyio.fail_after(entry.spec.timeout_s):
                prospect = await entry.foresee(arguments)
        except Exception as error:  # noqa: BLE001  # the boundary: whatever an action does wrong becomes a record
            return _record_of(step.action, error)
        return Foreseen(step, entry.spec, prospect)

    async def run(self, permit: Permit, turn: int) -> ActionResult:
        """Run a permitted step within its time limit and return its record. Never raises for a deed that failed.

        Raises:
            StoreError: Nothing can be written into the journal; nothing was done.
        """
        await checkpoint_if_cancelled()
        foreseen = permit.foreseen
        entry = self._registry.get(foreseen.step.action)
        if entry is None:
            return _failed(foreseen.step.action, "unknown-action")
        is_halted = _halted_or_late(self._halt.watch(), entry.spec.timeout_s)
        work = Work(prospect=foreseen.prospect, is_halted=is_halted, progress=self._progress_of(entry.spec.name))
        if entry.spec.risk is Risk.READ_ONLY:
            return (await self._perform(entry, entry.validated(foreseen.step.args), work))[0]
        with anyio.CancelScope(shield=True):
            result = await self._journalled(entry, foreseen.step.args, work, turn)
        return result  # noqa: RET504  # for mypy a scope may swallow what leaves it, also a return

    async def _journalled(self, entry: RegisteredAction, args: Facts, work: Work, turn: int) -> ActionResult:
        prospect = work.prospect
        new = NewDeed(
            turn, entry.spec.name, args, entry.spec.capabilities, prospect.effects, prospect.facts, prospect.undo
        )
        deed = await run_sync(self._journal.begin, new)
        work = Work(deed, prospect, work.is_halted, partial(self._journal.note, deed), work.progress)
        result, keeps_undo = await self._perform(entry, entry.validated(args), work)
        can_undo = keeps_undo and prospect.undo is not None
        result = _with_deed(result, deed, is_undoable=can_undo and entry.spec.can_be_undone)
        await run_sync(partial(self._journal.finish, deed, _state(result), _content(result), keeps_undo=can_undo))
        return result

    async def _perform(
        self, entry: RegisteredAction, arguments: dict[str, object], work: Work
    ) -> tuple[ActionResult, bool]:
        """Return the record, and whether there may be something to take back."""
        name = entry.spec.name
        if work.is_halted():  # while the journal was written
            return _failed(name, "halted"), False
        try:
            outcome = await _within_limit(entry, arguments, work)
        except Exception as error:  # noqa: BLE001  # the boundary: whatever an action does wrong becomes a record
            is_untouched = isinstance(error, ActionFailedError) and not error.is_partial
            return _record_of(name, error), not is_untouched
        result = ActionResult(
            action=name,
            ok=True,
            message=outcome.message,
            facts=outcome.facts,
            is_verified=await _is_confirmed(entry, outcome),
            effects=outcome.effects,
        )
        return result, True

    def _progress_of(self, action: str) -> Callable[[int, int], None]:
        progress = self._progress
        return partial(progress, action) if progress else Work().progress


def _halted_or_late(is_halted: Watch, timeout_s: float) -> Watch:
    """Return a watch that also sees the end of the time: a thread cannot be cancelled, but it can be asked to stop."""
    until_s = time.monotonic() + timeout_s
    return lambda: is_halted() or time.monotonic() > until_s


async def _within_limit(entry: RegisteredAction, arguments: dict[str, object], work: Work) -> Outcome:
    outcome: Outcome | None = None
    with anyio.move_on_after(entry.spec.timeout_s):
        outcome = await entry.act(arguments, work)
    if outcome is None:
        raise TimeoutError
    declared = entry.declaration.messages.get(outcome.message)
    if declared is None or not declared <= outcome.facts.keys():
        raise LookupError(f"action {entry.spec.name!r} gave an undeclared reply {outcome.message!r}")
    return outcome


async def _is_confirmed(entry: RegisteredAction, outcome: Outcome) -> bool:
    if outcome.check is None:
        return entry.spec.risk is Risk.READ_ONLY
    is_confirmed = False
    with anyio.move_on_after(CHECK_TIMEOUT_S):
        try:
            is_confirmed = await outcome.check()
        except Exception as error:  # noqa: BLE001  # the deed is done; a check that breaks has not confirmed it
            _log_unexpected(entry.spec.name, error)
    return is_confirmed


def _state(result: ActionResult) -> DeedState:
    if not result.ok:
        return DeedState.FAILED
    return DeedState.DONE if result.is_verified else DeedState.UNVERIFIED


def _content(result: ActionResult) -> Facts:
    return {"message": result.message, "effects": list(result.effects), "error_code": result.error_code}


def _with_deed(result: ActionResult, deed: int, *, is_undoable: bool) -> ActionResult:
    return replace(result, deed=deed, is_undoable=is_undoable)


def _record_of(action: str, error: Exception) -> ActionResult:
    if isinstance(error, ActionFailedError):
        return _failed(action, error.code, error.facts, key=error.key)
    if isinstance(error, ZenusError):
        return _failed(action, error.code, {"message": error.message, "hint": error.hint})
    if isinstance(error, OSError):
        return _failed(action, _os_error_code(error))
    _log_unexpected(action, error)
    return _failed(action, "internal-error")


def _failed(action: str, code: str, facts: Facts | None = None, key: str = "") -> ActionResult:
    return ActionResult(
        action=action,
        ok=False,
        message=key or failure_key(code),
        facts=facts if facts is not None else {"message": "", "hint": ""},
        error_code=code,
    )


def _os_error_code(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "timed-out"
    return _OS_ERROR_CODES.get(error.errno or 0, "io-error")


def _log_unexpected(action: str, error: Exception) -> None:
    # The error's text may quote a file name or what was said, so only its type and place are logged.
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    log.error("action %s ended unexpectedly: %s at %s", action, type(error).__name__, place)
