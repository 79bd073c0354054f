"""Soft speech on the real network: it is heard, and as early as loud speech."""

from pathlib import Path

import numpy as np
import pytest

from speech.audio.files import read_pcm
from speech.vad.silero import WINDOW_BYTES, SileroNet, SileroState, as_floats

FOLDER = Path(__file__).parents[2] / "data" / "wake"
NET = SileroNet()
LATEST_S = 0.1


def first_voiced_s(samples: np.ndarray) -> float:
    pcm = (samples * 32767).round().astype(np.int16).tobytes()
    probabilities = NET.probabilities(pcm[: len(pcm) // WINDOW_BYTES * WINDOW_BYTES], SileroState())
    voiced = np.flatnonzero(probabilities > 0.5)
    assert voiced.size, "nothing was heard"
    return float(voiced[0]) * 0.032


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.flac")), ids=lambda path: path.stem)
def test_speech_at_minus_45_dbfs_over_a_hum_begins_when_loud_speech_does(path: Path) -> None:
    loud = np.concatenate([np.zeros(8000, np.float32), as_floats(read_pcm(path))])
    voiced = loud[np.abs(loud) > 0.01]
    soft = loud * 10 ** (-45 / 20) / np.sqrt(np.mean(voiced**2))
    hum = np.random.default_rng(0).normal(0, 10 ** (-70 / 20), len(soft))
    assert first_voiced_s(soft + hum) - first_voiced_s(loud) < LATEST_S
