"""Who subscribes late gets what still holds."""

from assistant.app.link.recent import RecentEvents
from assistant.kernel import events as ev
from assistant.kernel.bus import Stamped

ASKED = ev.ApprovalRequested(turn=2, question="Shall I?", steps=(), id="q")


def remembered(*events: ev.Event) -> list[str]:
    recent = RecentEvents()
    for t_s, event in enumerate(events):
        recent(Stamped(float(t_s), event))
    return [str(event["type"]) for event in recent.to_json()]


def reply(turn: int) -> ev.Replied:
    return ev.Replied(turn=turn, text="Done.", card={})


def test_of_states_the_newest_counts() -> None:
    assert remembered(ev.StateChanged(name="idle"), ev.StateChanged(name="thinking")) == ["state"]


def test_an_open_question_is_kept_until_it_is_answered_or_replaced() -> None:
    plan = ev.Planned(turn=3, source="grammar", steps=())
    assert remembered(ASKED) == ["approval_requested"]
    assert remembered(ASKED, ev.ApprovalGiven(turn=3, granted=False, by="voice")) == []
    assert remembered(ASKED, plan) == []


def test_the_last_replies_come_with_their_plans() -> None:
    events = [event for turn in range(8) for event in (ev.Planned(turn=turn, source="grammar", steps=()), reply(turn))]
    assert remembered(*events) == ["plan", "reply"] * 5


def test_what_is_over_is_not_kept() -> None:
    assert remembered(ev.SpeechStarted(), ev.Interrupted(by="voice")) == []


def test_what_was_forgotten_is_not_kept_here_either() -> None:
    forgotten = ev.ActionFinished(
        turn=9, action="memory.forget", ok=True, verified=True, undoable=False, effects=()
    )  # fmt: skip
    events = [event for turn in range(3) for event in (ev.Planned(turn=turn, source="grammar", steps=()), reply(turn))]
    assert remembered(*events, forgotten, reply(9)) == ["reply"]
