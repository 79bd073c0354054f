"""How far what is shown lags behind what is said."""

import pytest

from assistant.app.bench.partials import figures, word_lags_ms

WORDS = [("hey", 0.2), ("zenus", 0.6), ("what", 0.9), ("time", 1.2), ("is", 1.3), ("it", 1.5)]


def test_a_word_counts_from_its_end_to_the_first_event_that_shows_it() -> None:
    partials = [(1.1, "What"), (1.5, "what time"), (2.0, "What time is it?")]
    assert word_lags_ms(partials, WORDS) == pytest.approx([200.0, 300.0, 700.0, 500.0])


def test_a_word_that_is_never_shown_does_not_count() -> None:
    assert word_lags_ms([(1.4, "what dime")], WORDS) == pytest.approx([500.0])


def test_events_that_change_a_word_are_counted_and_so_is_the_cost() -> None:
    alone = [{"file": "a", "duration_s": 2.0, "cpu_s": 1.0}]
    watched = [
        {"file": "a", "duration_s": 2.0, "cpu_s": 2.0, "first_audio_ms": 600.0,
         "partials": [[1.1, "what"], [1.5, "what dime"], [2.0, "What time is it?"]]},
    ]  # fmt: skip
    seen = figures(alone, watched, {"a": WORDS})
    assert (seen["events"], seen["events_that_change_a_word"]) == (3, 1)
    assert seen["cpu_s_for_a_second_of_request"] == 0.5
