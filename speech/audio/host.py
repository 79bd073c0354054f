"""PortAudio: the one place that touches sounddevice. Streams, its list of devices, and reading that list anew.

All calls block for some milliseconds and are made in worker threads; a lock keeps them one at a time, because
PortAudio is not safe for threads. PortAudio sees new devices only when it is started again, which ends every stream:
that is done only while none is open.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from assistant.kernel.errors import AudioError
from speech.audio.noise import silence_sound_libraries

BLOCK_S = 0.02
# Room for a loop that is late; it costs no time when sound is cut off, because that drops what is in it.
_OUTPUT_LATENCY_S = 0.08

Kind = Literal["microphone", "speaker"]


class Stream(Protocol):
    """What is used of a sounddevice stream."""

    @property
    def samplerate(self) -> float:
        """Rate in Hz at which the device was opened."""
        ...

    @property
    def latency(self) -> float:
        """Seconds between a sample and its callback."""
        ...

    def start(self) -> None:
        """Begin to call back."""
        ...

    def abort(self) -> None:
        """Stop, dropping what is in the buffer."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...


@dataclass(frozen=True, slots=True)
class StreamCalls:
    """What a stream calls, in PortAudio's thread: `on_block(buffer, samples, time, status)`, and at its end."""

    on_block: Callable[[Any, int, Any, Any], None]
    on_finished: Callable[[], None]


@dataclass(frozen=True, slots=True)
class PortDevice:
    """A device in PortAudio's list."""

    index: int
    name: str
    channels_in: int
    channels_out: int
    sample_rate_hz: int
    is_default_in: bool
    is_default_out: bool


class PortAudioHost:
    """Opens and closes streams. One for a process; blocking, callable from any thread.

    Raises:
        AudioError: `portaudio-missing` from every method when the library is not installed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: list[Stream] = []
        self._module: Any = None

    def devices(self) -> list[PortDevice]:
        """Return the devices that PortAudio knows of."""
        with self._loaded() as sd:
            default_in, default_out = sd.default.device
            return [
                PortDevice(
                    index=index,
                    name=str(device["name"]),
                    channels_in=int(device["max_input_channels"]),
                    channels_out=int(device["max_output_channels"]),
                    sample_rate_hz=int(device["default_samplerate"]),
                    is_default_in=index == default_in,
                    is_default_out=index == default_out,
                )
                for index, device in enumerate(sd.query_devices())
            ]

    def open(self, kind: Kind, device: int, rates_hz: Sequence[int], calls: StreamCalls) -> Stream:
        """Open a mono int16 stream at the first of the rates that the device can do; `start` it later.

        Raises:
            AudioError: `device-busy` if it cannot be opened.
        """
        with self._loaded() as sd, _refusals(sd):
            is_input = kind == "microphone"
            check = sd.check_input_settings if is_input else sd.check_output_settings
            rate_hz = _first_rate(rates_hz, lambda rate: check(device, 1, "int16", samplerate=rate), sd)
            stream: Stream = (sd.RawInputStream if is_input else sd.RawOutputStream)(
                samplerate=rate_hz,
                blocksize=round(rate_hz * BLOCK_S),
                device=device,
                channels=1,
                dtype="int16",
                latency="low" if is_input else _OUTPUT_LATENCY_S,
                callback=calls.on_block,
                finished_callback=calls.on_finished,
            )
            self._streams.append(stream)
            return stream

    def start(self, stream: Stream) -> None:
        """Start the callbacks; an output's first ones come before this returns.

        Raises:
            AudioError: `device-busy`.
        """
        with self._loaded() as sd, _refusals(sd):
            stream.start()

    def close(self, stream: Stream) -> None:
        """Fall silent at once, drop what is in the device's buffer, and close. Never fails."""
        with self._loaded() as sd:
            if stream in self._streams:
                self._streams.remove(stream)
            for end in (stream.abort, stream.close):
                with suppress(sd.PortAudioError):
                    end()

    def rescan(self) -> bool:
        """Read the list of devices anew; return False, and do nothing, while a stream is open."""
        with self._loaded() as sd:
            if self._streams:
                return False
            sd._terminate()
            sd._initialize()
            return True

    @contextmanager
    def _loaded(self) -> Iterator[Any]:
        with self._lock:
            if self._module is None:
                silence_sound_libraries()
                try:
                    import sounddevice
                except OSError as error:
                    raise AudioError(
                        "The sound library PortAudio is not installed.",
                        code="portaudio-missing",
                        hint="Install the package libportaudio2.",
                    ) from error
                self._module = sounddevice
            yield self._module


def _first_rate(rates_hz: Sequence[int], check: Callable[[int], None], sd: Any) -> int:  # noqa: ANN401  # no types
    for rate_hz in rates_hz[:-1]:
        with suppress(sd.PortAudioError):
            check(rate_hz)
            return rate_hz
    return rates_hz[-1]


@contextmanager
def _refusals(sd: Any) -> Iterator[None]:  # noqa: ANN401  # sounddevice has no types
    try:
        yield
    except sd.PortAudioError as error:
        raise AudioError(
            "The sound device cannot be opened.",
            code="device-busy",
            hint="Another program may be using the sound device, or it was unplugged.",
        ) from error
