"""What every `Voice` must do. Add an implementation by adding a maker; all run on virtual time."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import anyio
import pytest
import trio.testing

from assistant.kernel.ports import Earcon, Voice
from assistant.kernel.testing.audio import FakeSpeaker, FakeTts, FakeVoice, InlineWorker
from assistant.kernel.types import SpokenText
from speech.pipeline.silent import PrintVoice, SilentVoice
from speech.pipeline.voice import SpeakerVoice

pytestmark = pytest.mark.anyio
TEXT = "One two three. Four five six."
Maker = Callable[[], AbstractAsyncContextManager[Voice]]


@asynccontextmanager
async def fake() -> AsyncIterator[Voice]:
    yield FakeVoice()


@asynccontextmanager
async def silent() -> AsyncIterator[Voice]:
    yield SilentVoice()


@asynccontextmanager
async def printing() -> AsyncIterator[Voice]:
    yield PrintVoice(lambda _line: None)


@asynccontextmanager
async def speaker() -> AsyncIterator[Voice]:
    async with SpeakerVoice(FakeTts(), FakeSpeaker(), InlineWorker()) as voice:
        yield voice


@pytest.fixture(params=[fake, silent, printing, speaker])
def make(request: pytest.FixtureRequest) -> Maker:
    return request.param


@pytest.fixture
def make_audible(make: Maker) -> Maker:
    """Return a maker of a voice that takes time to speak; the silent ones stand in for the fake."""
    return make if make in (fake, speaker) else fake


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return "trio", {"clock": trio.testing.MockClock(autojump_threshold=0)}


async def test_nothing_was_heard_of_a_turn_that_never_spoke(make: Maker) -> None:
    async with make() as voice:
        await voice.say(1, TEXT)
        assert voice.spoken(2) is None


async def test_what_was_heard_is_returned_and_remembered(make: Maker) -> None:
    async with make() as voice:
        heard = await voice.say(1, TEXT)
        assert heard == SpokenText(TEXT if heard.is_complete else "", heard.is_complete)
        assert voice.spoken(1) in (heard, None)


async def test_what_was_cut_short_is_known_up_to_the_last_whole_word(make_audible: Maker) -> None:
    async with make_audible() as voice:
        with anyio.move_on_after(0.7):
            await voice.say(1, TEXT)
        spoken = voice.spoken(1)
        assert spoken and not spoken.is_complete
        assert TEXT.startswith(spoken.text) and 0 < len(spoken.text) < len(TEXT)
        assert TEXT[len(spoken.text)] == " "


async def test_nothing_more_is_heard_after_a_cancellation(make_audible: Maker) -> None:
    async with make_audible() as voice:
        with anyio.move_on_after(0.7):
            await voice.say(1, TEXT)
        spoken = voice.spoken(1)
        await anyio.sleep(60)
        assert voice.spoken(1) == spoken


async def test_the_next_turn_can_speak_after_one_was_cut_short(make: Maker) -> None:
    async with make() as voice:
        with anyio.move_on_after(0.7):
            await voice.say(1, TEXT)
        voice.silence(1)
        before = await voice.say(2, TEXT)
        assert before.text in (TEXT, "")


async def test_no_text_takes_no_time(make: Maker) -> None:
    async with make() as voice:
        began_s = anyio.current_time()
        assert (await voice.say(1, "")).text == ""
        assert anyio.current_time() == began_s


@pytest.mark.parametrize("earcon", ["heard", "thinking", "done", "failed"])
async def test_an_earcon_does_not_wait_and_is_no_speech(make: Maker, earcon: Earcon) -> None:
    async with make() as voice:
        began_s = anyio.current_time()
        voice.earcon(earcon)
        assert anyio.current_time() == began_s
        await anyio.sleep(5)
        assert voice.spoken(1) is None


async def test_silencing_what_does_not_speak_is_harmless(make: Maker) -> None:
    async with make() as voice:
        for turn in (0, 7, 3):
            voice.silence(turn)
        assert voice.spoken(7) is None
