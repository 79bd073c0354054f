"""The microphone check: how loud it was just now, how loud at most of late, and what to make of that. No widgets."""

from gui.view import settings_words as words

_HOLD_S = 1.5
_QUIET, _LOUD = 0.12, 0.97


class MeterModel:
    """Follows the levels. `now_s` is monotonic seconds, on any clock."""

    def __init__(self) -> None:
        self.level = 0.0
        self.peak = 0.0
        self._peak_at_s = 0.0
        self._best = 0.0
        self.problem = ""

    def take(self, level: float, now_s: float) -> None:
        """Take a level, 0..1."""
        self.problem = ""
        self.level = min(1.0, max(0.0, level))
        self._best = max(self._best, self.level)
        if self.level >= self.peak or now_s - self._peak_at_s > _HOLD_S:
            self.peak, self._peak_at_s = self.level, now_s

    def fail(self, problem: str) -> None:
        """No levels come; say why."""
        self.level = self.peak = self._peak_at_s = self._best = 0.0
        self.problem = problem

    @property
    def told(self) -> str:
        """What to make of it, in a sentence."""
        if self.problem:
            return self.problem
        if self._best < _QUIET:
            return words.METER_QUIET
        return words.METER_LOUD if self.peak >= _LOUD else words.METER_FINE
