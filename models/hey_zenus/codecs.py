"""Sends sound through a codec and back, as calls and wireless headsets do."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.clips import RATE_HZ

Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Kind:
    """A codec, and how it is run."""

    container: str
    codec: str
    rate_hz: int
    bit_rate: int


KINDS = (
    Kind("ogg", "libopus", 16_000, 12_000),
    Kind("ogg", "libopus", 16_000, 24_000),
    Kind("mp3", "libmp3lame", 16_000, 24_000),
    Kind("wav", "pcm_mulaw", 8_000, 64_000),
    Kind("g722", "g722", 16_000, 64_000),
)


def coded(pcm: Pcm, random: np.random.Generator) -> Pcm:
    """Return `pcm` after one codec, in place to within a few milliseconds, as long as before."""
    kind = KINDS[int(random.integers(len(KINDS)))]
    heard = decoded(_encoded(pcm, kind), kind.container)
    return np.pad(heard, (0, max(pcm.size - heard.size, 0)))[: pcm.size]


def decoded(data: bytes, container: str) -> Pcm:
    """Return mono 16 kHz samples of an encoded stream.

    Raises:
        av.error.FFmpegError: It is no such stream.
    """
    import av

    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    parts = []
    with av.open(io.BytesIO(data), "r", format=container) as source:
        for frame in source.decode(source.streams.audio[0]):
            parts += [piece.to_ndarray().ravel() for piece in resampler.resample(frame)]
    parts += [piece.to_ndarray().ravel() for piece in resampler.resample(None)]
    return np.concatenate(parts) if parts else np.zeros(0, np.int16)


def _encoded(pcm: Pcm, kind: Kind) -> bytes:
    import av

    buffer = io.BytesIO()
    with av.open(buffer, "w", format=kind.container) as output:
        stream = output.add_stream(kind.codec, rate=kind.rate_hz, layout="mono")
        assert isinstance(stream, av.AudioStream), "the codecs are those of sound"
        stream.bit_rate = kind.bit_rate
        frame = av.AudioFrame.from_ndarray(pcm[None], format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        resampler = av.AudioResampler(stream.format, "mono", kind.rate_hz, stream.frame_size)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return buffer.getvalue()
