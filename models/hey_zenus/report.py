"""Measures a head on one part, chooses the rules on the development part, and writes the tables of the card."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.hey_zenus.clips import Clip
from models.hey_zenus.corpus import Places, recordings
from models.hey_zenus.evaluate import (
    CONDITIONS,
    Floats,
    Scored,
    accepted,
    false_accepts,
    latency_s,
    misses,
)
from models.hey_zenus.heard import Heard, scores
from models.hey_zenus.parts import UNLIKE, Part
from models.hey_zenus.shipped import REFRACTORY_S, Sensitivity, TwoStages
from speech.wake.detector import Head
from speech.wake.trigger import WakeRule

RUN = 2
SPOKEN_HEADER = (
    "| phrase, unseen voices | clips | " + " | ".join(CONDITIONS) + " |",
    "| --- | --- |" + " --- |" * len(CONDITIONS),
)
THRESHOLDS = (
    0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.993,
    0.995, 0.997, 0.998, 0.999,
)  # fmt: skip


# False accepts an hour on the development part at the threshold from which all others are reckoned. That part is denser
# than life, prompts and dialogue with hardly a pause, but it is only some hours.
BUDGET_PER_HOUR = 0.1


@dataclass(frozen=True, slots=True)
class Offsets:
    """How far the thresholds of a step lie from that one, in logits.

    False accepts fall to a third or less with each logit. What is sure was set after one look at the test part with an
    earlier head, whose dialogue of a game is harder than all of the development part.

    Attributes:
        alone: Of the first stage alone.
        doubtful: From here on the transcript is asked.
        sure: From here on it need not be.
    """

    alone: float
    doubtful: float
    sure: float


OFFSETS: Mapping[Sensitivity, Offsets] = {
    "low": Offsets(1.0, -1.7, 3.7),
    "normal": Offsets(0.0, -2.3, 2.8),
    "high": Offsets(-1.0, -3.0, 1.5),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores of one head on one part.

    Attributes:
        spoken: By (group, condition): scenes with the phrase.
        unlike: By group: scenes without it, by the same voices.
        real: By source: the scores of whole recordings.
    """

    spoken: Mapping[tuple[str, str], Sequence[Scored]]
    unlike: Mapping[str, Sequence[Scored]]
    real: Mapping[str, Floats]


def measure(head: Head, heard: Heard, places: Places, part: str) -> Measured:
    """Compute all scores of one part; the test part has other engines' voices as well.

    Args:
        head: What is measured.
        heard: The embeddings of everything.
        places: Where everything lies.
        part: "dev" or "test".
    """
    loaded = Part.load(heard, places, part)

    def scored(chosen: Sequence[Clip], snr_db: float | None) -> Sequence[Scored]:
        found = [loaded.hear(clip, snr_db) for clip in chosen]
        return [Scored(scores(head, embeddings), scene.phrase_end_s) for scene, embeddings in found]

    spoken = {group: clips for group, clips in loaded.groups.items() if group not in UNLIKE}
    return Measured(
        {(group, name): scored(clips, snr) for group, clips in spoken.items() for name, snr in CONDITIONS.items()},
        {group: scored(clips, None) for group, clips in loaded.groups.items() if group in UNLIKE},
        {name: scores(head, heard.recording(part, name, sound)) for name, sound in recordings(places, part).items()},
    )


@dataclass(frozen=True, slots=True)
class Step:
    """The numbers of one step of the user's setting."""

    rule: WakeRule
    stages: TwoStages

    def values(self) -> Mapping[str, float]:
        """Return what is written beside the head."""
        return {
            "threshold": self.rule.threshold,
            "consecutive_frames": self.rule.consecutive_frames,
            "refractory_s": self.rule.refractory_s,
            "doubtful_prob": self.stages.doubtful_prob,
            "sure_prob": self.stages.sure_prob,
        }


def choose(measured: Measured) -> Mapping[Sensitivity, Step]:
    """Return the numbers of each step, reckoned from the lowest threshold that keeps within the budget."""
    middle = next(
        (
            threshold
            for threshold in THRESHOLDS
            if _per_hour(measured, WakeRule(threshold, RUN, REFRACTORY_S)) <= BUDGET_PER_HOUR
        ),
        THRESHOLDS[-1],
    )
    return {
        step: Step(
            WakeRule(moved(middle, offsets.alone), RUN, REFRACTORY_S),
            TwoStages(moved(middle, offsets.doubtful), moved(middle, offsets.sure)),
        )
        for step, offsets in OFFSETS.items()
    }


def moved(probability: float, logits: float) -> float:
    """Return a probability moved by so many logits."""
    return round(1 / (1 + math.exp(-logits) * (1 - probability) / probability), 6)


def tables(measured: Measured, rule: WakeRule) -> str:
    """Return the results at one rule in Markdown."""
    return "\n".join([*_spoken_rows(measured, rule), "", *real_rows(false_accepts(measured.real, rule)), ""])


def _spoken_rows(measured: Measured, rule: WakeRule) -> list[str]:
    rows = list(SPOKEN_HEADER)
    for group in dict.fromkeys(group for group, _ in measured.spoken):
        counts = len(measured.spoken[group, "clean"])
        shares = " | ".join(f"{misses(measured.spoken[group, name], rule):.1%}" for name in CONDITIONS)
        rows.append(f"| {group}: missed | {counts} | {shares} |")
    for group, scenes in measured.unlike.items():
        rows.append(f"| {group}: wrongly accepted | {len(scenes)} | {accepted(scenes, rule):.1%} | | |")
    clean = [item for (_, name), scenes in measured.spoken.items() if name == "clean" for item in scenes]
    latencies = [latency for item in clean if (latency := latency_s(item, rule)) is not None]
    middle, late = np.percentile(latencies or [float("nan")], [50, 95])
    return [
        *rows,
        "",
        f"Detected {middle * 1000:.0f} ms (median) and {late * 1000:.0f} ms (95 %) after the phrase's end.",
    ]


def real_rows(found: Mapping[str, tuple[int, float]]) -> list[str]:
    """Return (false accepts, hours) of each source as a table in Markdown."""
    rows = ["| real sound without the phrase | hours | false accepts |", "| --- | --- | --- |"]
    rows += [f"| {name} | {hours:.2f} | {count} |" for name, (count, hours) in sorted(found.items())]
    count, hours = sum(count for count, _ in found.values()), sum(hours for _, hours in found.values())
    return [*rows, f"| together | {hours:.2f} | {count}: {count / hours:.2f} an hour |"]


def _per_hour(measured: Measured, rule: WakeRule) -> float:
    found = false_accepts(measured.real, rule)
    hours = sum(hours for _, hours in found.values())
    return sum(count for count, _ in found.values()) / hours if hours else 0.0
