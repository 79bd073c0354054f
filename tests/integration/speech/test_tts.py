"""The real voices: what they say is understood, and it comes soon."""

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from assistant.kernel.ports import TextToSpeech
from speech.tts.kokoro import KokoroTts
from speech.tts.normalise import normalise
from speech.tts.piper import PiperTts
from tests.machine import limit_s

pytestmark = [pytest.mark.models, pytest.mark.slow]
ModelPath = Callable[[str], Path]
REPLIES = ["It's 5:42 PM.", "I've set a timer for ten minutes.", "Your battery is at 80 % and charging.", "Done."]


def words_heard(tts: TextToSpeech, text: str, model_path: ModelPath) -> str:
    import soxr
    from faster_whisper import WhisperModel

    samples = np.frombuffer(b"".join(tts.synthesise(text)), np.int16).astype(np.float32) / 32_768
    model = WhisperModel(str(model_path("whisper-base")), device="cpu", compute_type="int8", cpu_threads=2)
    segments, _ = model.transcribe(
        soxr.resample(samples, tts.sample_rate_hz, 16_000), language="en", initial_prompt="Hey Zenus, open the browser."
    )
    return "".join(
        char for segment in segments for char in segment.text.lower() if char.isalnum() or char == " "
    ).strip()


@pytest.fixture(scope="module")
def piper(model_path: ModelPath) -> PiperTts:
    tts = PiperTts(model_path("piper-en-us-joe"))
    tts.warm_up()
    return tts


def test_piper_is_understood(piper: PiperTts, model_path: ModelPath) -> None:
    heard = words_heard(piper, "The kitchen window is open, and the battery is almost empty.", model_path)
    assert heard == "the kitchen window is open and the battery is almost empty"


@pytest.mark.parametrize("voice", ["jf_alpha", "jm_kumo"])
def test_the_second_voice_is_understood(voice: str, model_path: ModelPath) -> None:
    assert words_heard(KokoroTts(model_path("kokoro"), voice), "Hey Zenus, what time is it?", model_path) == (
        "hey zenus what time is it"
    )


def test_a_single_voice_file_is_used(model_path: ModelPath, tmp_path: Path) -> None:
    with np.load(model_path("kokoro") / "voices_ja.npz") as voices:
        voices["jm_kumo"].astype(np.float32).tofile(tmp_path / "someone.bin")
    tts = KokoroTts(model_path("kokoro"), "someone", voices_dir=tmp_path, language="en-gb")
    assert "time" in words_heard(tts, "Hey Zenus, what time is it?", model_path)


def test_the_first_sound_does_not_wait_for_the_whole_clause(piper: PiperTts) -> None:
    text = "I found three files, and I opened the newest one for you, because the others are from last year."
    begin_s = time.process_time()
    sound = piper.synthesise(text)
    next(sound)
    first_s = time.process_time() - begin_s
    for _ in sound:
        pass
    assert first_s < 0.5 * (time.process_time() - begin_s)


def test_the_first_sound_of_a_reply_takes_little_work(piper: PiperTts) -> None:
    # Processor time: other programs on the machine don't count.
    first_s = []
    for text in REPLIES * 3:
        begin_s = time.process_time()
        next(piper.synthesise(normalise(text)))
        first_s.append(time.process_time() - begin_s)
    assert median(first_s) < limit_s(0.1)


def test_pieces_join_without_a_seam(piper: PiperTts) -> None:
    inputs = piper._inputs(["j", "ˈ", "ɛ", "s", "."] * 12)
    frames = np.asarray(piper._networks._acoustics.run(None, inputs)[0], np.float32)
    whole = piper._networks._decode(frames, 0, frames.shape[-1])
    edges = [0, 24, 84, 90, frames.shape[-1]]
    pieces = [piper._networks._decode(frames, start, end) for start, end in pairwise(edges)]
    assert np.max(np.abs(np.concatenate(pieces) - whole)) < 1e-4


def test_a_voice_that_can_not_be_cut_is_spoken_whole(model_path: ModelPath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speech.tts.piper.cut", lambda network, weight: None)
    tts = PiperTts(model_path("piper-en-us-joe"))
    assert sum(map(len, tts.synthesise("Good morning."))) > 2 * 0.4 * tts.sample_rate_hz


def test_a_slower_pace_takes_longer(piper: PiperTts, model_path: ModelPath) -> None:
    slow = PiperTts(model_path("piper-en-us-joe"), length_scale=1.5)
    usual, slower = (sum(map(len, tts.synthesise("Good morning, how are you?"))) for tts in (piper, slow))
    assert slower > 1.25 * usual
