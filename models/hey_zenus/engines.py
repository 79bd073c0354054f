"""Speakers from other engines: Piper, espeak-ng and Pico for training, flite and festival for the test alone.

None of them tells when a word ended, so the phrase is always the last thing said.
"""

import html
import io
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from models.hey_zenus.clips import RATE_HZ, Clip, to_int16, voiced_end_s
from models.hey_zenus.phrase import Phrase
from models.hey_zenus.phrases import COMMANDS, TALK

Pcm = NDArray[np.int16]
ESPEAK_VOICES = tuple(
    f"{accent}+{variant}"
    for accent in ("en-us", "en-gb", "en-gb-scotland", "en-029", "en-gb-x-rp")
    for variant in ("m1", "m2", "m3", "m4", "m7", "f1", "f2", "f3", "f4", "f5", "klatt", "klatt3")
)
PICO_VOICES = ("en-US", "en-GB")
# What Kokoro's phonemes are to Pico; others are the same. It must see a backslash twice.
PICO_SOUNDS = {
    "A": "eI", "I": "aI", "O": "@U", "Q": "@U", "W": "aU", "Y": "OI", "i": "i:", "ɪ": "I", "ɛ": "E", "æ": "{",
    "ɑ": "A:", "ʌ": "V", "ɔ": "O:", "u": "u:", "ʊ": "U", "ə": "@", "ɜ": "3:", "ɹ": r"r\\", "ɡ": "g", "θ": "T",
    "ð": "D", "ʃ": "S", "ʒ": "Z", "ʧ": "tS", "ʤ": "dZ", "ŋ": "N", "ɾ": "t", "ˈ": '"', "ˌ": "%", "ː": "",
}  # fmt: skip
# Engines that are never trained on, by the folder of their clips.
OTHER_ENGINES = ("flite", "festival")
FESTIVAL_VOICES = ("kal_diphone", "ked_diphone", "cmu_us_slt_arctic_hts")
FESTIVAL_FOLDER = Path("/usr/share/festival/voices")
FLITE_VOICES = ("kal16", "awb", "rms", "slt")
STRETCHES = ("0.85", "1.0", "1.15", "1.3")


def espeak(phrase: Phrase, count: int, seed: int) -> Iterator[Clip]:
    """Yield clips of espeak-ng: two in three with the phrase, the others near to it."""
    random = np.random.default_rng([seed, 1])
    for _ in range(count):
        is_wake = random.random() < 0.66
        text = str(random.choice(phrase.espeak_texts if is_wake else phrase.near_texts))
        voice = str(random.choice(ESPEAK_VOICES))
        speed, pitch = str(random.integers(120, 220)), str(random.integers(20, 85))
        command = ["espeak-ng", "-v", voice, "-s", speed, "-p", pitch, "--stdout", text]
        yield _clip(subprocess.run(command, capture_output=True, check=True).stdout, is_wake, f"espeak:{voice}", text)


def piper(phrase: Phrase, model: Path, count: int, seed: int) -> Iterator[Clip]:
    """Yield clips of one Piper voice: two in three with the phrase, the others near to it."""
    from piper import PiperVoice, SynthesisConfig

    random = np.random.default_rng([seed, 2])
    voice = PiperVoice.load(str(model))
    for _ in range(count):
        is_wake = random.random() < 0.66
        text = str(random.choice(phrase.piper_texts if is_wake else phrase.near_texts))
        style = SynthesisConfig(
            length_scale=float(random.uniform(0.75, 1.4)),
            noise_scale=float(random.uniform(0.4, 1.0)),
            noise_w_scale=float(random.uniform(0.4, 1.2)),
        )
        samples = np.concatenate([chunk.audio_float_array for chunk in voice.synthesize(text, style)])
        pcm = to_int16(samples, voice.config.sample_rate)
        yield Clip(pcm, voiced_end_s(pcm) if is_wake else -1.0, "alone" if is_wake else "near", "piper", text)


def pico(phrase: Phrase, count: int, seed: int) -> Iterator[Clip]:
    """Yield clips of Pico: half of them with the phrase, the others near to it. It takes 20 ms for one."""
    from ttspico import TtsEngine

    random = np.random.default_rng([seed, 4])
    voices = [(name, TtsEngine(name)) for name in PICO_VOICES]
    for _ in range(count):
        is_wake = random.random() < 0.5
        is_text = not is_wake and random.random() >= 0.5
        if is_wake:
            said = phrase.pronounced(random)
        else:
            said = str(random.choice(phrase.near_texts if is_text else phrase.near_phonemes))
        name, voice = voices[random.integers(len(voices))]
        voice.rate, voice.pitch = int(random.integers(75, 140)), int(random.integers(60, 170))
        ending = str(random.choice(["", ".", "!", "?"]))
        sound = voice.speak((html.escape(said) if is_text else _for_pico(said)) + ending)
        pcm = to_int16(np.frombuffer(sound, np.int16).astype(np.float32), RATE_HZ)
        yield Clip(pcm, voiced_end_s(pcm) if is_wake else -1.0, "alone" if is_wake else "near", f"pico:{name}", said)


def _for_pico(phonemes: str) -> str:
    """Return Kokoro's phonemes as Pico is told them: each word as X-SAMPA."""
    said = []
    for word in phonemes.split(" "):
        sounds = "".join(PICO_SOUNDS.get(symbol, symbol) for symbol in word.rstrip(","))
        said.append(f"<phoneme alphabet='xsampa' ph='{sounds}'/>" + "," * word.endswith(","))
    return " ".join(said)


def own_voice(model: Path, seed: int) -> Iterator[Pcm]:
    """Yield what Zenus itself might be saying meanwhile, in its usual voice."""
    from piper import PiperVoice, SynthesisConfig

    voice = PiperVoice.load(str(model))
    random = np.random.default_rng([seed, 3])
    for text in [*TALK, *COMMANDS] * 2:
        style = SynthesisConfig(length_scale=float(random.uniform(0.85, 1.15)))
        samples = np.concatenate([chunk.audio_float_array for chunk in voice.synthesize(text, style)])
        yield to_int16(samples, voice.config.sample_rate)


def flite(texts: Sequence[str]) -> Iterator[Clip]:
    """Yield clips of flite, every voice at four speeds. For the test only."""
    for voice, text, stretch in product(FLITE_VOICES, texts, STRETCHES):
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}", "-t", text, "-o", "/dev/stdout"]
        sound = subprocess.run(command, capture_output=True, check=True).stdout
        yield _clip(sound, True, f"flite:{voice}", text)


def festival(texts: Sequence[str]) -> Iterator[Clip]:
    """Yield clips of festival, every voice that is installed at four speeds. For the test only."""
    # It does not tell when it lacks a voice.
    voices = [voice for voice in FESTIVAL_VOICES if any(FESTIVAL_FOLDER.glob(f"*/{voice}"))]
    with tempfile.TemporaryDirectory() as folder:
        # It goes back to write the length, which a pipe does not allow.
        path = Path(folder) / "said.wav"
        for voice, text, stretch in product(voices, texts, STRETCHES):
            how = f"(begin (voice_{voice}) (Parameter.set 'Duration_Stretch {stretch}))"
            command = ["text2wave", "-eval", how, "-o", str(path)]
            subprocess.run(command, input=text.encode(), capture_output=True, check=True)
            yield _clip(path.read_bytes(), True, f"festival:{voice}", text)


def _clip(wav: bytes, is_wake: bool, voice: str, text: str) -> Clip:
    samples, rate_hz = soundfile.read(io.BytesIO(wav), dtype="float32")
    pcm = to_int16(samples, rate_hz)
    return Clip(pcm, voiced_end_s(pcm) if is_wake else -1.0, "alone" if is_wake else "near", voice, text)
