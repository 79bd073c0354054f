"""A herald that tells nobody, where deeds are looked at and nothing is ever due."""

from collections.abc import Sequence
from datetime import datetime

from assistant.kernel.schedules import Occurrence, Schedule
from assistant.kernel.types import Step
from assistant.kernel.verdict import Allow, Verdict


class SilentHerald:
    """Tells nobody, and lets the gate allow everything. Implements `Herald`."""

    async def timer(self, kind: str, label: str, due: datetime, is_missed: bool) -> None:
        """Tell nobody."""

    async def review(self, steps: Sequence[Step]) -> Verdict:
        """Return that everything is allowed."""
        return Allow()

    async def ring(self, schedule: Schedule, occurrence: Occurrence) -> None:
        """Tell nobody."""

    async def miss(self, schedule: Schedule, missed: Sequence[Occurrence]) -> None:
        """Tell nobody."""

    async def break_off(self, schedule: Schedule, occurrence: Occurrence) -> None:
        """Tell nobody."""

    async def report_damage(self, count: int) -> None:
        """Tell nobody."""
