"""What every `VoiceActivityDetector` must do. Add an implementation by adding a maker."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.kernel.ports import VoiceActivityDetector
from assistant.kernel.testing.audio import FakeVad
from speech.audio.files import read_pcm
from speech.vad.silero import SileroVad

SPOKEN = read_pcm(Path(__file__).parents[1] / "data" / "wake" / "am_puck-what_can_I_say.flac")
SILENCE = bytes(32_000)


@pytest.fixture(params=[FakeVad, SileroVad])
def vad(request: pytest.FixtureRequest) -> VoiceActivityDetector:
    make: Callable[[], VoiceActivityDetector] = request.param
    return make()


def probabilities(vad: VoiceActivityDetector, pcm: bytes, chunk_bytes: int = 640) -> Iterator[float]:
    for start in range(0, len(pcm), chunk_bytes):
        yield vad.process(pcm[start : start + chunk_bytes])


def test_silence_is_no_speech(vad: VoiceActivityDetector) -> None:
    assert max(probabilities(vad, SILENCE)) < 0.35


def test_speech_is_speech(vad: VoiceActivityDetector) -> None:
    heard = list(probabilities(vad, SPOKEN))
    assert sum(prob > 0.5 for prob in heard) > len(heard) / 2


def test_silence_after_speech_is_silence_again(vad: VoiceActivityDetector) -> None:
    assert list(probabilities(vad, SPOKEN + SILENCE))[-1] < 0.35


def test_probabilities_are_probabilities(vad: VoiceActivityDetector) -> None:
    assert all(0 <= prob <= 1 for prob in probabilities(vad, SPOKEN, 1234))


@pytest.mark.parametrize("chunk_bytes", [2, 100, 640, 1024, 2560, 50_000])
def test_chunks_may_have_any_size(vad: VoiceActivityDetector, chunk_bytes: int) -> None:
    sound = SPOKEN[:32_000]
    assert max(probabilities(vad, sound, chunk_bytes)) > 0.5


def test_a_reset_forgets_the_speech(vad: VoiceActivityDetector) -> None:
    list(probabilities(vad, SPOKEN[:32_000]))
    vad.reset()
    assert vad.process(bytes(2)) < 0.35
