"""The second look at the wake phrase: what the recogniser makes of the last two seconds.

The first stage listens all the time, so it has to be cheap, and takes some other words for the phrase. What it detects
is judged here: in some 30 ms by a small network over the output of the recogniser's encoder, which tells speech sounds
apart also in noise. What that does not deny is heard twice more, with a little noise and said a little faster: the
phrase is still the phrase then, and what only happened to look like it is not. Last, in some 50 ms, the recogniser's
decoder says how likely it finds that just the phrase was said. Network and decoder err on different sounds.
"""

import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import capwords
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
# on the development part, together with how sure the network may be.
DECODER_WEIGHT = 0.3
NEUTRAL_LOG_PROB = -17.0
# Surer than this, of one hearing, the network counts as no more: of sounds unlike all that it was trained on it can be
# sure of anything.
MOST_PROB = 0.9933
# The noise that is added lies so far below the sound: 15 dB.
NOISE_SHARE = 0.18
FASTER = 1.08


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
        self._noise = np.random.default_rng(1).normal(size=WINDOW_SAMPLES)
        self.encoder = self._network.metadata.get(ENCODER, "")

    def verify(self, pcm: bytes) -> float:
        """Return the probability that the phrase was said in the last two seconds of int16 mono 16 kHz `pcm`.

        It is 0 where the network alone denies it.
        """
        sound = pcm[-WINDOW_BYTES:].rjust(WINDOW_BYTES, b"\0")
        prob = self._prob(sound)
        if prob < LEAST_PROB:
            return 0.0
        logits = [_logit(each) for each in (prob, *map(self._prob, self._disturbed(sound)))]
        log_prob = self._ears.log_prob(sound, self._spellings)
        logit = sum(logits) / len(logits) + DECODER_WEIGHT * (log_prob - NEUTRAL_LOG_PROB)
        return 1 / (1 + math.exp(-logit))

    def _prob(self, sound: bytes) -> float:
        return float(np.ravel(self._network.run(self._ears.encode(sound)[None]))[0])

    def _disturbed(self, sound: bytes) -> Iterator[bytes]:
        """Yield the same words in some noise, and said faster."""
        samples = np.frombuffer(sound, np.int16).astype(np.float64)
        yield _pcm(samples + self._noise * (NOISE_SHARE * max(float(samples.std()), 1.0)))
        moments = np.arange(WINDOW_SAMPLES)
        yield _pcm(np.interp(WINDOW_SAMPLES - FASTER * (WINDOW_SAMPLES - moments), moments, samples, left=0.0))


def _spellings(phrase: str) -> frozenset[str]:
    """Return how the recogniser may write the phrase: like a name, or like the beginning of a sentence."""
    words = " ".join(re.findall(r"[\w']+", phrase))
    return frozenset({capwords(words), words.capitalize()})


def _pcm(samples: NDArray[np.float64]) -> bytes:
    return np.clip(samples, -32_768, 32_767).astype(np.int16).tobytes()


def _logit(prob: float) -> float:
    """Return the logit, no farther from 0 than that of `MOST_PROB`."""
    likely = min(max(prob, 1 - MOST_PROB), MOST_PROB)
    return math.log(likely / (1 - likely))
