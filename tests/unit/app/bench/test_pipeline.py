"""The end of speech, from which every time of the voice benchmark counts."""

import numpy as np
import pytest

from assistant.app.bench.pipeline import _rss_mb, _Stopwatch, end_of_speech_s
from assistant.kernel.bus import Stamped
from assistant.kernel.events import Replied, SpeechStarted

RATE_HZ = 16_000


def pcm(*parts: tuple[float, float]) -> bytes:
    """Return a tone in parts of (seconds, amplitude)."""
    amplitude = np.concatenate([np.full(round(seconds * RATE_HZ), level) for seconds, level in parts])
    tone = np.sin(2 * np.pi * 200 * np.arange(len(amplitude)) / RATE_HZ)
    return np.round(tone * amplitude).astype(np.int16).tobytes()


@pytest.mark.parametrize("tail_s", [0.0, 0.5, 3.0])
def test_silence_after_speech_is_no_speech(tail_s: float) -> None:
    assert end_of_speech_s(pcm((0.5, 0), (1.0, 8000), (tail_s, 0))) == pytest.approx(1.5, abs=0.011)


def test_a_pause_is_not_the_end() -> None:
    assert end_of_speech_s(pcm((1.0, 8000), (0.5, 0), (0.2, 8000), (1.0, 0))) == pytest.approx(1.7, abs=0.011)


@pytest.mark.parametrize(("below_db", "end_s"), [(30, 1.3), (40, 1.0)])
def test_what_is_far_below_the_loudest_is_no_speech(below_db: float, end_s: float) -> None:
    quiet = 16000 * 10 ** (-below_db / 20)
    assert end_of_speech_s(pcm((1.0, 16000), (0.3, quiet), (1.0, 0))) == pytest.approx(end_s, abs=0.011)


@pytest.mark.parametrize("level", [100, 1000, 30000])
def test_loudness_does_not_matter(level: float) -> None:
    assert end_of_speech_s(pcm((1.0, level), (1.0, 0))) == pytest.approx(1.0, abs=0.011)


def test_the_first_event_of_each_type_is_timed() -> None:
    watch = _Stopwatch()
    watch(Stamped(0.0, SpeechStarted()))
    first = dict(watch.at_s)
    watch(Stamped(1.0, SpeechStarted()))
    watch(Stamped(2.0, Replied(text="It is noon.", card={})))
    watch.note("first_audio")
    assert watch.at_s["speech_started"] == first["speech_started"]
    assert list(watch.at_s) == ["speech_started", "reply", "first_audio"] and watch.answer == "It is noon."


def test_memory_is_told_in_megabytes() -> None:
    assert 10 < _rss_mb() < 16_000
