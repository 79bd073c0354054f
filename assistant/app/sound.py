"""Microphone and speaker as a run wants them: devices, files, or both."""

from contextlib import AsyncExitStack
from pathlib import Path

from assistant.config.settings import AudioSettings, Settings
from assistant.kernel.bus import EventBus
from assistant.kernel.ports import Microphone, Speaker
from speech.audio.devices import DeviceInfo, list_devices
from speech.audio.host import PortAudioHost
from speech.audio.microphone import DeviceMicrophone
from speech.audio.speaker import DeviceSpeaker
from speech.audio.wav import TeeSpeaker, WavMicrophone, WavSpeaker

TAIL_SILENCE_S = 2.0


class Sound:
    """Opens microphones and speakers. Made once a run.

    Attributes:
        is_fast: Files are taken as fast as they can be worked on.
    """

    def __init__(self, settings: Settings, bus: EventBus, *, is_fast: bool = False) -> None:
        self._settings = settings
        self._bus = bus
        self.is_fast = is_fast
        self._host = PortAudioHost()
        self._microphone: DeviceMicrophone | None = None
        self._speaker: DeviceSpeaker | None = None

    def file_microphone(self, path: Path) -> WavMicrophone:
        """Return a sound file in the place of the microphone, not yet opened."""
        return WavMicrophone(path, is_realtime=not self.is_fast, tail_silence_s=TAIL_SILENCE_S)

    async def device_microphone(self, stack: AsyncExitStack) -> Microphone:
        """Open the user's microphone.

        Raises:
            AudioError: There is none.
        """
        microphone = DeviceMicrophone(self._host, self._bus.publish, name=self._settings.audio.microphone)
        self._microphone = await stack.enter_async_context(microphone)
        return self._microphone

    def choose(self, settings: AudioSettings) -> None:
        """Take other devices, where devices are used; a file stays a file."""
        if self._microphone is not None:
            self._microphone.choose(settings.microphone)
        if self._speaker is not None:
            self._speaker.choose(settings.speaker)

    def devices(self) -> list[DeviceInfo]:
        """Return all microphones, then all speakers. Blocking.

        Raises:
            AudioError: There are none at all.
        """
        return list_devices(self._host)

    async def speaker(self, stack: AsyncExitStack, output: Path | None, *, has_device: bool) -> Speaker:
        """Open the user's speaker, the file that what is spoken goes to, or both.

        Raises:
            AudioError: There is no speaker, although one is wanted; or the file cannot be written.
        """
        recorder = WavSpeaker(output, is_realtime=not self.is_fast)
        if not has_device:
            return await stack.enter_async_context(recorder)
        self._speaker = device = DeviceSpeaker(self._host, name=self._settings.audio.speaker)
        return await stack.enter_async_context(TeeSpeaker(device, recorder) if output else device)
