"""The real microphone adapter against a private audio server, through PortAudio."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.to_thread
import numpy as np
import pytest

from assistant.kernel.audio import FRAME_BYTES, AudioFrame
from assistant.kernel.errors import AudioError
from assistant.kernel.events import Event, MicrophoneChanged
from speech.audio.files import write_wav
from speech.audio.host import PortAudioHost
from speech.audio.microphone import DeviceMicrophone
from tests.e2e.desktop import PrivateDesktop, activate

pytestmark = [pytest.mark.desktop, pytest.mark.slow, pytest.mark.anyio]

RATE_HZ = 16_000
RECOVERY_S = 2.0


@pytest.fixture
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop() as desktop, pytest.MonkeyPatch.context() as patch:
        activate(desktop, patch.setenv)
        yield desktop


@pytest.fixture(scope="module")
def host() -> PortAudioHost:
    return PortAudioHost()


class Ear:
    """Reads a microphone in the background, and notes what it publishes and when."""

    def __init__(self, host: PortAudioHost, **options: object) -> None:
        self.events: list[tuple[float, MicrophoneChanged]] = []
        self.frames: list[AudioFrame] = []
        self.microphone = DeviceMicrophone(host, self._note, **options)  # type: ignore[arg-type]  # options are its own

    def _note(self, event: Event) -> None:
        assert isinstance(event, MicrophoneChanged)
        self.events.append((time.monotonic(), event))

    @property
    def samples(self) -> np.ndarray:
        return np.frombuffer(b"".join(frame.pcm for frame in self.frames), np.int16).astype(float)

    @property
    def news(self) -> list[tuple[str, bool]]:
        return [(event.name, event.is_live) for _, event in self.events]

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Ear"]:
        async with self.microphone, anyio.create_task_group() as group:
            group.start_soon(self._listen)
            yield self
            group.cancel_scope.cancel()

    async def _listen(self) -> None:
        while (frame := await self.microphone.read()) is not None:
            self.frames.append(frame)

    async def wait_for(self, is_true: Callable[[], object], limit_s: float) -> float:
        """Return how long it took until `is_true`."""
        start_s = time.monotonic()
        with anyio.fail_after(limit_s):
            while not is_true():  # noqa: ASYNC110  # what is waited for happens in other threads and processes
                await anyio.sleep(0.005)
        return time.monotonic() - start_s


def tone(hz: float, seconds: float = 0.5) -> np.ndarray:
    return 10_000 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)


async def speak(desktop: PrivateDesktop, samples: np.ndarray, device: str = "zmicin") -> None:
    path = desktop.folder / "spoken.wav"
    write_wav(path, samples.astype(np.int16).tobytes())
    await anyio.to_thread.run_sync(desktop.speak, path, device)
    await anyio.sleep(0.3)


def frequency_hz(samples: np.ndarray) -> float:
    loud = np.flatnonzero(np.abs(samples) > 1_000)
    middle = samples[loud[0] + 800 : loud[-1] - 800]
    padded = np.fft.rfft(middle * np.hanning(len(middle)), 10 * RATE_HZ)
    return float(np.argmax(np.abs(padded))) / 10


async def test_what_is_spoken_is_what_is_heard(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    noise = np.convolve(np.random.default_rng(3).normal(0, 12_000, RATE_HZ), np.ones(6) / 6, "same").clip(
        -30_000, 30_000
    )
    async with Ear(host).open() as ear:
        await speak(desktop, noise)

    match = np.correlate(ear.samples, noise, "valid")
    at = int(np.argmax(match))
    heard = ear.samples[at : at + len(noise)]
    assert np.corrcoef(heard, noise)[0, 1] > 0.98


async def test_frames_are_whole_numbered_and_stamped(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    async with Ear(host).open() as ear:
        await ear.wait_for(lambda: len(ear.frames) >= 50, 3)
        now_s = time.monotonic()

    assert {len(frame.pcm) for frame in ear.frames} == {FRAME_BYTES}
    assert [frame.seq for frame in ear.frames] == list(range(len(ear.frames)))
    assert ear.frames[49].t_mono_s - ear.frames[0].t_mono_s == pytest.approx(49 * 0.02, abs=0.1)
    assert now_s - ear.frames[-1].t_mono_s < 0.1
    assert ear.news == [("Test Microphone zmic", True)]


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
async def test_hardware_of_another_rate_is_resampled(
    desktop: PrivateDesktop, host: PortAudioHost, rate_hz: int
) -> None:
    async with Ear(host, rates_hz=(rate_hz,)).open() as ear:
        await speak(desktop, tone(1_000, 1.0))

    assert frequency_hz(ear.samples) == pytest.approx(1_000, abs=2)


async def test_an_unplugged_microphone_never_becomes_the_speaker(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    async with Ear(host).open() as ear:
        await ear.wait_for(lambda: ear.frames, 1)
        await anyio.to_thread.run_sync(desktop.unplug_microphone)
        # Loud at the moment of the unplugging and long after.
        await speak(desktop, tone(800, 1.5), "zspk")
        assert ear.news[-1] == ("Test Microphone zmic", False)
        await anyio.to_thread.run_sync(desktop.plug_microphone)
        took_s = await ear.wait_for(lambda: ear.news[-1][1], RECOVERY_S)
        assert np.abs(ear.samples).max() == 0
        await speak(desktop, tone(1_000))

    assert took_s < RECOVERY_S
    assert frequency_hz(ear.samples) == pytest.approx(1_000, abs=3)


async def test_an_unplugging_during_playback_lets_no_sound_of_the_speaker_through(
    desktop: PrivateDesktop, host: PortAudioHost
) -> None:
    path = desktop.folder / "long.wav"
    write_wav(path, tone(800, 2.0).astype(np.int16).tobytes())
    async with Ear(host).open() as ear, anyio.create_task_group() as group:
        group.start_soon(anyio.to_thread.run_sync, desktop.speak, path, "zspk")
        await anyio.sleep(0.5)
        await anyio.to_thread.run_sync(desktop.unplug_microphone)
        await anyio.sleep(0.5)
        await anyio.to_thread.run_sync(desktop.plug_microphone)

    assert np.abs(ear.samples).max() == 0


async def test_an_outage_shows_as_a_gap_in_the_numbers(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    async with Ear(host).open() as ear:
        await ear.wait_for(lambda: ear.frames, 1)
        await anyio.to_thread.run_sync(desktop.unplug_microphone)
        await anyio.sleep(0.4)
        before = len(ear.frames)
        await anyio.to_thread.run_sync(desktop.plug_microphone)
        await ear.wait_for(lambda: len(ear.frames) > before, RECOVERY_S)

    gap = ear.frames[before].seq - ear.frames[before - 1].seq
    away_s = ear.frames[before].t_mono_s - ear.frames[before - 1].t_mono_s
    assert gap == pytest.approx(away_s / 0.02, abs=4)


async def test_a_suspended_microphone_is_noticed_and_recovers(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    async with Ear(host).open() as ear:
        await ear.wait_for(lambda: ear.frames, 1)
        await anyio.to_thread.run_sync(desktop.suspend_source, True)
        await ear.wait_for(lambda: not ear.news[-1][1], 3)
        await anyio.to_thread.run_sync(desktop.suspend_source, False)
        await ear.wait_for(lambda: ear.news[-1][1], RECOVERY_S)
        await speak(desktop, tone(1_000))

    assert frequency_hz(ear.samples) == pytest.approx(1_000, abs=3)


async def test_a_microphone_that_is_slow_to_give_sound_is_waited_for(
    desktop: PrivateDesktop, host: PortAudioHost
) -> None:
    await anyio.to_thread.run_sync(desktop.suspend_source, True)

    async def give_sound() -> None:
        await anyio.sleep(1.5)
        await anyio.to_thread.run_sync(desktop.suspend_source, False)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(give_sound)
        async with Ear(host).open() as ear:
            await ear.wait_for(lambda: ear.frames, 1)

    assert ear.news == [("Test Microphone zmic", True)]


async def test_a_crash_of_the_audio_server_is_survived(
    desktop: PrivateDesktop, host: PortAudioHost, capfd: pytest.CaptureFixture[str]
) -> None:
    async with Ear(host).open() as ear:
        await ear.wait_for(lambda: ear.frames, 1)
        await anyio.to_thread.run_sync(desktop.kill_audio)
        await ear.wait_for(lambda: not ear.news[-1][1], 2)
        await anyio.to_thread.run_sync(desktop.restart_audio)
        await ear.wait_for(lambda: ear.news[-1][1], RECOVERY_S)
        await speak(desktop, tone(1_000))

    assert frequency_hz(ear.samples) == pytest.approx(1_000, abs=3)
    assert [name for name, _ in ear.news] == ["Test Microphone zmic"] * 3
    assert capfd.readouterr().err == ""


async def test_a_microphone_chosen_by_name_is_the_one_that_is_heard(
    desktop: PrivateDesktop, host: PortAudioHost
) -> None:
    desktop.plug_speaker("mouth2")
    desktop.plug_microphone("other", mouth="mouth2", is_default=False)
    async with Ear(host, name="microphone OTHER").open() as ear:
        await speak(desktop, tone(600), "zmicin")
        assert np.abs(ear.samples).max() == 0
        await speak(desktop, tone(1_000), "mouth2")

    assert ear.microphone.name == "Test Microphone other"
    assert frequency_hz(ear.samples) == pytest.approx(1_000, abs=3)


async def test_a_microphone_chosen_by_name_is_waited_for_and_not_replaced(
    desktop: PrivateDesktop, host: PortAudioHost
) -> None:
    module = desktop.plug_microphone("other", is_default=False)
    async with Ear(host, name="other").open() as ear:
        await ear.wait_for(lambda: ear.frames, 1)
        await anyio.to_thread.run_sync(desktop.unplug_microphone, module)
        await ear.wait_for(lambda: not ear.news[-1][1], 2)
        count = len(ear.frames)
        await speak(desktop, tone(600))
        assert len(ear.frames) == count
        desktop.plug_microphone("other", is_default=False)
        await ear.wait_for(lambda: ear.news[-1][1], RECOVERY_S)


async def test_the_default_microphone_is_followed(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    desktop.plug_speaker("mouth2")
    async with Ear(host).open() as ear:
        await ear.wait_for(lambda: ear.frames, 1)
        await anyio.to_thread.run_sync(lambda: desktop.plug_microphone("other", mouth="mouth2"))
        await ear.wait_for(lambda: ear.news[-1] == ("Test Microphone other", True), RECOVERY_S)
        await speak(desktop, tone(1_000), "mouth2")

    assert frequency_hz(ear.samples) == pytest.approx(1_000, abs=3)


async def test_blocks_that_are_read_too_late_are_counted_and_leave_a_gap(
    desktop: PrivateDesktop, host: PortAudioHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("speech.audio.microphone._RING_S", 0.2)
    async with DeviceMicrophone(host, lambda event: None) as microphone:
        before = await microphone.read()
        await anyio.sleep(0.6)
        after = await microphone.read()

        assert before is not None
        assert after is not None
        # 0.6 s of blocks of 20 ms came, and 0.2 s of them were kept.
        assert microphone.overruns >= 15
        assert after.seq - before.seq > 15


async def test_a_machine_without_microphones_says_so(host: PortAudioHost, monkeypatch: pytest.MonkeyPatch) -> None:
    with PrivateDesktop(has_microphone=False) as desktop:
        activate(desktop, monkeypatch.setenv)
        with pytest.raises(AudioError) as raised:
            async with DeviceMicrophone(host, lambda event: None):
                pass

    assert raised.value.code == "no-microphone"
    assert raised.value.hint == "I can't hear you: connect a microphone."


async def test_a_machine_without_audio_server_says_so(
    host: PortAudioHost, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    host.rescan()
    with pytest.raises(AudioError) as raised:
        async with DeviceMicrophone(host, lambda event: None):
            pass

    assert raised.value.code == "no-audio-server"
