"""What every `WakeWordDetector` must do. Add an implementation by adding a maker."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.kernel.ports import WakeWordDetector
from assistant.kernel.testing.audio import ScriptedWake
from models import hey_zenus
from speech.wake.detector import OnnxWakeWordDetector
from speech.wake.openwakeword import OpenWakeWordDetector
from speech.wake.trigger import WakeRule

RECORDING = sorted((Path(__file__).parents[1] / "data" / "wake").glob("*.flac"))[0]
SILENCE = bytes(32_000)


def scripted(_models: Callable[[str], Path]) -> WakeWordDetector:
    return ScriptedWake()


def onnx(models: Callable[[str], Path]) -> WakeWordDetector:
    return OnnxWakeWordDetector(models("wake-features"), hey_zenus.head_path(), WakeRule(**hey_zenus.rule()))


def openwakeword(models: Callable[[str], Path]) -> WakeWordDetector:
    return OpenWakeWordDetector(models("wake-features"), hey_zenus.head_path(), WakeRule(**hey_zenus.rule()))


MAKERS = [scripted, pytest.param(onnx, marks=pytest.mark.models)]
if sys.version_info < (3, 12):
    MAKERS.append(pytest.param(openwakeword, marks=pytest.mark.models))


@pytest.fixture(params=MAKERS)
def detector(request: pytest.FixtureRequest, model_path: Callable[[str], Path]) -> WakeWordDetector:
    made: WakeWordDetector = request.param(model_path)
    return made


@pytest.fixture(scope="module")
def phrase() -> bytes:
    """Return the phrase as real detectors hear it and, in its last samples, as the scripted one does."""
    import soundfile

    samples = soundfile.read(RECORDING, dtype="int16")[0]
    return samples.tobytes() + bytes(16_000) + ScriptedWake.MARKER


def test_silence_holds_no_phrase(detector: WakeWordDetector) -> None:
    assert detector.process(SILENCE) is None


def test_no_samples_hold_no_phrase(detector: WakeWordDetector) -> None:
    assert detector.process(b"") is None


def test_noise_holds_no_phrase(detector: WakeWordDetector) -> None:
    noise = (np.random.default_rng(1).normal(size=64_000) * 2_000).astype(np.int16)
    assert detector.process(noise.tobytes()) is None


def test_the_phrase_is_detected_and_named(detector: WakeWordDetector, phrase: bytes) -> None:
    detection = detector.process(SILENCE + phrase)
    assert detection is not None
    assert detection.name == "hey_zenus"
    assert 0.5 < detection.score_prob <= 1.0


def test_the_phrase_is_detected_once(detector: WakeWordDetector, phrase: bytes) -> None:
    found = [detector.process(part) for part in (SILENCE, phrase, SILENCE, SILENCE)]
    assert sum(detection is not None for detection in found) == 1


def test_it_is_detected_again_later(detector: WakeWordDetector, phrase: bytes) -> None:
    found = [detector.process(part) for part in (SILENCE, phrase, SILENCE * 3, phrase)]
    assert [detection is not None for detection in found] == [False, True, False, True]


def test_it_is_detected_after_a_reset(detector: WakeWordDetector, phrase: bytes) -> None:
    detector.process(SILENCE + phrase)
    detector.reset()
    assert detector.process(SILENCE + phrase) is not None
