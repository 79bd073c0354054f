"""The request that a synthesised voice makes where there is no microphone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import demo
from assistant.kernel.errors import ModelError
from models.store import ModelStore
from speech.audio.files import read_pcm
from speech.tts import kokoro


class Speaking:
    """Stands in for the second voice."""

    sample_rate_hz = 16_000

    def __init__(self, _folder: Path, voice: str) -> None:
        assert voice == demo.VOICE

    def synthesise(self, text: str) -> Iterator[bytes]:
        assert text == demo.REQUEST
        yield b"\x00\x10" * 16_000


@pytest.fixture(autouse=True)
def _voice(zenus_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro, "KokoroTts", Speaking)
    monkeypatch.setattr(ModelStore, "path", lambda _self, name: Path(name))


def test_the_request_is_spoken_with_silence_around_it() -> None:
    pcm = read_pcm(demo.make_request())
    half_second = 16_000
    assert len(pcm) == 4 * half_second
    assert not any(pcm[: half_second - 200]) and any(pcm[half_second : 3 * half_second])
    assert not any(pcm[3 * half_second + 200 :])


def test_request_and_answer_lie_beside_each_other_and_can_be_made_again() -> None:
    first, second = demo.make_request(), demo.make_request()
    assert first == second and first != demo.answer_path()
    assert first.parent == demo.answer_path().parent == demo.folder()
    assert [path.name for path in demo.folder().iterdir()] == [first.name]


def test_a_missing_voice_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_self: ModelStore, name: str) -> Path:
        raise ModelError(f"{name!r} is missing.", code="model-missing")

    monkeypatch.setattr(ModelStore, "path", missing)
    with pytest.raises(ModelError):
        demo.make_request()
