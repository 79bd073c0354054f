"""Which microphone and speaker a run gets."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from assistant.app import sound as module
from assistant.app.sound import Sound
from assistant.config.settings import AudioSettings, Settings
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.testing.audio import FakeMicrophone, FakeSpeaker
from speech.audio.files import read_pcm, write_wav
from speech.audio.wav import TeeSpeaker, WavSpeaker

pytestmark = pytest.mark.anyio


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every device be there, and return the names that were asked for."""
    wanted: list[str] = []

    def microphone(_host: object, _publish: object, *, name: str) -> FakeMicrophone:
        wanted.append(name)
        return FakeMicrophone([])

    def speaker(_host: object, *, name: str) -> FakeSpeaker:
        wanted.append(name)
        return FakeSpeaker()

    monkeypatch.setattr(module, "PortAudioHost", lambda: None)
    monkeypatch.setattr(module, "DeviceMicrophone", microphone)
    monkeypatch.setattr(module, "DeviceSpeaker", speaker)
    return wanted


def sound(*, is_fast: bool = False) -> Sound:
    settings = Settings(audio=AudioSettings(microphone="USB", speaker="HDMI"))
    return Sound(settings, EventBus(SystemClock()), is_fast=is_fast)


async def test_the_users_devices_are_opened_by_name(wanted: list[str]) -> None:
    async with AsyncExitStack() as stack:
        assert await (await sound().device_microphone(stack)).read() is None, "it is open"
        assert isinstance(await sound().speaker(stack, None, has_device=True), FakeSpeaker)
    assert wanted == ["USB", "HDMI"]


async def test_what_is_spoken_can_be_heard_and_written_at_once(wanted: list[str], tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        speaker = await sound().speaker(stack, tmp_path / "o.wav", has_device=True)
        assert isinstance(speaker, TeeSpeaker)
        await speaker.play(1, b"\0\x10" * 160, 16_000)
        await speaker.drain()
    assert any(read_pcm(tmp_path / "o.wav"))


async def test_without_a_device_it_is_only_written(wanted: list[str], tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        assert isinstance(await sound().speaker(stack, tmp_path / "o.wav", has_device=False), WavSpeaker)
    assert wanted == [] and (tmp_path / "o.wav").exists()


async def test_a_file_is_read_as_fast_as_it_may_be(wanted: list[str], tmp_path: Path) -> None:
    write_wav(tmp_path / "i.wav", bytes(32_000 * 60), 16_000)
    frames = 0
    async with sound(is_fast=True).file_microphone(tmp_path / "i.wav") as microphone:
        while await microphone.read():
            frames += 1
    assert frames == (60 + module.TAIL_SILENCE_S) * 50
