"""Spots the wake phrase: features, head, and the rule that makes scores a detection.

Nothing here is specific to one phrase; the head and its numbers come from outside (`models/hey_zenus`).
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.kernel.audio import SAMPLE_BYTES, WakeDetection
from assistant.kernel.errors import ModelError
from speech.wake.disowned import Disowned
from speech.wake.features import (
    CHUNK_S,
    CHUNK_SAMPLES,
    EMBEDDING_SIZE,
    HEAD_EMBEDDINGS,
    MEMORY_CHUNKS,
    FeatureStream,
    Floats,
    OnnxWakeFeatures,
)
from speech.wake.gate import EnergyGate
from speech.wake.network import Network
from speech.wake.owner import Owner

CHUNK_BYTES = CHUNK_SAMPLES * SAMPLE_BYTES
# A disowned sound stays this far below what is believed without a transcript.
UNSURE_BY = 1e-3
# Further back nobody remembers which sound it was.
MOST_DETECTED = 8
# Scores stay high for a few chunks.
MOST_WINDOWS = 6


@dataclass(frozen=True, slots=True)
class WakeRule:
    """When scores mean that the phrase was heard.

    Attributes:
        threshold: Probability that a score must reach.
        consecutive_frames: So many scores in a row must reach it, 80 ms apart.
        refractory_s: After a detection, nothing is detected for this long.
        sure_threshold: A detection that was below is reported once more if a run in its rest reaches this.
    """

    threshold: float
    consecutive_frames: int
    refractory_s: float
    sure_threshold: float | None = None


class ScoreTrigger:
    """Applies a rule to a stream of scores, one for each 80 ms. Pure but for its memory."""

    def __init__(self, rule: WakeRule) -> None:
        self._rule = rule
        self.reset()

    def reset(self) -> None:
        """Forget earlier scores."""
        self._recent: deque[float] = deque(maxlen=self._rule.consecutive_frames)
        self._rest_chunks = 0
        self._reported = 0.0

    def push(self, score: float) -> float | None:
        """Take the next score; return the highest of the run if it completes one."""
        self._rest_chunks -= 1
        if score < self._rule.threshold:
            self._recent.clear()
            return None
        self._recent.append(score)
        if len(self._recent) < self._rule.consecutive_frames:
            return None
        if self._rest_chunks > 0:
            return self._surer()
        self._rest_chunks = round(self._rule.refractory_s / CHUNK_S)
        self._reported = max(self._recent)
        return self._reported

    def _surer(self) -> float | None:
        """Return what a doubtful detection has become, if it is sure now."""
        sure = self._rule.sure_threshold
        if sure is None or not self._reported < sure <= min(self._recent):
            return None
        self._reported = max(self._recent)
        return self._reported


class Head:
    """The small network that turns 16 embeddings into the probability of one phrase.

    Args:
        path: ONNX file with input `float32[n, 16, 96]` and one output of n values.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(self, path: Path) -> None:
        self._network = Network(path)
        if list(self._network.input_shape[1:]) != [HEAD_EMBEDDINGS, EMBEDDING_SIZE]:
            raise ModelError(
                f"{path.name!r} is not a wake word head: it takes {self._network.input_shape}.",
                code="model-damaged",
                hint="I can't listen for my name. Run: zenus models fetch.",
            )

    def score(self, windows: Floats) -> Floats:
        """Return `float32[n]`, a probability for each of `float32[n, 16, 96]`."""
        return np.ravel(self._network.run(windows))


class OnnxWakeWordDetector:
    """Spots one phrase in a stream; rests while there is silence. Stateful; one thread.

    Args:
        features_dir: Holds the two feature networks.
        head: The phrase's head; its file name without suffix is the detection's name.
        rule: When scores count.
        is_gated: Skip the models during silence. Detections are the same either way.
        disowned: Sounds that the user has disowned; they are never sure, and nothing where all is believed.
        owner: Whose voice alone is answered; None for anyone's.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(
        self,
        features_dir: Path,
        head: Path,
        rule: WakeRule,
        *,
        is_gated: bool = True,
        disowned: Disowned | None = None,
        owner: Owner | None = None,
    ) -> None:
        self._stream = FeatureStream(OnnxWakeFeatures(features_dir))
        self._head = Head(head)
        self._name = head.stem
        self._rule = rule
        self._trigger = ScoreTrigger(rule)
        self._disowned = disowned or Disowned()
        self._owner = owner
        # What the head saw lately, and at its last detections.
        self._windows: deque[Floats] = deque(maxlen=rule.consecutive_frames)
        self._detected: deque[tuple[int, list[Floats]]] = deque(maxlen=MOST_DETECTED)
        self._number = 0
        self._gate = EnergyGate() if is_gated else None
        # Chunks that were skipped, as many as matter; they are caught up when sound begins.
        self._skipped: deque[bytes] = deque(maxlen=MEMORY_CHUNKS)
        self._pending = b""

    def process(self, pcm: bytes) -> WakeDetection | None:
        """Take the next int16 mono 16 kHz samples, any number of them; detect at most once per utterance."""
        self._pending += pcm
        whole = len(self._pending) // CHUNK_BYTES * CHUNK_BYTES
        ready, self._pending = self._pending[:whole], self._pending[whole:]
        detection = None
        for start in range(0, whole, CHUNK_BYTES):
            found = self._step(ready[start : start + CHUNK_BYTES])
            detection = detection or found
        return detection

    def disown(self, number: int) -> bool:
        """Remember a detection as a mistake; false if it is forgotten already. Safe from another thread."""
        windows = self.seen(number)
        if windows:
            self._disowned.add(windows)
        return bool(windows)

    def seen(self, number: int) -> Sequence[Floats]:
        """Return what the head saw at a detection, `float32[16, 96]` each; nothing if it is forgotten already."""
        return tuple(dict(self._detected).get(number, ()))

    def reset(self) -> None:
        """Forget all sound heard so far."""
        self._pending = b""
        self._skipped.clear()
        self._stream.reset()
        self._trigger.reset()
        if self._gate is not None:
            self._gate.reset()

    def _step(self, chunk: bytes) -> WakeDetection | None:
        if self._gate is not None and not self._gate.is_sound(np.frombuffer(chunk, np.int16)):
            self._skipped.append(chunk)
            self._trigger.push(0.0)
            return None
        samples = np.frombuffer(b"".join([*self._skipped, chunk]), np.int16)
        self._skipped.clear()
        window = self._stream.push(samples)[-1:]
        score = float(self._head.score(window)[0])
        run = self._trigger.push(self._judged(window[0], score))
        if run is None:
            self._see_more(window[0], score)
            return None
        if self._owner is not None and not self._owner.said(tuple(self._windows)):
            return None
        self._number += 1
        self._detected.append((self._number, list(self._windows)))
        return WakeDetection(self._name, run, self._number)

    def _see_more(self, window: Floats, score: float) -> None:
        """Keep what the head sees of the sound that was just detected: a moment later it may be surer still."""
        if not self._detected or score < self._rule.threshold:
            return
        windows = self._detected[-1][1]
        if len(windows) < MOST_WINDOWS:
            windows.append(window)

    def _judged(self, window: Floats, score: float) -> float:
        """Return the score, or less for a disowned sound: just too little to be believed by itself."""
        self._windows.append(window)
        if score < self._rule.threshold or not self._disowned.is_known(window):
            return score
        sure = self._rule.sure_threshold
        return 0.0 if sure is None else min(score, sure - UNSURE_BY)
