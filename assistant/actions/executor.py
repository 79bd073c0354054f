"""The executor: validate, run under a time limit, verify by an independent read, and return the record.

An action that can change something is shielded once it has begun, so that its record is true even when its turn is
gone; one that only reads may be cut short. Nothing that an action raises leaves this file, except cancellation.
"""

import errno
import logging
import traceback

import anyio
from anyio.lowlevel import checkpoint_if_cancelled
from pydantic import ValidationError

from assistant.actions.outcome import ActionFailedError, Outcome, failure_key
from assistant.actions.registry import RegisteredAction, Registry
from assistant.kernel.errors import ZenusError
from assistant.kernel.types import ActionResult, ActionSpec, Facts, Risk, Step

# Long enough to reread a file or ask a sound server again; a check that takes longer has not confirmed anything.
CHECK_TIMEOUT_S = 2.0

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
    """Runs the actions of a registry, one step at a time."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def spec(self, name: str) -> ActionSpec | None:
        """Return what is known of an action; None if there is no such action."""
        entry = self._registry.get(name)
        return entry.spec if entry else None

    async def run(self, step: Step, turn: int) -> ActionResult:
        """Run the step within its time limit and return its record. Never raises for a deed that failed."""
        await checkpoint_if_cancelled()
        entry = self._registry.get(step.action)
        if entry is None:
            return _failed(step.action, "unknown-action")
        try:
            args = entry.validated(step.args)
        except (ValidationError, TypeError, ValueError):
            return _failed(step.action, "invalid-argument")
        with anyio.CancelScope(shield=entry.spec.risk is not Risk.READ_ONLY):
            record = await self._perform(entry, args)
        return record  # noqa: RET504  # for mypy a scope may swallow what leaves it, also a return

    async def _perform(self, entry: RegisteredAction, args: dict[str, object]) -> ActionResult:
        name = entry.spec.name
        try:
            outcome = await _within_limit(entry, args)
        except ActionFailedError as failure:
            return _failed(name, failure.code, failure.facts, key=failure.key)
        except ZenusError as error:
            return _failed(name, error.code, {"message": error.message, "hint": error.hint})
        except OSError as error:
            return _failed(name, _os_error_code(error))
        except Exception as error:  # noqa: BLE001  # the boundary: whatever an action does wrong becomes a record
            _log_unexpected(name, error)
            return _failed(name, "internal-error")
        return ActionResult(
            action=name,
            ok=True,
            message=outcome.message,
            facts=outcome.facts,
            is_verified=await _is_confirmed(entry, outcome),
            effects=outcome.effects,
        )


async def _within_limit(entry: RegisteredAction, args: dict[str, object]) -> Outcome:
    outcome: Outcome | None = None
    with anyio.move_on_after(entry.spec.timeout_s):
        outcome = await entry.function(**args)
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
