from itertools import combinations
from typing import get_args

import numpy as np
import pytest

from assistant.kernel.audio import duration_s
from assistant.kernel.ports import Earcon
from speech.tts.earcons import EARCON_DURATIONS_S, earcon_pcm
from speech.vad.silero import WINDOW_BYTES, SileroNet, SileroState

EARCONS: tuple[Earcon, ...] = get_args(Earcon)


def samples(earcon: Earcon, sample_rate_hz: int = 24_000) -> np.ndarray:
    return np.frombuffer(earcon_pcm(earcon, sample_rate_hz), np.int16).astype(np.float64)


@pytest.mark.parametrize("earcon", EARCONS)
@pytest.mark.parametrize("sample_rate_hz", [16_000, 22_050, 48_000])
def test_it_is_short_and_as_long_as_promised(earcon: Earcon, sample_rate_hz: int) -> None:
    length_s = duration_s(earcon_pcm(earcon, sample_rate_hz), sample_rate_hz)
    assert length_s == pytest.approx(EARCON_DURATIONS_S[earcon], abs=0.001)
    assert length_s <= 0.2


@pytest.mark.parametrize("earcon", EARCONS)
def test_it_is_quiet(earcon: Earcon) -> None:
    assert 0.05 < np.max(np.abs(samples(earcon))) / 32_768 < 0.15


@pytest.mark.parametrize("earcon", EARCONS)
def test_it_begins_and_ends_without_a_click(earcon: Earcon) -> None:
    sound = samples(earcon)
    assert np.max(np.abs(np.diff(sound))[:20]) < 600
    assert abs(sound[0]) < 30
    assert abs(sound[-1]) < 100


@pytest.mark.parametrize(("one", "other"), [*combinations(EARCONS, 2)])
def test_no_two_sound_alike(one: Earcon, other: Earcon) -> None:
    spectra = [np.abs(np.fft.rfft(samples(earcon), 8_192)) for earcon in (one, other)]
    spectra = [spectrum / np.linalg.norm(spectrum) for spectrum in spectra]
    assert float(spectra[0] @ spectra[1]) < 0.8


@pytest.mark.parametrize("earcon", EARCONS)
@pytest.mark.parametrize("gain", [0.1, 0.3, 1.0, 2.0])
@pytest.mark.parametrize("noise", [0.0, 30.0])
def test_no_earcon_is_taken_for_speech(earcon: Earcon, gain: float, noise: float) -> None:
    random = np.random.default_rng(1)
    for offset in (0, 128, 256, 384):
        sound = np.concatenate([np.zeros(8_000 + offset), samples(earcon, 16_000) * gain, np.zeros(8_000)])
        assert highest_speech_prob(sound + random.normal(0, noise, len(sound))) < 0.2


def highest_speech_prob(sound: np.ndarray) -> float:
    pcm = np.clip(sound, -32_768, 32_767).astype(np.int16).tobytes()
    return float(SileroNet().probabilities(pcm[: len(pcm) // WINDOW_BYTES * WINDOW_BYTES], SileroState()).max())
