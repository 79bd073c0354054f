"""How thresholds are chosen."""

from itertools import pairwise

import numpy as np
import pytest

from models.hey_zenus.report import Measured, choose, tables

HOUR_CHUNKS = 45_000


def measured(*peaks: float, hours: int = 10) -> Measured:
    """Ten hours in which a score as high as each peak lasts for three chunks, one a minute."""
    scores = np.zeros(hours * HOUR_CHUNKS, np.float32)
    for number, peak in enumerate(peaks):
        scores[750 * number : 750 * number + 3] = peak
    return Measured({}, {}, {"radio": scores})


def test_the_lowest_threshold_within_the_budget_is_chosen() -> None:
    # Two detections in ten hours are too many, one is not.
    assert choose(measured(0.96, 0.75, 0.55))["normal"].rule.threshold == pytest.approx(0.8)


def test_without_a_false_accept_the_lowest_threshold_serves() -> None:
    assert choose(measured())["normal"].rule.threshold == pytest.approx(0.05)


def test_what_is_believed_alone_lies_above_what_is_asked_about() -> None:
    for step in choose(measured(0.96, 0.75)).values():
        assert step.stages.doubtful_prob < step.rule.threshold < step.stages.sure_prob < 1


def test_a_higher_sensitivity_is_satisfied_with_less() -> None:
    steps = choose(measured(*np.linspace(0.1, 0.98, 60)))
    for lower, higher in pairwise(("low", "normal", "high")):
        assert steps[lower].rule.threshold > steps[higher].rule.threshold
        assert steps[lower].stages.sure_prob > steps[higher].stages.sure_prob
        assert steps[lower].stages.doubtful_prob > steps[higher].stages.doubtful_prob


def test_the_tables_tell_false_accepts_by_source() -> None:
    found = measured(0.96)
    assert "| radio | 10.00 | 1 |" in tables(found, choose(found)["high"].rule)
