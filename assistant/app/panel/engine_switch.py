"""Exchanges engines while Zenus runs: another voice or pace, another step of sensitivity, another recogniser.

The engine in use goes on until the other one is loaded and warm; one that cannot be loaded is told of, and changes
nothing.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio

from assistant.app.engines import load_stt, load_tts, other_voices
from assistant.app.wake_engines import load_wake
from assistant.app.workers import ThreadWorker
from assistant.config import paths
from assistant.config.settings import Settings
from assistant.kernel.bus import EventBus
from assistant.kernel.errors import ZenusError
from assistant.kernel.events import ErrorRaised
from models.store import ModelStore
from speech.pipeline.listener import Listener
from speech.pipeline.voice import SpeakerVoice

T = TypeVar("T")

_VOICE = frozenset({"speech.voice", "speech.speed"})
_WAKE = frozenset({"wake.phrase", "wake.sensitivity", "wake.owner_only"})
_RECOGNISER = frozenset({"recogniser.model", "recogniser.threads"})


class EngineSwitch:
    """Used on the core's loop; loading happens in threads.

    Args:
        listener: None where nothing is listened to.
    """

    def __init__(self, voice: SpeakerVoice, listener: Listener | None, bus: EventBus) -> None:
        self._voice = voice
        self._listener = listener
        self._bus = bus
        self._settings: Settings | None = None
        self._keys: frozenset[str] = frozenset()
        self._wanted = anyio.Event()
        self._settled = anyio.Event()
        self._settled.set()

    def take(self, settings: Settings, keys: frozenset[str]) -> None:
        """Have the engines exchanged that these settings are about."""
        concerned = keys & (_VOICE | _WAKE | _RECOGNISER)
        if concerned:
            self._settings, self._keys = settings, self._keys | concerned
            self._settled = anyio.Event() if self._settled.is_set() else self._settled
            self._wanted.set()

    async def settle(self) -> None:
        """Wait until what was wanted is in use, or has failed."""
        await self._settled.wait()

    async def run(self) -> None:
        """Exchange engines, for ever. A change that comes meanwhile is made afterwards."""
        while True:
            await self._wanted.wait()
            while self._keys and self._settings is not None:
                keys, self._keys = self._keys, frozenset()
                await self._exchange(self._settings, keys)
            self._wanted = anyio.Event()
            self._settled.set()

    async def _exchange(self, settings: Settings, keys: frozenset[str]) -> None:
        if keys & _VOICE and (tts := await self._loaded(load_tts, settings)):
            self._voice.use(tts, other_voices(settings))
        if self._listener is None:
            return
        if keys & _RECOGNISER and (stt := await self._loaded(load_stt, settings)):
            self._listener.use(stt=stt)
        # The wake word is verified by what the recogniser's encoder makes of it.
        load = partial(load_wake, stt=self._listener.stt)
        if keys & (_WAKE | _RECOGNISER) and (wake := await self._loaded(load, settings)):
            self._listener.use(wake=wake)

    async def _loaded(self, load: Callable[[ModelStore, Settings], T], settings: Settings) -> T | None:
        try:
            return await ThreadWorker().run(load, ModelStore(paths.models_dir()), settings)
        except ZenusError as error:
            self._bus.publish(ErrorRaised.of(error))
            return None
