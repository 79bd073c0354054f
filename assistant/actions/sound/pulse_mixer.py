"""The volume of speakers and microphones of PulseAudio, which PipeWire speaks as well."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from assistant.actions.sound.loudness import FULL, Loudness
from assistant.actions.sound.pulse import connected, no_microphone, no_speaker
from assistant.kernel.errors import AudioError

if TYPE_CHECKING:
    import pulsectl

    Device: TypeAlias = pulsectl.PulseSinkInfo | pulsectl.PulseSourceInfo


class PulseSpeaker:
    """The speakers of a server. Implements `Mixer`.

    Args:
        server: Address of the server; None for the user's own.
    """

    def __init__(self, server: str | None = None) -> None:
        self._server = server

    def read(self, device: str = "") -> Loudness:
        """Ask the server anew about a speaker, the default one if none is named.

        Raises:
            AudioError: `no-audio-server` or `no-speaker`.
        """
        with connected(self._server) as pulse:
            return _loudness(self._find(pulse, device))

    def apply(self, wanted: Loudness) -> None:
        """Give the speaker that is named exactly this volume on each channel.

        Raises:
            AudioError: `no-audio-server` or `no-speaker`.
        """
        with connected(self._server) as pulse:
            _apply(pulse, self._find(pulse, wanted.device), wanted)

    def _find(self, pulse: "pulsectl.Pulse", device: str) -> "Device":
        name = device or pulse.server_info().default_sink_name
        return _found(pulse.get_sink_by_name, name, no_speaker)


class PulseMicrophone:
    """The microphones of a server. Implements `Mixer`.

    Args:
        server: Address of the server; None for the user's own.
    """

    def __init__(self, server: str | None = None) -> None:
        self._server = server

    def read(self, device: str = "") -> Loudness:
        """Ask the server anew about a microphone, the default one if none is named.

        Raises:
            AudioError: `no-audio-server` or `no-microphone`.
        """
        with connected(self._server) as pulse:
            return _loudness(self._find(pulse, device))

    def apply(self, wanted: Loudness) -> None:
        """Give the microphone that is named exactly this volume on each channel.

        Raises:
            AudioError: `no-audio-server` or `no-microphone`.
        """
        with connected(self._server) as pulse:
            _apply(pulse, self._find(pulse, wanted.device), wanted)

    def _find(self, pulse: "pulsectl.Pulse", device: str) -> "Device":
        name = device or pulse.server_info().default_source_name
        found = _found(pulse.get_source_by_name, name, no_microphone)
        if found.monitor_of_sink_name:  # what a speaker plays; a server without a microphone makes it the default
            raise no_microphone()
        return found


def _found(get: "Callable[[str], Device]", name: str, missing: Callable[[], AudioError]) -> "Device":
    import pulsectl

    if not name:
        raise missing()
    try:
        return get(name)
    except pulsectl.PulseIndexError as error:
        raise missing() from error


def _loudness(device: "Device") -> Loudness:
    channels = tuple(round(level * FULL) for level in device.volume.values)
    return Loudness(device.name, device.description, channels, bool(device.mute))


def _apply(pulse: "pulsectl.Pulse", device: "Device", wanted: Loudness) -> None:
    import pulsectl

    pulse.volume_set(device, pulsectl.PulseVolumeInfo([level / FULL for level in wanted.channels]))
    pulse.mute(device, wanted.is_muted)
