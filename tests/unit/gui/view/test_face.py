"""The face follows the events, and nothing but the events."""

import pytest

from gui.view import words
from gui.view.face import Face, FaceModel, Mood

REPLY = "The time is 6:05 PM."


def fed(*events: dict[str, object], now_s: float = 0.0) -> FaceModel:
    model = FaceModel()
    for event in events:
        model.take(event, now_s)
    return model


def state(name: str) -> dict[str, object]:
    return {"type": "state", "name": name, "turn": 1}


def shown(*events: dict[str, object], now_s: float = 0.0) -> Face:
    return fed(*events).face(now_s)


def test_without_a_core_it_says_so() -> None:
    face = FaceModel().face(0.0)
    assert (face.mood, face.title) == (Mood.OFFLINE, words.MOODS["offline"])


@pytest.mark.parametrize("name", ["listening", "thinking", "acting", "speaking"])
def test_each_state_of_the_core_has_its_mood(name: str) -> None:
    assert shown(state(name)).mood == name


def test_at_rest_there_is_nothing_to_read() -> None:
    assert shown(state("idle")).is_resting


@pytest.mark.parametrize(("field", "mood"), [("is_muted", Mood.MUTED), ("is_asleep", Mood.ASLEEP)])
def test_a_pause_is_told_apart(field: str, mood: Mood) -> None:
    assert shown({"type": "attention", field: True}, state("paused")).mood is mood


def test_a_muted_microphone_is_marked_whatever_goes_on() -> None:
    assert shown({"type": "attention", "is_muted": True}, state("speaking")).is_muted


def test_words_that_may_still_change_are_tentative() -> None:
    partial = {"type": "transcript", "text": "set a timer", "final": False}
    face = shown(state("listening"), partial)
    assert (face.title, face.is_tentative) == ("set a timer", True)
    assert not shown(state("listening"), partial | {"final": True}).is_tentative


def test_the_level_shows_only_while_listening() -> None:
    level = {"type": "level", "level": 0.7}
    assert shown(state("listening"), level).level == 0.7
    assert shown(state("listening"), level, state("thinking")).level == 0.0


@pytest.mark.parametrize(("level", "seen"), [(7, 1.0), (-1, 0.0), ("loud", 0.0), (True, 0.0)])
def test_a_level_that_is_none_does_no_harm(level: object, seen: float) -> None:
    assert shown(state("listening"), {"type": "level", "level": level}).level == seen


def test_a_caption_marks_what_was_heard() -> None:
    speaking = (state("thinking"), {"type": "reply", "text": REPLY}, state("speaking"))
    assert shown(*speaking).heard_chars == 0
    assert shown(*speaking, {"type": "caption", "text": "The time"}).heard_chars == len("The time")
    assert shown(*speaking, {"type": "spoken", "text": REPLY, "complete": True}).heard_chars == len(REPLY)


def test_a_step_is_told_with_its_number_and_how_far_it_is() -> None:
    plan = {"type": "plan", "steps": [{"action": "files.find"}, {"action": "files.move"}]}
    begun = [{"type": "action_started", "action": name} for name in ("files.find", "files.move")]
    face = shown(plan, state("acting"), *begun, {"type": "progress", "done": 10, "total": 40})
    assert (face.detail, face.progress) == ("Step 2 of 2 · files · move · 10 of 40", 0.25)


def test_an_unknown_number_of_parts_gives_no_progress() -> None:
    assert shown(state("acting"), {"type": "progress", "done": 1, "total": 0}).progress is None


def test_the_follow_up_window_empties_and_ends_with_speech() -> None:
    model = fed(state("listening"), {"type": "follow_up", "open_s": 8.0})
    assert model.face(2.0).countdown == 0.75
    assert model.face(9.0).countdown == 0.0
    model.take({"type": "speech_started"}, 2.0)
    assert model.face(2.0).countdown == 0.0


def test_a_reply_can_be_read_for_a_while_after_it_was_said() -> None:
    model = fed(state("speaking"), {"type": "reply", "text": REPLY}, state("idle"), now_s=10.0)
    due_s = model.changes_at_s(10.0)
    assert due_s is not None and due_s >= 12.5
    assert model.face(due_s - 0.1).title == REPLY
    assert model.face(due_s + 0.1).is_resting
    assert model.changes_at_s(due_s + 0.1) is None


def test_a_request_does_not_outlive_its_turn() -> None:
    assert shown({"type": "transcript", "text": "stop", "final": True}, state("acting"), state("idle")).title == ""


def test_an_error_is_shown_for_a_while_and_ends_with_the_next_turn() -> None:
    error = {"type": "error", "message": "No microphone is connected."}
    model = fed(state("idle"), error)
    assert (model.face(1.0).mood, model.face(1.0).title) == (Mood.ERROR, "No microphone is connected.")
    assert model.face(60.0).mood is Mood.IDLE
    assert fed(state("idle"), error, state("thinking")).face(1.0).mood is Mood.THINKING


def test_a_microphone_that_is_away_is_told_while_listening() -> None:
    away = {"type": "microphone", "name": "Webcam", "is_live": False}
    assert shown(away, state("listening")).detail == words.MICROPHONE_AWAY


def test_a_core_that_goes_takes_everything_with_it() -> None:
    model = fed({"type": "attention", "is_muted": True}, state("speaking"))
    model.disconnect()
    assert (model.face(0.0).mood, model.face(0.0).is_muted) == (Mood.OFFLINE, False)


@pytest.mark.parametrize("event", [{}, {"type": 3}, {"type": "of-tomorrow"}, {"type": "plan", "steps": 4}])
def test_what_it_does_not_know_changes_nothing(event: dict[str, object]) -> None:
    assert shown(state("idle"), event) == shown(state("idle"))
