import anyio
import pytest

from assistant.kernel.errors import AudioError, ModelError
from assistant.kernel.ports import Voice
from assistant.kernel.testing.audio import FakeSpeaker, FakeTts, InlineWorker
from assistant.kernel.types import SpokenText
from speech.pipeline.silent import PrintVoice, SilentVoice
from speech.pipeline.voice import SpeakerVoice

# FakeTts takes 60 ms a character of what is spoken; FakeSpeaker plays in virtual real time.
CHAR_S = 0.06
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    from trio.testing import MockClock

    return "trio", {"clock": MockClock(autojump_threshold=0)}


class BrokenTts(FakeTts):
    def synthesise(self, text: str):
        yield self.BLOCK
        raise ModelError("The voice is damaged.", code="model-damaged")


class MutedSpeaker(FakeSpeaker):
    async def play(self, turn: int, pcm: bytes, sample_rate_hz: int) -> None:
        raise AudioError("There is no speaker.", code="no-speaker")


def voice_on(speaker: FakeSpeaker, **parts) -> SpeakerVoice:
    return SpeakerVoice(parts.pop("tts", FakeTts()), speaker, parts.pop("worker", InlineWorker()), **parts)


async def test_a_reply_is_heard_to_its_end() -> None:
    speaker = FakeSpeaker()
    begin_s = anyio.current_time()
    heard = await voice_on(speaker).say(1, "It is late.")
    assert heard == SpokenText("It is late.", is_complete=True)
    assert anyio.current_time() - begin_s == pytest.approx(11 * CHAR_S)


async def test_the_spoken_form_is_what_sounds() -> None:
    speaker = FakeSpeaker()
    heard = await voice_on(speaker).say(1, "It's **5:42 PM**.")
    assert speaker.played_s(1) == pytest.approx(len("It's five forty-two P M.") * CHAR_S)
    assert heard.text == "It's **5:42 PM**."


async def test_sentences_are_parted_by_a_pause() -> None:
    speaker = FakeSpeaker()
    await voice_on(speaker).say(1, "Yes. No.")
    assert speaker.played_s(1) == pytest.approx(8 * CHAR_S - CHAR_S + 0.15)


@pytest.mark.parametrize(
    ("after_s", "text"),
    [
        (0.01, ""),
        (3 * CHAR_S + 0.01, "One"),
        (6 * CHAR_S + 0.01, "One"),
        (7 * CHAR_S + 0.01, "One two"),
        (14 * CHAR_S + 0.16, "One two three."),
        (18 * CHAR_S + 0.16, "One two three. Four"),
    ],
)
async def test_a_cancelled_reply_is_known_to_the_last_whole_word(after_s: float, text: str) -> None:
    voice = voice_on(FakeSpeaker())
    with anyio.move_on_after(after_s):
        await voice.say(1, "One two three. Four five six.")
    assert voice.spoken(1) == SpokenText(text, is_complete=False)


async def test_cancelling_silences_at_once() -> None:
    speaker = FakeSpeaker()
    with anyio.move_on_after(0.5):
        await voice_on(speaker).say(3, "This is a long sentence that nobody will hear to its end.")
    played_s = speaker.played_s(3)
    await anyio.sleep(5)
    assert speaker.flushed == [3]
    assert speaker.played_s(3) == played_s == pytest.approx(0.5)


async def test_silence_from_another_task_ends_the_reply() -> None:
    speaker = FakeSpeaker()
    voice = voice_on(speaker)
    heard: list[SpokenText] = []

    async def talk() -> None:
        heard.append(await voice.say(1, "One two three. Four five six."))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(talk)
        await anyio.sleep(4 * CHAR_S)
        voice.silence(1)
    assert heard == [SpokenText("One", is_complete=False)]
    assert anyio.current_time() < 60


async def test_a_silenced_turn_makes_no_sound() -> None:
    speaker = FakeSpeaker()
    voice = voice_on(speaker)
    voice.silence(2)
    assert await voice.say(1, "Too late.") == SpokenText("", is_complete=False)
    assert speaker.played == []
    assert (await voice.say(3, "In time.")).is_complete


async def test_a_turn_can_speak_twice() -> None:
    voice = voice_on(FakeSpeaker())
    await voice.say(1, "Shall I?")
    with anyio.move_on_after(5 * CHAR_S):
        await voice.say(1, "Done it now.")
    assert voice.spoken(1) == SpokenText("Done", is_complete=False)


async def test_only_the_latest_speeches_are_remembered() -> None:
    voice = voice_on(FakeSpeaker())
    for turn in range(20):
        await voice.say(turn, "Hm.")
    assert voice.spoken(0) is None
    assert voice.spoken(19) == SpokenText("Hm.", is_complete=True)


async def test_what_has_no_sound_is_said_in_no_time() -> None:
    speaker = FakeSpeaker()
    assert await voice_on(speaker).say(1, "😀") == SpokenText("😀", is_complete=True)
    assert await voice_on(speaker).say(1, "") == SpokenText("", is_complete=True)
    assert speaker.played == []


async def test_the_first_audio_is_told_once() -> None:
    told: list[tuple[int, float]] = []
    begin_s = anyio.current_time()
    voice = voice_on(
        FakeSpeaker(),
        worker=InlineWorker(latency_s=0.01),
        on_first_audio=lambda turn: told.append((turn, anyio.current_time() - begin_s)),
    )
    await voice.say(7, "One. Two.")
    assert told == [(7, pytest.approx(0.02))]


async def test_the_next_clause_is_ready_before_the_first_has_ended() -> None:
    speaker = FakeSpeaker()
    begin_s = anyio.current_time()
    await voice_on(speaker, worker=InlineWorker(latency_s=0.03)).say(1, "One two three. Four five six.")
    assert anyio.current_time() - begin_s == pytest.approx(28 * CHAR_S + 0.15 + 0.06)


async def test_a_damaged_voice_is_told_as_it_is() -> None:
    speaker = FakeSpeaker()
    with pytest.raises(ModelError) as caught:
        await voice_on(speaker, tts=BrokenTts()).say(1, "Hello.")
    assert caught.value.code == "model-damaged"
    assert speaker.flushed == [1]


async def test_a_missing_speaker_is_told_as_it_is() -> None:
    with pytest.raises(AudioError):
        await voice_on(MutedSpeaker()).say(1, "Hello.")


async def test_an_earcon_is_played_without_waiting() -> None:
    speaker = FakeSpeaker()
    async with voice_on(speaker) as voice:
        begin_s = anyio.current_time()
        voice.earcon("heard")
        assert anyio.current_time() == begin_s
        voice.silence(1_000_000)
        await anyio.sleep(1)
    assert len(speaker.played) == 1


async def test_an_earcon_that_can_not_be_played_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with voice_on(MutedSpeaker()) as voice:
        voice.earcon("failed")
        await anyio.sleep(1)
    assert [record.message for record in caplog.records] == ["earcon not played"]


async def test_entering_loads_the_words_of_the_language_in_the_worker() -> None:
    calls: list[str] = []

    class Worker(InlineWorker):
        async def run(self, call, *args, **kwargs):
            calls.append(call.__name__)
            return await super().run(call, *args, **kwargs)

    async with voice_on(FakeSpeaker(), worker=Worker()):
        await anyio.sleep(1)
    assert calls == ["normalise"]


async def test_a_silent_voice_was_not_heard() -> None:
    voice: Voice = SilentVoice()
    voice.earcon("done")
    voice.silence(1)
    assert await voice.say(1, "Hello.") == SpokenText("", is_complete=False)
    assert voice.spoken(1) is None


async def test_a_printing_voice_writes_each_reply() -> None:
    lines: list[str] = []
    voice: Voice = PrintVoice(lines.append)
    await voice.say(1, "Hello.")
    assert lines == ["Hello."]
    assert voice.spoken(1) == SpokenText("Hello.", is_complete=True)
    assert voice.spoken(2) is None


class GermanTts(FakeTts):
    BLOCK = b"\2\0" * 960


async def test_another_language_is_spoken_by_its_own_engine_that_is_loaded_once() -> None:
    loaded: list[str] = []

    def load(language: str) -> FakeTts:
        loaded.append(language)
        return GermanTts()

    speaker = FakeSpeaker()
    voice = voice_on(speaker, load_other=load)
    await voice.say(1, "It is 7.", "en")
    assert loaded == []
    for turn in (2, 3):
        await voice.say(turn, "Es ist 7.", "de")
    assert loaded == ["de"]
    assert list(dict(speaker.played).items()) == [(1, FakeTts.BLOCK), (2, GermanTts.BLOCK), (3, GermanTts.BLOCK)]


async def test_with_another_engine_those_of_other_languages_are_loaded_anew() -> None:
    loaded: list[str] = []
    load = lambda language: loaded.append(language) or GermanTts()  # noqa: E731
    voice = voice_on(FakeSpeaker(), load_other=load)
    await voice.say(1, "Ja.", "de")
    voice.use(FakeTts(), load)
    await voice.say(2, "Ja.", "de")
    assert loaded == ["de", "de"]
