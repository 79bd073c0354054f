"""Listening that a key asks for: it needs no wake phrase, and ends when the key is let go."""

from collections.abc import Callable

import anyio
import pytest

from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus
from assistant.kernel.events import SpeechEnded
from speech.pipeline.capture import Hold
from tests.unit.speech.pipeline.test_listener import OPEN, TIME, Room, ZeroClock, silence, waking, word

Run = Callable[..., None]


async def press(room: Room, hold: Hold, down_s: float, up_s: float | None = None) -> None:
    """Let a room hear itself out while a key goes down and up."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(room.listen)
        await anyio.sleep(down_s)
        room.listener.listen_now(hold)
        if up_s is not None:
            await anyio.sleep(up_s - down_s)
            room.listener.let_go(hold)


def reasons(room: Room) -> list[str]:
    return [stamped.event.reason for stamped in room.events if isinstance(stamped.event, SpeechEnded)]


def test_letting_go_ends_a_request_that_silence_would_not_have_ended_yet(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *word(OPEN, 0.8), *silence(4)])
    on_virtual_time(press, room, Hold(ends_in_silence=False), 0.9, 1.8)
    assert room.texts_taken == ["open the"] and reasons(room) == ["released"]
    assert room.times_s[0] < 1.8 + 0.2 + room.stt_latency_s + 0.05


def test_no_silence_ends_what_is_held(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *word(OPEN), *silence(5), *word(TIME), *silence(3)])
    on_virtual_time(press, room, Hold(ends_in_silence=False), 0.9, 6.9)
    assert room.texts_taken == ["what time is it?"]


def test_a_transcript_of_the_last_pause_is_used_when_the_key_is_let_go(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *word(TIME, 0.8), *silence(4)])
    on_virtual_time(press, room, Hold(ends_in_silence=False), 0.9, 2.6)
    assert room.texts_taken == ["what time is it?"] and len(room.stt.calls) == 1
    assert room.times_s[0] < 2.6 + 0.25, "nothing is left to be transcribed"


def test_a_key_that_was_pressed_once_lets_silence_end_the_request(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *word(TIME, 0.8), *silence(4)])
    on_virtual_time(press, room, Hold(), 0.9)
    assert room.texts_taken == ["what time is it?"] and reasons(room) == ["complete"]


@pytest.mark.parametrize("is_spoken", [True, False])
def test_a_sound_tells_when_listening_begins_and_when_it_ends(on_virtual_time: Run, is_spoken: bool) -> None:
    said = word(TIME, 0.8) if is_spoken else silence(0.8)
    room = Room([*silence(1), *said, *silence(4)])
    on_virtual_time(press, room, Hold(ends_in_silence=False), 0.9, 1.8)
    assert room.voice.earcons == ["heard", "thinking" if is_spoken else "failed"]


def test_whoever_holds_is_told_once_that_it_is_over(on_virtual_time: Run) -> None:
    over: list[str] = []
    room = Room([*silence(1), *word(TIME, 0.8), *silence(4)])
    on_virtual_time(press, room, Hold(on_over=lambda: over.append("over")), 0.9)
    assert over == ["over"]


def test_words_from_just_before_the_key_was_down_are_heard(on_virtual_time: Run) -> None:
    early = [b"\1" * 640, TIME + b"\1" * 636, *word(b"rest", 0.6)]
    room = Room([*silence(1), *early, *silence(4)])
    on_virtual_time(press, room, Hold(), 1.1)
    assert room.texts_taken == ["what time is it?"]


def test_a_key_pressed_after_the_wake_phrase_ends_what_the_phrase_began(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(OPEN, 0.8), *silence(4)])
    on_virtual_time(press, room, Hold(ends_in_silence=False), 1.8, 2.4)
    assert room.texts_taken == ["open the"] and reasons(room) == ["released"]


def test_a_key_interrupts_what_is_being_said_and_hears_none_of_it(on_virtual_time: Run) -> None:
    room = Room([*word(OPEN, 1.0), *silence(0.2), *word(TIME, 0.8), *silence(4)], is_busy=True)
    on_virtual_time(press, room, Hold(), 1.04)
    assert room.barge_ins == 1 and room.texts_taken == ["what time is it?"]
    assert OPEN not in room.stt.calls[-1][0]


def test_asleep_a_key_is_heard_all_the_same(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *word(TIME, 0.8), *silence(4)])
    room.attention = Attention(EventBus(ZeroClock()))
    room.attention.is_asleep = True
    on_virtual_time(press, room, Hold(), 0.9)
    assert room.texts_taken == ["what time is it?"]


def test_what_is_held_too_long_ends_by_itself(on_virtual_time: Run) -> None:
    over: list[str] = []
    room = Room([*silence(1), *word(TIME, 0.8), *silence(40)])
    on_virtual_time(press, room, Hold(ends_in_silence=False, on_over=lambda: over.append("over")), 0.9)
    assert room.texts_taken == ["what time is it?"] and over == ["over"]
