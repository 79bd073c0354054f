"""Who says what: the list of clips to synthesise, drawn from a fixed seed.

Voices are split three ways. Test voices take no part in training, blending or choosing the threshold.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.hey_zenus.phrase import Phrase
from models.hey_zenus.phrases import COMMANDS, TALK, UNDERNEATH

Part = Literal["train", "dev", "test"]
PARTS: tuple[Part, ...] = ("train", "dev", "test")
Kind = Literal["alone", "running", "near", "talk"]

TEST_VOICES = (
    "af_heart", "am_michael", "bf_emma", "bm_george", "am_puck", "af_nova",
    "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo",
)  # fmt: skip
DEV_VOICES = ("af_kore", "am_eric", "bf_lily", "bm_lewis", "zf_xiaoyi", "hm_psi")

MIX: Mapping[Kind, float] = {"alone": 0.33, "running": 0.22, "near": 0.34, "talk": 0.11}
ACCENTS = ("en-us", "en-gb-x-rp")
# What comes later than a second after the phrase is not looked at; short clips are made sooner.
COMMAND_WORDS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One clip to synthesise.

    Attributes:
        kind: What sort of line it is.
        phonemes: Said first: the wake phrase, or something like it; may be empty.
        is_wake: Whether they are the wake phrase.
        text: What is said after that, or at all.
        blend: Voice name to weight; weights add up to one.
        speed: 1 is the voice's own.
        accent: The espeak-ng voice that turns `text` into phonemes.
    """

    kind: Kind
    phonemes: str
    is_wake: bool
    text: str
    blend: Mapping[str, float]
    speed: float
    accent: str

    def key(self) -> str:
        """Return a name that is the same for the same sound."""
        said = json.dumps([self.phonemes, self.is_wake, self.text, sorted(self.blend.items()), self.speed, self.accent])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def lines(phrase: Phrase, part: Part, count: int, voices: Sequence[str], seed: int) -> Iterator[Line]:
    """Yield `count` lines. Any prefix of the list has the same mix of kinds as the whole."""
    random = np.random.default_rng([seed, PARTS.index(part)])
    kinds = tuple(MIX)
    for index in range(count):
        kind = kinds[random.choice(len(kinds), p=list(MIX.values()))]
        phonemes, is_wake, text = _words(phrase, kind, random)
        blend = _blend(voices, random) if part == "train" else {voices[index % len(voices)]: 1.0}
        speed = random.uniform(0.75, 1.4) if part == "train" else random.uniform(0.85, 1.2)
        yield Line(kind, phonemes, is_wake, text, blend, round(speed, 3), str(random.choice(ACCENTS)))


def _words(phrase: Phrase, kind: Kind, random: np.random.Generator) -> tuple[str, bool, str]:
    """Return (phonemes, whether they are the phrase, text)."""
    command = " ".join(str(random.choice(COMMANDS)).split()[:COMMAND_WORDS])
    if kind == "near":
        tail = command if random.random() < 0.3 else ""
        if random.random() < 0.35:
            return (
                str(random.choice(phrase.near_phonemes)) + str(random.choice(["", ","] if tail else [""])),
                False,
                tail,
            )
        return "", False, f"{random.choice(phrase.near_texts)}{random.choice([', ', ' ']) if tail else ''}{tail}"
    if kind == "talk":
        texts = (TALK, UNDERNEATH, (command,))[random.choice(3, p=[0.3, 0.4, 0.3])]
        return "", False, str(random.choice(texts))
    wake = phrase.pronounced(random)
    if kind == "alone":
        return wake + str(random.choice(["", "", ".", "!", "?"])), True, ""
    return wake + str(random.choice(["", "", "", ","])), True, command


def _blend(voices: Sequence[str], random: np.random.Generator) -> Mapping[str, float]:
    """Return one voice, or two or three in a mixture that makes a speaker of its own."""
    count = int(random.choice([1, 2, 3], p=[0.35, 0.45, 0.2]))
    chosen = random.choice(len(voices), count, replace=False)
    weights = random.dirichlet(np.full(count, 1.5))
    return {voices[voice]: round(float(weight), 4) for voice, weight in zip(chosen, weights, strict=True)}
