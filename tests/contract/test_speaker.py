"""What every `Speaker` must do. Add an implementation by adding a maker; it must play in real time.

Fakes and files run on virtual time and are held to it exactly; the real device plays to a private audio server.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import pytest
import trio.testing

from assistant.kernel.ports import Speaker
from assistant.kernel.testing.audio import FakeSpeaker
from speech.audio.host import PortAudioHost
from speech.audio.speaker import DeviceSpeaker
from speech.audio.wav import TeeSpeaker, WavSpeaker
from tests.e2e.desktop import PrivateDesktop, activate

RATE_HZ = 16_000
About = Callable[[float], object]
# A busy machine opens a device late, but never early.
DEVICE_EARLY_S, DEVICE_LATE_S = 0.15, 0.3


def sound(seconds: float) -> bytes:
    return b"\x00\x10" * round(RATE_HZ * seconds)


def fake_speaker(folder: Path) -> Speaker:
    return FakeSpeaker()


def silent_speaker(folder: Path) -> Speaker:
    return WavSpeaker()


def wav_speaker(folder: Path) -> Speaker:
    return WavSpeaker(folder / "heard.wav")


def tee_speaker(folder: Path) -> Speaker:
    return TeeSpeaker(FakeSpeaker(), WavSpeaker(folder / "heard.wav"))


def device_speaker(folder: Path) -> Speaker:
    return DeviceSpeaker(PortAudioHost())


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop() as desktop, pytest.MonkeyPatch.context() as patch:
        activate(desktop, patch.setenv)
        yield desktop


@pytest.fixture(
    params=[
        fake_speaker,
        silent_speaker,
        wav_speaker,
        tee_speaker,
        pytest.param(device_speaker, marks=[pytest.mark.desktop, pytest.mark.slow]),
    ]
)
def make(request: pytest.FixtureRequest) -> Callable[[Path], Speaker]:
    made: Callable[[Path], Speaker] = request.param
    if made is device_speaker:
        request.getfixturevalue("desktop")
    return made


@pytest.fixture
def speaker(make: Callable[[Path], Speaker], tmp_path: Path) -> Speaker:
    return make(tmp_path)


@pytest.fixture
def about(make: Callable[[Path], Speaker]) -> About:
    """Return what compares how long something took: exactly on virtual time, with some slack on a real device."""
    return _between(DEVICE_EARLY_S, DEVICE_LATE_S) if make is device_speaker else _between(1e-6, 1e-6)


@pytest.fixture
def played(make: Callable[[Path], Speaker]) -> About:
    """Return what compares how much was played; of a device that was opened late it is less."""
    return _between(DEVICE_LATE_S, DEVICE_EARLY_S) if make is device_speaker else _between(1e-6, 1e-6)


def _between(less_s: float, more_s: float) -> About:
    return lambda seconds: pytest.approx(seconds + (more_s - less_s) / 2, abs=(less_s + more_s) / 2)


@pytest.fixture
def anyio_backend(make: Callable[[Path], Speaker]) -> str | tuple[str, dict[str, object]]:
    if make is device_speaker:
        return "asyncio"
    return "trio", {"clock": trio.testing.MockClock(autojump_threshold=0)}


class Stopwatch:
    def __init__(self) -> None:
        self._start_s = anyio.current_time()

    @property
    def elapsed_s(self) -> float:
        return anyio.current_time() - self._start_s


@pytest.mark.anyio
async def test_short_sound_is_queued_without_waiting(speaker: Speaker, about: About) -> None:
    async with speaker:
        watch = Stopwatch()
        await speaker.play(1, sound(0.4), RATE_HZ)

        assert watch.elapsed_s == about(0)


@pytest.mark.anyio
async def test_play_waits_while_more_than_half_a_second_is_queued(speaker: Speaker, about: About) -> None:
    async with speaker:
        watch = Stopwatch()
        await speaker.play(1, sound(0.4), RATE_HZ)
        await speaker.play(1, sound(0.4), RATE_HZ)

        assert watch.elapsed_s == about(0.3)


@pytest.mark.anyio
async def test_drain_waits_until_all_was_heard(speaker: Speaker, about: About, played: About) -> None:
    async with speaker:
        watch = Stopwatch()
        for _ in range(3):
            await speaker.play(1, sound(0.25), RATE_HZ)
        await speaker.drain()

        assert watch.elapsed_s == about(0.75)
        assert speaker.played_s(1) == played(0.75)


@pytest.mark.anyio
async def test_drain_of_a_silent_speaker_returns_at_once(speaker: Speaker, about: About) -> None:
    async with speaker:
        watch = Stopwatch()
        await speaker.drain()

        assert watch.elapsed_s == about(0)


@pytest.mark.anyio
async def test_rate_of_the_sound_is_respected(speaker: Speaker, about: About) -> None:
    async with speaker:
        watch = Stopwatch()
        await speaker.play(1, sound(0.3), 2 * RATE_HZ)
        await speaker.drain()

        assert watch.elapsed_s == about(0.15)


@pytest.mark.anyio
async def test_played_time_follows_the_clock_and_counts_each_turn(speaker: Speaker, played: About) -> None:
    async with speaker:
        await speaker.play(1, sound(0.2), RATE_HZ)
        await speaker.play(2, sound(0.2), RATE_HZ)
        await anyio.sleep(0.3)

        assert speaker.played_s(1) == played(0.2)
        assert speaker.played_s(2) == played(0.1)
        assert speaker.played_s(3) == 0


@pytest.mark.anyio
async def test_a_pause_between_sounds_is_not_counted_as_played(speaker: Speaker, played: About) -> None:
    async with speaker:
        await speaker.play(1, sound(0.2), RATE_HZ)
        await anyio.sleep(1)
        await speaker.play(1, sound(0.2), RATE_HZ)
        await anyio.sleep(0.1)

        assert speaker.played_s(1) == played(0.3)


@pytest.mark.anyio
async def test_flush_ends_the_waiting_and_keeps_what_was_heard(speaker: Speaker, about: About, played: About) -> None:
    async with speaker, anyio.create_task_group() as group:
        watch = Stopwatch()
        group.start_soon(speaker.play, 1, sound(2), RATE_HZ)
        await anyio.sleep(0.25)
        speaker.flush(1)
        await speaker.drain()

        assert watch.elapsed_s == about(0.25)
        await anyio.sleep(1)
        assert speaker.played_s(1) == played(0.25)


@pytest.mark.anyio
async def test_flush_drops_later_blocks_of_the_same_and_earlier_turns(speaker: Speaker, about: About) -> None:
    async with speaker:
        speaker.flush(2)
        watch = Stopwatch()
        for turn in (1, 2):
            await speaker.play(turn, sound(1), RATE_HZ)
        await speaker.drain()

        assert watch.elapsed_s == about(0)
        assert speaker.played_s(1) == speaker.played_s(2) == 0


@pytest.mark.anyio
async def test_flush_leaves_later_turns_alone(speaker: Speaker, about: About, played: About) -> None:
    async with speaker:
        watch = Stopwatch()
        await speaker.play(1, sound(0.3), RATE_HZ)
        await speaker.play(2, sound(0.2), RATE_HZ)
        await anyio.sleep(0.1)
        speaker.flush(1)
        await speaker.drain()

        assert watch.elapsed_s == about(0.3)
        assert speaker.played_s(1) == played(0.1)
        assert speaker.played_s(2) == played(0.2)


@pytest.mark.anyio
async def test_flush_of_an_old_turn_does_not_revive_newer_ones(speaker: Speaker) -> None:
    async with speaker:
        speaker.flush(5)
        speaker.flush(1)
        await speaker.play(4, sound(0.2), RATE_HZ)
        await speaker.drain()

        assert speaker.played_s(4) == 0


@pytest.mark.anyio
async def test_the_next_turn_is_heard_after_a_flush(speaker: Speaker, about: About, played: About) -> None:
    async with speaker:
        await speaker.play(1, sound(0.3), RATE_HZ)
        speaker.flush(1)
        watch = Stopwatch()
        await speaker.play(2, sound(0.2), RATE_HZ)
        await speaker.drain()

        assert watch.elapsed_s == about(0.2)
        assert speaker.played_s(2) == played(0.2)


@pytest.mark.anyio
async def test_no_sound_is_no_error(speaker: Speaker) -> None:
    async with speaker:
        await speaker.play(1, b"", RATE_HZ)
        await speaker.drain()

        assert speaker.played_s(1) == 0
