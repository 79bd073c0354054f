"""The verifier's network; needs what only training needs."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only training needs torch")
pytest.importorskip("onnx", reason="only training needs onnx")

from models.hey_zenus.verifier.fit import Schedule, fit  # noqa: E402  after it is known that torch is there
from models.hey_zenus.verifier.network import VerifierNetwork, export, load  # noqa: E402
from models.hey_zenus.verifier.windows import Windows  # noqa: E402
from speech.wake.network import Network  # noqa: E402
from speech.wake.verifier import ENCODER  # noqa: E402

RANDOM = np.random.default_rng(3)
SIZE = 32


def network(seed: int) -> VerifierNetwork:
    torch.manual_seed(seed)
    made = VerifierNetwork(RANDOM.normal(size=SIZE).astype(np.float32), np.full(SIZE, 2, np.float32))
    made.eval()
    return made


def test_the_exported_verifier_averages_its_members_and_names_its_encoder(tmp_path: Path) -> None:
    members = [network(1), network(2)]
    export(members, tmp_path / "a.onnx", "phrase", "whisper-base")
    output = RANDOM.normal(size=(100, SIZE)).astype(np.float32)
    with torch.no_grad():
        logit = sum(member(torch.from_numpy(output[None])) for member in members) / 2
    exported = Network(tmp_path / "a.onnx")
    assert exported.run(output[None])[0] == pytest.approx(float(torch.sigmoid(logit)), abs=2e-3)
    assert exported.metadata == {ENCODER: "whisper-base"}


def test_an_exported_verifier_is_read_back_to_be_trained_further(tmp_path: Path) -> None:
    members = [network(1), network(2)]
    export(members, tmp_path / "a.onnx", "phrase", "whisper-base")
    read = load(tmp_path / "a.onnx", np.full(SIZE, 0.5, np.float32), np.full(SIZE, 3, np.float32))
    outputs = torch.from_numpy(RANDOM.normal(size=(5, 100, SIZE)).astype(np.float32))
    for member, again in zip(members, read, strict=True):
        again.eval()
        with torch.no_grad():
            np.testing.assert_allclose(again(outputs).numpy(), member(outputs).numpy(), atol=2e-2)


def test_what_the_phrase_sounds_like_is_learnt_wherever_in_the_window_it_is() -> None:
    def window(has_phrase: bool) -> np.ndarray:
        sound = RANDOM.normal(size=(100, SIZE)) * 0.3
        at = RANDOM.integers(10, 60)
        sound[at : at + 20, : 8 if has_phrase else -8] += 1.5
        return sound

    labels = RANDOM.random(400) < 0.4
    outputs = np.stack([window(bool(label)) for label in labels]).astype(np.float16)
    windows = Windows(outputs, np.where(labels, "phrase", "near"))
    fitted = fit(windows, Schedule(steps=60, batch=64, negatives={"near": 1.0}), 1, lambda _: None)
    with torch.no_grad():
        logits = fitted(torch.from_numpy(outputs.astype(np.float32))).numpy()
    assert np.mean((logits > 0) == labels) > 0.95
