"""A connection to the sound server, PulseAudio or PipeWire, through pulsectl; and the errors it can end in.

Every use opens a connection of its own, so that what is read back comes from the server and not from a cache, and so
that a server that was restarted is simply found again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.kernel.errors import AudioError

if TYPE_CHECKING:
    import pulsectl


@contextmanager
def connected(server: str | None) -> Iterator["pulsectl.Pulse"]:
    """Connect to the server at this address, or to the user's own.

    Raises:
        AudioError: `no-audio-server`, or `no-speaker` if a device that is asked for by its name is not there.
    """
    try:
        import pulsectl
    except OSError as error:  # libpulse itself is not installed
        raise _no_server() from error
    try:
        with pulsectl.Pulse("zenus", server=server, connect=False) as pulse:
            # No `timeout=`: pulsectl 24.12 waits for all of it even though the server has answered (the loop of
            # `connect` is not stopped when the state is READY). libpulse gives up on a silent server by itself.
            pulse.connect(autospawn=False)
            yield pulse
    except pulsectl.PulseIndexError as error:
        raise no_speaker() from error
    except pulsectl.PulseError as error:
        raise _no_server() from error


def no_speaker() -> AudioError:
    """Return the error for a speaker that is not there."""
    return AudioError("The sound server has no speaker.", code="no-speaker", hint="Connect a speaker or headphones.")


def no_microphone() -> AudioError:
    """Return the error for a microphone that is not there."""
    return AudioError("The sound server has no microphone.", code="no-microphone", hint="Connect a microphone.")


def _no_server() -> AudioError:
    return AudioError("No sound server answers.", code="no-audio-server", hint="Start PipeWire or PulseAudio.")
