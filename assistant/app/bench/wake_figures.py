"""The figures of `zenus bench wake` from scores: misses, false accepts an hour with their interval, latency, a sweep.

Pure: scores and times in, figures and a drawing out.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from xml.sax.saxutils import escape

from assistant.app.bench.report import percentile
from assistant.kernel.types import JsonValue
from models.hey_zenus.evaluate import detections_s, wait_s
from speech.wake.features import CHUNK_S, Floats, Pcm
from speech.wake.trigger import WakeRule

SWEEP = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999)
WIDTH_PX, HEIGHT_PX, MARGIN_PX = 640, 400, 56
COLOURS = ("#1b6ca8", "#c05621", "#2f855a", "#6b46c1")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sound with its scores, one for each 80 ms; `phrase_end_s` is negative without the phrase."""

    pcm: Pcm
    scores: Floats
    phrase_end_s: float


Times = Callable[[Spoken], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Listened:
    """What is measured on.

    Attributes:
        positives: By condition: sounds with the phrase; "clean" gives the latencies.
        negatives: Recordings without it.
        near: Sounds of words that are near to it.
    """

    positives: Mapping[str, Sequence[Spoken]]
    negatives: Sequence[Spoken]
    near: Sequence[Spoken] = ()


@dataclass(frozen=True, slots=True)
class StageFigures:
    """What one stage, or both together, did.

    Attributes:
        missed: By condition: share of phrases that were not heard in time.
        false_accepts: How often the phrase was heard in sound without it.
        hours: Of sound without it.
        interval_per_hour: Exact Poisson interval of 95 % for the false accepts an hour.
        latency_p50_ms: From the phrase's end to the detection, clean sound; NaN if nothing was detected.
        latency_p95_ms: Likewise.
        near_accepted: Share of near words that were taken for the phrase; None if there were none.
    """

    missed: Mapping[str, float]
    false_accepts: int
    hours: float
    interval_per_hour: tuple[float, float]
    latency_p50_ms: float
    latency_p95_ms: float
    near_accepted: float | None = None

    @property
    def per_hour(self) -> float:
        """False accepts an hour."""
        return self.false_accepts / self.hours if self.hours else 0.0

    def to_json(self) -> dict[str, JsonValue]:
        """Return the figures as an object."""
        low, high = self.interval_per_hour
        return {
            "missed": {name: round(share, 4) for name, share in self.missed.items()},
            "false_accepts": self.false_accepts,
            "hours": round(self.hours, 3),
            "false_accepts_per_hour": round(self.per_hour, 3),
            "interval_95_per_hour": [round(low, 3), round(high, 3)],
            "near_accepted": None if self.near_accepted is None else round(self.near_accepted, 4),
            "latency_ms": {"p50": _or_none(self.latency_p50_ms), "p95": _or_none(self.latency_p95_ms)},
        }


@dataclass(frozen=True, slots=True)
class SweepRow:
    """The first stage at one threshold."""

    threshold: float
    missed: float
    false_accepts_per_hour: float

    def to_json(self) -> dict[str, JsonValue]:
        """Return the row as an object."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def stage_figures(listened: Listened, times: Times) -> StageFigures:
    """Sum up what a stage did.

    Args:
        listened: To what.
        times: When the stage detects the phrase, in seconds.
    """
    waits = {
        name: [wait_s(times(item), item.phrase_end_s) for item in items] for name, items in listened.positives.items()
    }
    missed = {name: sum(wait is None for wait in found) / max(len(found), 1) for name, found in waits.items()}
    latencies_ms = [wait * 1000 for wait in waits.get("clean", []) if wait is not None]
    count = sum(len(times(item)) for item in listened.negatives)
    hours = sum(item.scores.size for item in listened.negatives) * CHUNK_S / 3600
    taken = [bool(times(item)) for item in listened.near]
    low, high = poisson_interval(count)
    return StageFigures(
        missed,
        count,
        hours,
        (low / hours, high / hours) if hours else (0.0, 0.0),
        percentile(latencies_ms, 50) if latencies_ms else math.nan,
        percentile(latencies_ms, 95) if latencies_ms else math.nan,
        sum(taken) / len(taken) if taken else None,
    )


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval for the mean of a Poisson count.

    Source: Garwood, Fiducial limits for the Poisson distribution, 1936; found by halving, for want of a chi-square.
    """
    tail = (1 - confidence) / 2
    low = _solved(lambda mean: 1 - _at_most(count - 1, mean), tail) if count else 0.0
    return low, _solved(lambda mean: 1 - _at_most(count, mean), 1 - tail)


def sweep(positives: Sequence[Spoken], negatives: Sequence[Spoken], rule: WakeRule) -> list[SweepRow]:
    """Return the first stage's figures at each of many thresholds."""
    return [_at(replace(rule, threshold=threshold), positives, negatives) for threshold in SWEEP]


def _at(rule: WakeRule, positives: Sequence[Spoken], negatives: Sequence[Spoken]) -> SweepRow:
    listened = Listened({"clean": positives}, negatives)
    figures = stage_figures(listened, lambda heard: detections_s(heard.scores, rule))
    return SweepRow(rule.threshold, figures.missed["clean"], figures.per_hour)


def sweep_svg(lines: Mapping[str, Sequence[SweepRow]], phrase: str) -> str:
    """Draw misses over false accepts an hour, a line for each condition; points tell their thresholds."""
    most = max([1.0, *(row.false_accepts_per_hour for rows in lines.values() for row in rows)])
    middle, low = WIDTH_PX / 2, HEIGHT_PX - MARGIN_PX
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_PX}" height="{HEIGHT_PX}" font-family="sans-serif">',
        '<rect width="100%" height="100%" fill="white"/>',
        _label(middle, 24, f"Missed over false accepts an hour: {escape(phrase)}", "middle"),
        *_axes(most, low),
    ]
    for number, (name, rows) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = [(_x(row.false_accepts_per_hour, most), _y(row.missed), row.threshold) for row in rows]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"><title>{threshold}</title></circle>'
            for x, y, threshold in points
        ]
        parts.append(_label(WIDTH_PX - MARGIN_PX, 44 + 16 * number, escape(name), "end", colour))
    return "\n".join([*parts, "</svg>", ""])


def _label(x: float, y: float, text: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" fill="{colour}">{text}</text>'


def _axes(most: float, low: float) -> list[str]:
    parts = []
    for step in range(6):
        share, per_hour = step / 5, most * (step / 5) ** 2
        y = _y(share)
        parts.append(f'<line x1="{MARGIN_PX}" x2="{WIDTH_PX - MARGIN_PX}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(_label(MARGIN_PX - 6, y + 4, f"{share:.0%}", "end"))
        parts.append(_label(_x(per_hour, most), low + 18, f"{per_hour:.2g}", "middle"))
    return parts


def _x(per_hour: float, most: float) -> float:
    """Place few false accepts far apart: by their square root."""
    return MARGIN_PX + math.sqrt(per_hour / most) * (WIDTH_PX - 2 * MARGIN_PX)


def _y(missed: float) -> float:
    return HEIGHT_PX - MARGIN_PX - missed * (HEIGHT_PX - 2 * MARGIN_PX)


def _at_most(count: int, mean: float) -> float:
    """Return the probability of at most `count` events."""
    return sum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(count + 1)) if mean else 1.0


def _solved(rising: Callable[[float], float], value: float) -> float:
    low, high = 0.0, 10.0
    while rising(high) < value:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < value else (low, middle)
    return (low + high) / 2


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 1)
