"""The openwakeword library gives the same scores for our head. It exists for Python 3.11 only."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.kernel.errors import ModelError
from models import hey_zenus
from speech.wake.detector import Head
from speech.wake.features import CHUNK_SAMPLES, FeatureStream, OnnxWakeFeatures
from speech.wake.openwakeword import OpenWakeWordDetector
from speech.wake.trigger import WakeRule

pytestmark = pytest.mark.models
RULE = WakeRule(**hey_zenus.rule())
RECORDINGS = sorted((Path(__file__).parents[2] / "data" / "wake").glob("*.flac"))

if sys.version_info >= (3, 12):

    def test_a_python_without_the_library_is_told_so(model_path: Callable[[str], Path]) -> None:
        with pytest.raises(ModelError) as caught:
            OpenWakeWordDetector(model_path("wake-features"), hey_zenus.head_path(), RULE)
        assert caught.value.code == "wake-engine-missing"

else:

    @pytest.fixture(scope="module")
    def library(model_path: Callable[[str], Path]) -> OpenWakeWordDetector:
        return OpenWakeWordDetector(model_path("wake-features"), hey_zenus.head_path(), RULE)

    def sound(path: Path) -> np.ndarray:
        import soundfile

        samples = soundfile.read(path, dtype="int16")[0]
        padded = np.concatenate([np.zeros(16_000, np.int16), samples, np.zeros(16_000, np.int16)])
        return padded[: padded.size // CHUNK_SAMPLES * CHUNK_SAMPLES]

    @pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
    def test_both_give_the_same_scores(
        library: OpenWakeWordDetector, model_path: Callable[[str], Path], path: Path
    ) -> None:
        pcm = sound(path)
        stream = FeatureStream(OnnxWakeFeatures(model_path("wake-features")))
        ours = Head(hey_zenus.head_path()).score(stream.push(pcm))
        library.reset()
        theirs = [library.score(chunk.tobytes()) for chunk in np.split(pcm, pcm.size // CHUNK_SAMPLES)]
        np.testing.assert_allclose(ours, theirs, atol=1e-3)
        assert max(theirs) > RULE.threshold

    def test_the_phrase_is_detected_once(library: OpenWakeWordDetector) -> None:
        library.reset()
        pcm = sound(RECORDINGS[0]).tobytes()
        found = [library.process(pcm[start : start + 640]) for start in range(0, len(pcm), 640)]
        assert [detection.name for detection in found if detection is not None] == ["hey_zenus"]

    def test_a_missing_head_is_named(model_path: Callable[[str], Path], tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="absent") as caught:
            OpenWakeWordDetector(model_path("wake-features"), tmp_path / "absent.onnx", RULE)
        assert caught.value.code == "model-missing"
