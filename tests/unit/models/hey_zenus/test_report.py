"""How thresholds are chosen."""

from itertools import pairwise

import numpy as np
import pytest

from models.hey_zenus.report import BUDGETS, Measured, choose, tables

HOUR_CHUNKS = 45_000


def measured(*peaks: float, hours: int = 10) -> Measured:
    """Ten hours in which a score as high as each peak lasts for three chunks, one a minute."""
    scores = np.zeros(hours * HOUR_CHUNKS, np.float32)
    for number, peak in enumerate(peaks):
        scores[750 * number : 750 * number + 3] = peak
    return Measured({}, {}, {"radio": scores})


def test_the_lowest_threshold_within_the_budget_is_chosen() -> None:
    # Four detections in ten hours are too many at normal, three are not.
    steps = choose(measured(0.96, 0.94, 0.75, 0.55))
    assert steps["normal"].rule.threshold == 0.6


def test_without_a_false_accept_the_lowest_threshold_serves() -> None:
    assert choose(measured())["normal"].rule.threshold == pytest.approx(0.05)


def test_what_is_believed_alone_erred_hardly_ever() -> None:
    steps = choose(measured(0.965, 0.75))
    assert steps["low"].stages.sure_prob > 0.965
    assert steps["high"].stages.sure_prob <= 0.75


def test_a_higher_sensitivity_is_never_stricter() -> None:
    steps = choose(measured(*np.linspace(0.1, 0.98, 60)))
    for lower, higher in pairwise(("low", "normal", "high")):
        assert steps[lower].rule.threshold >= steps[higher].rule.threshold
        assert steps[lower].stages.sure_prob >= steps[higher].stages.sure_prob


def test_every_step_has_a_budget() -> None:
    assert set(BUDGETS) == {"low", "normal", "high"}


def test_the_tables_tell_false_accepts_by_source() -> None:
    found = measured(0.96)
    assert "| radio | 10.00 | 1 |" in tables(found, choose(found)["high"].rule)
