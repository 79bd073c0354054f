"""What is shipped: where the head lies, and the numbers that go with it. The recipe writes both; see CARD.md.

Heads of other phrases, made by the same recipe, lie in a folder of the user's with the same two files.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from assistant.kernel.errors import ModelError

Sensitivity = Literal["low", "normal", "high"]
SENSITIVITIES: tuple[Sensitivity, ...] = ("low", "normal", "high")
FOLDER = Path(__file__).parent
NAME = "hey_zenus"
REFRACTORY_S = 2.0
# The recogniser whose encoder verifiers are trained on.
RECOGNISER = "whisper-base"
RULE_KEYS = ("threshold", "consecutive_frames", "refractory_s")


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


@dataclass(frozen=True, slots=True)
class Verifying:
    """The numbers that go with the verifier.

    Attributes:
        candidate_prob: Scores of the first stage from which it is asked.
        verified_prob: What it must say at least.
    """

    candidate_prob: float
    verified_prob: float


def file_name(phrase: str) -> str:
    """Return the name of a phrase's files, without suffix."""
    return "_".join("".join(letter if letter.isalnum() else " " for letter in phrase.casefold()).split())


def head_path(folder: Path = FOLDER, name: str = NAME) -> Path:
    """Return the head's ONNX file."""
    return folder / f"{name}.onnx"


def rules_path(folder: Path = FOLDER, name: str = NAME) -> Path:
    """Return the file with the numbers of each step of the user's setting."""
    return folder / f"{name}.json"


def verifier_path(folder: Path = FOLDER, name: str = NAME) -> Path:
    """Return the verifier's ONNX file."""
    return folder / f"{name}.verifier.onnx"


def voice_prints_path() -> Path:
    """Return the file that tells voices apart by how they say the phrase."""
    return FOLDER / "voice_prints.npz"


def rule(sensitivity: Sensitivity = "normal", folder: Path = FOLDER, name: str = NAME) -> Rule:
    """Return the rule of the first stage alone for one step, as chosen when the head was trained.

    Raises:
        ModelError: `model-damaged`.
    """
    values = _values(sensitivity, folder, name, *RULE_KEYS)
    return Rule(
        threshold=values["threshold"],
        consecutive_frames=int(values["consecutive_frames"]),
        refractory_s=values["refractory_s"],
    )


def two_stages(sensitivity: Sensitivity = "normal", folder: Path = FOLDER, name: str = NAME) -> TwoStages:
    """Return between which scores the transcript decides, for one step.

    Raises:
        ModelError: `model-damaged`.
    """
    values = _values(sensitivity, folder, name, "doubtful_prob", "sure_prob")
    return TwoStages(values["doubtful_prob"], values["sure_prob"])


def verifying(sensitivity: Sensitivity = "normal", folder: Path = FOLDER, name: str = NAME) -> Verifying:
    """Return the numbers that go with the verifier, for one step.

    Raises:
        ModelError: `model-damaged`.
    """
    values = _values(sensitivity, folder, name, "candidate_prob", "verified_prob")
    return Verifying(values["candidate_prob"], values["verified_prob"])


def _values(sensitivity: Sensitivity, folder: Path, name: str, *keys: str) -> Mapping[str, float]:
    path = rules_path(folder, name)
    try:
        values = json.loads(path.read_text())[sensitivity]
        return {key: float(values[key]) for key in keys}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The wake word rules {path.name!r} cannot be read.",
            code="model-damaged",
            hint="Install Zenus again.",
        ) from error
