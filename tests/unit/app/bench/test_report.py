"""Figures of a benchmark: honest about their spread, and held against what was asked for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.app.bench.report import Target, machine, percentile, spread

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("percent", "value"), [(0, 10), (1, 10), (25, 10), (26, 20), (50, 20), (75, 30), (76, 40), (99, 40), (100, 40)]
)
def test_a_percentile_is_one_of_the_values(percent: float, value: float) -> None:
    assert percentile([40, 10, 30, 20], percent) == value


@given(VALUES, st.integers(1, 100))
def test_at_least_that_share_is_not_above_the_percentile_and_less_is_below_it(values, percent: int) -> None:
    found = percentile(values, percent)
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


@given(VALUES)
def test_the_spread_does_not_depend_on_the_order(values) -> None:
    told = spread(values)
    assert told == spread(sorted(values, reverse=True))
    assert told["min"] <= told["p50"] <= told["p95"] <= told["p99"] <= told["max"]
    assert told["n"] == len(values)


def test_the_spread_of_a_few_values() -> None:
    assert spread([3.0, 1.0, 2.00049]) == {"p50": 2.0, "p95": 3.0, "p99": 3.0, "min": 1.0, "max": 3.0, "n": 3}


@pytest.mark.parametrize(("value", "is_met"), [(299.9, True), (300, True), (300.01, False), (float("nan"), False)])
def test_a_target_is_met_up_to_its_limit(value: float, is_met: bool) -> None:
    assert Target("p50 ms", value, 300).is_met is is_met


def test_a_target_is_told_with_its_limit() -> None:
    told = {"name": "p50 ms", "value": 12.346, "limit": 300, "met": True}
    assert Target("p50 ms", 12.34567, 300).to_json() == told


def test_where_and_when_it_was_measured_is_told() -> None:
    told = machine()
    assert set(told) == {"date", "python", "system", "cores", "load_1min"}
    json.dumps(told)
