"""What `zenus bench wake` listens to: the user's folders of sound, or unseen voices and the development data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.kernel.errors import AudioFileError, UsageError
from models.hey_zenus.augment import Scene, Surroundings
from models.hey_zenus.clips import RATE_HZ, Clip, to_int16, voiced_end_s
from models.hey_zenus.evaluate import staged as staged_clip
from models.hey_zenus.script import TEST_VOICES
from speech.wake.features import Pcm

SOUND_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3"})
# Folders of the development data; the wake phrase is in none of them.
NEGATIVE_FOLDERS = ("wake", "asr", "turn")
QUICK_NEGATIVE_S = 20 * 60.0
QUICK_VOICES = 4
# Longer than the phrase alone: a command follows, and where the phrase ended is not known.
LONGEST_PHRASE_S = 2.0


@dataclass(frozen=True, slots=True)
class Sounds:
    """What is listened to: clips with the phrase, recordings without it."""

    positives: Sequence[Clip]
    negatives: Sequence[Pcm]


def from_folder(folder: Path, *, most_s: float = float("inf")) -> Iterator[Pcm]:
    """Yield the recordings of a folder, subfolders included, until they are `most_s` long together.

    Raises:
        UsageError: `bench-data-missing`.
    """
    from speech.audio.files import read_pcm

    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SOUND_SUFFIXES)
    if not paths:
        raise UsageError(
            f"There is no sound in {str(folder)!r}.", code="bench-data-missing", hint="Name a folder of sound files."
        )
    heard_s = 0.0
    for path in paths:
        try:
            pcm = np.frombuffer(read_pcm(path), np.int16)
        except AudioFileError:
            continue  # Collections hold broken files; they are no reason to stop.
        yield pcm
        heard_s += pcm.size / RATE_HZ
        if heard_s > most_s:
            return


def clips_of(folder: Path) -> list[Clip]:
    """Return the clips with the phrase of a folder."""
    return [Clip(pcm, voiced_end_s(pcm), "alone", "", "") for pcm in from_folder(folder) if pcm.size]


def unseen_voices(models_dir: Path, phrase: str, *, is_full: bool) -> list[Clip]:
    """Let voices that took no part in training say the phrase. Blocking: a second a clip.

    Raises:
        ModelError: `model-missing`.
    """
    from speech.tts.kokoro import KokoroTts

    voices_dir = models_dir / "kokoro-voices"
    voices = [voice for voice in TEST_VOICES if (voices_dir / f"{voice}.bin").is_file() or voice.startswith("j")]
    clips = []
    for voice in voices if is_full else voices[-QUICK_VOICES:]:
        for speed in (0.9, 1.0, 1.15) if is_full else (1.0,):
            tts = KokoroTts(models_dir / "kokoro", voice, voices_dir=voices_dir, speed=speed)
            sound = np.frombuffer(b"".join(tts.synthesise(f"{phrase}.")), np.int16)
            pcm = to_int16(sound.astype(np.float32), tts.sample_rate_hz)
            clips.append(Clip(pcm, voiced_end_s(pcm), "alone", voice, phrase))
    return clips


def development_data(data: Path, *, is_full: bool) -> list[Pcm]:
    """Return the recordings without the phrase of the development data."""
    folders = [data / name for name in NEGATIVE_FOLDERS if (data / name).is_dir()]
    most_s = float("inf") if is_full else QUICK_NEGATIVE_S / max(len(folders), 1)
    return [pcm for folder in folders for pcm in from_folder(folder, most_s=most_s)]


def staged(sounds: Sounds, snr_db: float | None) -> Iterator[Scene]:
    """Yield the clips with the phrase as they sound in one condition."""
    around = Surroundings(sounds.negatives, sounds.negatives)
    for seed, clip in enumerate(sounds.positives):
        yield staged_clip(clip, snr_db, around, seed)
