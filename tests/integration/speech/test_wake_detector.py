"""The detector with our head: it hears voices it never trained on, and silence neither changes nor costs anything."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.kernel.audio import WakeDetection
from assistant.kernel.errors import ModelError
from models import hey_zenus
from speech.wake.detector import OnnxWakeWordDetector
from speech.wake.scan import WakeScanner
from speech.wake.trigger import WakeRule
from tests.machine import limit_s

pytestmark = pytest.mark.models
RULE = WakeRule(**hey_zenus.rule())
RECORDINGS = sorted((Path(__file__).parents[2] / "data" / "wake").glob("*.flac"))


@pytest.fixture(scope="module")
def features_dir(model_path: Callable[[str], Path]) -> Path:
    return model_path("wake-features")


@pytest.fixture(scope="module")
def detector(features_dir: Path) -> OnnxWakeWordDetector:
    return OnnxWakeWordDetector(features_dir, hey_zenus.head_path(), RULE)


def read(path: Path) -> bytes:
    import soundfile

    samples, rate_hz = soundfile.read(path, dtype="int16")
    assert rate_hz == 16_000
    return samples.tobytes()


def room(seconds: float, rms: float = 20.0) -> bytes:
    return (np.random.default_rng(8).normal(size=int(seconds * 16_000)) * rms).astype(np.int16).tobytes()


def heard(detector: OnnxWakeWordDetector, pcm: bytes, block_bytes: int = 640) -> list[tuple[float, WakeDetection]]:
    """Feed `pcm` from a fresh start and return (time of the block's end, detection) of each detection."""
    detector.reset()
    found = []
    for start in range(0, len(pcm), block_bytes):
        detection = detector.process(pcm[start : start + block_bytes])
        if detection is not None:
            found.append(((start + block_bytes) / 32_000, detection))
    return found


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_an_unseen_voice_is_heard_once(detector: OnnxWakeWordDetector, path: Path) -> None:
    found = heard(detector, room(3) + read(path) + room(1))
    assert [detection.name for _, detection in found] == ["hey_zenus"]
    assert found[0][1].score_prob >= RULE.threshold


def test_it_is_heard_at_the_very_beginning_of_a_stream(detector: OnnxWakeWordDetector) -> None:
    assert len(heard(detector, read(RECORDINGS[0]) + room(1))) == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(block=st.integers(1, 40_000))
def test_blocks_of_any_size_give_the_same_detection(detector: OnnxWakeWordDetector, block: int) -> None:
    pcm = room(3) + read(RECORDINGS[0]) + room(1)
    whole = [detection for _, detection in heard(detector, pcm, len(pcm))]
    blocks = [detection for _, detection in heard(detector, pcm, 2 * block)]
    assert [detection.score_prob for detection in blocks] == pytest.approx([whole[0].score_prob], abs=1e-3)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
@pytest.mark.parametrize("noise_rms", [0.0, 5.0, 100.0, 400.0])
def test_resting_in_silence_changes_no_detection(
    detector: OnnxWakeWordDetector, features_dir: Path, path: Path, noise_rms: float
) -> None:
    always = OnnxWakeWordDetector(features_dir, hey_zenus.head_path(), RULE, is_gated=False)
    voice = np.frombuffer(bytes(32_000 * 12) + read(path) + bytes(32_000 * 5), np.int16)
    noise = np.random.default_rng(4).normal(size=voice.size) * noise_rms
    pcm = np.clip(voice * 0.25 + noise, -32_768, 32_767).astype(np.int16).tobytes()
    assert [time_s for time_s, _ in heard(detector, pcm)] == [time_s for time_s, _ in heard(always, pcm)]


def test_a_disowned_sound_is_not_believed_again_by_its_score_and_another_voice_is(features_dir: Path) -> None:
    believed = replace(RULE, sure_threshold=RULE.threshold)
    detector = OnnxWakeWordDetector(features_dir, hey_zenus.head_path(), believed)
    television, another = RECORDINGS[0], RECORDINGS[-1]
    [(_, detection)] = heard(detector, room(3) + read(television) + room(1))
    assert detector.disown(detection.number) and not detector.disown(detection.number + 1)

    again = heard(detector, room(2) + read(television) + room(1))
    assert not any(each.is_sure for _, each in again)
    assert len(heard(detector, room(3) + read(another) + room(1))) == 1


def test_scanning_a_file_finds_what_streaming_finds(detector: OnnxWakeWordDetector, features_dir: Path) -> None:
    pcm = room(2) + b"".join(read(path) + room(4) for path in RECORDINGS)
    streamed = [(time_s, detection.score_prob) for time_s, detection in heard(detector, pcm, 2560)]
    scanned = WakeScanner(features_dir, hey_zenus.head_path(), RULE).scan(pcm)
    assert len(scanned) == len(RECORDINGS)
    np.testing.assert_allclose(scanned, streamed, atol=2e-3)


def test_the_end_of_a_file_is_heard(features_dir: Path) -> None:
    scanner = WakeScanner(features_dir, hey_zenus.head_path(), RULE)
    assert len(scanner.scan(room(2) + read(RECORDINGS[0]))) == 1


def test_an_empty_recording_has_no_detections(features_dir: Path) -> None:
    assert WakeScanner(features_dir, hey_zenus.head_path(), RULE).scan(b"") == []


@pytest.mark.slow
def test_scanning_is_over_a_hundred_times_faster_than_real_time(features_dir: Path) -> None:
    scanner = WakeScanner(features_dir, hey_zenus.head_path(), RULE)
    pcm = room(120, 1000.0)
    started = time.process_time()
    scanner.scan(pcm)
    assert time.process_time() - started < limit_s(120 / 100)


@pytest.mark.slow
def test_silence_costs_less_than_a_hundredth_of_a_core(detector: OnnxWakeWordDetector) -> None:
    heard(detector, room(3))
    pcm = room(120)
    started = time.process_time()
    for start in range(0, len(pcm), 640):
        detector.process(pcm[start : start + 640])
    assert time.process_time() - started < limit_s(120 / 100)


@pytest.mark.parametrize("seconds", [0.0, 20.0])
def test_reset_forgets_half_a_phrase(detector: OnnxWakeWordDetector, seconds: float) -> None:
    voice = read(RECORDINGS[0])
    detector.process(room(seconds) + voice[: len(voice) // 4 * 2])
    detector.reset()
    assert detector.process(voice[len(voice) // 4 * 2 :] + room(1)) is None


def test_a_network_that_is_no_head_is_refused(features_dir: Path) -> None:
    with pytest.raises(ModelError, match="not a wake word head"):
        OnnxWakeWordDetector(features_dir, features_dir / "embedding_model.onnx", RULE)
