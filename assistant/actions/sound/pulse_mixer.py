"""The volume of speakers and microphones of PulseAudio, which PipeWire speaks as well."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from assistant.actions.sound.loudness import FULL, Loudness
from assistant.actions.sound.pulse import connected, no_microphone, no_speaker
from assistant.kernel.errors import AudioError

if TYPE_CHECKING:
    import pulsectl

    Device: TypeAlias = pulsectl.PulseSinkInfo | pulsectl.PulseSourceInfo


class _PulseMixer(ABC):
    """The devices of one kind on a server. Implements `Mixer`; errors are `no-audio-server` and those of `_find`.

    Args:
        server: Address of the server; None for the user's own.
    """

    def __init__(self, server: str | None = None) -> None:
        self._server = server

    def read(self, device: str = "") -> Loudness:
        """Ask the server anew about a device, the default one if none is named.

        Raises:
            AudioError: There is no server, or no such device.
        """
        with connected(self._server) as pulse:
            return _loudness(self._find(pulse, device))

    def apply(self, wanted: Loudness) -> None:
        """Give the device that is named exactly this volume on each channel.

        Raises:
            AudioError: There is no server, or no such device.
        """
        with connected(self._server) as pulse:
            _apply(pulse, self._find(pulse, wanted.device), wanted)

    @abstractmethod
    def _find(self, pulse: "pulsectl.Pulse", device: str) -> "Device":
        """Return the device; the default one if none is named."""


class PulseSpeaker(_PulseMixer):
    """The speakers of a server: `no-audio-server`, `no-speaker`."""

    def _find(self, pulse: "pulsectl.Pulse", device: str) -> "Device":
        name = device or pulse.server_info().default_sink_name
        return _found(pulse.get_sink_by_name, name, no_speaker)


class PulseMicrophone(_PulseMixer):
    """The microphones of a server: `no-audio-server`, `no-microphone`."""

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
