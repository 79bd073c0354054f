"""The voice activity detector, on the real network: it comes with a dependency and costs milliseconds."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.kernel.errors import ModelError
from speech.vad.silero import WINDOW_BYTES, SileroNet, SileroState, SileroVad, as_floats
from tests.machine import limit_s

NET = SileroNet()


def noise(seconds: float, amplitude: float = 0.1, seed: int = 0) -> bytes:
    samples = np.random.default_rng(seed).normal(0, amplitude * 32767, round(16_000 * seconds))
    return samples.clip(-32768, 32767).astype(np.int16).tobytes()


def test_nothing_heard_is_no_speech() -> None:
    vad = SileroVad(NET)
    assert vad.process(b"") == 0
    assert vad.process(b"\0" * (WINDOW_BYTES - 2)) == 0


@pytest.mark.parametrize("pcm", [bytes(64_000), noise(2.0), noise(2.0, 0.9), b"\xff\x7f" * 32_000])
def test_silence_and_noise_are_no_speech(pcm: bytes) -> None:
    probabilities = NET.probabilities(pcm[: len(pcm) // WINDOW_BYTES * WINDOW_BYTES], SileroState())
    assert probabilities.max() < 0.5


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4000), min_size=1, max_size=12))
def test_how_sound_is_cut_does_not_matter(cuts: Sequence[int]) -> None:
    pcm = noise(sum(cuts) / 32_000 + 0.01, 0.3)
    whole, cut = SileroVad(NET), SileroVad(NET)
    start = 0
    for size in cuts:
        cut.process(pcm[start : start + size])
        start += size
    assert cut.process(pcm[start:]) == pytest.approx(whole.process(pcm), abs=1e-5)


def test_a_reset_forgets() -> None:
    vad = SileroVad(NET)
    first = vad.process(noise(0.5))
    vad.process(noise(0.333, 0.5, seed=1))
    vad.reset()
    assert vad.process(b"") == 0
    assert vad.process(noise(0.5)) == pytest.approx(first, abs=1e-6)


def test_no_samples_give_no_probabilities() -> None:
    assert NET.probabilities(b"", SileroState()).shape == (0,)


def test_samples_become_floats_of_unit_size() -> None:
    assert as_floats(b"\x00\x80\x00\x00\xff\x7f").tolist() == [-1.0, 0.0, pytest.approx(32767 / 32768)]


@pytest.mark.slow  # measures processor time, which a second worker would spoil
def test_a_second_of_sound_costs_a_hundredth_of_it() -> None:
    vad, pcm = SileroVad(NET), noise(0.02)
    started_s = time.process_time()
    for _ in range(250):
        vad.process(pcm)
    assert time.process_time() - started_s < limit_s(0.25), "five seconds in frames of 20 ms"


def test_a_missing_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        SileroNet(tmp_path / "vad.onnx")
    assert caught.value.code == "model-missing"


def test_a_damaged_model_is_said(tmp_path: Path) -> None:
    path = tmp_path / "vad.onnx"
    path.write_bytes(b"<html>not a model</html>")
    with pytest.raises(ModelError) as caught:
        SileroNet(path)
    assert caught.value.code == "model-damaged"
