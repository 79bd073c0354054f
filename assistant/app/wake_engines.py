"""What listens for the wake word, in a stream or in files, made from the settings; both look twice where they can."""

from assistant.app.wake_word import WakeWord, disowned_file, load_wake_word, owner_file
from assistant.config import paths
from assistant.config.settings import Settings
from assistant.kernel.errors import ModelError
from assistant.kernel.ports import SpeechToText, WakeWordDetector
from models.hey_zenus.shipped import voice_prints_path
from models.store import ModelStore
from speech.stt.whisper import WhisperStt
from speech.wake.detector import Checks, OnnxWakeWordDetector
from speech.wake.disowned import Disowned
from speech.wake.owner import VoicePrints, read_owner
from speech.wake.scan import WakeScanner
from speech.wake.trigger import Verification
from speech.wake.verifier import Verifier


def load_wake(store: ModelStore, settings: Settings, *, stt: SpeechToText) -> WakeWordDetector:
    """Return the wake word detector, which looks twice where it can. Blocking.

    Without a verifier for the recogniser `stt` it also reports what only the transcript can settle.
    """
    word = load_wake_word(settings.wake)
    verification = verification_of(word, stt)
    prints = VoicePrints(voice_prints_path()) if settings.wake.owner_only else None
    checks = Checks(
        verification, Disowned(disowned_file(word)), read_owner(prints, owner_file(word)) if prints else None
    )
    rule = word.candidate_rule if verification else word.doubtful_rule
    return OnnxWakeWordDetector(store.path("wake-features"), word.head, rule, checks)


def verification_of(word: WakeWord, stt: SpeechToText) -> Verification | None:
    """Return the second look at a wake word; None if there is no verifier for the recogniser's encoder.

    Raises:
        ModelError: `model-damaged`.
    """
    if not word.verifier.is_file() or not isinstance(stt, WhisperStt):
        return None
    verifier = Verifier(word.verifier, word.phrase, stt)
    is_for_it = verifier.encoder == stt.model_name
    return Verification(verifier.verify, word.verifying.verified_prob) if is_for_it else None


def load_scanner(settings: Settings) -> WakeScanner:
    """Return what finds the wake word in files; by the first stage alone where the recogniser is missing.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
        ConfigError: `unknown-wake-phrase`.
    """
    store, word = ModelStore(paths.models_dir()), load_wake_word(settings.wake)
    features_dir = store.path("wake-features")
    try:
        recogniser = store.path(settings.recogniser.model)
    except ModelError:
        return WakeScanner(features_dir, word.head, word.rule)
    verification = verification_of(word, WhisperStt(recogniser))
    rule = word.candidate_rule if verification else word.rule
    return WakeScanner(features_dir, word.head, rule, verification)
