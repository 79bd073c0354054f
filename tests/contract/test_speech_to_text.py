"""What every `SpeechToText` must do. Add an implementation by adding a maker of it and of sound it understands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.kernel.ports import SpeechToText
from assistant.kernel.testing.audio import ScriptedStt
from assistant.kernel.types import SpeechHints
from speech.audio.files import read_pcm
from speech.stt.whisper import WhisperStt

RECORDING = Path(__file__).parents[1] / "data" / "wake" / "am_puck-what_can_I_say.flac"
SPOKEN = read_pcm(RECORDING)
HINTS = SpeechHints(languages=("en",), prompts={"en": "Hey Zenus, open the browser."})


def scripted(_models: Callable[[str], Path]) -> SpeechToText:
    return ScriptedStt({SPOKEN[20_000:20_200]: "Hey Zenus, what can I say?"})


def whisper(models: Callable[[str], Path]) -> SpeechToText:
    return WhisperStt(models("whisper-base"))


@pytest.fixture(params=[scripted, pytest.param(whisper, marks=pytest.mark.models)], scope="module")
def stt(request: pytest.FixtureRequest, model_path: Callable[[str], Path]) -> SpeechToText:
    made: SpeechToText = request.param(model_path)
    made.warm_up()
    return made


def test_speech_becomes_its_words(stt: SpeechToText) -> None:
    assert stt.transcribe(SPOKEN, HINTS).text == "Hey Zenus, what can I say?"


def test_a_transcript_says_how_long_and_how_sure_it_is(stt: SpeechToText) -> None:
    heard = stt.transcribe(SPOKEN, HINTS)
    assert heard.duration_s == pytest.approx(len(SPOKEN) / 32_000)
    assert 0.5 < heard.confidence <= 1
    assert heard.language == "en"
    assert heard.is_final


@pytest.mark.parametrize("pcm", [b"", bytes(320), bytes(64_000)])
def test_silence_has_no_words(stt: SpeechToText, pcm: bytes) -> None:
    heard = stt.transcribe(pcm, HINTS)
    assert (heard.text, heard.confidence) == ("", 0)


def test_a_draft_of_what_was_said_so_far_begins_with_its_words(stt: SpeechToText) -> None:
    drafted = stt.draft(SPOKEN, HINTS)
    assert "what can i" in drafted.casefold()


def test_nothing_is_carried_from_one_utterance_to_the_next(stt: SpeechToText) -> None:
    first = stt.transcribe(SPOKEN, HINTS)
    stt.transcribe(bytes(32_000), HINTS)
    assert stt.transcribe(SPOKEN, HINTS) == first


def test_warming_up_again_does_no_harm(stt: SpeechToText) -> None:
    stt.warm_up()
