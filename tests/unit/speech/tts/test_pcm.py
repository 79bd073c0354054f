import numpy as np
import pytest

from speech.tts.pcm import blocks, to_pcm


def test_full_scale_becomes_full_scale() -> None:
    assert np.frombuffer(to_pcm(np.array([0.0, 1.0, -1.0], np.float32)), np.int16).tolist() == [0, 32_767, -32_767]


def test_what_is_too_loud_or_no_number_is_tamed() -> None:
    samples = np.array([3.0, -3.0, np.nan, np.inf], np.float32)
    assert np.frombuffer(to_pcm(samples), np.int16).tolist() == [32_767, -32_767, 0, 32_767]


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 48_000])
def test_blocks_are_short_and_complete(rate_hz: int) -> None:
    pcm = bytes(range(256)) * 100
    parts = list(blocks(pcm, rate_hz))
    assert b"".join(parts) == pcm
    assert all(0 < len(part) <= 2 * 0.1 * rate_hz for part in parts)
    assert all(len(part) % 2 == 0 for part in parts)


def test_no_sound_has_no_blocks() -> None:
    assert list(blocks(b"", 16_000)) == []
