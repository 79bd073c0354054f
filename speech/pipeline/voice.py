"""The assistant's mouth: a reply becomes clauses, spoken words, sound, and at last what the user heard.

    say -> clauses -> [producer: normalise, synthesise, in the worker] -> bounded stream -> Speaker

Every sound carries its turn; a turn that was silenced never makes another sound. `silence` may come from any task of
the loop and takes effect at the speaker, before the worker is done with what it was computing.
"""

import logging
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import anyio
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from assistant.kernel.audio import SAMPLE_BYTES, duration_s
from assistant.kernel.errors import AudioError
from assistant.kernel.ports import Earcon, Speaker, TextToSpeech, Worker
from assistant.kernel.types import SpokenText
from speech.pipeline.heard import Clause, Speech
from speech.tts.clauses import split
from speech.tts.earcons import earcon_pcm
from speech.tts.markup import plain
from speech.tts.normalise import normalise

log = logging.getLogger(__name__)

# Blocks (80 ms) computed ahead of the speaker: enough for a busy machine, little to waste when the user interrupts.
_BLOCKS_AHEAD = 32
# The pause between sentences, which the engine doesn't make.
_SENTENCE_PAUSE_S = 0.15
_SENTENCE_ENDS = (".", "!", "?", "…", ":")
_REMEMBERED_SPEECHES = 8
# Said into the void at the start: it loads the language's number words.
_ANY_NUMBER = "1"
# Earcons belong to no turn: they outlive every flush.
_EARCON_TURN = sys.maxsize
_EARCON_RATE_HZ = 24_000


def _ignore(turn: int) -> None:
    """Take no notice of the first audio."""


@dataclass(frozen=True, slots=True)
class _Tongue:
    """What speaks one language."""

    tts: TextToSpeech
    language: str


class SpeakerVoice:
    """Implements `Voice` on a text-to-speech engine and a speaker. Enter it before use: it owns the earcons' tasks.

    Args:
        tts: The engine, warm; entered by `worker` only.
        speaker: Entered, and left, by whoever made it.
        worker: Runs the engine and the normaliser.
        on_first_audio: Called with the turn when its first sound is handed to the speaker.
        language: ISO 639-1 code of the language that the engine speaks.
        load_other: Returns a warm engine for another language; called by `worker` when one is first spoken. Without it
            the one engine says everything.

    Attributes:
        has_earcons: Play earcons; otherwise they are left out. May be changed at any time.
    """

    def __init__(
        self,
        tts: TextToSpeech,
        speaker: Speaker,
        worker: Worker,
        *,
        on_first_audio: Callable[[int], None] = _ignore,
        language: str = "en",
        load_other: Callable[[str], TextToSpeech] | None = None,
    ) -> None:
        self._own = _Tongue(tts, language)
        self._load_other = load_other
        self._others: dict[str, _Tongue] = {}
        self._speaker = speaker
        self._worker = worker
        self._on_first_audio = on_first_audio
        self.has_earcons = True
        self._speeches: OrderedDict[int, Speech] = OrderedDict()
        self._silent_turn = -1
        self._tasks: TaskGroup | None = None

    async def __aenter__(self) -> Self:
        self._tasks = await anyio.create_task_group().__aenter__()
        self._tasks.start_soon(self._worker.run, normalise, _ANY_NUMBER, self._own.language)
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._tasks, "left without having been entered"
        tasks, self._tasks = self._tasks, None
        tasks.cancel_scope.cancel()
        await tasks.__aexit__(exc_type, exc, traceback)

    async def say(self, turn: int, text: str, language: str = "") -> SpokenText:
        """Speak `text`, in the engine's language or another; return what was heard. Cancelled, it falls silent at once.

        Raises:
            ModelError: The voice can't be loaded.
            AudioError: The speaker can't be used.
        """
        speech = self._begin(turn, text)
        is_over = False
        try:
            await self._speak(turn, speech, await self._tongue(language))
            is_over = True
        finally:
            if not is_over:
                self.silence(turn)
        return speech.heard(self._speaker.played_s(turn))

    def spoken(self, turn: int) -> SpokenText | None:
        """Return what has been heard so far of this turn's latest speech; None if nothing was begun."""
        speech = self._speeches.get(turn)
        return speech.heard(self._speaker.played_s(turn)) if speech else None

    def silence(self, turn: int) -> None:
        """Fall silent within one block, for this and earlier turns."""
        self._silent_turn = max(self._silent_turn, turn)
        self._speaker.flush(turn)

    def use(self, tts: TextToSpeech, load_other: Callable[[str], TextToSpeech] | None = None) -> None:
        """Speak with another engine, warm, from the next speech on; other languages with what is loaded by the way."""
        self._own = _Tongue(tts, self._own.language)
        self._load_other, self._others = load_other, {}

    def earcon(self, earcon: Earcon) -> None:
        """Play a short sound without waiting for it."""
        assert self._tasks, "an earcon needs the voice to be entered"
        if self.has_earcons:
            self._tasks.start_soon(self._play_earcon, earcon)

    # --------------------------------------------------------------------------------------------------------- speaking

    def _begin(self, turn: int, text: str) -> Speech:
        clauses = [Clause(clause) for clause in split(plain(text))]
        speech = Speech(text, clauses, self._speaker.played_s(turn))
        self._speeches[turn] = speech
        self._speeches.move_to_end(turn)
        while len(self._speeches) > _REMEMBERED_SPEECHES:
            self._speeches.popitem(last=False)
        return speech

    async def _tongue(self, language: str) -> _Tongue:
        load = self._load_other
        if load is None or language in ("", self._own.language):
            return self._own
        if language not in self._others:
            self._others[language] = _Tongue(await self._worker.run(load, language), language)
        return self._others[language]

    async def _speak(self, turn: int, speech: Speech, tongue: _Tongue) -> None:
        send, receive = anyio.create_memory_object_stream[bytes](_BLOCKS_AHEAD)
        try:
            async with send, receive, anyio.create_task_group() as tasks:
                tasks.start_soon(self._produce, turn, speech, tongue, send)
                await self._play(turn, receive, tongue.tts.sample_rate_hz)
                tasks.cancel_scope.cancel()
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None  # Producer and player fail one at a time.
        await self._speaker.drain()

    async def _play(self, turn: int, blocks: MemoryObjectReceiveStream[bytes], rate_hz: int) -> None:
        is_first = True
        async for block in blocks:
            if self._is_silent(turn):
                return
            if is_first:
                self._on_first_audio(turn)
                is_first = False
            await self._speaker.play(turn, block, rate_hz)

    async def _produce(self, turn: int, speech: Speech, tongue: _Tongue, blocks: MemoryObjectSendStream[bytes]) -> None:
        async with blocks:
            for clause in speech.clauses:
                if self._is_silent(turn):
                    return
                await self._produce_clause(clause, tongue, blocks, has_pause=clause is not speech.clauses[-1])

    async def _produce_clause(
        self, clause: Clause, tongue: _Tongue, blocks: MemoryObjectSendStream[bytes], *, has_pause: bool
    ) -> None:
        tts = tongue.tts
        spoken = await self._worker.run(normalise, clause.text, tongue.language)
        sound = tts.synthesise(spoken) if spoken else iter(())
        while block := await self._worker.run(_next_block, sound):
            clause.sound_s += duration_s(block, tts.sample_rate_hz)
            await blocks.send(block)
        if clause.sound_s and has_pause and spoken.endswith(_SENTENCE_ENDS):
            clause.pause_s = _SENTENCE_PAUSE_S
            await blocks.send(bytes(SAMPLE_BYTES * round(_SENTENCE_PAUSE_S * tts.sample_rate_hz)))
        clause.is_whole = True

    def _is_silent(self, turn: int) -> bool:
        return turn <= self._silent_turn

    async def _play_earcon(self, earcon: Earcon) -> None:
        try:
            await self._speaker.play(_EARCON_TURN, earcon_pcm(earcon, _EARCON_RATE_HZ), _EARCON_RATE_HZ)
        except AudioError as error:
            log.warning("earcon not played", extra={"code": error.code})


def _next_block(sound: Iterator[bytes]) -> bytes | None:
    return next(sound, None)
