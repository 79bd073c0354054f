"""The level is told on demand, also while nothing is listened for; engines are exchanged without missing a sound."""

from collections.abc import Callable

import anyio

from assistant.kernel.bus import EventBus
from assistant.kernel.events import LevelHeard
from assistant.kernel.testing.audio import FakeSpeaker, FakeTts, InlineWorker, ScriptedStt
from speech.pipeline.voice import SpeakerVoice
from tests.unit.speech.pipeline.test_listener import TEXTS, TIME, Room, silence, waking, word

Run = Callable[..., None]


class MeteredRoom(Room):
    """Meters for two seconds from the first on, and counts the levels that come."""

    levels = 0

    async def watch(self) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.listen)
            await anyio.sleep(1.0)
            bus: EventBus = self.listener._bus
            with bus.subscribe() as events:
                self.listener.meter(2.0)
                await anyio.sleep(5.0)
                self.levels = sum(isinstance(stamped.event, LevelHeard) for stamped in list(events._queue))


def test_levels_are_told_for_as_long_as_was_asked(on_virtual_time: Run) -> None:
    room = MeteredRoom(silence(8))
    on_virtual_time(room.watch)
    assert 48 <= room.levels <= 51, "two seconds, 40 ms each"


def test_another_recogniser_takes_over_from_the_next_request_on(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(TIME, 0.8), *silence(3)])
    other = ScriptedStt({**TEXTS, TIME: "Hey Zenus, wake up"})

    async def body() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(room.listen)
            await anyio.sleep(0.5)
            room.listener.use(stt=other)

    on_virtual_time(body)
    assert room.texts_taken == ["wake up"] and not room.stt.calls


class OtherTts(FakeTts):
    BLOCK = b"\2\0" * 960


def test_a_speech_that_has_begun_is_ended_in_the_voice_that_began_it(on_virtual_time: Run) -> None:
    speaker = FakeSpeaker()

    async def body() -> None:
        voice = SpeakerVoice(FakeTts(), speaker, InlineWorker())
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(voice.say, 1, "One two three. Four five six.")
            await anyio.sleep(0.2)
            voice.use(OtherTts())
        await voice.say(2, "Seven.")

    on_virtual_time(body)
    assert not any(OtherTts.BLOCK in pcm for turn, pcm in speaker.played if turn == 1)
    assert any(OtherTts.BLOCK in pcm for turn, pcm in speaker.played if turn == 2)
