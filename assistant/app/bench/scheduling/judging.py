"""The judge: holds what was told in a world against the oracle."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from assistant.actions.timers.alarm_clock import MISSED_AFTER_S
from assistant.app.bench.scheduling.oracle import Habit, expected, moment_of
from assistant.app.bench.scheduling.world import Told, World
from assistant.kernel.schedules import key_of

# A machine that was carried west sees the hours once more in which a schedule was made.
_WEST = timedelta(hours=27)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the occurrences; each fault is a sentence."""

    occurrence_count: int
    rung_count: int
    missed_count: int
    broken_off_count: int
    latest_ring_s: float
    lost: Sequence[str]
    doubled: Sequence[str]
    wrong: Sequence[str]

    @property
    def faults(self) -> Sequence[str]:
        """All that is wrong."""
        return [*self.lost, *self.doubled, *self.wrong]


def judge(world: World, habits: Mapping[str, Habit]) -> Verdict:
    """Return what became of all that was due in a world by now, when its clock must be right again."""
    now = world.now()
    told: dict[tuple[str, str], list[tuple[int, Told]]] = defaultdict(list)
    for number, each in enumerate(world.told):
        told[each.habit, each.occurrence.key].append((number, each))
    due = {name: _due(habit, world.firsts[name], now, world.zone) for name, habit in habits.items()}
    lost = [f"{name} {key}" for name, keys in due.items() for key in keys if (name, key) not in told]
    counted = {how: sum(each.how == how for each in world.told) for how in ("rung", "missed", "broken off")}
    late_s = [_late_s(each) for each in world.told if each.how == "rung"]
    return Verdict(
        occurrence_count=sum(len(keys) for keys in due.values()),
        rung_count=counted["rung"],
        missed_count=counted["missed"],
        broken_off_count=counted["broken off"],
        latest_ring_s=max(late_s, default=0.0),
        lost=lost,
        doubled=[fault for tellings in told.values() for fault in _doubled(world, tellings)],
        wrong=[*_wrong(world), *_unasked(world, habits, now)],
    )


def _due(habit: Habit, first: datetime, now: datetime, zone: tzinfo) -> Sequence[str]:
    """Return the keys of what is due by now."""
    until = now if first.tzinfo else now.astimezone(zone).replace(tzinfo=None) + timedelta(hours=2)
    return [key_of(wall) for wall in expected(habit, first, until) if moment_of(wall, zone) <= now]


def _late_s(told: Told) -> float:
    return (told.at - moment_of(told.occurrence.wall, told.zone)).total_seconds()


def _doubled(world: World, tellings: Sequence[tuple[int, Told]]) -> Iterator[str]:
    """Yield what was told twice without a reason: a crash just after it, or a clock that had it ahead once more."""
    for (number, before), (later, after) in pairwise(tellings):
        is_after_crash = after.how == "broken off" and (before.habit, before.occurrence.key) in world.crashed
        was_ahead = before.how == "missed" and any(
            number < place <= later and at < moment_of(before.occurrence.wall, zone)
            for place, at, zone in world.turned_back
        )
        if not (is_after_crash or was_ahead):
            yield f"{before.habit} {before.occurrence.key}: {before.how} and {after.how}"


def _wrong(world: World) -> Iterator[str]:
    """Yield what was told too early, too late, or as missed when it was not."""
    for told in world.told:
        late_s, name = _late_s(told), f"{told.habit} {told.occurrence.key}"
        if late_s < 0:
            yield f"{name}: {-late_s} s early"
        if told.how == "rung" and late_s > MISSED_AFTER_S:
            yield f"{name}: {late_s} s late"
        if told.how == "missed" and late_s <= MISSED_AFTER_S:
            yield f"{name}: missed after {late_s} s"


def _unasked(world: World, habits: Mapping[str, Habit], now: datetime) -> Iterator[str]:
    """Yield what was told and is in no calendar. What a clock that was wrong had reached lies far ahead of now."""
    for name, habit in habits.items():
        first = world.firsts[name]
        tellings = [told.occurrence.wall for told in world.told if told.habit == name]
        last = max(tellings, default=first)
        keys = {key_of(wall) for wall in expected(habit, first, last)}
        yield from (f"{name} {wall}: not asked for" for wall in tellings if key_of(wall) not in keys)
