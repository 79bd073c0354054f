"""The recipe hears what the detector hears."""

from pathlib import Path

import numpy as np
import pytest

from assistant.config import paths
from models import hey_zenus
from models.hey_zenus.heard import Heard, scores
from models.store import ModelStore
from speech.audio.files import read_pcm
from speech.wake.detector import Head
from speech.wake.features import OnnxWakeFeatures
from speech.wake.scan import WakeScanner
from speech.wake.trigger import WakeRule

pytestmark = pytest.mark.models
RECORDING = sorted((Path(__file__).parents[2] / "data" / "wake").glob("*.flac"))[0]


def test_scores_of_kept_embeddings_are_those_of_the_scanner(tmp_path: Path) -> None:
    features_dir = ModelStore(paths.models_dir()).path("wake-features")
    pcm = read_pcm(RECORDING)
    expected = WakeScanner(features_dir, hey_zenus.head_path(), WakeRule(0.5, 1, 2.0)).scores(pcm)
    heard = Heard(tmp_path, OnnxWakeFeatures(features_dir))
    for _ in range(2):  # made, then read
        embeddings = heard.embeddings("a", np.frombuffer(pcm, np.int16))
        np.testing.assert_allclose(scores(Head(hey_zenus.head_path()), embeddings), expected, atol=0.01)
