"""The second look: it knows the phrase by voices that it never trained on, and nothing else for it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.app.wake_engines import load_scanner, verification_of
from assistant.app.wake_word import WakeWord, load_wake_word
from assistant.config.settings import Settings
from speech.audio.files import read_pcm
from speech.stt.whisper import WhisperStt
from speech.wake.detector import Checks, OnnxWakeWordDetector
from speech.wake.disowned import Disowned
from speech.wake.trigger import VERIFIED_AFTER_S, Verification
from speech.wake.verifier import Verifier

pytestmark = pytest.mark.models
DATA = Path(__file__).parents[2] / "data"
PHRASES = sorted((DATA / "wake").glob("*.flac"))
REQUESTS = sorted((DATA / "requests").glob("*.*"))
SECOND = 32_000


@pytest.fixture(scope="module")
def word() -> WakeWord:
    return load_wake_word(Settings().wake)


@pytest.fixture(scope="module")
def verification(word: WakeWord, model_path: Callable[[str], Path]) -> Verification:
    found = verification_of(word, WhisperStt(model_path("whisper-base")))
    assert found is not None
    return found


def noise(seconds: float, rms: float) -> bytes:
    return (np.random.default_rng(5).normal(size=int(seconds * 16_000)) * rms).astype(np.int16).tobytes()


def detector(word: WakeWord, verification: Verification, model_path: Callable[[str], Path]) -> OnnxWakeWordDetector:
    return OnnxWakeWordDetector(model_path("wake-features"), word.head, word.candidate_rule, Checks(verification))


@pytest.mark.parametrize("path", PHRASES, ids=lambda path: path.stem)
def test_the_phrase_is_confirmed(verification: Verification, path: Path) -> None:
    phrase = read_pcm(path)[: 8 * SECOND // 5]
    assert verification.verify(phrase) >= verification.least_prob


@pytest.mark.parametrize("path", REQUESTS[:6], ids=lambda path: path.stem)
def test_the_request_that_follows_is_not_taken_for_it(verification: Verification, path: Path) -> None:
    request = read_pcm(path)[-4 * SECOND // 5 :]
    assert verification.verify(request) < verification.least_prob


@pytest.mark.parametrize("sound", [b"", noise(2, 10), noise(2, 3_000)], ids=["silence", "quiet", "loud"])
def test_sound_without_speech_is_denied(verification: Verification, sound: bytes) -> None:
    assert verification.verify(sound) < verification.least_prob


def test_less_than_two_seconds_are_heard_as_after_silence(verification: Verification) -> None:
    phrase = read_pcm(PHRASES[0])[: 3 * SECOND // 2]
    assert verification.verify(phrase) == pytest.approx(verification.verify(bytes(SECOND) + phrase), abs=1e-3)


@pytest.mark.parametrize("path", PHRASES, ids=lambda path: path.stem)
def test_a_stream_detects_surely_and_once_and_tells_how_long_ago(
    word: WakeWord, verification: Verification, model_path: Callable[[str], Path], path: Path
) -> None:
    stream = detector(word, verification, model_path)
    sound = noise(3, 20) + read_pcm(path) + noise(3, 20)
    found = [stream.process(sound[start : start + 1280]) for start in range(0, len(sound), 1280)]
    [detection] = [each for each in found if each is not None]
    assert detection.is_sure and detection.ago_s == pytest.approx(VERIFIED_AFTER_S)
    assert detection.score_prob >= verification.least_prob


def test_what_the_verifier_denies_is_not_detected(word: WakeWord, model_path: Callable[[str], Path]) -> None:
    stream = detector(word, Verification(lambda _: 0.0, 0.5), model_path)
    assert stream.process(noise(3, 20) + read_pcm(PHRASES[0]) + noise(2, 20)) is None


def test_a_disowned_sound_needs_the_transcript_even_if_it_is_verified(
    word: WakeWord, verification: Verification, model_path: Callable[[str], Path]
) -> None:
    checks = Checks(verification, Disowned())
    stream = OnnxWakeWordDetector(model_path("wake-features"), word.head, word.candidate_rule, checks)
    sound = noise(3, 20) + read_pcm(PHRASES[0]) + noise(3, 20)
    first = stream.process(sound)
    assert first is not None and first.is_sure and stream.disown(first.number)
    again = stream.process(sound)
    assert again is not None and not again.is_sure


def test_a_file_is_scanned_with_both_looks(zenus_home: Path) -> None:
    pcm = noise(2, 20) + b"".join(read_pcm(path) + noise(4, 20) for path in PHRASES)
    assert len(load_scanner(Settings()).scan(pcm)) == len(PHRASES)


def test_a_verifier_tells_which_encoder_it_is_for(word: WakeWord, model_path: Callable[[str], Path]) -> None:
    stt = WhisperStt(model_path("whisper-base"))
    assert Verifier(word.verifier, word.phrase, stt).encoder == stt.model_name


@pytest.mark.parametrize("path", PHRASES, ids=lambda path: path.stem)
def test_the_decoder_finds_the_phrase_likelier_than_another(model_path: Callable[[str], Path], path: Path) -> None:
    stt, phrase = WhisperStt(model_path("whisper-base")), read_pcm(path)[: 8 * SECOND // 5]
    said, other = (stt.log_prob(phrase, [text]) for text in ("Hey Zenus", "Smart mirror"))
    assert other + 5 < said < 0 and stt.log_prob(phrase, ["Smart mirror", "Hey Zenus"]) == pytest.approx(said, abs=0.05)


def test_the_decoder_may_be_asked_about_silence_and_nothing(model_path: Callable[[str], Path]) -> None:
    stt = WhisperStt(model_path("whisper-base"))
    assert all(stt.log_prob(sound, ["Hey Zenus"]) < -15 for sound in (b"", bytes(SECOND), noise(2, 3_000)))
