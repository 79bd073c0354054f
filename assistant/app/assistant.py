"""The running assistant as front ends see it: implements `AssistantPort`, and serves it on the local socket."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import anyio

from assistant.app.contract import ask_result
from assistant.app.link.server import Command
from assistant.app.requests import typed_request
from assistant.app.wiring import Core
from assistant.dialog.turn import MAIN_SESSION
from assistant.kernel.errors import InstanceError
from assistant.kernel.types import Facts, JsonValue, TurnRecord
from speech.pipeline.capture import Hold

if TYPE_CHECKING:
    from speech.pipeline.listener import Listener


class RunningAssistant:
    """Takes commands from front ends. All methods are called on the core's loop."""

    def __init__(self, core: Core, *, listener: "Listener | None" = None) -> None:
        self._core = core
        self._listener = listener
        self._held: Hold | None = None
        self.is_ended = anyio.Event()

    async def say_text(
        self, text: str, session: str = MAIN_SESSION, *, is_dry_run: bool = False, approve_all: bool = False
    ) -> TurnRecord:
        """Run one typed turn, without speaking."""
        args: Facts = {"text": text, "session": session, "is_dry_run": is_dry_run, "approve_all": approve_all}
        return await self._core.controller.submit(typed_request("say_text", args, self._core.language))

    async def undo(
        self,
        session: str = MAIN_SESSION,
        *,
        count: int = 1,
        since: str = "",
        is_dry_run: bool = False,
        approve_all: bool = False,
    ) -> TurnRecord:
        """Take back what the last so many requests did, or everything since a local ISO time, in a typed turn."""
        args: Facts = {
            "count": count,
            "since": since,
            "session": session,
            "is_dry_run": is_dry_run,
            "approve_all": approve_all,
        }
        return await self._core.controller.submit(typed_request("undo", args, self._core.language))

    async def add_command(
        self,
        phrase: str,
        request: str,
        session: str = MAIN_SESSION,
        *,
        is_dry_run: bool = False,
        approve_all: bool = False,
    ) -> TurnRecord:
        """Keep a phrase of the user's own that stands for a request, in a typed turn."""
        args: Facts = {
            "phrase": phrase,
            "request": request,
            "session": session,
            "is_dry_run": is_dry_run,
            "approve_all": approve_all,
        }
        return await self._core.controller.submit(typed_request("add_command", args, self._core.language))

    async def interrupt(self, by: str) -> bool:
        """Stop talking and drop what is queued; False if nothing was going on."""
        return self._core.controller.halt(by)

    async def approve(self, granted: bool, by: str) -> bool:
        """Answer the open question of the spoken conversation; False if none is open."""
        return await self._core.controller.answer(is_granted=granted)

    def examples(self, search: str = "") -> list[list[str]]:
        """Return what can be said: lines of a sentence and its topic; all of it, or what `search` finds."""
        found = self._core.interpreter.sayings(search, self._core.language)
        return [[saying.say, saying.topic] for saying in found]

    async def mute(self, is_muted: bool) -> None:
        """Stop or resume listening to the microphone."""
        self._core.attention.is_muted = is_muted
        self._core.attention.rest()

    async def sleep(self, is_asleep: bool) -> None:
        """Stop or resume answering to the wake phrase."""
        self._core.attention.is_asleep = is_asleep
        self._core.attention.rest()

    async def listen(self) -> None:
        """Take the next speech as a request.

        Raises:
            InstanceError: `no-microphone` if this assistant does not listen at all, `microphone-off` while muted.
        """
        self._ears().listen_now()

    async def hold(self, *, ends_in_silence: bool = False) -> None:
        """Listen until `release`, and return when that is over. Cancelled, because the front end is gone, it lets go.

        Raises:
            InstanceError: As `listen`.
        """
        is_over = anyio.Event()
        ears, self._held = self._ears(), Hold(ends_in_silence, is_over.set)
        held = self._held
        ears.listen_now(held)
        try:
            await is_over.wait()
        finally:
            ears.let_go(held)

    async def release(self) -> None:
        """End what is held: what was said by now is the request."""
        if self._listener is not None and self._held is not None:
            self._listener.let_go(self._held)

    def _ears(self) -> "Listener":
        if self._listener is None:
            raise InstanceError(
                "This assistant has no microphone.", code="no-microphone", hint="Connect one and start it again."
            )
        if self._core.attention.is_muted:
            raise InstanceError(
                "The microphone is off.",
                code="microphone-off",
                hint="Turn it on in the menu, or with: zenus mute --off",
            )
        return self._listener

    async def status(self) -> Facts:
        """Return `{state, is_muted, is_asleep, microphone, lost_frames}`."""
        attention, listener = self._core.attention, self._listener
        return {
            "state": attention.state,
            "is_muted": attention.is_muted,
            "is_asleep": attention.is_asleep,
            "microphone": listener.microphone_name if listener else None,
            "lost_frames": listener.lost_frames if listener else 0,
        }

    async def shutdown(self) -> None:
        """Let the assistant end."""
        self.is_ended.set()

    def commands(self) -> Mapping[str, Command]:
        """Return the commands of the local socket."""
        return {
            "say_text": partial(self._typed, "say_text"),
            "undo": partial(self._typed, "undo"),
            "add_command": partial(self._typed, "add_command"),
            "interrupt": self._interrupt,
            "approve": self._approve,
            "mute": self._mute,
            "sleep": self._sleep,
            "listen": self._listen,
            "hold": self._hold,
            "release": self._release,
            "shutdown": self._shutdown,
            "status": self._status,
            "examples": self._examples,
        }

    async def _typed(self, command: str, args: Facts) -> JsonValue:
        record = await self._core.controller.submit(typed_request(command, args, self._core.language))
        return ask_result(record, self._core.executor)

    async def _interrupt(self, _args: Facts) -> JsonValue:
        return await self.interrupt("client")

    async def _approve(self, args: Facts) -> JsonValue:
        """Answer the question that the client names, and no other."""
        return await self._core.controller.answer(
            is_granted=args.get("is_granted") is True,
            session=str(args.get("session", MAIN_SESSION)),
            question=str(args.get("question", "")),
            code=str(args.get("code", "")),
        )

    async def _examples(self, args: Facts) -> JsonValue:
        return self.examples(str(args.get("search", "")))

    async def _mute(self, args: Facts) -> JsonValue:
        await self.mute(args.get("is_muted") is not False)
        return True

    async def _sleep(self, args: Facts) -> JsonValue:
        await self.sleep(args.get("is_asleep") is not False)
        return True

    async def _listen(self, _args: Facts) -> JsonValue:
        await self.listen()
        return True

    async def _hold(self, args: Facts) -> JsonValue:
        await self.hold(ends_in_silence=args.get("ends_in_silence") is True)
        return True

    async def _release(self, _args: Facts) -> JsonValue:
        await self.release()
        return True

    async def _shutdown(self, _args: Facts) -> JsonValue:
        await self.shutdown()
        return True

    async def _status(self, _args: Facts) -> JsonValue:
        return await self.status()
