from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.wake.trigger import VERIFIED_AFTER_CHUNKS, Run, ScoreTrigger, TwoStageTrigger, Verification, WakeRule


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


RULE = WakeRule(0.1, 2, 2.0)


def verified(scores: list[float], says: Callable[[int], float], rule: WakeRule = RULE) -> list[tuple[int, Run]]:
    """Return (chunk, detection); `says` gives the verifier's probability for the number of the newest chunk."""
    trigger = TwoStageTrigger(rule, Verification(lambda sound: says(int(sound)), 0.5))
    found = [(chunk, trigger.push(score, lambda chunk=chunk: b"%d" % chunk)) for chunk, score in enumerate(scores)]
    return [(chunk, run) for chunk, run in found if run is not None]


def test_a_detection_is_verified_with_the_sound_of_a_moment_later() -> None:
    asked: list[int] = []
    found = verified([0, 0.2, 0.2, 0, 0, 0], lambda chunk: asked.append(chunk) or 0.9)
    assert asked == [2 + VERIFIED_AFTER_CHUNKS]
    assert found == [(4, Run(0.9, is_sure=True, ago_chunks=VERIFIED_AFTER_CHUNKS))]


def test_what_the_verifier_denies_is_no_detection() -> None:
    assert verified([0, 0.99, 0.99, 0, 0, 0], lambda _: 0.49) == []


def test_after_a_denial_the_phrase_is_heard_without_a_rest() -> None:
    found = verified([0, 0.2, 0.2, 0, 0, 0.2, 0.2, 0, 0], lambda chunk: float(chunk > 6))
    assert [chunk for chunk, _ in found] == [8]


def test_a_sound_that_goes_on_is_asked_about_again_until_it_is_accepted() -> None:
    assert [chunk for chunk, _ in verified([0.2] * 12, lambda chunk: float(chunk > 5))] == [6]


def test_the_verifier_is_not_asked_during_the_rest_after_a_detection() -> None:
    asked: list[int] = []
    found = verified([0.2] * 20, lambda chunk: asked.append(chunk) or 1.0, replace(RULE, sure_threshold=0.15))
    assert len(found) == len(asked) == 1


@pytest.mark.parametrize(("score", "is_sure"), [(0.5, False), (0.95, True)])
def test_without_a_verifier_a_detection_tells_whether_it_is_sure(score: float, is_sure: bool) -> None:
    trigger = TwoStageTrigger(replace(RULE, sure_threshold=0.9))
    assert [trigger.push(score, bytes) for _ in range(2)] == [None, Run(score, is_sure)]


def test_a_reset_forgets_what_was_to_be_verified() -> None:
    trigger = TwoStageTrigger(RULE, Verification(lambda _: 1.0, 0.5))
    for score in (0.2, 0.2):
        trigger.push(score, bytes)
    trigger.reset()
    assert [trigger.push(0.0, bytes) for _ in range(4)] == [None] * 4
