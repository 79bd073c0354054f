"""Microphone and speaker as a run wants them: devices, files, or both."""

from contextlib import AsyncExitStack
from pathlib import Path

from assistant.config.settings import Settings
from assistant.kernel.bus import EventBus
from assistant.kernel.ports import Microphone, Speaker
from speech.audio.host import PortAudioHost
from speech.audio.microphone import DeviceMicrophone
from speech.audio.speaker import DeviceSpeaker
from speech.audio.wav import TeeSpeaker, WavMicrophone, WavSpeaker

TAIL_SILENCE_S = 2.0


class Sound:
    """Opens microphones and speakers. Made once a run."""

    def __init__(self, settings: Settings, bus: EventBus, *, is_fast: bool = False) -> None:
        self._settings = settings
        self._bus = bus
        self._is_fast = is_fast
        self._host = PortAudioHost()

    def file_microphone(self, path: Path) -> WavMicrophone:
        """Return a sound file in the place of the microphone, not yet opened."""
        return WavMicrophone(path, is_realtime=not self._is_fast, tail_silence_s=TAIL_SILENCE_S)

    async def device_microphone(self, stack: AsyncExitStack) -> Microphone:
        """Open the user's microphone.

        Raises:
            AudioError: There is none.
        """
        microphone = DeviceMicrophone(self._host, self._bus.publish, name=self._settings.audio.microphone)
        return await stack.enter_async_context(microphone)

    async def speaker(self, stack: AsyncExitStack, output: Path | None, *, has_device: bool) -> Speaker:
        """Open the user's speaker, the file that what is spoken goes to, or both.

        Raises:
            AudioError: There is no speaker, although one is wanted; or the file cannot be written.
        """
        recorder = WavSpeaker(output, is_realtime=not self._is_fast)
        if not has_device:
            return await stack.enter_async_context(recorder)
        device = DeviceSpeaker(self._host, name=self._settings.audio.speaker)
        return await stack.enter_async_context(TeeSpeaker(device, recorder) if output else device)
