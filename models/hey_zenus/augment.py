"""Makes a clean clip sound as a microphone would hear it: other voice, room, noise, band, level, clipping, codec."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.clips import RATE_HZ, Clip
from models.hey_zenus.codecs import coded
from models.hey_zenus.rooms import box_room, fast_size, noise_room, reverberate
from models.hey_zenus.vocoder import revoiced

Floats = NDArray[np.float32]
Pcm = NDArray[np.int16]
BLOCK = 160
VOCODED_SHARE = 0.12
CODED_SHARE = 0.04
SNR_DB = (-4.0, 18.0)


@dataclass(frozen=True, slots=True)
class Scene:
    """A clip placed into sound; `phrase_end_s` is negative without the phrase."""

    pcm: Pcm
    phrase_end_s: float


class Surroundings:
    """Draws noise and other people's speech from long recordings.

    Args:
        noises: Recordings of noise and music, `int16[n]` each.
        speech: Recordings of speech without the phrase.
    """

    def __init__(self, noises: Sequence[Pcm], speech: Sequence[Pcm]) -> None:
        self._noises, self._speech = noises, speech

    def noise(self, random: np.random.Generator, length: int) -> Floats:
        """Return `length` samples of one kind of noise, of power 1."""
        kind = random.choice(["recorded", "coloured", "speech", "babble"], p=[0.4, 0.25, 0.15, 0.2])
        if kind == "recorded":
            sound = _excerpt(random, self._noises, length)
        elif kind == "coloured":
            sound = coloured(random, length)
        else:
            voices = 1 if kind == "speech" else int(random.integers(3, 7))
            sound = np.sum([_unit(_excerpt(random, self._speech, length)) for _ in range(voices)], axis=0)
        return _unit(sound)

    def talk(self, random: np.random.Generator, length: int) -> Floats:
        """Return `length` samples of someone speaking, of power 1."""
        return _unit(_excerpt(random, self._speech, length))


def augment(
    clip: Clip, random: np.random.Generator, around: Surroundings, snr_db: tuple[float, float] = SNR_DB
) -> Scene:
    """Return the clip in a random scene: two seconds of something before it, half a second after it.

    Args:
        clip: What is said.
        random: Draws the scene.
        around: Noise and other people's speech.
        snr_db: Signal-to-noise ratio of three scenes in four; the others are quieter.
    """
    # A large head or a child's.
    speed = float(random.uniform(0.87, 1.15) if random.random() < 0.7 else random.uniform(0.78, 1.3))
    voice = _resped(clip.pcm.astype(np.float32), speed)
    if random.random() < VOCODED_SHARE:
        voice = revoiced(voice, random)
    before = int(random.uniform(1.5, 1.9) * RATE_HZ)
    after = int(0.6 * RATE_HZ)
    dry = np.concatenate([np.zeros(before, np.float32), voice, np.zeros(after, np.float32)])
    level = _active_rms(voice)
    if random.random() < 0.25:
        talk = around.talk(random, before) * level * 10 ** (random.uniform(-12, 3) / 20)
        gap = int(random.uniform(0.05, 0.7) * RATE_HZ)
        dry[: before - gap] += talk[: before - gap]
    wet = _in_room(dry, random)
    noisy = _with_noise(wet, level, random, around, snr_db)
    heard = _through_device(noisy, random)
    end_s = (before / RATE_HZ + clip.phrase_end_s / speed) if clip.phrase_end_s >= 0 else -1.0
    return Scene(heard, end_s)


def surrounded(pcm: Pcm, random: np.random.Generator, around: Surroundings) -> Pcm:
    """Return a recording in another room and some noise, the voice unchanged and in its place."""
    dry = pcm.astype(np.float32)
    wet = _in_room(dry, random)
    level = _active_rms(dry[np.flatnonzero(dry)[0] :])
    noisy = wet + around.noise(random, wet.size) * np.float32(level * 10 ** (-random.uniform(5, 30) / 20))
    return np.clip(noisy, -32_768, 32_767).astype(np.int16)


def _in_room(dry: Floats, random: np.random.Generator) -> Floats:
    draw = random.random()
    if draw < 0.25:
        return dry
    response = noise_room(random) if draw < 0.6 else box_room(random, (0.15, 0.8), (0.3, 4.5))
    return reverberate(dry, response)


def _with_noise(
    wet: Floats, level: float, random: np.random.Generator, around: Surroundings, snr_db: tuple[float, float]
) -> Floats:
    draw = random.random()
    if draw < 0.08:
        return wet
    ratio_db = random.uniform(20, 45) if draw < 0.25 else random.uniform(*snr_db)
    return wet + around.noise(random, wet.size) * np.float32(level * 10 ** (-ratio_db / 20))


def _through_device(sound: Floats, random: np.random.Generator) -> Pcm:
    if random.random() < 0.45:
        sound = _band(sound, random)
    peak = max(float(np.abs(sound).max()), 1.0)
    gain_db = random.uniform(-38, -1)
    if random.random() < 0.06:
        gain_db = random.uniform(0, 10)
    sound = np.clip(sound * (32_767 / peak * 10 ** (gain_db / 20)), -32_768, 32_767)
    if random.random() < 0.08:
        sound = _mu_law(sound)
    pcm = np.round(sound).astype(np.int16)
    return coded(pcm, random) if random.random() < CODED_SHARE else pcm


def _band(sound: Floats, random: np.random.Generator) -> Floats:
    """Tilt the spectrum and cut it at both ends, as cheap microphones and calls do."""
    size = fast_size(sound.size)
    spectrum = np.fft.rfft(sound, size)
    hz = np.fft.rfftfreq(size, 1 / RATE_HZ).astype(np.float32)
    low, high = random.uniform(20, 300), random.choice([3_400, 4_500, 6_000, 7_500])
    gain = 1 / (1 + (low / np.maximum(hz, 1)) ** 4) / (1 + (hz / high) ** 12)
    gain *= np.maximum(hz, 50) ** random.uniform(-0.35, 0.35)
    shaped = np.fft.irfft(spectrum * gain, size)[: sound.size]
    scale = float(np.linalg.norm(sound)) / max(float(np.linalg.norm(shaped)), 1e-9)
    return np.asarray(shaped * scale, np.float32)


def _mu_law(sound: Floats) -> Floats:
    scaled = np.sign(sound) * np.log1p(255 * np.abs(sound) / 32_768) / np.log(256)
    coarse = np.round(scaled * 127) / 127
    return np.asarray(np.sign(coarse) * (32_768 / 255) * (256 ** np.abs(coarse) - 1), np.float32)


def coloured(random: np.random.Generator, length: int) -> Floats:
    """Return noise whose power falls with frequency, from white (0) to brown (2), sometimes with mains hum."""
    size = fast_size(length)
    spectrum = np.fft.rfft(random.standard_normal(size, np.float32))
    hz = np.maximum(np.fft.rfftfreq(size, 1 / RATE_HZ), 20).astype(np.float32)
    sound = _unit(np.fft.irfft(spectrum * hz ** np.float32(-random.uniform(0, 2) / 2), size)[:length])
    if random.random() < 0.2:
        harmonics = [np.sin(2 * np.pi * 50 * k * np.arange(length) / RATE_HZ) / k for k in (1, 2, 3, 5)]
        sound = sound + np.float32(random.uniform(0.1, 1)) * np.sum(harmonics, axis=0, dtype=np.float32)
    return _unit(sound)


def _resped(samples: Floats, speed: float) -> Floats:
    """Play faster or slower, pitch included: in effect another speaker."""
    positions = np.arange(0, samples.size - 1, speed)
    return np.asarray(np.interp(positions, np.arange(samples.size), samples), np.float32)


def _excerpt(random: np.random.Generator, recordings: Sequence[Pcm], length: int) -> Floats:
    for _ in range(8):
        recording = recordings[int(random.integers(len(recordings)))]
        start = int(random.integers(max(recording.size - length, 1)))
        piece = np.resize(recording[start : start + length], length).astype(np.float32)
        if np.abs(piece).mean() > 20:
            break
    return piece


def _active_rms(samples: Floats) -> float:
    """Return the level of the louder half of a voice, so that its pauses do not count."""
    blocks = samples[: samples.size // BLOCK * BLOCK].reshape(-1, BLOCK)
    power = np.sort((blocks**2).mean(axis=1))
    return float(np.sqrt(power[power.size // 2 :].mean())) + 1e-6


def _unit(samples: NDArray[np.floating]) -> Floats:
    return np.asarray(samples / (np.sqrt(np.mean(np.square(samples))) + 1e-6), np.float32)
