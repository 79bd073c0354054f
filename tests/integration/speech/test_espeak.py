"""The voice of last resort, with the real program."""

import pytest

from assistant.kernel.audio import duration_s
from assistant.kernel.errors import ModelError
from speech.tts import espeak
from speech.tts.espeak import EspeakTts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not EspeakTts.is_installed(), reason="espeak-ng is not installed"),
]


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_a_sentence_becomes_sound_in_blocks_of_at_most_100_ms(language):
    tts = EspeakTts(language)
    blocks = list(tts.synthesise("Guten Tag."))
    assert 0.4 < sum(duration_s(block, tts.sample_rate_hz) for block in blocks) < 3
    assert all(0 < duration_s(block, tts.sample_rate_hz) <= 0.1 for block in blocks)


def test_faster_is_shorter():
    text = "Das ist ein etwas längerer Satz."
    slow, fast = (sum(map(len, EspeakTts("de", speed=speed).synthesise(text))) for speed in (0.8, 1.6))
    assert fast < 0.7 * slow


def test_sound_that_is_abandoned_leaves_no_program_behind():
    sound = EspeakTts("de").synthesise("Ein langer Satz. " * 200)
    assert next(sound)
    sound.close()


@pytest.mark.parametrize("text", ["", "-v en", "\x00\x1b[0m", "<speak>", "A" * 5000])
def test_any_text_is_only_text(text):
    list(EspeakTts("de").synthesise(text))


def test_a_language_that_it_does_not_know_is_a_missing_voice():
    with pytest.raises(ModelError) as raised:
        EspeakTts("qqq").warm_up()
    assert raised.value.code == "voice-missing"


def test_a_text_that_is_not_read_is_a_missing_voice():
    with pytest.raises(ModelError) as raised:
        next(EspeakTts("qqq").synthesise("more than a pipe holds " * 10_000))
    assert raised.value.code == "voice-missing"


def test_without_the_program_a_voice_is_missing(monkeypatch):
    monkeypatch.setattr(espeak, "PROGRAM", "no-such-program")
    assert not EspeakTts.is_installed()
    with pytest.raises(ModelError) as raised:
        EspeakTts("de").warm_up()
    assert raised.value.code == "voice-missing"
