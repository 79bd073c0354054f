"""Who says what: the list of clips to synthesise, drawn from a fixed seed.

Voices are split three ways. Test voices take no part in training, blending or choosing the threshold.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.hey_zenus.phrases import COMMANDS, NEAR, PRONUNCIATIONS, TALK

Part = Literal["train", "dev", "test"]
Kind = Literal["alone", "running", "near", "talk"]

TEST_VOICES = (
    "af_heart", "am_michael", "bf_emma", "bm_george", "am_puck", "af_nova",
    "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo",
)  # fmt: skip
DEV_VOICES = ("af_kore", "am_eric", "bf_lily", "bm_lewis", "zf_xiaoyi", "hm_psi")

TRAIN_MIX: Mapping[Kind, float] = {"alone": 0.36, "running": 0.26, "near": 0.25, "talk": 0.13}
ACCENTS = ("en-us", "en-gb-x-rp")


@dataclass(frozen=True, slots=True)
class Line:
    """One clip to synthesise.

    Attributes:
        wake: Phonemes of the wake phrase that the clip begins with; empty in a negative.
        text: What is said after it, or at all.
        blend: Voice name to weight; weights add up to one.
    """

    index: int
    part: Part
    kind: Kind
    wake: str
    text: str
    blend: Mapping[str, float]
    speed: float
    accent: str


def lines(part: Part, count: int, voices: Sequence[str], seed: int) -> Iterator[Line]:
    """Yield `count` lines. Any prefix of the list has the same mix of kinds as the whole."""
    random = np.random.default_rng([seed, ("train", "dev", "test").index(part)])
    kinds = tuple(TRAIN_MIX)
    for index in range(count):
        kind = kinds[random.choice(len(kinds), p=list(TRAIN_MIX.values()))]
        wake, text = _words(kind, random)
        blend = _blend(voices, random) if part == "train" else {voices[index % len(voices)]: 1.0}
        speed = float(random.uniform(0.75, 1.35)) if part == "train" else float(random.uniform(0.85, 1.2))
        yield Line(index, part, kind, wake, text, blend, speed, str(random.choice(ACCENTS)))


def _words(kind: Kind, random: np.random.Generator) -> tuple[str, str]:
    if kind == "near":
        tail = str(random.choice(COMMANDS)) if random.random() < 0.35 else ""
        return "", f"{random.choice(NEAR)}{random.choice([', ', ' ']) if tail else ''}{tail}"
    if kind == "talk":
        return "", str(random.choice(TALK if random.random() < 0.6 else COMMANDS))
    weights = np.array([weight for weight, _ in PRONUNCIATIONS])
    wake = PRONUNCIATIONS[random.choice(len(weights), p=weights / weights.sum())][1]
    if kind == "alone":
        return wake + str(random.choice(["", "", ".", "!", "?"])), ""
    return wake + str(random.choice(["", "", "", ","])), str(random.choice(COMMANDS))


def _blend(voices: Sequence[str], random: np.random.Generator) -> Mapping[str, float]:
    """Return one voice, or two or three in a mixture that makes a speaker of its own."""
    count = int(random.choice([1, 2, 3], p=[0.35, 0.45, 0.2]))
    chosen = random.choice(len(voices), count, replace=False)
    weights = random.dirichlet(np.full(count, 1.5))
    return {voices[voice]: float(weight) for voice, weight in zip(chosen, weights, strict=True)}
