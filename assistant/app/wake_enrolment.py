"""Learns how the owner says the wake phrase: from sound files, or from the microphone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import anyio

from assistant.app.sound import Sound
from assistant.app.wake_word import load_wake_word, owner_file
from assistant.config import paths
from assistant.config.loading import load_settings
from assistant.config.settings import Settings
from assistant.kernel.audio import FRAME_BYTES, SAMPLE_BYTES, SAMPLE_RATE_HZ
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.errors import UsageError
from models.hey_zenus.shipped import voice_prints_path
from models.store import ModelStore
from speech.audio.files import read_pcm
from speech.wake.detector import OnnxWakeWordDetector
from speech.wake.features import Floats
from speech.wake.owner import LEAST_UTTERANCES, VoicePrints, write_owner

UTTERANCES = 10
PATIENCE_S = 120.0
# Before the phrase and after it, as a microphone that is always on would hear.
_SILENCE = bytes(2 * SAMPLE_RATE_HZ * SAMPLE_BYTES)

Heard = Callable[[int], None]
"""Told how many utterances were heard by now."""


def enrol_files(files: Sequence[Path]) -> int:
    """Learn the owner's voice from recordings of the wake phrase, and return from how many utterances. Blocking.

    Raises:
        AudioError: A file cannot be read.
        UsageError: `owner-not-heard`: the phrase is in them too rarely.
    """
    enrolment = _Enrolment(load_settings())
    for file in files:
        enrolment.hear(_SILENCE + read_pcm(file) + _SILENCE)
    return enrolment.finish()


def enrol_live(heard: Heard) -> int:
    """Learn the owner's voice from the microphone, and return from how many utterances. Blocking.

    Raises:
        AudioError: There is no microphone.
        UsageError: `owner-not-heard`.
    """
    return anyio.run(_enrol_live, heard)


def forget_owner() -> bool:
    """Forget the owner's voice; false if it was not known."""
    path = owner_file(load_wake_word(load_settings().wake))
    is_known = path.exists()
    path.unlink(missing_ok=True)
    return is_known


async def _enrol_live(heard: Heard) -> int:
    settings = load_settings()
    enrolment = _Enrolment(settings)
    async with AsyncExitStack() as stack:
        microphone = await Sound(settings, EventBus(SystemClock())).device_microphone(stack)
        with anyio.move_on_after(PATIENCE_S):
            while enrolment.count < UTTERANCES and (frame := await microphone.read()) is not None:
                if await anyio.to_thread.run_sync(enrolment.hear, frame.pcm):
                    heard(enrolment.count)
    return enrolment.finish()


class _Enrolment:
    """Collects utterances. One thread at a time."""

    def __init__(self, settings: Settings) -> None:
        word = load_wake_word(settings.wake)
        self._path = owner_file(word)
        features_dir = ModelStore(paths.models_dir()).path("wake-features")
        self._detector = OnnxWakeWordDetector(features_dir, word.head, word.rule)
        self._prints = VoicePrints(voice_prints_path())
        self._enrolled: list[Floats] = []

    @property
    def count(self) -> int:
        """How many utterances were heard."""
        return len(self._enrolled)

    def hear(self, pcm: bytes) -> bool:
        """Take sound; return whether the phrase was in it."""
        before = self.count
        for block in _frames(pcm):
            detection = self._detector.process(block)
            if detection is not None:
                self._enrolled.append(self._prints.of(self._detector.seen(detection.number)))
        return self.count > before

    def finish(self) -> int:
        """Keep what was learned."""
        if self.count < LEAST_UTTERANCES:
            raise UsageError(
                f"I heard the wake phrase {self.count} times, and need it {LEAST_UTTERANCES} times at least.",
                code="owner-not-heard",
                hint=f"Say it {UTTERANCES} times, with a pause after each, from where you usually are.",
            )
        paths.ensure_private(self._path.parent)
        write_owner(self._path, self._enrolled)
        return self.count


def _frames(pcm: bytes) -> Iterator[bytes]:
    for start in range(0, len(pcm), FRAME_BYTES):
        yield pcm[start : start + FRAME_BYTES]
