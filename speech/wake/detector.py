"""Spots the wake phrase in a stream: features, head, what makes scores a detection, and what may stand against it.

Nothing here is specific to one phrase; the head and its numbers come from outside (`models/hey_zenus`).
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
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
from speech.wake.trigger import VERIFIED_AFTER_CHUNKS, TwoStageTrigger, Verification, WakeRule

CHUNK_BYTES = CHUNK_SAMPLES * SAMPLE_BYTES
# Further back nobody remembers which sound it was.
MOST_DETECTED = 8
# Scores stay high for so many chunks after a detection.
LASTS_CHUNKS = 4


@dataclass(frozen=True, slots=True)
class Checks:
    """What a detection has to pass besides the rule.

    Attributes:
        verification: The second look; without one, a rule with a sure threshold leaves what is below it to the
            transcript.
        disowned: Sounds that the user has disowned; they are never sure, and nothing where all is believed.
        owner: Whose voice alone is answered; None for anyone's.
    """

    verification: Verification | None = None
    disowned: Disowned = field(default_factory=Disowned)
    owner: Owner | None = None


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
        checks: What a detection has to pass besides.
        is_gated: Skip the models during silence. Detections are the same either way.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(
        self,
        features_dir: Path,
        head: Path,
        rule: WakeRule,
        checks: Checks | None = None,
        *,
        is_gated: bool = True,
    ) -> None:
        self._stream = FeatureStream(OnnxWakeFeatures(features_dir))
        self._head = Head(head)
        self._name = head.stem
        self._rule = rule
        self._checks = checks or Checks()
        self._trigger = TwoStageTrigger(rule, self._checks.verification)
        self._is_all_believed = rule.sure_threshold is None
        # What was heard lately, what the head saw of it, and what it saw at its last detections.
        self._sound: deque[bytes] = deque(maxlen=MEMORY_CHUNKS)
        waits = VERIFIED_AFTER_CHUNKS if self._checks.verification else 0
        self._windows: deque[Floats | None] = deque(maxlen=rule.consecutive_frames + waits)
        self._detected: deque[tuple[int, list[Floats]]] = deque(maxlen=MOST_DETECTED)
        self._number = 0
        self._lasts_chunks = 0
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
            self._checks.disowned.add(windows)
        return bool(windows)

    def seen(self, number: int) -> Sequence[Floats]:
        """Return what the head saw at a detection, `float32[16, 96]` each; nothing if it is forgotten already."""
        return tuple(dict(self._detected).get(number, ()))

    def reset(self) -> None:
        """Forget all sound heard so far."""
        self._pending = b""
        for kept in (self._skipped, self._sound, self._windows):
            kept.clear()
        self._stream.reset()
        self._trigger.reset()
        if self._gate is not None:
            self._gate.reset()

    def _step(self, chunk: bytes) -> WakeDetection | None:
        self._sound.append(chunk)
        if self._gate is not None and not self._gate.is_sound(np.frombuffer(chunk, np.int16)):
            self._skipped.append(chunk)
            return self._judge(None, 0.0)
        samples = np.frombuffer(b"".join([*self._skipped, chunk]), np.int16)
        self._skipped.clear()
        window = self._stream.push(samples)[-1:]
        return self._judge(window[0], float(self._head.score(window)[0]))

    def _judge(self, window: Floats | None, score: float) -> WakeDetection | None:
        self._windows.append(window)
        run = self._trigger.push(score, lambda: b"".join(self._sound))
        if run is None:
            self._see_more(window, score)
            return None
        seen = [each for each in self._windows if each is not None]
        windows = tuple(seen[: self._rule.consecutive_frames])
        is_disowned = any(self._checks.disowned.is_known(each) for each in windows)
        owner = self._checks.owner
        if (is_disowned and self._is_all_believed) or not (owner is None or owner.said(windows)):
            return None
        self._number += 1
        self._detected.append((self._number, seen))
        self._lasts_chunks = LASTS_CHUNKS
        is_sure = run.is_sure and not is_disowned
        return WakeDetection(self._name, run.score_prob, self._number, is_sure, run.ago_chunks * CHUNK_S)

    def _see_more(self, window: Floats | None, score: float) -> None:
        """Keep what the head sees of the sound that was just detected: a moment later it may be surer still."""
        self._lasts_chunks -= 1
        if window is not None and self._lasts_chunks >= 0 and score >= self._rule.threshold:
            self._detected[-1][1].append(window)
