"""What is shipped: where the head lies, and the numbers that go with it. The recipe writes both; see CARD.md."""

import json
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
