"""What is shipped: where the head lies, and the numbers that go with it. The recipe writes both; see CARD.md."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from assistant.kernel.errors import ModelError

Sensitivity = Literal["low", "normal", "high"]
FOLDER = Path(__file__).parent
HEAD = "hey_zenus.onnx"
RULES = "hey_zenus.json"


class Rule(TypedDict):
    """When the head's scores mean that the phrase was heard.

    Attributes:
        threshold: Probability that a score must reach.
        consecutive_frames: So many scores in a row must reach it, 80 ms apart.
        refractory_s: After a detection, nothing is detected for this long.
    """

    threshold: float
    consecutive_frames: int
    refractory_s: float


@dataclass(frozen=True, slots=True)
class TwoStages:
    """Scores between which the transcript's beginning decides whether the phrase was said.

    Attributes:
        doubtful_prob: Lower scores mean nothing.
        sure_prob: Higher scores need no transcript.
    """

    doubtful_prob: float
    sure_prob: float


# Source: 14 h of real sound that training did not see, and unseen voices. What the transcript settled held no false
# accept; what the score alone settled, 0.14 an hour from 0.995 up, 0.35 from 0.98, 0.5 from 0.95. Whisper misses the
# phrase alone in a quarter of clean clips, so the highest scores must count by themselves.
STAGES: Mapping[Sensitivity, TwoStages] = {
    "low": TwoStages(0.5, 0.998),
    "normal": TwoStages(0.3, 0.995),
    "high": TwoStages(0.2, 0.98),
}


def head_path() -> Path:
    """Return the head's ONNX file."""
    return FOLDER / HEAD


def rule(sensitivity: Sensitivity = "normal") -> Rule:
    """Return the rule for one step of the user's setting, as chosen when the head was trained.

    Raises:
        ModelError: `model-damaged`.
    """
    try:
        values = json.loads((FOLDER / RULES).read_text())[sensitivity]
        return Rule(
            threshold=float(values["threshold"]),
            consecutive_frames=int(values["consecutive_frames"]),
            refractory_s=float(values["refractory_s"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The wake word rules {RULES!r} cannot be read.",
            code="model-damaged",
            hint="Install Zenus again.",
        ) from error
