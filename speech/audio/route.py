"""One open device stream: opened at the right place behind the audio server, checked there, and closed.

Blocking; called in worker threads. PortAudio says nothing when the server moves a stream elsewhere, for instance from
an unplugged microphone to the speaker's monitor, where Zenus would hear itself. So where there is a server, it is
asked where the stream really is.
"""

import time
from collections.abc import Sequence

from assistant.kernel.errors import AudioError
from speech.audio.devices import Location, locate
from speech.audio.host import Kind, PortAudioHost, Stream, StreamCalls
from speech.audio.pulse import PulseNode, move_pulse_stream, pulse_streams

_IN_FLIGHT_S = 0.1


class Route:
    """Keeps at most one stream connected to the device that a name means now.

    Args:
        name: Part of the device's name; empty to follow the system's default.
    """

    def __init__(self, host: PortAudioHost, kind: Kind, name: str) -> None:
        self._host = host
        self._kind: Kind = kind
        self._wanted = name
        self._stream: Stream | None = None
        self._server_stream: int | None = None
        self._location: Location | None = None

    @property
    def name(self) -> str:
        """The device as people would name it; what was asked for while it was never found."""
        return self._location.name if self._location else self._wanted or self._kind

    @property
    def is_served(self) -> bool:
        """Whether an audio server lies between here and the device, which may move the stream."""
        return self._location is not None and self._location.node is not None

    def choose(self, name: str) -> None:
        """Mean another device from now on; a stream that is open stays where it is until it is opened again."""
        self._wanted = name

    def find(self) -> Location:
        """Return where the device is.

        Raises:
            AudioError: As `locate`.
        """
        return locate(self._host, self._kind, self._wanted)

    def open(self, rates_hz: Sequence[int], calls: StreamCalls) -> Stream:
        """Open and start a stream, and bring it to its device; what came before this returns is from anywhere.

        Raises:
            AudioError: As `locate`, or `device-busy`.
        """
        location = self.find()
        before = pulse_streams(self._kind) if location.node else {}
        self._stream = stream = self._host.open(self._kind, location.port_index, rates_hz, calls)
        self._location = location
        try:
            self._host.start(stream)
            if location.node is not None:
                self._server_stream = next(iter(pulse_streams(self._kind).keys() - before.keys()), None)
                if not self.is_in_place():
                    self._move(location.node)
        except AudioError:
            self.close()
            raise
        return stream

    def is_in_place(self) -> bool:
        """Say whether the open stream is at the device that is meant now.

        Raises:
            AudioError: As `locate`.
        """
        location = self.find()
        if location.node is None:
            is_there = self._location is not None and self._location.node is None
        elif self._server_stream is None:
            # In some sandboxes a stream can't be told to be this process's; new streams go to the default device.
            is_there = location.node.is_default
        else:
            is_there = pulse_streams(self._kind).get(self._server_stream) == location.node.index
        if is_there:
            self._location = location
        return is_there

    def _move(self, node: PulseNode) -> None:
        if self._server_stream is None or not move_pulse_stream(self._kind, self._server_stream, node.index):
            raise AudioError(
                f"The {self._kind} {node.description!r} cannot be reached.",
                code="device-busy",
                hint="Connect it again, or choose another one.",
            )
        if self._kind == "microphone":
            # What the server had sent from the old place before it heard of the new one.
            time.sleep(_IN_FLIGHT_S)

    def close(self) -> None:
        """Close the stream, dropping what is in its buffer; harmless if there is none."""
        if self._stream is not None:
            self._host.close(self._stream)
        self._stream = None
        self._server_stream = None
