"""What is shown while somebody speaks, on virtual time: words that stay, and no delay for what counts."""

from collections.abc import Callable

import pytest

from assistant.kernel.events import Transcribed
from speech.pipeline.capture import Hold
from tests.unit.speech.pipeline import test_listener
from tests.unit.speech.pipeline.test_hold import press
from tests.unit.speech.pipeline.test_listener import OPEN, TIME, Room, silence, waking, word

Run = Callable[..., None]


def partials(room: Room) -> list[str]:
    return [s.event.text for s in room.seen if isinstance(s.event, Transcribed) and not s.event.final]


def speech(seconds: float = 1.6) -> list[bytes]:
    """Return voiced frames of which the words are known from early on."""
    return [*word(TIME, 0.1), *word(b"more", seconds - 0.1)]


def test_words_are_shown_while_they_are_being_said(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *speech(), *silence(2)], is_watched=True)
    on_virtual_time(room.listen)
    times_s = [s.t_s for s in room.seen if isinstance(s.event, Transcribed) and not s.event.final]
    assert partials(room)[0] == "what time is it" and times_s[0] < 1 + 0.5 + 1.6
    assert room.texts_taken == ["what time is it?"]


def test_where_nobody_watches_nothing_is_drafted(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *speech(), *silence(2)])
    on_virtual_time(room.listen)
    assert room.stt.drafts == [] and room.texts_taken == ["what time is it?"]


def test_drafts_delay_no_request(on_virtual_time: Run) -> None:
    frames = [*silence(1), *waking(), *speech(), *silence(2)]
    alone, watched = Room(frames), Room(frames, is_watched=True)
    on_virtual_time(alone.listen)
    on_virtual_time(watched.listen)
    assert watched.times_s == alone.times_s and watched.stt.drafts


def test_a_machine_that_is_too_busy_tries_once_in_a_minute(
    on_virtual_time: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_listener, "DRAFT_S", 0.3)
    frames = [*silence(1), *waking(), *speech(3.0), *silence(3)]
    room = Room([*frames, *frames, *silence(60), *frames], is_watched=True)
    on_virtual_time(room.listen)
    assert len(room.stt.drafts) == 2 and len(room.texts_taken) == 3


def test_no_draft_is_begun_in_a_silence(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(OPEN, 0.8), *silence(4)], is_watched=True)
    on_virtual_time(room.listen)
    last = room.stt.drafts[-1]
    assert last.rstrip(b"\0")[-1:] == b"\1", "the newest sound of every draft is speech"


def test_what_may_not_be_meant_for_zenus_is_not_shown(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *speech(), *silence(2)], wake_score=0.6, is_watched=True)
    on_virtual_time(room.listen)
    assert room.stt.drafts == []


def test_words_said_to_a_held_key_are_shown_as_well(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *speech(), *silence(2)], texts={TIME: "what time is it"}, is_watched=True)
    on_virtual_time(press, room, Hold(ends_in_silence=False), 0.9, 2.8)
    assert partials(room)[0] == "what time is it" and room.texts_taken == ["what time is it"]
