"""The socket's commands to check sound: how loud the microphone hears, and how the voice sounds that was chosen."""

from collections.abc import Mapping

from assistant.app.link.server import Command
from assistant.app.panel.engine_switch import EngineSwitch
from assistant.app.wiring import Core
from assistant.kernel.errors import InstanceError
from assistant.kernel.ports import Voice
from assistant.kernel.types import Facts, JsonValue
from speech.pipeline.listener import Listener

# Whoever looks at the meter asks again before this is over; whoever dies meanwhile leaves nothing switched on.
METER_S = 5.0


class SoundCommands:
    """Used on the core's loop."""

    def __init__(self, core: Core, voice: Voice, listener: Listener | None, switch: EngineSwitch) -> None:
        self._core = core
        self._voice = voice
        self._listener = listener
        self._switch = switch

    def commands(self) -> Mapping[str, Command]:
        """Return the commands of the local socket."""
        return {"meter": self.meter, "preview_voice": self.preview}

    async def meter(self, _args: Facts) -> JsonValue:
        """Send `level` events for five seconds, whether or not something is listened for; return the microphone.

        Raises:
            InstanceError: `no-microphone`.
        """
        if self._listener is None:
            raise InstanceError(
                "This assistant has no microphone.", code="no-microphone", hint="Connect one and start it again."
            )
        self._listener.meter(METER_S)
        return self._listener.microphone_name

    async def preview(self, _args: Facts) -> JsonValue:
        """Say a sentence with the voice and pace that hold, once they are in use; return whether it was heard whole.

        Raises:
            InstanceError: `busy`: something else is being said or done.
        """
        await self._switch.settle()
        controller, attention = self._core.controller, self._core.attention
        if controller.is_busy:
            raise InstanceError("Zenus is busy.", code="busy", hint="Wait for the answer, or say stop.")
        turn = controller.reserve_turn()
        attention.enter("speaking", turn)
        try:
            spoken = await self._voice.say(turn, self._core.composer.message("dialog.preview", {}).text)
        finally:
            if not controller.is_busy:
                attention.rest()
        return spoken.is_complete
