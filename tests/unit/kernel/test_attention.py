from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus, Stamped
from assistant.kernel.clock import SystemClock


def attention() -> tuple[Attention, list[Stamped]]:
    bus, events = EventBus(SystemClock()), []
    bus.add_sink(events.append)
    return Attention(bus), events


def test_it_begins_idle_and_says_nothing_of_it() -> None:
    now, events = attention()
    assert (now.state, now.is_muted, now.is_asleep, events) == ("idle", False, False, [])


def test_a_new_state_is_told_with_its_turn() -> None:
    now, events = attention()
    now.enter("thinking", 7)
    assert now.state == "thinking"
    assert [(stamped.event.name, stamped.event.turn) for stamped in events] == [("thinking", 7)]


def test_the_present_state_is_not_told_again() -> None:
    now, events = attention()
    for turn in (1, 2):
        now.enter("listening", turn)
    now.enter("idle")
    assert [stamped.event.name for stamped in events] == ["listening", "idle"]


def test_it_rests_idle_or_paused() -> None:
    for is_muted, is_asleep, state in [(False, False, "idle"), (True, False, "paused"), (False, True, "paused")]:
        now, _ = attention()
        now.is_muted, now.is_asleep = is_muted, is_asleep
        now.enter("speaking")
        now.rest()
        assert now.state == state
