"""The figures of the wake word benchmark, from scores."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from assistant.app.bench.wake_figures import (
    Listened,
    Spoken,
    poisson_interval,
    stage_figures,
    sweep,
    sweep_svg,
)
from models.hey_zenus.evaluate import detections_s
from speech.wake.trigger import WakeRule

RULE = WakeRule(0.5, 2, 2.0)
SILENCE = np.zeros(0, np.int16)


def spoken(*scores: float, phrase_end_s: float = -1.0) -> Spoken:
    return Spoken(SILENCE, np.array(scores, np.float32), phrase_end_s)


def times_s(heard: Spoken) -> list[float]:
    return detections_s(heard.scores, RULE)


def test_a_phrase_detected_in_time_is_not_missed() -> None:
    figures = stage_figures(Listened({"clean": [spoken(0, 0, 0.9, 0.9, 0, phrase_end_s=0.24)]}, []), times_s)
    assert figures.missed == {"clean": 0}
    assert figures.latency_p50_ms == pytest.approx(80)


@pytest.mark.parametrize("phrase_end_s", [1.0, 3.0])
def test_a_detection_of_something_else_is_a_miss(phrase_end_s: float) -> None:
    late = [0.0] * 55 + [0.9, 0.9]
    heard = spoken(*(late if phrase_end_s == 3.0 else [0.9, 0.9]), phrase_end_s=phrase_end_s)
    assert stage_figures(Listened({"clean": [heard]}, []), times_s).missed == {"clean": 1}


def test_false_accepts_are_counted_by_the_hour() -> None:
    half_an_hour = spoken(*([0.9, 0.9] + [0.0] * 22_498))
    figures = stage_figures(Listened({}, [half_an_hour]), times_s)
    assert (figures.false_accepts, figures.per_hour) == (1, pytest.approx(2))
    low, high = figures.interval_per_hour
    assert low < 2 < high


def test_nothing_heard_by_mistake_still_has_an_upper_limit() -> None:
    # Three events are the upper end of none at 95 % one-sided; 3.69 at 95 % two-sided.
    assert poisson_interval(0) == (0.0, pytest.approx(3.689, abs=0.001))


def test_the_interval_is_that_of_the_tables() -> None:
    assert poisson_interval(4) == (pytest.approx(1.090, abs=0.001), pytest.approx(10.242, abs=0.001))


def test_a_higher_threshold_misses_more_and_errs_less() -> None:
    positives = [spoken(score, score, phrase_end_s=0.1) for score in (0.3, 0.6, 0.95)]
    negatives = [spoken(score, score, *[0.0] * 1_000) for score in (0.2, 0.55)]
    rows = sweep(positives, negatives, RULE)
    assert [row.missed for row in rows] == sorted(row.missed for row in rows)
    assert [row.false_accepts_per_hour for row in rows] == sorted(
        (row.false_accepts_per_hour for row in rows), reverse=True
    )


def test_the_drawing_is_well_formed_and_names_every_condition() -> None:
    rows = sweep([spoken(0.9, 0.9, phrase_end_s=0.1)], [spoken(0.2, 0.2)], RULE)
    drawing = sweep_svg({"clean": rows, "room <5 dB>": rows}, "hey & you")
    texts = {text.text for text in ElementTree.fromstring(drawing).iter() if text.text}
    assert {"clean", "room <5 dB>"} <= texts


def test_without_a_detection_there_is_no_latency() -> None:
    assert math.isnan(stage_figures(Listened({"clean": []}, []), times_s).latency_p95_ms)


def test_near_words_that_are_taken_for_the_phrase_are_counted_apart() -> None:
    taken, denied = spoken(0, 0.9, 0.9), spoken(0, 0.9, 0.3)
    figures = stage_figures(Listened({}, [], [taken, denied, denied, denied]), times_s)
    assert (figures.near_accepted, figures.false_accepts) == (0.25, 0)
    assert stage_figures(Listened({}, []), times_s).near_accepted is None
