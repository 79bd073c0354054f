"""What every `TextToSpeech` keeps, real or fake."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from assistant.kernel.ports import TextToSpeech
from assistant.kernel.testing.audio import FakeTts
from speech.tts.kokoro import KokoroTts
from speech.tts.piper import PiperTts

ENGINES = [
    "fake",
    pytest.param("piper", marks=[pytest.mark.models, pytest.mark.slow]),
    pytest.param("kokoro", marks=[pytest.mark.models, pytest.mark.slow]),
]


@pytest.fixture(scope="module", params=ENGINES)
def tts(request: pytest.FixtureRequest, model_path: Callable[[str], Path]) -> TextToSpeech:
    if request.param == "fake":
        return FakeTts()
    engine = PiperTts(model_path("piper-en-us-joe")) if request.param == "piper" else KokoroTts(model_path("kokoro"))
    engine.warm_up()
    return engine


def test_a_clause_becomes_sound(tts: TextToSpeech) -> None:
    pcm = b"".join(tts.synthesise("It's five forty-two P M."))
    assert 0.5 < len(pcm) / 2 / tts.sample_rate_hz < 6
    assert any(pcm)


def test_blocks_are_short_and_whole(tts: TextToSpeech) -> None:
    for block in tts.synthesise("Good morning, Ann."):
        assert 0 < len(block) <= 2 * 0.1 * tts.sample_rate_hz
        assert len(block) % 2 == 0


def test_a_longer_text_takes_longer(tts: TextToSpeech) -> None:
    short, long = (sum(map(len, tts.synthesise(text))) for text in ("Yes.", "Yes, and I have done that for you now."))
    assert long > 2 * short


def test_it_can_be_abandoned_and_used_again(tts: TextToSpeech) -> None:
    assert len(list(islice(tts.synthesise("This sentence is never heard to its end."), 1))) == 1
    assert list(tts.synthesise("Yes."))


@pytest.mark.parametrize("text", ["", "   ", "\0"])
def test_nothing_makes_no_sound_or_little(tts: TextToSpeech, text: str) -> None:
    assert sum(map(len, tts.synthesise(text))) < 2 * 0.5 * tts.sample_rate_hz


def test_signs_it_does_not_know_do_not_break_it(tts: TextToSpeech) -> None:
    assert list(tts.synthesise("Yes ☃ … 你好 \u0301 yes."))


def test_warming_up_twice_is_harmless(tts: TextToSpeech) -> None:
    tts.warm_up()
