"""What the recipe does to sound: old synthesisers, codecs, and sizes that transform quickly."""

import numpy as np
import pytest

from models.hey_zenus.codecs import KINDS, coded
from models.hey_zenus.rooms import fast_size
from models.hey_zenus.vocoder import revoiced


def voice(seconds: float) -> np.ndarray:
    """A buzz with two formants, gliding."""
    times = np.arange(int(seconds * 16_000)) / 16_000
    return (4_000 * np.sign(np.sin(2 * np.pi * 120 * times)) * np.sin(2 * np.pi * (500 + 200 * times) * times)).astype(
        np.float32
    )


def test_a_revoiced_clip_is_as_long_and_as_loud() -> None:
    dry = voice(0.7)
    wet = revoiced(dry, np.random.default_rng(1))
    assert wet.size == dry.size
    assert np.linalg.norm(wet) == pytest.approx(np.linalg.norm(dry), rel=1e-3)


def test_a_revoiced_clip_is_silent_where_the_clip_was() -> None:
    wet = revoiced(np.concatenate([np.zeros(8_000, np.float32), voice(0.5)]), np.random.default_rng(1))
    assert np.abs(wet[:6_000]).max() < 0.05 * np.abs(wet).max()


@pytest.mark.parametrize("seed", range(3))
def test_a_coded_clip_stays_in_place(seed: int) -> None:
    pcm = np.concatenate([np.zeros(8_000), voice(0.3), np.zeros(8_000)]).astype(np.int16)
    heard = coded(pcm, np.random.default_rng(seed)).astype(np.float64)
    assert heard.size == pcm.size
    assert np.abs(heard[:6_000]).max() < 0.1 * np.abs(heard[8_000:12_000]).max()


def test_every_codec_is_drawn_from() -> None:
    assert {int(np.random.default_rng(seed).integers(len(KINDS))) for seed in range(40)} == set(range(len(KINDS)))


@pytest.mark.parametrize("length", [1, 2, 3, 48_000, 49_153, 65_536])
def test_a_fast_size_holds_the_length(length: int) -> None:
    assert length <= fast_size(length) < 2 * length + 1
