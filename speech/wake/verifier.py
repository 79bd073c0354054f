"""The second look at the wake phrase: a small network over what the recogniser's encoder makes of the last two seconds.

The first stage listens all the time, so it has to be cheap, and takes some other words for the phrase. What it detects
is judged here, in some 30 ms, by features that tell speech sounds apart also in noise.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.kernel.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ
from speech.wake.features import Floats
from speech.wake.network import Network

WINDOW_S = 2.0
WINDOW_SAMPLES = round(WINDOW_S * SAMPLE_RATE_HZ)
WINDOW_BYTES = WINDOW_SAMPLES * SAMPLE_BYTES
# What the file says of the recogniser whose encoder it was trained on.
ENCODER = "encoder"


class EncoderVerifier:
    """Says whether the wake phrase was said in two seconds of sound. One thread.

    Args:
        head: ONNX file with input `float32[n, 100, size]` and one output of n values.
        encode: Returns the encoder's output, `float32[100, size]`, of two seconds of int16 mono 16 kHz sound.

    Attributes:
        encoder: The recogniser whose encoder the network was trained on; empty if it does not say.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(self, head: Path, encode: Callable[[bytes], Floats]) -> None:
        self._network = Network(head)
        self._encode = encode
        self.encoder = self._network.metadata.get(ENCODER, "")

    def verify(self, pcm: bytes) -> float:
        """Return the probability that the phrase was said in the last two seconds of int16 mono 16 kHz `pcm`."""
        sound = pcm[-WINDOW_BYTES:].rjust(WINDOW_BYTES, b"\0")
        return float(np.ravel(self._network.run(self._encode(sound)[None]))[0])
