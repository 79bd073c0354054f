"""From scores to detections: the rule of the first stage, and the second look that may follow. Pure but for memory."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from speech.wake.features import CHUNK_S

# The last sound of the phrase is over by then, as a verifier needs it.
VERIFIED_AFTER_CHUNKS = 2
VERIFIED_AFTER_S = VERIFIED_AFTER_CHUNKS * CHUNK_S
Sound = Callable[[], bytes]
"""Returns the newest two seconds of int16 mono 16 kHz sound."""


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

    def rearm(self) -> None:
        """The last detection was none: the next one need not wait."""
        self._rest_chunks = 0


@dataclass(frozen=True, slots=True)
class Verification:
    """The second look.

    Attributes:
        verify: Returns the probability that the phrase was said in two seconds of sound that have just ended.
        least_prob: From here up it was.
    """

    verify: Callable[[bytes], float]
    least_prob: float


@dataclass(frozen=True, slots=True)
class Run:
    """Scores that the rule calls a detection.

    Attributes:
        score_prob: The highest of the run, or what the verifier says of it.
        is_sure: No transcript needs to confirm it.
        ago_chunks: How long ago the run was complete.
    """

    score_prob: float
    is_sure: bool
    ago_chunks: int = 0


class TwoStageTrigger:
    """Applies a rule to a stream of scores, and has each detection verified a moment later.

    Args:
        rule: Of the first stage; with a verification to follow it is satisfied with less.
        verification: The second look; None if a transcript takes its place, or nothing.
    """

    def __init__(self, rule: WakeRule, verification: Verification | None = None) -> None:
        # What is verified is either sure or nothing, and never becomes surer.
        self._first = ScoreTrigger(replace(rule, sure_threshold=None) if verification else rule)
        self._sure = rule.sure_threshold or 0.0
        self._verification = verification
        self._waits_chunks = 0

    def reset(self) -> None:
        """Forget earlier scores."""
        self._first.reset()
        self._waits_chunks = 0

    def push(self, score: float, sound: Sound) -> Run | None:
        """Take the next score; return the detection that is complete with it."""
        found = self._first.push(score)
        if self._verification is None:
            return None if found is None else Run(found, found >= self._sure)
        if not self._waits_chunks:
            self._waits_chunks = 0 if found is None else VERIFIED_AFTER_CHUNKS
            return None
        self._waits_chunks -= 1
        return None if self._waits_chunks else self._verified(self._verification, sound())

    def _verified(self, verification: Verification, sound: bytes) -> Run | None:
        prob = verification.verify(sound)
        if prob >= verification.least_prob:
            return Run(prob, is_sure=True, ago_chunks=VERIFIED_AFTER_CHUNKS)
        self._first.rearm()
        return None
