"""Everything that the settings window asks of the running core, as commands of the local socket."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.app.ears import listener_settings
from assistant.app.link.server import Command
from assistant.app.logs import LogFile
from assistant.app.panel.engine_switch import EngineSwitch
from assistant.app.panel.live_settings import LiveSettings
from assistant.app.panel.offers import Offers
from assistant.app.panel.records import RecordCommands
from assistant.app.panel.settings_commands import SettingsCommands
from assistant.app.panel.sound_commands import SoundCommands
from assistant.app.sound import Sound
from assistant.app.wiring import Core, policy
from assistant.config.settings import Settings
from assistant.kernel.errors import InstanceError
from assistant.kernel.events import WindowWanted
from assistant.kernel.types import Facts, JsonValue

if TYPE_CHECKING:
    from speech.pipeline.listener import Listener
    from speech.pipeline.voice import SpeakerVoice


class Panel:
    """The settings window's side of the core. Used on its loop.

    Args:
        listener: None where nothing is listened to.
    """

    def __init__(
        self, core: Core, live: LiveSettings, sound: Sound, voice: "SpeakerVoice", listener: "Listener | None"
    ) -> None:
        self._core = core
        self.live = live
        self.switch = EngineSwitch(voice, listener, core.bus)
        self._voice = voice
        self._listener = listener
        self._sound = sound
        live.add(self._apply)
        live.add(self.switch.take)

    def commands(self) -> Mapping[str, Command]:
        """Return the commands of the local socket."""
        return {
            **SettingsCommands(self.live, Offers(self._sound.devices)).commands(),
            **SoundCommands(self._core, self._voice, self._listener, self.switch).commands(),
            **RecordCommands(self._core).commands(),
            **self.own_commands(),
        }

    def own_commands(self) -> Mapping[str, Command]:
        """Return those that are about the window itself."""
        return {"show_settings": self._show}

    def keep_log(self, log_file: LogFile) -> None:
        """Let the settings of the log hold for an open one."""
        self.live.add(
            lambda settings, _keys: log_file.apply(settings.log.level, log_private=settings.privacy.log_private)
        )

    def _apply(self, settings: Settings, keys: frozenset[str]) -> None:
        """Let hold at once what only has to be known."""
        self._core.gate.policy = policy(settings)
        self._voice.has_earcons = settings.speech.earcons
        if keys & {"audio.microphone", "audio.speaker"}:
            self._sound.choose(settings.audio)
        if self._listener is not None:
            self._listener.apply(listener_settings(settings, is_fast=self._sound.is_fast))

    async def _show(self, args: Facts) -> JsonValue:
        """Have the window show its settings, on a `page`.

        Raises:
            InstanceError: `no-window`.
        """
        if not self._core.bus.has_subscribers:
            raise InstanceError("There is no window.", code="no-window", hint="Start one with: zenus gui")
        self._core.bus.publish(WindowWanted(page=str(args.get("page", ""))))
        return True
