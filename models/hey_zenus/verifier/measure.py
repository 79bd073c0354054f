"""Measures both stages together on one part, and chooses the verifier's numbers on the development part.

Every moment at which the verifier would be asked is looked at once; its thresholds are compared on what it said.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from models.hey_zenus.clips import RATE_HZ, Clip
from models.hey_zenus.corpus import Places, recordings
from models.hey_zenus.evaluate import CONDITIONS, detections_s, wait_s
from models.hey_zenus.heard import Heard, scores
from models.hey_zenus.parts import UNLIKE, Part
from models.hey_zenus.report import RUN, SPOKEN_HEADER, moved, real_rows
from models.hey_zenus.shipped import REFRACTORY_S, Sensitivity, Verifying
from speech.wake.detector import Head
from speech.wake.features import CHUNK_S, Floats, Pcm
from speech.wake.scan import sound_until
from speech.wake.trigger import TwoStageTrigger, Verification, WakeRule

# Candidates an hour on the development part. Each is looked at twice or more while its scores last, 30 ms a time where
# the verifier denies: together 1 % of a core. The head finds the phrase less likely among other people's words, and in
# people's voices than in synthetic ones; the verifier does not.
CANDIDATES_PER_HOUR = 500.0
# False accepts an hour there, where too much is missed: one in its eight hours.
BUDGET_PER_HOUR = 0.125
# What may be missed of unseen voices on the development part: less than is promised of others, since up to twice as
# much was missed in the noise of the test part, and more than three times where the noise is other people's speech.
MOST_MISSED: Mapping[str, float] = {"clean": 0.01, "room, 10 dB": 0.035, "room, 5 dB": 0.125}
# Where the head alone misses more than that, what a higher threshold may add.
MORE_MISSED = 0.01
# In steps of a fifth of a logit.
PROBS = tuple(round(1 / (1 + math.exp(-step / 5)), 6) for step in range(-10, 61))
CANDIDATE_PROBS = (0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
# How far a step's threshold lies from the normal one, in logits.
OFFSETS: Mapping[Sensitivity, float] = {"low": 0.75, "normal": 0.0, "high": -1.0}
Verify = Callable[[bytes], float]
Look = tuple[float, float]
"""When the verifier was asked, in seconds, and the probability that it gave."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A sound with all looks at it; `phrase_end_s` is negative without the phrase."""

    looks: Sequence[Look]
    phrase_end_s: float
    length_s: float


@dataclass(frozen=True, slots=True)
class BothStages:
    """What both stages were asked about on one part.

    Attributes:
        spoken: By (group, condition): scenes with the phrase, and without it of the groups "near" and "talk".
        real: By source: whole recordings.
    """

    spoken: Mapping[tuple[str, str], Sequence[Looked]]
    real: Mapping[str, Looked]

    @property
    def hours(self) -> float:
        """Of sound without the phrase."""
        return sum(looked.length_s for looked in self.real.values()) / 3600

    def false_accepts(self, least_prob: float) -> int:
        """Return how often the phrase is accepted in sound without it."""
        return sum(len(accepted_s(looked, least_prob)) for looked in self.real.values())


def accepted_s(looked: Looked, least_prob: float) -> list[float]:
    """Return when the phrase is accepted."""
    times_s: list[float] = []
    for time_s, prob in looked.looks:
        if prob >= least_prob and (not times_s or time_s - times_s[-1] >= REFRACTORY_S):
            times_s.append(time_s)
    return times_s


def is_missed(looked: Looked, least_prob: float) -> bool:
    """Return whether the phrase was not accepted in time."""
    return wait_s(accepted_s(looked, least_prob), looked.phrase_end_s) is None


def candidate_rule(real: Mapping[str, Floats]) -> WakeRule:
    """Return the first stage's rule that gives as many candidates as the verifier may be asked about.

    Args:
        real: By source of the development part: the first stage's scores of recordings without the phrase.
    """
    hours = sum(scores.size for scores in real.values()) * CHUNK_S / 3600
    for prob in CANDIDATE_PROBS:
        rule = WakeRule(prob, RUN, REFRACTORY_S)
        if sum(len(detections_s(scores, rule)) for scores in real.values()) <= CANDIDATES_PER_HOUR * hours:
            break
    return rule


@dataclass(frozen=True, slots=True)
class Stages:
    """What both stages consist of: the head, the rule that gives candidates, and the verifier."""

    head: Head
    rule: WakeRule
    verify: Verify


def measure(stages: Stages, heard: Heard, places: Places, part: str, real: Mapping[str, Floats]) -> BothStages:
    """Look at all of one part; the test part has other engines' voices as well.

    Args:
        stages: What is measured.
        heard: The embeddings of scenes.
        places: Where everything lies.
        part: "dev" or "test".
        real: By source of that part: the first stage's scores of recordings without the phrase.
    """
    loaded, sounds = Part.load(heard, places, part), recordings(places, part)

    def looked(clip: Clip, snr_db: float | None) -> Looked:
        scene, embeddings = loaded.hear(clip, snr_db)
        return _look(scores(stages.head, embeddings), scene.pcm, scene.phrase_end_s, stages)

    return BothStages(
        {
            (group, name): [looked(clip, snr) for clip in clips]
            for group, clips in loaded.groups.items()
            for name, snr in CONDITIONS.items()
        },
        {name: _look(found, np.array(sounds[name]), -1.0, stages) for name, found in real.items()},
    )


def _look(found: Floats, pcm: Pcm, phrase_end_s: float, stages: Stages) -> Looked:
    """Have the verifier asked wherever it would be if it always denied."""
    notes = _Notes(stages.verify)
    trigger = TwoStageTrigger(stages.rule, Verification(notes, least_prob=math.inf))
    for chunk, score in enumerate(found):
        notes.now_s = (chunk + 1) * CHUNK_S
        trigger.push(float(score), partial(sound_until, pcm, chunk))
    return Looked(notes.looks, phrase_end_s, pcm.size / RATE_HZ)


class _Notes:
    """A verifier that remembers when it was asked, and what it said."""

    def __init__(self, verify: Verify) -> None:
        self.looks: list[Look] = []
        self.now_s = 0.0
        self._verify = verify

    def __call__(self, sound: bytes) -> float:
        prob = self._verify(sound)
        self.looks.append((self.now_s, prob))
        return prob


def choose(dev: BothStages, candidate_prob: float) -> Mapping[Sensitivity, Verifying]:
    """Return the verifier's numbers of each step.

    Normal is the highest probability at which no more phrases are missed than may be: what is to spare goes into fewer
    false accepts. Where more are missed at any, it is the first stage that misses them; then it is the highest one at
    which hardly more are missed than at the lowest, or the least that keeps within the budget of false accepts, if that
    is higher.
    """
    normal = _highest(dev, MOST_MISSED)
    if normal is None:
        anyhow = {name: missed(dev, name, PROBS[0]) + MORE_MISSED for name in MOST_MISSED}
        within = [prob for prob in PROBS if dev.false_accepts(prob) <= BUDGET_PER_HOUR * dev.hours]
        normal = max([_highest(dev, anyhow) or PROBS[0], *within[:1]])
    return {
        step: Verifying(candidate_prob, min(max(moved(normal, offset), PROBS[0]), PROBS[-1]))
        for step, offset in OFFSETS.items()
    }


def _highest(dev: BothStages, most_missed: Mapping[str, float]) -> float | None:
    """Return the highest probability at which no more phrases are missed than may be, if there is any."""
    enough = [prob for prob in PROBS if all(missed(dev, name, prob) <= most for name, most in most_missed.items())]
    return max(enough, default=None)


def missed(measured: BothStages, condition: str, least_prob: float) -> float:
    """Return the share of phrases, alone and running on, that are missed in one condition."""
    scenes = [looked for group in ("alone", "running") for looked in measured.spoken.get((group, condition), ())]
    return float(np.mean([is_missed(looked, least_prob) for looked in scenes])) if scenes else math.nan


def tables(measured: BothStages, least_prob: float) -> str:
    """Return the results at one threshold in Markdown."""
    rows = list(SPOKEN_HEADER)
    for group in dict.fromkeys(group for group, _ in measured.spoken):
        of_group = [measured.spoken[group, name] for name in CONDITIONS]
        wrong, said = (_is_accepted, "wrongly accepted") if group in UNLIKE else (is_missed, "missed")
        shares = " | ".join(f"{np.mean([wrong(looked, least_prob) for looked in scenes]):.1%}" for scenes in of_group)
        rows.append(f"| {group}: {said} | {len(of_group[0])} | {shares} |")
    found = {
        name: (len(accepted_s(looked, least_prob)), looked.length_s / 3600) for name, looked in measured.real.items()
    }
    return "\n".join([*rows, "", *real_rows(found), ""])


def _is_accepted(looked: Looked, least_prob: float) -> bool:
    return bool(accepted_s(looked, least_prob))
