"""Sounds that woke us by mistake."""

from pathlib import Path

import numpy as np
import pytest

from assistant.kernel.errors import ModelError
from speech.wake.disowned import MOST_KEPT, Disowned

RANDOM = np.random.default_rng(5)


def sound() -> np.ndarray:
    return RANDOM.normal(size=(16, 96)).astype(np.float32)


def test_a_disowned_sound_is_known_again_through_another_microphone() -> None:
    jingle = sound()
    disowned = Disowned()
    disowned.add([jingle])
    microphone = RANDOM.normal(size=96).astype(np.float32)
    assert disowned.is_known(jingle * 0.7 + microphone + 0.3 * sound())


def test_another_sound_is_not() -> None:
    disowned = Disowned()
    disowned.add([sound(), sound()])
    assert not disowned.is_known(sound())


def test_at_first_nothing_is_known() -> None:
    assert not Disowned().is_known(sound())


def test_what_was_disowned_outlives_a_restart(tmp_path: Path) -> None:
    jingle = sound()
    Disowned(tmp_path / "deep" / "sounds.npy").add([jingle])
    assert Disowned(tmp_path / "deep" / "sounds.npy").is_known(jingle)


def test_the_oldest_make_room() -> None:
    disowned, first = Disowned(), sound()
    disowned.add([first, *(sound() for _ in range(MOST_KEPT))])
    assert len(disowned) == MOST_KEPT and not disowned.is_known(first)


@pytest.mark.parametrize("content", [b"", b"nothing", None])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "sounds.npy"
    if content is None:
        np.save(path, np.zeros((2, 3), np.float32))
    else:
        path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        Disowned(path)
    assert caught.value.code == "model-damaged" and "sounds.npy" in caught.value.message
