"""Which wake word is listened for: our own, or one that the user trained; its head, its rules, and its spelling."""

from dataclasses import dataclass, replace
from pathlib import Path

from assistant.config import paths
from assistant.config.settings import WakeSettings
from assistant.kernel.errors import ConfigError
from models.hey_zenus import shipped
from speech.wake.trigger import WakeRule

FOLDER = "wake-words"


@dataclass(frozen=True, slots=True)
class WakeWord:
    """A wake word at one step of sensitivity.

    Attributes:
        phrase: As it is written.
        sensitivity: The step.
        head: Its ONNX file.
        rule: Of the first stage alone.
        stages: Between which scores the transcript decides, where there is no verifier.
        verifier: The verifier's ONNX file; it need not exist.
    """

    phrase: str
    sensitivity: shipped.Sensitivity
    head: Path
    rule: WakeRule
    stages: shipped.TwoStages
    verifier: Path

    @property
    def doubtful_rule(self) -> WakeRule:
        """Of the first stage when the transcript is asked next."""
        return replace(self.rule, threshold=self.stages.doubtful_prob, sure_threshold=self.stages.sure_prob)

    @property
    def verifying(self) -> shipped.Verifying:
        """The numbers of the verifier.

        Raises:
            ModelError: `model-damaged`.
        """
        return shipped.verifying(self.sensitivity, self.verifier.parent, self.head.stem)

    @property
    def candidate_rule(self) -> WakeRule:
        """Of the first stage when the verifier is asked next.

        Raises:
            ModelError: `model-damaged`.
        """
        return replace(self.doubtful_rule, threshold=self.verifying.candidate_prob)


def trained_dir() -> Path:
    """Return the folder of the heads that the user trained."""
    return paths.models_dir() / FOLDER


def disowned_file(word: WakeWord) -> Path:
    """Return the file of the sounds that woke us by mistake; it need not exist."""
    return paths.data_dir() / "disowned-sounds" / f"{word.head.stem}.npy"


def owner_file(word: WakeWord) -> Path:
    """Return the file of how the owner says the phrase; it need not exist."""
    return paths.data_dir() / "owner-voice" / f"{word.head.stem}.npy"


def load_wake_word(settings: WakeSettings) -> WakeWord:
    """Return the wake word that the settings name.

    Raises:
        ConfigError: `unknown-wake-phrase`: no head was trained for it.
        ModelError: `model-damaged`.
    """
    name = shipped.file_name(settings.phrase)
    folder = shipped.FOLDER if name == shipped.NAME else trained_dir()
    if not shipped.head_path(folder, name).is_file():
        raise ConfigError(
            f"There is no wake word model for {settings.phrase!r}.",
            code="unknown-wake-phrase",
            hint=f'Train one: zenus wake train "{settings.phrase}".',
        )
    step = settings.sensitivity
    return WakeWord(
        settings.phrase,
        step,
        shipped.head_path(folder, name),
        WakeRule(**shipped.rule(step, folder, name)),
        shipped.two_stages(step, folder, name),
        shipped.verifier_path(folder, name),
    )
