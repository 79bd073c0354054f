"""What `zenus bench wake` listens to: the user's folders of sound, or unseen voices and the development data."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from assistant.kernel.errors import AudioFileError, UsageError
from assistant.kernel.ports import TextToSpeech
from models.hey_zenus.augment import Scene, Surroundings
from models.hey_zenus.clips import RATE_HZ, Clip, to_int16, voiced_end_s
from models.hey_zenus.evaluate import staged as staged_clip
from models.hey_zenus.phrase import near_texts, spelled_texts
from models.hey_zenus.phrases import COMMANDS
from models.hey_zenus.script import TEST_VOICES
from speech.wake.features import Pcm

SOUND_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3"})
# Folders of the development data; the wake phrase is in none of them.
NEGATIVE_FOLDERS = ("wake", "asr", "turn")
QUICK_NEGATIVE_S = 20 * 60.0
QUICK_VOICES = 4
SPEEDS = (0.9, 1.0, 1.15)
# Words that sound like the phrase, for each voice and speed.
NEAR_TEXTS = 2
RUNNING_ON = "running on"


@dataclass(frozen=True, slots=True)
class Sounds:
    """What is listened to.

    Attributes:
        positives: Clips that end with the phrase.
        negatives: Recordings without it.
        others: By what is special about them: more clips with the phrase.
        near: Clips of words that sound like it, heard clean; all others are heard in every condition.
    """

    positives: Sequence[Clip]
    negatives: Sequence[Pcm]
    others: Mapping[str, Sequence[Clip]] = field(default_factory=dict)
    near: Sequence[Clip] = ()


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


def unseen_voices(models_dir: Path, phrase: str, negatives: Sequence[Pcm], *, is_full: bool) -> Sounds:
    """Let voices that took no part in training say the phrase, alone and running on, and words that sound like it.

    Blocking: a second a clip, four clips or some 250.

    Raises:
        ModelError: `model-missing`.
    """
    from speech.tts.kokoro import KokoroTts

    voices_dir = models_dir / "kokoro-voices"
    voices = [voice for voice in TEST_VOICES if (voices_dir / f"{voice}.bin").is_file() or voice.startswith("j")]
    speaker = partial(KokoroTts, models_dir / "kokoro", voices_dir=voices_dir)
    if not is_full:
        return Sounds([_said(speaker(voice), phrase) for voice in voices[-QUICK_VOICES:]], negatives)
    random = np.random.default_rng(0)
    alone, running, near = [], [], []
    for voice in voices:
        for speed in SPEEDS:
            say = partial(_said, speaker(voice, speed=speed))
            own = [say(text) for text in spelled_texts(phrase)]
            alone += own
            same = own[random.integers(len(own))]
            followed = say(f"{same.text.rstrip('.!?')} {random.choice(COMMANDS)}")
            # The voice does not tell when the phrase is over: about when it is where nothing follows.
            running.append(replace(followed, phrase_end_s=same.phrase_end_s))
            near += [say(f"{text}.") for text in random.choice(near_texts(phrase), NEAR_TEXTS, replace=False)]
    without = [replace(clip, phrase_end_s=-1.0) for clip in near]
    return Sounds(alone, negatives, {RUNNING_ON: running, **_other_engines(phrase)}, without)


def _said(tts: TextToSpeech, text: str) -> Clip:
    sound = np.frombuffer(b"".join(tts.synthesise(text)), np.int16)
    pcm = to_int16(sound.astype(np.float32), tts.sample_rate_hz)
    return Clip(pcm, voiced_end_s(pcm), "alone", "", text)


def _other_engines(phrase: str) -> Mapping[str, Sequence[Clip]]:
    """Return what engines say that are never trained on, as far as they are installed."""
    from models.hey_zenus import engines

    said = {"flite": engines.flite, "text2wave": engines.festival}
    return {make.__name__: list(make(spelled_texts(phrase))) for program, make in said.items() if shutil.which(program)}


def development_data(data: Path, *, is_full: bool) -> list[Pcm]:
    """Return the recordings without the phrase of the development data."""
    folders = [data / name for name in NEGATIVE_FOLDERS if (data / name).is_dir()]
    most_s = float("inf") if is_full else QUICK_NEGATIVE_S / max(len(folders), 1)
    return [pcm for folder in folders for pcm in from_folder(folder, most_s=most_s)]


def staged(clips: Sequence[Clip], snr_db: float | None, negatives: Sequence[Pcm]) -> Iterator[Scene]:
    """Yield clips as they sound in one condition; the noise is drawn from the recordings without the phrase."""
    around = Surroundings(negatives, negatives)
    for seed, clip in enumerate(clips):
        yield staged_clip(clip, snr_db, around, seed)
