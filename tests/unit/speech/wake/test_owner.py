"""The owner's voice is known by prints; whatever is wrong with what is kept is told."""

from pathlib import Path

import numpy as np
import pytest

from assistant.kernel.errors import ModelError, UsageError
from speech.wake.features import EMBEDDING_SIZE, HEAD_EMBEDDINGS, Floats
from speech.wake.owner import LEAST_UTTERANCES, Owner, VoicePrints, read_owner, summary, write_owner

SIZE = 2 * EMBEDDING_SIZE


@pytest.fixture
def prints(tmp_path: Path) -> VoicePrints:
    path = tmp_path / "prints.npz"
    np.savez(path, mean=np.zeros(SIZE, np.float32), projection=np.eye(SIZE, 8, dtype=np.float32), threshold=0.5)
    return VoicePrints(path)


def window(voice: int, noise: float = 0.1) -> Floats:
    """Return what a head would see of a voice: a direction of its own, and some noise."""
    random = np.random.default_rng(voice)
    sound = random.normal(size=(HEAD_EMBEDDINGS, EMBEDDING_SIZE)) * noise
    sound[:, voice] += 3.0
    return sound.astype(np.float32)


def enrolled(prints: VoicePrints, voice: int, count: int = LEAST_UTTERANCES) -> list[Floats]:
    return [prints.of([window(voice, 0.1 + number / 100)]) for number in range(count)]


def test_the_owner_is_known_by_another_utterance_and_nobody_else_is(prints: VoicePrints) -> None:
    owner = Owner(prints, np.stack(enrolled(prints, voice=1)))
    assert owner.said([window(1, noise=0.4)])
    assert not owner.said([window(2)])


def test_the_level_of_the_sound_does_not_matter(prints: VoicePrints) -> None:
    owner = Owner(prints, np.stack(enrolled(prints, voice=1)))
    assert owner.likeness([window(1) * 0.2]) == pytest.approx(owner.likeness([window(1)]), abs=0.01)


def test_what_was_enrolled_is_kept(prints: VoicePrints, tmp_path: Path) -> None:
    write_owner(tmp_path / "deeper" / "owner.npy", enrolled(prints, voice=3))
    assert read_owner(prints, tmp_path / "deeper" / "owner.npy").said([window(3)])


@pytest.mark.parametrize("data", [None, b"", b"no array"])
def test_who_was_not_enrolled_is_told_how(prints: VoicePrints, tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "owner.npy"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_owner(prints, path)
    assert caught.value.code == "owner-not-enrolled" and "zenus wake enrol" in (caught.value.hint or "")


def test_too_few_utterances_are_none(prints: VoicePrints, tmp_path: Path) -> None:
    write_owner(tmp_path / "owner.npy", enrolled(prints, voice=1, count=LEAST_UTTERANCES - 1))
    with pytest.raises(UsageError):
        read_owner(prints, tmp_path / "owner.npy")


def test_damaged_prints_are_told(tmp_path: Path) -> None:
    (tmp_path / "prints.npz").write_bytes(b"PK")
    with pytest.raises(ModelError) as caught:
        VoicePrints(tmp_path / "prints.npz")
    assert caught.value.code == "model-damaged"


def test_a_summary_holds_mean_and_spread() -> None:
    assert summary(np.ones((HEAD_EMBEDDINGS, EMBEDDING_SIZE), np.float32)).tolist() == [1.0] * 96 + [0.0] * 96
