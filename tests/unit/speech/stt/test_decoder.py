"""How much sound the encoder is given, and what is said of a model that cannot be loaded."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.kernel.errors import ModelError
from assistant.kernel.types import SpeechHints
from speech.stt.decoder import DecoderSettings, window_frames
from speech.stt.guards import Hypothesis
from speech.stt.whisper import WhisperStt, confidence

SETTINGS = DecoderSettings()


@pytest.mark.parametrize(
    ("duration_s", "frames"), [(0.5, 1000), (8.0, 1000), (10.0, 1200), (20.015, 2202), (29.0, 3000)]
)
def test_the_window_fits_the_sound(duration_s: float, frames: int) -> None:
    assert window_frames(duration_s, SETTINGS) == frames


@given(st.floats(0, 30))
def test_windows_are_even_and_hold_the_sound_and_a_second_hearing_has_more_room(duration_s: float) -> None:
    narrow, wide = (window_frames(duration_s, SETTINGS, is_wide=is_wide) for is_wide in (False, True))
    assert narrow % 2 == wide % 2 == 0
    assert min(3000, 100 * (duration_s + 2) - 1) <= narrow <= wide <= 3000


@pytest.mark.parametrize("present", [(), ("model.bin",), ("model.bin", "config.json", "tokenizer.json")])
def test_a_missing_part_of_the_model_is_said(tmp_path: Path, present: tuple[str, ...]) -> None:
    for name in present:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(ModelError) as caught:
        WhisperStt(tmp_path).warm_up()
    assert caught.value.code == "model-missing"


def test_a_damaged_model_is_said(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).write_bytes(b"<html>")
    with pytest.raises(ModelError) as caught:
        WhisperStt(tmp_path).warm_up()
    assert caught.value.code == "model-damaged"


def test_silence_is_answered_without_the_model(tmp_path: Path) -> None:
    heard = WhisperStt(tmp_path).transcribe(bytes(32_000), SpeechHints(("fr",)))
    assert (heard.text, heard.language, heard.confidence, heard.duration_s) == ("", "fr", 0.0, 1.0)


def test_confidence_weighs_pieces_by_their_tokens() -> None:
    heard = [Hypothesis("a", -1.0, 0, tokens=1), Hypothesis("b c d", -0.2, 0, tokens=3)]
    assert confidence(heard) == pytest.approx(2.718281828 ** (-1.6 / 4))
    assert confidence([]) == 0
