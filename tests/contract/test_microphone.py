"""What every `Microphone` must do. Add an implementation by adding a maker of one that holds `SOUND`."""

from collections.abc import Callable
from pathlib import Path

import anyio
import numpy as np
import pytest
import trio.testing

from assistant.kernel.audio import FRAME_BYTES, FRAME_S
from assistant.kernel.ports import Microphone
from assistant.kernel.testing.audio import FakeMicrophone
from speech.audio.files import write_wav
from speech.audio.wav import WavMicrophone

FRAMES = 25
SOUND = np.arange(1, 160 * (2 * FRAMES - 1) + 1, dtype=np.int16).tobytes()
"""24.5 frames without any zero, so that padding shows."""


def fake_microphone(folder: Path) -> Microphone:
    return FakeMicrophone([SOUND[start : start + FRAME_BYTES] for start in range(0, len(SOUND), FRAME_BYTES)])


def wav_microphone(folder: Path) -> Microphone:
    write_wav(folder / "sound.wav", SOUND)
    return WavMicrophone(folder / "sound.wav", is_realtime=True, tail_silence_s=0.0)


@pytest.fixture(params=[fake_microphone, wav_microphone])
def microphone(request: pytest.FixtureRequest, tmp_path: Path) -> Microphone:
    make: Callable[[Path], Microphone] = request.param
    return make(tmp_path)


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "trio", {"clock": trio.testing.MockClock(autojump_threshold=0)}


@pytest.mark.anyio
async def test_it_has_a_name(microphone: Microphone) -> None:
    assert microphone.name


@pytest.mark.anyio
async def test_all_sound_comes_through_in_whole_frames_and_then_none(microphone: Microphone) -> None:
    frames = []
    async with microphone:
        while (frame := await microphone.read()) is not None:
            frames.append(frame)
        assert await microphone.read() is None

    assert {len(frame.pcm) for frame in frames} == {FRAME_BYTES}
    assert b"".join(frame.pcm for frame in frames) == SOUND + bytes(FRAME_BYTES // 2)


@pytest.mark.anyio
async def test_frames_are_numbered_from_zero_without_gaps(microphone: Microphone) -> None:
    async with microphone:
        numbers = [frame.seq for _ in range(FRAMES) if (frame := await microphone.read())]

    assert numbers == list(range(FRAMES))


@pytest.mark.anyio
async def test_a_frame_comes_when_its_last_sample_was_captured(microphone: Microphone) -> None:
    async with microphone:
        start_s = anyio.current_time()
        for count in range(1, FRAMES + 1):
            frame = await microphone.read()
            assert frame is not None
            assert frame.t_mono_s - start_s == pytest.approx(count * FRAME_S)
            assert anyio.current_time() == pytest.approx(frame.t_mono_s)


@pytest.mark.anyio
async def test_a_slow_reader_loses_nothing_and_catches_up(microphone: Microphone) -> None:
    async with microphone:
        await microphone.read()
        start_s = anyio.current_time()
        await anyio.sleep(10 * FRAME_S)
        numbers = [frame.seq for _ in range(10) if (frame := await microphone.read())]

    assert numbers == list(range(1, 11))
    assert anyio.current_time() - start_s == pytest.approx(10 * FRAME_S)


@pytest.mark.anyio
async def test_a_cancelled_read_loses_no_frame(microphone: Microphone) -> None:
    async with microphone:
        with anyio.move_on_after(FRAME_S / 2):
            await microphone.read()
        frame = await microphone.read()

    assert frame is not None
    assert (frame.seq, frame.pcm) == (0, SOUND[:FRAME_BYTES])
