"""The real speaker adapter against a private audio server, through PortAudio; a recorder is the listener."""

import statistics
import time
from collections.abc import Iterator

import anyio
import anyio.to_thread
import numpy as np
import pytest

from assistant.kernel.errors import AudioError
from speech.audio.host import PortAudioHost
from speech.audio.speaker import DeviceSpeaker
from tests.e2e.desktop import PrivateDesktop, Recording, activate

pytestmark = [pytest.mark.desktop, pytest.mark.slow, pytest.mark.anyio]

RATE_HZ = 16_000
SILENT_WITHIN_S = 0.05
"""Measured 4 to 10 ms; the rest is for a busy machine and the recorder's own blocks of 10 ms."""


@pytest.fixture
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop() as desktop, pytest.MonkeyPatch.context() as patch:
        activate(desktop, patch.setenv)
        yield desktop


@pytest.fixture(scope="module")
def host() -> PortAudioHost:
    return PortAudioHost()


def tone(hz: float, seconds: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    return 10_000 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)


def pcm(samples: np.ndarray) -> bytes:
    return samples.astype(np.int16).tobytes()


def heard(recording: Recording) -> np.ndarray:
    return np.frombuffer(recording.pcm, np.int16).astype(float)


def loud_s(recording: Recording) -> float:
    """Return for how many seconds there was sound, in pieces of 10 ms."""
    samples = heard(recording)
    pieces = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    return float(np.count_nonzero(np.abs(pieces).max(axis=1) > 500)) / 100


def last_loud_s(recording: Recording) -> float:
    """Return when the last sound came, on the monotonic clock."""
    return max(at_s for at_s, chunk in recording.chunks if np.abs(np.frombuffer(chunk, np.int16)).max() > 500)


def strongest_hz(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 10 * RATE_HZ)))) / 10


async def test_what_is_played_is_what_is_heard(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    noise = np.convolve(np.random.default_rng(3).normal(0, 8_000, RATE_HZ), np.ones(6) / 6, "same")
    with desktop.record() as recording:
        async with DeviceSpeaker(host) as speaker:
            for start in range(0, RATE_HZ, 1_600):
                await speaker.play(1, pcm(noise[start : start + 1_600]), RATE_HZ)
            await speaker.drain()
            await anyio.sleep(0.2)

    match = np.correlate(heard(recording), noise, "valid")
    at = int(np.argmax(match))
    assert np.corrcoef(heard(recording)[at : at + len(noise)], noise)[0, 1] > 0.98


@pytest.mark.parametrize("rate_hz", [22_050, 24_000, 48_000])
async def test_every_rate_keeps_its_pitch_and_length(
    desktop: PrivateDesktop, host: PortAudioHost, rate_hz: int
) -> None:
    with desktop.record() as recording:
        async with DeviceSpeaker(host) as speaker:
            await speaker.play(1, pcm(tone(440, 0.5, rate_hz)), rate_hz)
            await speaker.drain()
            await anyio.sleep(0.2)

    assert strongest_hz(heard(recording)) == pytest.approx(440, abs=2)
    assert loud_s(recording) == pytest.approx(0.5, abs=0.03)


async def test_sounds_of_two_rates_follow_each_other(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    with desktop.record() as recording:
        async with DeviceSpeaker(host) as speaker:
            await speaker.play(1, pcm(tone(440, 0.3, 16_000)), 16_000)
            await speaker.play(1, pcm(tone(880, 0.3, 24_000)), 24_000)
            await speaker.drain()
            await anyio.sleep(0.2)

    start = int(np.flatnonzero(np.abs(heard(recording)) > 500)[0])
    sound = heard(recording)[start:]
    assert strongest_hz(sound[800:4_000]) == pytest.approx(440, abs=3)
    assert strongest_hz(sound[5_600:8_800]) == pytest.approx(880, abs=3)


async def test_the_first_sound_comes_soon(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    starts_s = []
    with desktop.record() as recording:
        async with DeviceSpeaker(host) as speaker:
            await speaker.play(0, pcm(tone(440, 0.1)), RATE_HZ)
            await speaker.drain()
            for utterance in range(1, 4):
                await anyio.sleep(0.5)
                starts_s.append(time.monotonic())
                await speaker.play(utterance, pcm(tone(440, 0.3)), RATE_HZ)
                await speaker.drain()

    loud_at_s = [at_s for at_s, chunk in recording.chunks if np.abs(np.frombuffer(chunk, np.int16)).max() > 500]
    delays_s = [min(at_s for at_s in loud_at_s if at_s > start_s) - start_s for start_s in starts_s]
    assert statistics.median(delays_s) < 0.15, "one of them may meet a busy machine"


async def test_a_flush_is_silent_at_once(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    delays_s, played_s = [], []
    with desktop.record() as recording:
        async with DeviceSpeaker(host) as speaker:
            for turn in range(1, 4):
                async with anyio.create_task_group() as group:
                    group.start_soon(speaker.play, turn, pcm(tone(440, 3)), RATE_HZ)
                    await anyio.sleep(0.4)
                    flushed_s = time.monotonic()
                    speaker.flush(turn)
                    await anyio.sleep(0.3)
                delays_s.append(last_loud_s(recording) - flushed_s)
                played_s.append(speaker.played_s(turn))

    assert statistics.median(delays_s) < SILENT_WITHIN_S
    assert statistics.median(played_s) == pytest.approx(0.4, abs=0.1)


async def test_blocks_of_a_flushed_turn_are_never_heard(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    with desktop.record() as recording:
        async with DeviceSpeaker(host) as speaker:
            speaker.flush(3)
            await speaker.play(3, pcm(tone(440, 0.3)), RATE_HZ)
            await speaker.drain()
            await anyio.sleep(0.3)

    assert np.abs(heard(recording)).max() == 0


async def test_leaving_falls_silent(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    with desktop.record() as recording:
        async with DeviceSpeaker(host) as speaker:
            await speaker.play(1, pcm(tone(440, 0.5)), RATE_HZ)
            await anyio.sleep(0.2)
        left_s = time.monotonic()
        await anyio.sleep(0.4)

    assert last_loud_s(recording) - left_s < SILENT_WITHIN_S


async def test_a_crash_of_the_audio_server_does_not_hold_up_the_reply(
    desktop: PrivateDesktop, host: PortAudioHost, capfd: pytest.CaptureFixture[str]
) -> None:
    async with DeviceSpeaker(host) as speaker:
        async with anyio.create_task_group() as group:
            group.start_soon(speaker.play, 1, pcm(tone(440, 2)), RATE_HZ)
            await anyio.sleep(0.5)
            await anyio.to_thread.run_sync(desktop.kill_audio)
            with anyio.fail_after(4):
                await speaker.drain()
        assert speaker.played_s(1) < 1

        await anyio.to_thread.run_sync(desktop.restart_audio)
        with desktop.record() as recording:
            await speaker.play(2, pcm(tone(660, 0.5)), RATE_HZ)
            await speaker.drain()
            await anyio.sleep(0.2)
            assert speaker.played_s(2) == pytest.approx(0.5, abs=0.05)

    assert strongest_hz(heard(recording)) == pytest.approx(660, abs=3)
    assert capfd.readouterr().err == ""


async def test_a_speaker_that_comes_back_plays_on(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    async with DeviceSpeaker(host) as speaker, anyio.create_task_group() as group:
        group.start_soon(speaker.play, 1, pcm(tone(440, 4)), RATE_HZ)
        await anyio.sleep(0.3)
        await anyio.to_thread.run_sync(desktop.kill_audio)
        await anyio.sleep(0.5)
        await anyio.to_thread.run_sync(desktop.restart_audio)
        with desktop.record() as recording:
            await speaker.drain()

        assert loud_s(recording) > 1
        assert speaker.played_s(1) < 3.9


async def test_sound_on_a_suspended_speaker_is_not_counted_as_heard(
    desktop: PrivateDesktop, host: PortAudioHost
) -> None:
    await anyio.to_thread.run_sync(desktop.suspend_sink, True)
    async with DeviceSpeaker(host) as speaker:
        start_s = time.monotonic()
        await speaker.play(1, pcm(tone(440, 1)), RATE_HZ)
        with anyio.fail_after(4):
            await speaker.drain()

        assert time.monotonic() - start_s > 0.5
        assert speaker.played_s(1) == pytest.approx(0, abs=0.05)


async def test_a_speaker_chosen_by_name_is_the_one_that_sounds(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    desktop.plug_speaker("headset")
    with desktop.record() as default, desktop.record("headset.monitor") as chosen:
        async with DeviceSpeaker(host, name="HEADSET") as speaker:
            await speaker.play(1, pcm(tone(440, 0.4)), RATE_HZ)
            await speaker.drain()
            await anyio.sleep(0.2)
            assert speaker.name == "Test Speaker headset"

    assert loud_s(chosen) == pytest.approx(0.4, abs=0.03)
    assert np.abs(heard(default)).max() == 0


async def test_an_unknown_speaker_is_refused_on_entering(desktop: PrivateDesktop, host: PortAudioHost) -> None:
    with pytest.raises(AudioError) as raised:
        async with DeviceSpeaker(host, name="gramophone"):
            pass

    assert raised.value.code == "no-speaker"
    assert "gramophone" in raised.value.message
