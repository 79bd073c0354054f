from itertools import pairwise
from pathlib import Path

import anyio
import numpy as np
import pytest
import soundfile
import trio.testing

from assistant.kernel.audio import FRAME_BYTES
from assistant.kernel.errors import AudioFileError
from assistant.kernel.testing.audio import FakeSpeaker
from speech.audio.files import write_wav
from speech.audio.wav import TeeSpeaker, WavMicrophone, WavSpeaker

RATE_HZ = 16_000


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "trio", {"clock": trio.testing.MockClock(autojump_threshold=0)}


def sound(seconds: float, value: int = 1_000) -> bytes:
    return np.full(round(RATE_HZ * seconds), value, np.int16).tobytes()


def runs(path: Path) -> list[tuple[int, float]]:
    """Return (value, seconds) of each run of equal samples in the file."""
    samples, rate_hz = soundfile.read(path, dtype="int16")
    edges = [0, *(np.flatnonzero(np.diff(samples)) + 1), len(samples)]
    return [(int(samples[a]), round((b - a) / rate_hz, 3)) for a, b in pairwise(edges)]


@pytest.mark.anyio
async def test_fast_microphone_takes_no_time_but_stamps_as_if_it_did(tmp_path: Path) -> None:
    write_wav(tmp_path / "x.wav", sound(1))
    start_s = anyio.current_time()

    async with WavMicrophone(tmp_path / "x.wav", is_realtime=False, tail_silence_s=0.1) as microphone:
        frames = [frame for _ in range(55) if (frame := await microphone.read())]
        assert await microphone.read() is None

    assert anyio.current_time() == start_s
    assert frames[-1].t_mono_s - start_s == pytest.approx(1.1)
    assert [frame.pcm for frame in frames[50:]] == [bytes(FRAME_BYTES)] * 5


@pytest.mark.anyio
async def test_microphone_refuses_a_bad_file_on_entering(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError):
        async with WavMicrophone(tmp_path / "none.wav"):
            pass


@pytest.mark.anyio
async def test_file_holds_what_was_heard_and_pauses_of_half_a_second_at_most(tmp_path: Path) -> None:
    async with WavSpeaker(tmp_path / "x.wav", sample_rate_hz=RATE_HZ) as speaker:
        await anyio.sleep(1)
        await speaker.play(1, sound(0.2, 1), RATE_HZ)
        await anyio.sleep(0.4)
        await speaker.play(1, sound(0.2, 2), RATE_HZ)
        await anyio.sleep(60)
        await speaker.play(2, sound(0.2, 3), RATE_HZ)
        await speaker.drain()

    assert runs(tmp_path / "x.wav") == [(1, 0.2), (0, 0.2), (2, 0.2), (0, 0.5), (3, 0.2)]


@pytest.mark.anyio
async def test_file_lacks_what_was_flushed(tmp_path: Path) -> None:
    async with WavSpeaker(tmp_path / "x.wav", sample_rate_hz=RATE_HZ) as speaker:
        await speaker.play(1, sound(0.5, 1), RATE_HZ)
        await anyio.sleep(0.125)
        speaker.flush(1)
        await speaker.play(1, sound(0.5, 2), RATE_HZ)
        await speaker.play(2, sound(0.25, 3), RATE_HZ)
        await speaker.drain()

    assert runs(tmp_path / "x.wav") == [(1, 0.125), (3, 0.25)]


@pytest.mark.anyio
async def test_leaving_in_the_middle_keeps_what_was_heard(tmp_path: Path) -> None:
    async with WavSpeaker(tmp_path / "x.wav", sample_rate_hz=RATE_HZ) as speaker:
        await speaker.play(1, sound(0.5, 1), RATE_HZ)
        await anyio.sleep(0.25)

    assert runs(tmp_path / "x.wav") == [(1, 0.25)]


@pytest.mark.anyio
async def test_asking_how_much_was_played_does_not_disturb_the_file(tmp_path: Path) -> None:
    async with WavSpeaker(tmp_path / "x.wav", sample_rate_hz=RATE_HZ) as speaker:
        await speaker.play(1, sound(0.5, 1), RATE_HZ)
        for _ in range(50):
            await anyio.sleep(0.0101)
            speaker.played_s(1)
        await speaker.drain()

    assert runs(tmp_path / "x.wav") == [(1, 0.5)]


@pytest.mark.anyio
async def test_every_rate_ends_at_the_rate_of_the_file(tmp_path: Path) -> None:
    async with WavSpeaker(tmp_path / "x.wav", sample_rate_hz=22_050) as speaker:
        for rate_hz in (16_000, 24_000, 22_050):
            await speaker.play(1, np.full(rate_hz // 2, 1_000, np.int16).tobytes(), rate_hz)
        await speaker.drain()

    samples, rate_hz = soundfile.read(tmp_path / "x.wav", dtype="int16")
    assert rate_hz == 22_050
    assert len(samples) == pytest.approx(1.5 * 22_050, abs=3)


@pytest.mark.anyio
async def test_fast_speaker_has_heard_it_all_at_once(tmp_path: Path) -> None:
    start_s = anyio.current_time()

    async with WavSpeaker(tmp_path / "x.wav", is_realtime=False, sample_rate_hz=RATE_HZ) as speaker:
        await speaker.play(1, sound(5, 7), RATE_HZ)
        assert speaker.played_s(1) == pytest.approx(5)
        await speaker.drain()

    assert anyio.current_time() == start_s
    assert runs(tmp_path / "x.wav") == [(7, 5.0)]


@pytest.mark.anyio
async def test_output_into_a_missing_folder_fails_on_entering(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError) as raised:
        async with WavSpeaker(tmp_path / "none" / "x.wav"):
            pass

    assert raised.value.code == "folder-missing"


@pytest.mark.anyio
async def test_full_disk_is_told_once_and_the_speaker_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(self: object, pcm: bytes) -> None:
        raise AudioFileError("The disk is full.", code="disk-full")

    async with WavSpeaker(tmp_path / "x.wav") as speaker:
        monkeypatch.setattr("speech.audio.files.WavWriter.write", no_space)
        await speaker.play(1, sound(0.2), RATE_HZ)
        with pytest.raises(AudioFileError):
            await speaker.drain()
        await speaker.play(1, sound(0.2), RATE_HZ)
        await speaker.drain()

        assert speaker.played_s(1) == pytest.approx(0.4)


@pytest.mark.anyio
async def test_tee_records_what_the_primary_plays(tmp_path: Path) -> None:
    primary = FakeSpeaker()
    async with TeeSpeaker(primary, WavSpeaker(tmp_path / "x.wav", sample_rate_hz=RATE_HZ)) as speaker:
        await speaker.play(1, sound(0.7, 1), RATE_HZ)
        await speaker.play(1, sound(0.7, 2), RATE_HZ)
        speaker.flush(1)

    assert primary.flushed == [1]
    assert runs(tmp_path / "x.wav") == [(1, 0.7), (2, 0.2)]


@pytest.mark.anyio
async def test_tee_raises_the_recorders_error_unwrapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(self: object, pcm: bytes) -> None:
        raise AudioFileError("The disk is full.", code="disk-full")

    async with TeeSpeaker(FakeSpeaker(), WavSpeaker(tmp_path / "x.wav")) as speaker:
        monkeypatch.setattr("speech.audio.files.WavWriter.write", no_space)
        await speaker.play(1, sound(0.2), RATE_HZ)
        with pytest.raises(AudioFileError):
            await speaker.drain()
