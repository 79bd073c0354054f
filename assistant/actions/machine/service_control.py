"""Starting, stopping and restarting services, each after a question.

Those that the session stands on are never stopped; those that the network hangs on need a code. The manager carries
orders out later, so that what became of one is looked at anew.
"""

from typing import cast

import anyio
from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.machine.protection import is_service_connecting, is_service_kept
from assistant.actions.machine.services import ERRORS, NAMELESS, ServiceManager, ServiceName, find_service
from assistant.actions.machine.systemd import Service, Verb
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, Risk

# A password may have to be typed before.
TIMEOUT_S = 160.0
# As long as systemd itself waits for a service to end, and with it most to begin.
SETTLE_S = 30.0
_POLL_S = 0.1

_REFUSED = {
    **NAMELESS,
    "services.kept": {"name"},
    "services.no_rights": {"name", "line"},
    "services.failed_to": {"name", "verb", "state"},
    "services.slow": {"name", "verb", "state"},
}


class ServiceControlActions:
    """Orders services about."""

    def __init__(self, manager: ServiceManager) -> None:
        self._manager = manager

    # ---------------------------------------------------------------------------------------------------------- start

    async def _foresee_start(self, service: ServiceName) -> Prospect:
        found = await find_service(self._manager, service)
        if found.is_active:
            raise ActionFailedError("services.start.already", code="nothing-to-do", facts={"name": found.name})
        return _prospect(found, Effects(starts=(found.name,)), can_undo=True)

    async def _undo_start(self, deed: Deed, work: Work) -> bool:
        return await self._bring_back(deed, Verb.STOP)

    @action(
        "services.start",
        capabilities={"services.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"services.start.done": {"name"}, "services.start.already": {"name"}, **_REFUSED},
        errors=ERRORS,
        effects=_foresee_start,
        foresees={"name", "is_system", "cuts_off"},
        undo=_undo_start,
    )
    async def start(self, work: Work, service: ServiceName) -> Outcome:
        """Start a service."""
        found = cast(Service, work.prospect.resolved)
        now = await self._ordered(found, Verb.START)
        # One that only does something and ends is inactive again, and has not failed.
        if now.active == "failed":
            raise _failed("services.failed_to", now, Verb.START)
        return self._outcome(now, Verb.START)

    # ----------------------------------------------------------------------------------------------------------- stop

    async def _foresee_stop(self, service: ServiceName) -> Prospect:
        found = await self._stoppable(service)
        if not found.is_active:
            raise ActionFailedError("services.stop.already", code="nothing-to-do", facts={"name": found.name})
        return _prospect(found, Effects(ends=(found.name,)), can_undo=True)

    async def _undo_stop(self, deed: Deed, work: Work) -> bool:
        return await self._bring_back(deed, Verb.START)

    @action(
        "services.stop",
        capabilities={"services.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"services.stop.done": {"name"}, "services.stop.already": {"name"}, **_REFUSED},
        errors=ERRORS,
        effects=_foresee_stop,
        foresees={"name", "is_system", "cuts_off"},
        undo=_undo_stop,
    )
    async def stop(self, work: Work, service: ServiceName) -> Outcome:
        """Stop a service."""
        now = await self._ordered(cast(Service, work.prospect.resolved), Verb.STOP)
        if now.is_active:
            raise _failed("services.failed_to", now, Verb.STOP)
        return self._outcome(now, Verb.STOP)

    # -------------------------------------------------------------------------------------------------------- restart

    async def _foresee_restart(self, service: ServiceName) -> Prospect:
        found = await self._stoppable(service)
        return _prospect(found, Effects(starts=(found.name,), ends=(found.name,)), can_undo=False)

    @action(
        "services.restart",
        capabilities={"services.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={"services.restart.done": {"name"}, **_REFUSED},
        errors=ERRORS,
        effects=_foresee_restart,
        foresees={"name", "is_system", "cuts_off"},
    )
    async def restart(self, work: Work, service: ServiceName) -> Outcome:
        """Stop a service and start it anew."""
        found = cast(Service, work.prospect.resolved)
        before = await run_sync(self._manager.details, found)
        now = await self._ordered(found, Verb.RESTART)
        if not now.is_active:
            raise _failed("services.failed_to", now, Verb.RESTART)

        async def check() -> bool:
            after = await run_sync(self._manager.details, now)
            return await self._is(now, is_active=True) and after.entered_us != before.entered_us

        return Outcome("services.restart.done", {"name": now.name}, ("a service was restarted",), check)

    # --------------------------------------------------------------------------------------------------------- inside

    async def _stoppable(self, words: str) -> Service:
        found = await find_service(self._manager, words)
        if is_service_kept(found.name):
            raise ActionFailedError("services.kept", code="service-kept", facts={"name": found.name})
        return found

    async def _ordered(self, service: Service, verb: Verb) -> Service:
        """Order something and return the service when it is carried out.

        Raises:
            ActionFailedError: The order was not taken, or is not carried out yet.
        """
        problem = await run_sync(self._manager.order, service, verb)
        if problem == "refused":
            line = f"{'sudo systemctl' if service.is_system else 'systemctl --user'} {verb.value} {service.name}"
            facts: Facts = {"name": service.name, "line": line}
            raise ActionFailedError("services.no_rights", code="no-permission", facts=facts)
        if problem:
            raise _failed("services.failed_to", service, verb)
        now = await self._settled(service)
        if not now.is_settled:
            raise _failed("services.slow", now, verb)
        return now

    async def _settled(self, service: Service) -> Service:
        until_s = anyio.current_time() + SETTLE_S
        while True:
            now = await run_sync(self._manager.service, service.name, service.is_system) or service
            if now.is_settled or anyio.current_time() > until_s:
                return now
            await anyio.sleep(_POLL_S)

    def _outcome(self, service: Service, verb: Verb) -> Outcome:
        async def check() -> bool:
            return await self._is(service, is_active=service.is_active)

        return Outcome(f"services.{verb.value}.done", {"name": service.name}, (f"{verb.value} of a service",), check)

    async def _is(self, service: Service, *, is_active: bool) -> bool:
        now = await run_sync(self._manager.service, service.name, service.is_system)
        return now is not None and now.is_active is is_active and now.active != "failed"

    async def _bring_back(self, deed: Deed, verb: Verb) -> bool:
        before = deed.undo or {}
        service = Service(str(before["name"]), bool(before["is_system"]))
        now = await self._ordered(service, verb)
        return now.is_active is (verb is Verb.START)


def _prospect(service: Service, effects: Effects, *, can_undo: bool) -> Prospect:
    is_final = bool(effects.ends) and is_service_connecting(service.name)
    effects = Effects(
        starts=effects.starts,
        ends=effects.ends,
        is_final=is_final,
        wants_preview=True,
        fingerprint=f"{service.is_system}:{service.name}:{service.active}",
    )
    facts: Facts = {"name": service.name, "is_system": service.is_system, "cuts_off": is_final}
    undo: Facts = {"name": service.name, "is_system": service.is_system}
    return Prospect(effects, facts, undo if can_undo and not is_final else None, service)


def _failed(key: str, service: Service, verb: Verb) -> ActionFailedError:
    facts: Facts = {"name": service.name, "verb": verb.value, "state": service.active}
    return ActionFailedError(key, code="service-failed", facts=facts, is_partial=True)
