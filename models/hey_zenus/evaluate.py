"""Measures a head: misses by condition, near-sounding phrases accepted, false accepts per hour, latency.

Every score is computed once; thresholds are compared on the scores. Rooms are boxes drawn from a seed of their own,
noise comes from the sources of the same part, never from training.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.augment import Scene, Surroundings
from models.hey_zenus.clips import RATE_HZ, Clip
from models.hey_zenus.rooms import box_room, reverberate
from speech.wake.features import CHUNK_S
from speech.wake.trigger import ScoreTrigger, WakeRule

Floats = NDArray[np.float32]
BEFORE_S = 2.2
AFTER_S = 0.8
# A detection may come a little before the phrase has ended; one that comes so long after it is of no use.
EARLY_S = 0.5
LATE_S = 1.0
# Signal-to-noise ratio in each room; without a number there is no room either.
CONDITIONS: Mapping[str, float | None] = {"clean": None, "room": math.inf, "room, 10 dB": 10.0, "room, 5 dB": 5.0}


@dataclass(frozen=True, slots=True)
class Scored:
    """A scene's scores, one for each 80 ms; `phrase_end_s` is negative without the phrase."""

    scores: Floats
    phrase_end_s: float


def staged(clip: Clip, snr_db: float | None, around: Surroundings, seed: int) -> Scene:
    """Return the clip at a usual level, clean or in a box room one to three and a half metres away with noise."""
    random = np.random.default_rng([seed, clip.pcm.size])
    before, after = int((BEFORE_S + random.uniform(0, 0.08)) * RATE_HZ), int(AFTER_S * RATE_HZ)
    voice = clip.pcm.astype(np.float32)
    sound = np.concatenate([np.zeros(before, np.float32), voice, np.zeros(after, np.float32)])
    level = float(np.sqrt(np.mean(voice[np.abs(voice) > 300] ** 2)))
    if snr_db is None:
        sound += random.normal(size=sound.size).astype(np.float32) * 3
    else:
        sound = reverberate(sound, box_room(random, (0.25, 0.6), (1.0, 3.5)))
        sound += around.noise(random, sound.size) * np.float32(level * 10 ** (-snr_db / 20))
    gain = 10 ** (random.uniform(-20, -6) / 20) * 32_767 / max(float(np.abs(sound).max()), 1.0)
    end_s = before / RATE_HZ + clip.phrase_end_s if clip.phrase_end_s >= 0 else -1.0
    return Scene(np.round(sound * gain).astype(np.int16), end_s)


def detections_s(scores: Floats, rule: WakeRule) -> list[float]:
    """Return the times at which `rule` detects the phrase."""
    trigger = ScoreTrigger(rule)
    return [(chunk + 1) * CHUNK_S for chunk, score in enumerate(scores) if trigger.push(float(score)) is not None]


def misses(positives: Sequence[Scored], rule: WakeRule) -> float:
    """Return the share of phrases that were not detected in time."""
    return float(np.mean([latency_s(item, rule) is None for item in positives])) if positives else float("nan")


def latency_s(item: Scored, rule: WakeRule) -> float | None:
    """Return how long after its end the phrase was detected; None if it was not."""
    return wait_s(detections_s(item.scores, rule), item.phrase_end_s)


def wait_s(times_s: Sequence[float], phrase_end_s: float) -> float | None:
    """Return how long after the phrase's end the first of some detections came that was in time."""
    waits = (time_s - phrase_end_s for time_s in times_s)
    return next((wait for wait in waits if -EARLY_S <= wait <= LATE_S), None)


def accepted(negatives: Sequence[Scored], rule: WakeRule) -> float:
    """Return the share of clips without the phrase in which it was detected."""
    return float(np.mean([bool(detections_s(item.scores, rule)) for item in negatives]))


def false_accepts(recordings: Mapping[str, Floats], rule: WakeRule) -> Mapping[str, tuple[int, float]]:
    """Return (false accepts, hours) for each recording."""
    return {
        name: (len(detections_s(scores, rule)), scores.size * CHUNK_S / 3600) for name, scores in recordings.items()
    }
