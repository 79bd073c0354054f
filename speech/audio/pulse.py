"""What PulseAudio, or PipeWire in its place, knows that PortAudio does not.

It tells monitors from microphones, names devices as people do, says where this process's streams are connected, moves
them, and reports every change. All calls but those of `PulseWatch` block for some milliseconds. Where no such server
runs, lists are None.
"""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from speech.audio.host import Kind

T = TypeVar("T")

_RECONNECT_S = 0.25
_LISTEN_S = 0.25
_NO_INDEX = 0xFFFF_FFFF
# The sink that the server invents when there is none.
_NULL_SINK = "auto_null"


@dataclass(frozen=True, slots=True)
class PulseNode:
    """A microphone (never a monitor) or a speaker (never the invented one)."""

    index: int
    name: str
    description: str
    sample_rate_hz: int
    is_default: bool


def pulse_nodes(kind: Kind) -> list[PulseNode] | None:
    """Return all microphones or speakers, the default one first; None if no server answers."""
    return _ask(lambda pulse: _nodes(pulse, kind))


def pulse_streams(kind: Kind) -> dict[int, int]:
    """Return the streams of this process: their index, and that of the node to which each is connected."""
    return _ask(lambda pulse: _streams(pulse, kind)) or {}


def move_pulse_stream(kind: Kind, stream: int, node: int) -> bool:
    """Connect a stream to another node; False if one of them is gone."""

    def move(pulse: Any) -> bool:  # noqa: ANN401  # pulsectl has no types
        (pulse.source_output_move if kind == "microphone" else pulse.sink_input_move)(stream, node)
        return True

    return _ask(move) or False


class PulseWatch:
    """Calls `on_change` from its own thread when microphones, what listens to them, or the server itself change."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._is_listening = threading.Event()
        self._is_ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def wait_until_listening(self, limit_s: float) -> bool:
        """Return whether changes are being reported now, after waiting for that for a while."""
        return self._is_listening.wait(limit_s)

    def stop(self) -> None:
        """End the thread, which takes up to a quarter of a second; does not wait for it."""
        self._is_ended.set()

    def _run(self) -> None:

        _ask(self._listen)
        while not self._is_ended.wait(_RECONNECT_S):
            _ask(self._listen)

    def _listen(self, pulse: Any) -> None:  # noqa: ANN401  # pulsectl has no types
        pulse.event_mask_set("source", "source_output", "server")
        pulse.event_callback_set(lambda event: self._on_change())
        self._is_listening.set()
        self._on_change()
        try:
            while not self._is_ended.is_set():
                pulse.event_listen(timeout=_LISTEN_S)
        finally:
            self._is_listening.clear()
            self._on_change()


def _ask(question: Callable[[Any], T]) -> T | None:
    """Return the answer over a connection of this thread's own; None if there is no server, or it says no."""
    import pulsectl

    pulse = pulsectl.Pulse("zenus", connect=False)
    try:
        # Its `timeout` option would wait to the end; without it, libpulse itself gives up after 30 s.
        pulse.connect(autospawn=False)
        return question(pulse)
    except (pulsectl.PulseError, pulsectl.PulseDisconnected):
        return None
    finally:
        pulse.close()


def _nodes(pulse: Any, kind: Kind) -> list[PulseNode]:  # noqa: ANN401  # pulsectl has no types
    server = pulse.server_info()
    if kind == "microphone":
        default = server.default_source_name
        found = [node for node in pulse.source_list() if node.monitor_of_sink == _NO_INDEX]
    else:
        default = server.default_sink_name
        found = [node for node in pulse.sink_list() if node.name != _NULL_SINK]
    nodes = [
        PulseNode(node.index, node.name, node.description, node.sample_spec.rate, node.name == default)
        for node in found
    ]
    return sorted(nodes, key=lambda node: not node.is_default)


def _streams(pulse: Any, kind: Kind) -> dict[int, int]:  # noqa: ANN401  # pulsectl has no types
    found = pulse.source_output_list() if kind == "microphone" else pulse.sink_input_list()
    own = [stream for stream in found if stream.proplist.get("application.process.id") == str(os.getpid())]
    return {stream.index: stream.source if kind == "microphone" else stream.sink for stream in own}
