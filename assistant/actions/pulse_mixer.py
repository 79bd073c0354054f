"""The mixer of PulseAudio, which PipeWire speaks as well, through pulsectl.

Every call opens a connection of its own, so that what is read back comes from the server and not from a cache, and so
that a server that was restarted is simply found again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.actions.volume import Loudness
from assistant.kernel.errors import AudioError

if TYPE_CHECKING:
    import pulsectl


class PulseMixer:
    """The default speaker of a PulseAudio or PipeWire server.

    Args:
        server: Address of the server; None for the user's own.
    """

    def __init__(self, server: str | None = None) -> None:
        self._server = server

    def read(self) -> Loudness:
        """Ask the server anew.

        Raises:
            AudioError: `no-audio-server` or `no-speaker`.
        """
        with self._default_sink() as (pulse, sink):
            level = pulse.volume_get_all_chans(sink)
            return Loudness(round(level * 100), bool(sink.mute))

    def set_level(self, level_percent: int) -> None:
        """Set the level of all channels, 0 to 100.

        Raises:
            AudioError: `no-audio-server` or `no-speaker`.
        """
        with self._default_sink() as (pulse, sink):
            pulse.volume_set_all_chans(sink, min(100, max(0, level_percent)) / 100)

    def set_muted(self, is_muted: bool) -> None:
        """Mute or unmute.

        Raises:
            AudioError: `no-audio-server` or `no-speaker`.
        """
        with self._default_sink() as (pulse, sink):
            pulse.mute(sink, is_muted)

    @contextmanager
    def _default_sink(self) -> Iterator[tuple["pulsectl.Pulse", "pulsectl.PulseSinkInfo"]]:
        try:
            import pulsectl
        except OSError as error:  # libpulse itself is not installed
            raise _no_server() from error
        try:
            with pulsectl.Pulse("zenus", server=self._server, connect=False) as pulse:
                # No `timeout=`: pulsectl 24.12 waits for all of it even though the server has answered (the loop of
                # `connect` is not stopped when the state is READY). libpulse gives up on a silent server by itself.
                pulse.connect(autospawn=False)
                name = pulse.server_info().default_sink_name
                if not name:
                    raise _no_speaker()
                yield pulse, pulse.get_sink_by_name(name)
        except pulsectl.PulseIndexError as error:
            raise _no_speaker() from error
        except pulsectl.PulseError as error:
            raise _no_server() from error


def _no_server() -> AudioError:
    return AudioError("No sound server answers.", code="no-audio-server", hint="Start PipeWire or PulseAudio.")


def _no_speaker() -> AudioError:
    return AudioError("The sound server has no speaker.", code="no-speaker", hint="Connect a speaker or headphones.")
