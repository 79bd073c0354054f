"""One place feeds all view models."""

from gui.view.face import Mood
from gui.view.presence import Presence

ASKED = {"type": "approval_requested", "t_s": 10.0, "id": "q1", "question": "Shall I?", "open_s": 45.0}
REPLY = {"type": "reply", "t_s": 4.0, "text": "Done.", "card": {"title": "", "rows": [["a"]]}}


def test_a_change_says_what_it_changed() -> None:
    presence = Presence()
    assert presence.take(ASKED, 0.0).has_question_changed
    assert not presence.take({"type": "level", "level": 1}, 0.0).has_question_changed
    assert presence.take(REPLY | {"turn": 2}, 0.0).card is not None


def test_a_window_that_comes_late_catches_up() -> None:
    presence = Presence()
    presence.catch_up([REPLY, {"type": "state", "name": "listening", "t_s": 9.0}, ASKED], 25.0, 1000.0)
    assert presence.face.mood(1000.0) is Mood.LISTENING
    assert presence.question.open is not None and presence.question.open.until_s == 1030.0
    assert [content.text for content in presence.cards.answers] == ["Done."]


def test_what_was_over_before_it_came_is_not_opened() -> None:
    presence = Presence()
    presence.catch_up([ASKED], 100.0, 1000.0)
    assert presence.question.expire(1000.0)


def test_nothing_that_a_lost_core_asked_can_be_answered() -> None:
    presence = Presence()
    presence.take(ASKED, 0.0)
    presence.disconnect()
    assert presence.question.open is None and presence.face.mood(0.0) is Mood.OFFLINE
