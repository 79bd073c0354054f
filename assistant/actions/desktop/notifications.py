"""Sending notifications, telling what recent ones said, and holding them back."""

from collections.abc import Sequence
from typing import Annotated, Protocol, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.desktop.notification_service import Notification
from assistant.actions.foreign_text import spoken
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, JsonValue, Risk

MAX_TEXT_CHARS = 1_000
# More of them than these cannot be listened to; all that are kept are on the card.
MOST_SPOKEN = 3
MOST_LISTED = 20

Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT_CHARS)]

_ERRORS = frozenset({"no-bus", "no-notifications"})


class Service(Protocol):
    """The desktop's notification service. Blocking."""

    def send(self, summary: str, body: str) -> int: ...  # noqa: D102  # as `NotificationService` says
    def pending_count(self) -> int | None: ...  # noqa: D102
    def recent(self) -> Sequence[Notification] | None: ...  # noqa: D102
    def is_quiet(self) -> bool | None: ...  # noqa: D102
    def set_quiet(self, is_quiet: bool) -> None: ...  # noqa: D102


class NotificationActions:
    """Sends, recalls and silences notifications."""

    def __init__(self, service: Service) -> None:
        self._service = service

    # ----------------------------------------------------------------------------------------------------------- send

    async def _foresee_send(self, text: Text) -> Prospect:
        return Prospect(Effects(), {"text": spoken(text)})

    @action(
        "notify.send",
        capabilities={"notify.send"},
        risk=Risk.REVERSIBLE,
        timeout_s=6.0,
        messages={"notify.send.done": {"text"}},
        errors=_ERRORS,
        effects=_foresee_send,
        foresees={"text"},
    )
    async def send(self, work: Work, text: Text) -> Outcome:
        """Show a notification."""
        await run_sync(self._service.send, spoken(text), "" if spoken(text) == text else text)

        async def check() -> bool:
            return bool(await run_sync(self._service.pending_count))

        return Outcome("notify.send.done", work.prospect.facts, ("a notification was shown",), check)

    # --------------------------------------------------------------------------------------------------------- recent

    @action(
        "notify.recent",
        capabilities={"notify.read"},
        risk=Risk.READ_ONLY,
        timeout_s=6.0,
        messages={
            "notify.recent.none": (),
            "notify.recent.unsupported": (),
            "notify.recent.done": {"count", "first", "notifications"},
        },
        errors=_ERRORS,
    )
    async def recent(self) -> Outcome:
        """Tell what recent notifications said."""
        found = await run_sync(self._service.recent, abandon_on_cancel=True)
        if found is None:
            raise ActionFailedError("notify.recent.unsupported", code="unsupported")
        if not found:
            return Outcome("notify.recent.none")
        rows: JsonValue = [
            {"program": spoken(each.program), "summary": spoken(each.summary), "body": spoken(each.body)}
            for each in found[:MOST_LISTED]
        ]
        first: JsonValue = [spoken(each.summary) for each in found[:MOST_SPOKEN]]
        return Outcome("notify.recent.done", {"count": len(found), "first": first, "notifications": rows})

    # ---------------------------------------------------------------------------------------------------------- quiet

    async def _foresee_quiet(self, is_on: bool) -> Prospect:
        before = await self._is_quiet()
        return Prospect(Effects(fingerprint=str(before)), {"is_on": is_on}, {"is_on": before})

    async def _undo_quiet(self, deed: Deed, work: Work) -> bool:
        before = cast(bool, (deed.undo or {})["is_on"])
        await run_sync(self._service.set_quiet, before)
        return await self._is_quiet() is before

    @action(
        "notify.quiet",
        capabilities={"notify.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=6.0,
        messages={"notify.quiet.done": {"is_on"}, "notify.quiet.unsupported": ()},
        errors=_ERRORS,
        effects=_foresee_quiet,
        foresees={"is_on"},
        undo=_undo_quiet,
    )
    async def quiet(self, work: Work, is_on: bool) -> Outcome:
        """Hold notifications back, or show them again."""
        await run_sync(self._service.set_quiet, is_on)

        async def check() -> bool:
            return await self._is_quiet() is is_on

        facts: Facts = {"is_on": is_on}
        return Outcome("notify.quiet.done", facts, ("notifications were held back or shown",), check)

    async def _is_quiet(self) -> bool:
        found = await run_sync(self._service.is_quiet, abandon_on_cancel=True)
        if found is None:
            raise ActionFailedError("notify.quiet.unsupported", code="unsupported")
        return found
