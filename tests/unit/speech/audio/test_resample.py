import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.audio.resample import Resampler, resample

TONE = (8_000 * np.sin(2 * np.pi * 500 * np.arange(4_410) / 44_100)).astype(np.int16).tobytes()


@settings(deadline=None, max_examples=30)
@given(cut=st.integers(1, 2_000))
def test_block_size_does_not_change_the_sound(cut: int) -> None:
    resampler = Resampler(44_100, 16_000)
    blocks = [resampler.convert(TONE[start : start + 2 * cut]) for start in range(0, len(TONE), 2 * cut)]

    whole = np.frombuffer(resample(TONE, 44_100, 16_000), np.int16).astype(int)
    pieces = np.frombuffer(b"".join(blocks) + resampler.finish(), np.int16).astype(int)

    assert len(pieces) == len(whole) == 1_600
    assert np.abs(pieces - whole).max() <= 2


def test_equal_rates_pass_through_bit_by_bit() -> None:
    assert resample(TONE, 16_000, 16_000) == TONE


def test_a_finished_resampler_begins_anew() -> None:
    resampler = Resampler(44_100, 16_000)
    first = resampler.convert(TONE) + resampler.finish()

    assert resampler.convert(TONE) + resampler.finish() == first
