"""Windows, looks and thresholds of the verifier: what needs neither torch nor onnx."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.hey_zenus.verifier.measure import BothStages, Looked, accepted_s, choose, is_missed, tables
from models.hey_zenus.verifier.windows import Windows, load_windows, peaks_s, window

HOUR_S = 3600.0


def test_a_window_is_the_two_seconds_before_its_end() -> None:
    pcm = np.arange(48_000, dtype=np.int16)
    np.testing.assert_array_equal(window(pcm, 2.5), pcm[8_000:40_000])


@pytest.mark.parametrize(("end_s", "before", "after"), [(0.5, 24_000, 0), (3.5, 0, 8_000), (0.0, 32_000, 0)])
def test_beyond_a_recording_there_is_silence(end_s: float, before: int, after: int) -> None:
    cut = window(np.ones(48_000, np.int16), end_s)
    assert cut.size == 32_000
    assert not cut[:before].any() and not cut[cut.size - after :].any() and cut.sum() == 32_000 - before - after


def test_peaks_are_the_highest_scores_around() -> None:
    scores = np.zeros(60, np.float32)
    scores[[10, 12, 40]] = [0.5, 0.9, 0.2]
    assert peaks_s(scores, 5) == pytest.approx([13 * 0.08, 41 * 0.08])
    assert peaks_s(scores, 1) == pytest.approx([13 * 0.08])


def test_windows_survive_the_disk_together(tmp_path: Path) -> None:
    for name, group in (("b", "near"), ("a", "phrase")):
        Windows(np.ones((2, 100, 4), np.float16), np.array([group] * 2)).save(tmp_path / f"{name}.npz")
    read = load_windows(tmp_path)
    assert read.outputs.shape == (4, 100, 4) and list(read.groups) == ["phrase"] * 2 + ["near"] * 2


def test_what_is_accepted_rests_for_two_seconds() -> None:
    looked = Looked([(1.0, 0.2), (1.3, 0.9), (2.0, 0.9), (3.4, 0.9)], -1.0, 5.0)
    assert accepted_s(looked, 0.5) == [1.3, 3.4]


@pytest.mark.parametrize(("time_s", "missed"), [(1.4, True), (1.6, False), (2.9, False), (3.1, True)])
def test_a_phrase_is_heard_in_time_or_missed(time_s: float, missed: bool) -> None:
    assert is_missed(Looked([(time_s, 0.9)], 2.0, 5.0), 0.5) is missed


def test_clear_speech_is_told_from_what_is_nearly_as_sure() -> None:
    chosen = choose(both_stages(0.9997, phrase_prob=0.99999), 0.03)["normal"].verified_prob
    assert 0.9997 < chosen <= 0.99999


def partly_unheard(dev: BothStages) -> BothStages:
    """As if the first stage heard nothing of one phrase in five."""
    return replace(dev, spoken={key: [*list(scenes) * 4, Looked([], 1.0, 3.0)] for key, scenes in dev.spoken.items()})


def test_where_the_first_stage_misses_more_than_may_be_the_second_misses_hardly_more() -> None:
    chosen = choose(partly_unheard(both_stages(0.6, phrase_prob=0.99)), 0.03)["normal"].verified_prob
    assert 0.98 < chosen <= 0.99


def test_where_the_first_stage_misses_more_than_may_be_false_accepts_keep_within_the_budget() -> None:
    dev = partly_unheard(both_stages(0.9, 0.8, 0.7, phrase_prob=0.75))
    chosen = choose(dev, 0.03)["normal"].verified_prob
    assert 0.8 < chosen <= 0.9 and dev.false_accepts(chosen) == 1


def both_stages(*probs: float, phrase_prob: float = 0.95) -> BothStages:
    spoken = {
        (group, name): [Looked([(1.0, phrase_prob)], 1.0 if group == "alone" else -1.0, 3.0)]
        for group in ("alone", "near")
        for name in ("clean", "room", "room, 10 dB", "room, 5 dB")
    }
    looks = [(10.0 * number, prob) for number, prob in enumerate(probs, start=1)]
    return BothStages(spoken, {"talk": Looked(looks, -1.0, 8 * HOUR_S)})


def test_the_threshold_is_the_highest_at_which_the_phrase_is_heard() -> None:
    numbers = choose(both_stages(0.9, 0.8), 0.03)
    assert 0.93 < numbers["normal"].verified_prob <= 0.95
    assert numbers["high"].verified_prob < numbers["normal"].verified_prob < numbers["low"].verified_prob
    assert {each.candidate_prob for each in numbers.values()} == {0.03}


def test_the_tables_tell_misses_wrong_accepts_and_false_accepts() -> None:
    text = tables(both_stages(0.99, 0.2), 0.5)
    assert "| alone: missed | 1 | 0.0% | 0.0% | 0.0% | 0.0% |" in text
    assert "| near: wrongly accepted | 1 | 100.0% |" in text
    assert "| together | 8.00 | 1: 0.12 an hour |" in text
