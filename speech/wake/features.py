"""The openWakeWord feature path on onnxruntime: sound in, windows of 16 embeddings out.

Sound is cut into chunks of 80 ms. Each chunk, with 30 ms of what came before it, gives 8 mel frames; each window of 76
mel frames gives one embedding of 96 values; the newest 16 embeddings are what a head sees: the last 1.96 s.

`WakeFeatures` holds the two networks and is stateless; `FeatureStream` turns chunks of any size into embeddings.
Source: dscripka/openWakeWord, whose two feature networks these are (Apache-2.0).
"""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from speech.wake.network import Network

CHUNK_SAMPLES = 1280
CHUNK_S = 0.08
# The mel network's analysis window reaches this far back before a chunk.
CONTEXT_SAMPLES = 480
MEL_FRAMES_PER_CHUNK = 8
MEL_BINS = 32
WINDOW_MEL_FRAMES = 76
EMBEDDING_SIZE = 96
HEAD_EMBEDDINGS = 16
# So many chunks, with their context, determine all that a head sees.
MEMORY_CHUNKS = 25
# The mel network keeps the loudest 80 dB of whatever it is given; streaming, that is one chunk.
TOP_DB = 80.0
# From this many embeddings on, one pass over all of them is cheaper than window by window.
CONVOLVE_FROM = 4

Pcm = NDArray[np.int16]
Floats = NDArray[np.float32]


class WakeFeatures(Protocol):
    """Computes mel frames and embeddings. Stateless; one thread."""

    def mel(self, samples: Pcm) -> Floats:
        """Return `float32[8 n, 32]` for `int16[480 + 1280 n]`."""
        ...

    def embed(self, mel: Floats) -> Floats:
        """Return `float32[n, 96]`, one for each window of 76 frames at steps of 8."""
        ...


class OnnxWakeFeatures:
    """The feature networks on one thread of onnxruntime.

    Args:
        features_dir: Holds `melspectrogram.onnx` and `embedding_model.onnx`.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(self, features_dir: Path) -> None:
        # Long stretches are computed in one pass each. The clamp to 80 dB, which would then span the whole stretch, is
        # moved out of the mel network, and the embedding network's first reshape is told to leave time in one piece.
        self._mel = Network(features_dir / "melspectrogram.onnx", {"onnx::Sub_33": np.array(1e9, np.float32)})
        self._windowed = Network(features_dir / "embedding_model.onnx")
        self._convolved = Network(
            features_dir / "embedding_model.onnx", {"new_shape__262": np.array([1, 1, -1, MEL_BINS], np.int64)}
        )

    def mel(self, samples: Pcm) -> Floats:
        """Return `float32[8 n, 32]` for `int16[480 + 1280 n]`."""
        output = self._mel.run(samples.astype(np.float32)[None])
        chunks = (samples.size - CONTEXT_SAMPLES) // CHUNK_SAMPLES
        decibels = output.reshape(-1, MEL_BINS)[: chunks * MEL_FRAMES_PER_CHUNK].reshape(chunks, -1, MEL_BINS)
        clamped = np.maximum(decibels, decibels.max(axis=(1, 2), keepdims=True) - TOP_DB)
        frames: Floats = clamped.reshape(-1, MEL_BINS) / np.float32(10) + np.float32(2)
        return frames

    def embed(self, mel: Floats) -> Floats:
        """Return `float32[n, 96]`, one for each window of 76 frames at steps of 8."""
        count = (mel.shape[0] - WINDOW_MEL_FRAMES) // MEL_FRAMES_PER_CHUNK + 1
        if count < CONVOLVE_FROM:
            windows = [mel[start : start + WINDOW_MEL_FRAMES, :, None] for start in _starts(count)]
            return self._windowed.run(np.stack(windows)).reshape(count, EMBEDDING_SIZE)
        # The network's declared input is whole windows, so time is padded to a multiple of one.
        missing = -mel.shape[0] % WINDOW_MEL_FRAMES
        padded = np.concatenate([mel, np.zeros((missing, MEL_BINS), np.float32)])
        output = self._convolved.run(padded.reshape(-1, WINDOW_MEL_FRAMES, MEL_BINS, 1))
        return np.ascontiguousarray(output.reshape(EMBEDDING_SIZE, -1).T[:count])


class FeatureStream:
    """Turns a stream of chunks into embeddings. Begins as if silence had gone before. One thread."""

    def __init__(self, features: WakeFeatures) -> None:
        self._features = features
        self._silence = features.mel(np.zeros(CONTEXT_SAMPLES + CHUNK_SAMPLES, np.int16))
        self.reset()

    def reset(self) -> None:
        """Forget all sound heard so far."""
        self._context = np.zeros(CONTEXT_SAMPLES, np.int16)
        repeats = -(-WINDOW_MEL_FRAMES // MEL_FRAMES_PER_CHUNK)
        self._mel = np.tile(self._silence, (repeats, 1))[-WINDOW_MEL_FRAMES:]
        self._embeddings = np.repeat(self._features.embed(self._mel), HEAD_EMBEDDINGS, axis=0)

    def push(self, chunks: Pcm) -> Floats:
        """Take `int16[1280 n]` and return `float32[n, 16, 96]`: what a head sees after each chunk."""
        count = chunks.size // CHUNK_SAMPLES
        samples = np.concatenate([self._context, chunks])
        self._context = samples[-CONTEXT_SAMPLES:]
        mel = np.concatenate([self._mel, self._features.mel(samples)])
        self._mel = mel[-WINDOW_MEL_FRAMES:]
        # The first of these windows ends one chunk after the last one that was embedded.
        embeddings = np.concatenate([self._embeddings, self._features.embed(mel[MEL_FRAMES_PER_CHUNK:])])
        self._embeddings = embeddings[-HEAD_EMBEDDINGS:]
        windows = [embeddings[end - HEAD_EMBEDDINGS : end] for end in range(HEAD_EMBEDDINGS + 1, len(embeddings) + 1)]
        return np.stack(windows) if count else np.empty((0, HEAD_EMBEDDINGS, EMBEDDING_SIZE), np.float32)


def _starts(count: int) -> range:
    return range(0, count * MEL_FRAMES_PER_CHUNK, MEL_FRAMES_PER_CHUNK)
