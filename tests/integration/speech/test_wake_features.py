"""The feature path against the real networks: any chunk size, any stretch, and the library it follows."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.kernel.errors import ModelError
from speech.wake.features import CHUNK_SAMPLES, EMBEDDING_SIZE, HEAD_EMBEDDINGS, FeatureStream, OnnxWakeFeatures
from speech.wake.network import Network

pytestmark = pytest.mark.models
RANDOM = np.random.default_rng(3)


@pytest.fixture(scope="module")
def features(model_path: Callable[[str], Path]) -> OnnxWakeFeatures:
    return OnnxWakeFeatures(model_path("wake-features"))


def sound(chunks: int) -> NDArray[np.int16]:
    """Return loud and quiet noise in turns, so that the clamp to 80 dB has something to do."""
    loudness = np.repeat(RANDOM.choice([0, 3, 300, 8000], chunks), CHUNK_SAMPLES)
    return np.clip(RANDOM.normal(size=loudness.size) * loudness, -32768, 32767).astype(np.int16)


SOUND = sound(40)


def test_a_window_is_sixteen_embeddings(features: OnnxWakeFeatures) -> None:
    assert FeatureStream(features).push(SOUND[: CHUNK_SAMPLES * 3]).shape == (3, HEAD_EMBEDDINGS, EMBEDDING_SIZE)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 39), max_size=6, unique=True).map(sorted))
def test_stretches_of_any_length_give_the_same_windows(features: OnnxWakeFeatures, cuts: list[int]) -> None:
    whole = FeatureStream(features).push(SOUND)
    stream = FeatureStream(features)
    parts = [stream.push(part) for part in np.split(SOUND, [cut * CHUNK_SAMPLES for cut in cuts])]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=2e-3)


def test_reset_forgets_what_was_heard(features: OnnxWakeFeatures) -> None:
    stream = FeatureStream(features)
    first = stream.push(SOUND[:CHUNK_SAMPLES])
    stream.push(SOUND)
    stream.reset()
    np.testing.assert_array_equal(stream.push(SOUND[:CHUNK_SAMPLES]), first)


def test_a_missing_network_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="melspectrogram") as caught:
        OnnxWakeFeatures(tmp_path)
    assert caught.value.code == "model-missing"


def test_a_damaged_network_is_named(tmp_path: Path) -> None:
    (tmp_path / "head.onnx").write_bytes(b"not a network")
    with pytest.raises(ModelError, match="head") as caught:
        Network(tmp_path / "head.onnx")
    assert caught.value.code == "model-damaged"
