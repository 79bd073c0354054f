"""Where speech is in a recording, and where it may be cut."""

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.vad.regions import (
    Region,
    RegionSettings,
    cut_at_pauses,
    padded,
    passages,
    speech_pieces,
    voiced_runs,
)
from speech.vad.silero import SileroNet
from tests.machine import limit_s

SETTINGS = RegionSettings()
WINDOW_S = 0.032


def probabilities(*values: float) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    return np.array(values, dtype=np.float32)


def test_runs_begin_high_and_go_on_lower() -> None:
    runs = voiced_runs(probabilities(0.4, 0.6, 0.4, 0.4, 0.4, 0.2, 0.4), SETTINGS)
    assert runs == [Region(pytest.approx(WINDOW_S), pytest.approx(5 * WINDOW_S))]


def test_a_run_may_last_to_the_end() -> None:
    assert voiced_runs(probabilities(0.9, 0.9, 0.9, 0.9), SETTINGS) == [Region(0.0, pytest.approx(4 * WINDOW_S))]


def test_clicks_are_no_runs() -> None:
    assert voiced_runs(probabilities(0.0, 0.9, 0.9, 0.0), SETTINGS) == []


def test_long_silence_parts_passages() -> None:
    first, second, third = Region(0, 1), Region(2, 3), Region(9, 10)
    assert passages([first, second, third], 3.0) == [[first, second], [third]]


def test_pads_stay_inside_the_recording() -> None:
    assert padded([Region(0.1, 0.9)], 0.3, 1.0) == [Region(0.0, 1.0)]


def test_pads_of_neighbours_meet_in_the_middle() -> None:
    assert padded([Region(1, 2), Region(2.2, 3)], 0.3, 9.0) == [Region(0.7, 2.1), Region(2.1, pytest.approx(3.3))]


def test_a_short_passage_is_one_piece() -> None:
    assert cut_at_pauses([Region(1, 2), Region(3, 4)], 10.0) == [Region(1, 4)]


def test_the_cut_falls_into_the_longest_pause_of_the_middle() -> None:
    runs = [Region(0, 1), Region(4, 9), Region(9.2, 12), Region(12.8, 20)]
    assert cut_at_pauses(runs, 15.0) == [Region(0, 12), Region(12.8, 20)]


def test_speech_without_a_pause_is_cut_in_the_middle() -> None:
    assert cut_at_pauses([Region(0, 40)], 27.0) == [Region(0, 20), Region(20, 40)]


RUNS = st.lists(st.tuples(st.floats(0.05, 2.9), st.floats(0.1, 60)), min_size=1, max_size=20)


@given(RUNS)
def test_pieces_hold_all_speech_and_are_short_enough(lengths: list[tuple[float, float]]) -> None:
    runs, now_s = [], 0.0
    for gap_s, speech_s in lengths:
        runs.append(Region(now_s + gap_s, now_s + gap_s + speech_s))
        now_s = runs[-1].end_s
    pieces = cut_at_pauses(runs, 26.0)
    assert all(piece.duration_s <= 26.0 + 1e-6 for piece in pieces)
    assert all(a.end_s <= b.start_s + 1e-6 for a, b in pairwise(pieces))
    covered = sum(max(0.0, min(p.end_s, r.end_s) - max(p.start_s, r.start_s)) for p in pieces for r in runs)
    assert covered == pytest.approx(sum(run.duration_s for run in runs), rel=1e-6)


def test_a_region_cuts_its_samples() -> None:
    assert Region(0.5, 0.75).cut(bytes(32_000)) == bytes(8_000)


@pytest.mark.parametrize("pcm", [b"", b"\0\0", bytes(32_000 * 60), b"\x05\x00" * 160_000])
def test_silence_holds_no_piece(pcm: bytes) -> None:
    assert speech_pieces(pcm, SileroNet()) == []


@pytest.mark.slow  # measures processor time, which a second worker would spoil
def test_an_hour_of_silence_takes_a_moment() -> None:
    net, pcm = SileroNet(), bytes(32_000 * 3600)
    started_s = time.process_time()
    assert speech_pieces(pcm, net) == []
    assert time.process_time() - started_s < limit_s(2.0)
