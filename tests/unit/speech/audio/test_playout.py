import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.audio.playout import Playout

RATE_HZ = 16_000
BUFFER_S = 0.1


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def sound(seconds: float, value: int = 1_000) -> bytes:
    return np.full(round(RATE_HZ * seconds), value, np.int16).tobytes()


def pull(playout: Playout, clock: Clock, seconds: float, step_s: float = 0.02) -> np.ndarray:
    """Pull as a device would: block by block, as time goes on."""
    blocks = []
    for _ in range(round(seconds / step_s)):
        blocks.append(np.frombuffer(playout.pull(round(step_s * RATE_HZ)), np.int16))
        clock.now_s += step_s
    return np.concatenate(blocks)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def playout(clock: Clock) -> Playout:
    playout = Playout(clock)
    playout.begin(RATE_HZ, BUFFER_S)
    return playout


def test_sound_comes_out_in_order_with_silence_after_it(playout: Playout, clock: Clock) -> None:
    playout.put(1, sound(0.05, 100), RATE_HZ)
    playout.put(2, sound(0.05, 200), RATE_HZ)

    heard = pull(playout, clock, 0.2)

    assert np.all(heard[100:800] == 100)
    assert np.all(heard[800:1_600] == 200)
    assert np.all(heard[1_700:] == 0)


def test_sound_begins_and_ends_without_a_step(playout: Playout, clock: Clock) -> None:
    playout.put(1, sound(0.1, 10_000), RATE_HZ)

    heard = pull(playout, clock, 0.2).astype(int)

    assert np.abs(np.diff(heard)).max() <= 10_000 / 40
    assert heard.max() == 10_000


def test_a_zero_crossing_between_blocks_does_not_fade_the_next_one(playout: Playout, clock: Clock) -> None:
    playout.put(1, sound(0.02, 1_000)[:-2] + b"\0\0" + sound(0.02, 1_000), RATE_HZ)

    heard = pull(playout, clock, 0.04)

    assert np.all(heard[320:] == 1_000)


def test_sound_shorter_than_a_block_ends_without_a_step(playout: Playout, clock: Clock) -> None:
    playout.put(1, sound(0.01, 10_000), RATE_HZ)

    heard = pull(playout, clock, 0.04).astype(int)

    assert np.abs(np.diff(heard)).max() <= 10_000 / 40


def test_a_flush_fades_out_at_once(playout: Playout, clock: Clock) -> None:
    playout.put(1, sound(1, 10_000), RATE_HZ)
    pull(playout, clock, 0.1)
    playout.flush(1)

    heard = pull(playout, clock, 0.02).astype(int)

    assert 9_000 < heard[0] <= 10_000
    assert np.abs(np.diff(heard)).max() <= 10_000 / 40
    assert np.all(heard[48:] == 0)


@given(
    blocks=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 2_000)), min_size=1, max_size=8),
    pulls=st.lists(st.integers(1, 700), min_size=1, max_size=60),
)
def test_nothing_is_lost_or_doubled_however_it_is_cut(blocks: list[tuple[int, int]], pulls: list[int]) -> None:
    playout = Playout(Clock())
    playout.begin(RATE_HZ, 0.0)
    blocks = sorted(blocks)
    samples = np.arange(1, sum(count for _, count in blocks) + 1, dtype=np.int16)
    start = 0
    for turn, count in blocks:
        playout.put(turn, samples[start : start + count].tobytes(), RATE_HZ)
        start += count

    heard = np.concatenate([np.frombuffer(playout.pull(count), np.int16) for count in pulls])

    both = min(len(samples), len(heard))
    assert np.array_equal(heard[48:both], samples[48:both])
    played_s = sum(playout.played_s(turn) for turn in (1, 2, 3))
    assert played_s == pytest.approx(both / RATE_HZ)
    assert playout.left_s() == pytest.approx((len(samples) - both) / RATE_HZ)


def test_what_lies_in_the_buffer_is_not_heard_yet(playout: Playout, clock: Clock) -> None:
    playout.put(1, sound(1), RATE_HZ)

    for _ in range(5):
        playout.pull(round(0.02 * RATE_HZ))
    assert playout.played_s(1) == 0

    clock.now_s += 0.04
    assert playout.played_s(1) == pytest.approx(0.04)
    assert playout.left_s() == pytest.approx(0.96)


def test_other_rates_are_resampled_to_the_last_sample(playout: Playout, clock: Clock) -> None:
    tone = (8_000 * np.sin(2 * np.pi * 440 * np.arange(22_050) / 22_050)).astype(np.int16)
    for start in range(0, 22_050, 2_205):
        playout.put(1, tone[start : start + 2_205].tobytes(), 22_050)

    heard = pull(playout, clock, 1.2)

    spectrum = np.abs(np.fft.rfft(heard[:16_000]))
    assert np.argmax(spectrum) == 440
    assert playout.played_s(1) == pytest.approx(1.0, abs=1e-3)
    assert playout.left_s() == 0


def test_flush_drops_this_and_earlier_turns_only(playout: Playout, clock: Clock) -> None:
    for turn in (1, 2, 3):
        playout.put(turn, sound(0.1, 100 * turn), RATE_HZ)
    playout.flush(2)

    assert set(pull(playout, clock, 0.2)[100:1_600]) == {300}
    assert not playout.put(2, sound(0.1), RATE_HZ)
    assert playout.put(3, sound(0.1), RATE_HZ)


def test_flush_says_whether_the_device_must_be_silenced(playout: Playout, clock: Clock) -> None:
    playout.put(1, sound(0.1), RATE_HZ)
    assert not playout.flush(0)
    pull(playout, clock, 0.04)

    assert playout.flush(1)
    clock.now_s += 1
    assert not playout.flush(1)


def test_a_stream_ended_by_a_flush_gives_back_the_later_turns_in_its_buffer(playout: Playout, clock: Clock) -> None:
    playout.put(1, sound(0.04, 100), RATE_HZ)
    playout.put(2, sound(0.2, 200), RATE_HZ)
    for _ in range(4):
        playout.pull(round(0.02 * RATE_HZ))
    clock.now_s += 0.03
    playout.flush(1)
    playout.end(is_lost=False)
    playout.begin(48_000, BUFFER_S)

    assert playout.played_s(1) == pytest.approx(0.01)
    assert playout.left_s() == pytest.approx(0.2)
    heard = np.frombuffer(playout.pull(9_600), np.int16)
    assert np.count_nonzero(np.abs(heard - 200.0) < 3) > 9_300


def test_a_lost_device_has_not_played_what_was_in_its_buffer(playout: Playout, clock: Clock) -> None:
    playout.put(1, sound(1), RATE_HZ)
    pull(playout, clock, 0.3)
    clock.now_s += 5
    playout.end(is_lost=True)

    assert playout.played_s(1) == pytest.approx(0.2)
    assert playout.left_s() == pytest.approx(0.7)


def test_time_passes_without_a_device(playout: Playout) -> None:
    playout.end(is_lost=True)
    playout.put(1, sound(0.3), RATE_HZ)
    playout.put(1, sound(0.3), 2 * RATE_HZ)
    playout.skip(0.4)

    assert playout.left_s() == pytest.approx(0.05)
    assert playout.played_s(1) == 0
    assert playout.first_rate_hz == 2 * RATE_HZ


def test_ending_twice_is_harmless(playout: Playout) -> None:
    playout.put(1, sound(0.1), RATE_HZ)
    for _ in range(2):
        playout.end(is_lost=False)

    assert playout.left_s() == pytest.approx(0.1)
    assert playout.first_rate_hz == RATE_HZ
    playout.skip(1)
    assert playout.first_rate_hz == 0
