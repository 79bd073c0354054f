"""The history and its turns as the window shows them."""

from datetime import datetime, timedelta, timezone

import pytest

from gui.view.history import HistoryModel, detail
from gui.view.meter import MeterModel
from gui.view.stored import stored_lines

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=timezone(timedelta(hours=2)))


def turn(number: int, at_utc: str = "2026-11-22T16:05:00+00:00", **more: object) -> dict[str, object]:
    return {"turn": number, "at_utc": at_utc, "text": "what time is it", "reply": "Noon.", "outcome": "done", **more}


@pytest.mark.parametrize(
    ("at_utc", "when"),
    [
        ("2026-11-22T16:05:00+00:00", "18:05"),
        ("2026-11-21T23:05:00+00:00", "01:05"),
        ("2026-11-21T16:05:00+00:00", "yesterday 18:05"),
        ("2026-11-03T16:05:00+00:00", "Tue 3 Nov 18:05"),
        ("2025-11-03T16:05:00+00:00", "2025-11-03"),
        ("nonsense", ""),
    ],
)
def test_a_time_is_the_users_own(at_utc: str, when: str) -> None:
    model = HistoryModel()
    model.take([turn(1, at_utc)], NOW)
    assert model.lines()[0].when == when


def test_a_filter_looks_into_words_answers_and_outcomes() -> None:
    model = HistoryModel()
    model.take([turn(2, text="mute", reply="Muted.", outcome="failed"), turn(1)], NOW)
    for wanted, turns in (("", [2, 1]), ("time noon", [1]), ("FAILED", [2]), ("nothing", [])):
        model.filter(wanted)
        assert [line.turn for line in model.lines()] == turns


FULL = {
    **turn(7, text="move it"),
    "told": "I moved it because you asked.",
    "reply": {"text": "I moved it."},
    "why": {
        "modality": "voice", "confidence_percent": 94, "source": "grammar", "rule": "move {what}",
        "actions": ["files.move"], "verdict": "ask", "concerns": ["many"], "question": "Shall I?",
        "answer": "yes (voice)",
        "outcome": "done",
    },
    "deeds": [{"deed": 3, "name": "move 42 files", "state": "done", "can_undo": True}],
    "timings_ms": {"total": 1240.0, "understand": 12.4, "other": 9},
}  # fmt: skip


def test_a_turn_tells_what_came_about_in_its_order() -> None:
    shown = detail(FULL, NOW)
    assert shown is not None and (shown.turn, shown.outcome, shown.told) == (7, "done", FULL["told"])
    assert [title for title, _ in shown.facts] == ["Heard", "Understood", "Gate", "Asked", "Answered"]
    told = dict(shown.facts)
    assert told["Heard"] == "“move it”, by voice, 94 % sure"
    assert told["Understood"] == "files.move — by a sentence template\nmove {what}"
    assert told["Gate"] == "Your yes was needed · many"
    assert told["Asked"] == "Shall I? → yes (voice)"


def test_a_turn_offers_to_undo_its_deeds_and_shows_its_stages() -> None:
    shown = detail(FULL, NOW)
    assert shown is not None
    assert [(deed.deed, deed.state, deed.can_undo) for deed in shown.deeds] == [(3, "confirmed", True)]
    assert [(stage.shown, round(stage.part, 2)) for stage in shown.stages] == [("12 ms", 0.01), ("1.24 s", 1.0)]


def test_what_is_no_turn_shows_nothing() -> None:
    assert detail(None, NOW) is None and detail({"error": 1}, NOW) is None


PLACES = [
    {"name": "models", "path": "/m", "size_bytes": 3e8, "count": 9, "oldest": None, "scope": None, "is_private": False},
    {"name": "turns", "path": "/d", "size_bytes": 20_000, "count": 12, "oldest": "2026-11-20T12:00:00+00:00",
     "scope": "history", "is_private": True},
    {"name": "journal", "path": "/d", "size_bytes": 480, "count": 2, "oldest": "2026-11-22T12:00:00+00:00",
     "scope": "history", "is_private": True},
    {"name": "sounds", "path": "/s", "size_bytes": 0, "count": 0, "oldest": None, "scope": "recordings",
     "is_private": True},
]  # fmt: skip


def test_what_is_forgotten_together_stands_in_one_line_with_its_size_and_age() -> None:
    lines = stored_lines(PLACES, NOW)
    assert [line.title for line in lines] == ["History", "Voice and sounds", "Models"]
    assert (lines[0].holds, lines[0].paths) == ("14 entries · 20 kB · for 2 days", ("/d",))
    assert (lines[2].holds, lines[2].scope) == ("300 MB", "")


def test_what_is_not_there_is_called_nothing() -> None:
    sounds = stored_lines(PLACES, NOW)[1]
    assert sounds.is_empty and sounds.holds == "nothing" and sounds.scope == "recordings"


def test_a_place_that_the_window_does_not_know_is_told_all_the_same() -> None:
    assert stored_lines([{"name": "maps", "size_bytes": 1, "count": 1}], NOW)[0].title == "Maps"


def test_the_meter_says_what_to_make_of_a_level() -> None:
    meter = MeterModel()
    meter.take(0.02, 0.0)
    assert meter.told == "Nothing is heard yet."
    meter.take(0.6, 0.1)
    meter.take(0.1, 0.2)
    assert (meter.level, meter.peak, meter.told) == (0.1, 0.6, "That is a good level.")
    meter.take(0.1, 2.0)
    assert meter.peak == 0.1, "a peak is held for a moment only"
    meter.take(1.5, 2.1)
    assert meter.level == 1.0 and "very loud" in meter.told
    meter.fail("The microphone is off.")
    assert (meter.level, meter.told) == (0.0, "The microphone is off.")
