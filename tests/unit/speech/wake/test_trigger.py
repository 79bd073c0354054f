from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from speech.wake.detector import ScoreTrigger, WakeRule


def fired(scores: list[float], rule: WakeRule) -> list[int]:
    trigger = ScoreTrigger(rule)
    return [index for index, score in enumerate(scores) if trigger.push(score) is not None]


def test_a_run_of_scores_fires_once() -> None:
    assert fired([0, 0.9, 0.9, 0.9, 0.9, 0], WakeRule(0.5, 2, 2.0)) == [2]


def test_a_single_high_score_does_not_fire() -> None:
    assert fired([0, 0.9, 0.4, 0.9, 0], WakeRule(0.5, 2, 2.0)) == []


def test_the_highest_score_of_the_run_is_returned() -> None:
    trigger = ScoreTrigger(WakeRule(0.5, 2, 2.0))
    assert [trigger.push(score) for score in (0.9, 0.6)] == [None, 0.9]


def test_it_fires_again_after_the_refractory_time() -> None:
    scores = [0.9, 0.9, *[0.0] * 30, 0.9, 0.9]
    assert fired(scores, WakeRule(0.5, 2, 2.0)) == [1, 33]


def test_it_does_not_fire_during_the_refractory_time() -> None:
    scores = [0.9, 0.9, *[0.0] * 5, 0.9, 0.9]
    assert fired(scores, WakeRule(0.5, 2, 2.0)) == [1]


def test_reset_forgets_a_run_and_the_refractory_time() -> None:
    trigger = ScoreTrigger(WakeRule(0.5, 1, 2.0))
    trigger.push(0.9)
    trigger.reset()
    assert trigger.push(0.9) == 0.9


def test_a_doubtful_detection_that_becomes_sure_is_reported_once_more() -> None:
    rule = WakeRule(0.3, 2, 2.0, sure_threshold=0.9)
    trigger = ScoreTrigger(rule)
    scores = (0.4, 0.5, 0.95, 0.6, 0.95, 0.96, 0.97, 0.2)
    assert [trigger.push(score) for score in scores] == [None, 0.5, None, None, None, 0.96, None, None]


def test_a_sure_detection_is_reported_once() -> None:
    assert fired([0.95] * 8, WakeRule(0.3, 2, 2.0, sure_threshold=0.9)) == [1]


@given(st.lists(st.floats(0, 1), max_size=200), st.integers(1, 4))
def test_two_detections_are_never_closer_than_the_refractory_time(scores: list[float], run: int) -> None:
    times = fired(scores, WakeRule(0.5, run, 1.0))
    assert all(later - earlier >= 12 for earlier, later in pairwise(times))
