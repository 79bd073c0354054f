"""The head's network; needs what only training needs."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only training needs torch")
pytest.importorskip("onnx", reason="only training needs onnx")

from models.hey_zenus.head import HeadNetwork, export, load  # noqa: E402  after it is known that torch is there
from speech.wake.detector import Head  # noqa: E402

RANDOM = np.random.default_rng(3)


@pytest.fixture
def network() -> HeadNetwork:
    torch.manual_seed(3)
    made = HeadNetwork(RANDOM.normal(size=96).astype(np.float32), np.full(96, 2, np.float32))
    made.eval()
    return made


def windows_of(embeddings: np.ndarray) -> np.ndarray:
    return np.stack([embeddings[end - 16 : end] for end in range(16, len(embeddings) + 1)])


def test_scoring_along_a_recording_is_scoring_its_windows(network: HeadNetwork) -> None:
    embeddings = RANDOM.normal(size=(60, 96)).astype(np.float32)
    with torch.no_grad():
        along = network.along(torch.from_numpy(embeddings)).numpy()
        apart = network(torch.from_numpy(windows_of(embeddings))).numpy()
    np.testing.assert_allclose(along, apart, atol=1e-5)


def test_the_exported_head_averages_its_members(network: HeadNetwork, tmp_path: Path) -> None:
    torch.manual_seed(4)
    other = HeadNetwork(np.zeros(96, np.float32), np.ones(96, np.float32))
    other.eval()
    export([network, other], tmp_path / "head.onnx", "head")
    windows = RANDOM.normal(size=(5, 16, 96)).astype(np.float32)
    with torch.no_grad():
        logits = (network(torch.from_numpy(windows)) + other(torch.from_numpy(windows))) / 2
    np.testing.assert_allclose(Head(tmp_path / "head.onnx").score(windows), torch.sigmoid(logits).numpy(), atol=2e-3)


def test_an_exported_head_is_read_back(network: HeadNetwork, tmp_path: Path) -> None:
    export([network], tmp_path / "head.onnx", "head")
    (read,) = load(tmp_path / "head.onnx", np.full(96, 0.5, np.float32), np.full(96, 3, np.float32))
    read.eval()
    windows = torch.from_numpy(RANDOM.normal(size=(5, 16, 96)).astype(np.float32))
    with torch.no_grad():
        np.testing.assert_allclose(read(windows).numpy(), network(windows).numpy(), atol=1e-2)
