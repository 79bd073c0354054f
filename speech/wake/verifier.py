"""The second look at the wake phrase: what the recogniser makes of the last two seconds.

The first stage listens all the time, so it has to be cheap, and takes some other words for the phrase. What it detects
is judged here: in some 30 ms by a small network over the output of the recogniser's encoder, which tells speech sounds
apart also in noise; and what that does not deny, in some 50 ms more, by how likely the recogniser's decoder finds it
that just the phrase was said. The two err on different sounds.
"""

import math
import re
from collections.abc import Iterable
from pathlib import Path
from string import capwords
from typing import Protocol

import numpy as np

from assistant.kernel.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ
from speech.wake.features import Floats
from speech.wake.network import Network

WINDOW_S = 2.0
WINDOW_SAMPLES = round(WINDOW_S * SAMPLE_RATE_HZ)
WINDOW_BYTES = WINDOW_SAMPLES * SAMPLE_BYTES
# What the file says of the recogniser whose encoder it was trained on.
ENCODER = "encoder"
# What the network finds less likely than this it denies alone.
LEAST_PROB = 0.5
# What the decoder's logarithm counts beside the network's logit, and what it is when it says nothing either way. Chosen
# on the development part, where any weight from 0.5 to 1.2 does about as well.
DECODER_WEIGHT = 0.8
NEUTRAL_LOG_PROB = -17.0
# Nearer to 1 than this no probability is told from it.
_CERTAIN = 1e-7


class Ears(Protocol):
    """The recogniser, as far as it is needed here."""

    def encode(self, pcm: bytes) -> Floats:
        """Return the encoder's output, `float32[100, size]`, of two seconds of int16 mono 16 kHz sound."""
        ...

    def log_prob(self, pcm: bytes, texts: Iterable[str]) -> float:
        """Return the logarithm of the probability of the likeliest of `texts` to be how `pcm` begins."""
        ...


class Verifier:
    """Says whether the wake phrase was said in two seconds of sound. One thread.

    Args:
        network: ONNX file with input `float32[n, 100, size]` and one output of n values.
        phrase: As it is written.
        ears: The recogniser whose encoder the network was trained on.

    Attributes:
        encoder: The name of that recogniser; empty if the file does not say.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(self, network: Path, phrase: str, ears: Ears) -> None:
        self._network = Network(network)
        self._spellings = _spellings(phrase)
        self._ears = ears
        self.encoder = self._network.metadata.get(ENCODER, "")

    def verify(self, pcm: bytes) -> float:
        """Return the probability that the phrase was said in the last two seconds of int16 mono 16 kHz `pcm`.

        It is 0 where the network alone denies it.
        """
        sound = pcm[-WINDOW_BYTES:].rjust(WINDOW_BYTES, b"\0")
        prob = float(np.ravel(self._network.run(self._ears.encode(sound)[None]))[0])
        if prob < LEAST_PROB:
            return 0.0
        log_prob = self._ears.log_prob(sound, self._spellings)
        logit = _logit(prob) + DECODER_WEIGHT * (log_prob - NEUTRAL_LOG_PROB)
        return 1 / (1 + math.exp(-logit))


def _spellings(phrase: str) -> frozenset[str]:
    """Return how the recogniser may write the phrase: like a name, or like the beginning of a sentence."""
    words = " ".join(re.findall(r"[\w']+", phrase))
    return frozenset({capwords(words), words.capitalize()})


def _logit(prob: float) -> float:
    kept = min(prob, 1 - _CERTAIN)
    return math.log(kept / (1 - kept))
