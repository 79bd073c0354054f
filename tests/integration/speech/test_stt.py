"""The real recogniser on real speech, and on sound that is none."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soxr

from assistant.kernel.errors import UsageError
from assistant.kernel.types import SpeechHints
from speech.audio.files import read_pcm
from speech.stt.guards import GuardSettings, words
from speech.stt.whisper import WhisperSettings, WhisperStt
from speech.tts.piper import PiperTts

pytestmark = [pytest.mark.models, pytest.mark.slow]

ModelPath = Callable[[str], Path]
RATE_HZ = 16_000
FOLDER = Path(__file__).parents[2] / "data" / "wake"
HINTS = SpeechHints(prompts={"en": "Hey Zenus, open the browser."}, hotwords=("Firefox", "Inkscape", "Terminal"))
COMMAND = "Hey Zenus, switch to the terminal."


@pytest.fixture(scope="module")
def stt(model_path: ModelPath) -> WhisperStt:
    made = WhisperStt(model_path("whisper-base"))
    made.warm_up()
    return made


@pytest.fixture(scope="module")
def command() -> bytes:
    return read_pcm(FOLDER / "bf_emma-switch_to_the_terminal.flac")


def floats(pcm: bytes) -> np.ndarray:
    return np.frombuffer(pcm, np.int16) / 32768


def pcm(samples: np.ndarray) -> bytes:
    return (samples.clip(-1, 1) * 32767).astype(np.int16).tobytes()


def say(model_path: ModelPath, text: str) -> np.ndarray:
    tts = PiperTts(model_path("piper-en-us-joe"))
    return soxr.resample(floats(b"".join(tts.synthesise(text))), tts.sample_rate_hz, RATE_HZ)


def tones() -> np.ndarray:
    t_s = np.arange(4 * RATE_HZ) / RATE_HZ
    notes = np.array([262, 330, 392, 523])[(t_s // 0.5).astype(int) % 4]
    return sum(0.15 / k * np.sin(2 * np.pi * k * notes * t_s) for k in (1, 2, 3)) * np.exp(-4 * (t_s % 0.5))


def noise(level: float = 0.1) -> np.ndarray:
    return np.random.default_rng(1).normal(0, level, 4 * RATE_HZ)


@pytest.mark.parametrize(
    "sound",
    [noise(), noise(0.9), noise(0.002), np.cumsum(noise(0.01)) % 0.5, tones()],
    ids=["white", "loud", "soft", "red", "music"],
)
def test_noise_and_music_have_no_words(stt: WhisperStt, sound: np.ndarray) -> None:
    assert stt.transcribe(pcm(sound), HINTS).text == ""


def test_babble_never_becomes_the_prompt(stt: WhisperStt, command: bytes) -> None:
    voice = floats(command)
    babble = sum(np.roll(np.resize(voice[::-1] if k % 2 else voice, 4 * RATE_HZ), 4999 * k) for k in range(9)) / 6
    heard = words(stt.transcribe(pcm(babble), HINTS).text)
    assert "browser" not in heard


def test_clipped_and_soft_speech_is_understood(stt: WhisperStt, command: bytes) -> None:
    for gain in (30.0, 0.01):
        assert "switch to the terminal" in " ".join(words(stt.transcribe(pcm(floats(command) * gain), HINTS).text))


def test_silence_round_a_command_changes_nothing(stt: WhisperStt, command: bytes) -> None:
    heard = stt.transcribe(bytes(64_000) + command + bytes(320_000), HINTS)
    assert words(heard.text) == words(COMMAND)
    assert heard.duration_s == pytest.approx(12 + len(command) / 32_000)


def test_speech_longer_than_a_window_is_whole(stt: WhisperStt) -> None:
    requests = {
        "disk": "disk",
        "note": "car",
        "timer": "timer",
        "volume_set": "volume",
        "time": "time",
        "repeat": "again",
    }
    takes = [read_pcm(FOLDER.parent / "requests" / f"af_heart-{name}.flac") for name in requests]
    others = {"alarm": "alarm", "date": "today", "louder": "up", "memory": "memory", "open": "terminal"}
    takes += [read_pcm(FOLDER.parent / "requests" / f"am_michael-{name}.flac") for name in others]
    spoken = bytes(16_000).join(takes)
    assert len(spoken) > 32_000 * 31, "it fits into Whisper's window"
    keys = [*requests.values(), *others.values()]
    heard = words(stt.transcribe(spoken, HINTS).text)
    rest = iter(heard)
    assert all(key in rest for key in keys), heard


def test_one_of_several_languages_is_recognised(stt: WhisperStt, command: bytes) -> None:
    heard = stt.transcribe(command, SpeechHints(languages=("fr", "de", "en")))
    assert (heard.language, words(heard.text)[-3:]) == ("en", ["to", "the", "terminal"])


def test_without_a_language_any_is_recognised(stt: WhisperStt, command: bytes) -> None:
    assert stt.transcribe(command, SpeechHints(languages=())).language == "en"


def test_a_language_is_not_doubted(stt: WhisperStt, command: bytes) -> None:
    assert stt.transcribe(command, SpeechHints(languages=("de",))).language == "de"


def test_an_unknown_language_is_said(stt: WhisperStt, command: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        stt.transcribe(command, SpeechHints(languages=("xx",)))
    assert caught.value.code == "unknown-language"


def test_what_is_doubted_is_heard_again_and_believed_if_it_stands(model_path: ModelPath, command: bytes) -> None:
    always_doubt = GuardSettings(doubtful_logprob=0.0)
    stt = WhisperStt(model_path("whisper-base"), settings=replace(WhisperSettings(), guards=always_doubt))
    assert words(stt.transcribe(command, HINTS).text) == words(COMMAND)


def test_what_the_model_cannot_believe_is_dropped(model_path: ModelPath, command: bytes) -> None:
    believe_nothing = GuardSettings(hopeless_logprob=0.0)
    stt = WhisperStt(model_path("whisper-base"), settings=replace(WhisperSettings(), guards=believe_nothing))
    assert stt.transcribe(command, HINTS).text == ""


def test_a_hotword_said_alone_is_believed(stt: WhisperStt, model_path: ModelPath) -> None:
    # The voice never says it twice alike, and one word is little to go by: it may be heard as said twice.
    assert set(words(stt.transcribe(pcm(say(model_path, "Terminal.")), HINTS).text)) == {"terminal"}


def test_the_english_model_knows_english_alone(model_path: ModelPath, command: bytes) -> None:
    stt = WhisperStt(model_path("whisper-tiny-en"))
    assert "terminal" in words(stt.transcribe(command, SpeechHints()).text)
    with pytest.raises(UsageError):
        stt.transcribe(command, SpeechHints(languages=("fr",)))
