"""One measured run of the whole voice path, in a process of its own so that its memory is its own.

    python -m assistant.app.bench.pipeline REQUEST.wav …    prints one JSON object

Each request is played to the real pipeline in real time, once alone and once while somebody watches what is heard so
far. Every time counts from the end of speech, which is the last
voiced sample of the file (its level, not a model's opinion); the first audio is the first block that the speaker gets.
"""

import json
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import anyio
import anyio.lowlevel
import numpy as np

from assistant.app.ears import make_listener, make_voice
from assistant.app.engines import Hearing, load_engines
from assistant.app.wiring import Core, build_core
from assistant.config.settings import Settings
from assistant.kernel import events as ev
from assistant.kernel.audio import SAMPLE_RATE_HZ, duration_s
from assistant.kernel.bus import EventBus, Stamped
from assistant.kernel.clock import SystemClock
from assistant.kernel.types import JsonValue
from assistant.store.database import Database
from speech.audio.files import read_pcm, write_wav
from speech.audio.wav import WavMicrophone, WavSpeaker
from speech.pipeline.listening import ListenerSettings
from speech.pipeline.voice import SpeakerVoice

IDLE_S = 5.0
# The wake word detector takes its first two seconds to learn how loud silence is.
SETTLE_S = 2.5
# For the endpointer to find the end of the request; the answer is timed, not listened to.
TAIL_SILENCE_S = 1.2
# A quiet room: Gaussian noise at -60 dBFS.
ROOM_NOISE_RMS = 32768 * 10 ** (-60 / 20)
# Sound within 35 dB of the loudest 10 ms is voiced; synthetic speech has no room to ring in.
VOICED_BELOW_PEAK_DB = 35


def end_of_speech_s(pcm: bytes) -> float:
    """Return when the last voiced sample of `pcm` is over."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    hop = SAMPLE_RATE_HZ // 100
    levels = np.sqrt(np.mean(samples[: len(samples) // hop * hop].reshape(-1, hop) ** 2, axis=1))
    voiced = np.nonzero(levels >= levels.max() * 10 ** (-VOICED_BELOW_PEAK_DB / 20))[0]
    return float(voiced[-1] + 1) / 100


class _Stopwatch:
    """Notes when the first event of each type came, on the monotonic clock."""

    def __init__(self) -> None:
        self.at_s: dict[str, float] = {}
        self.answer = ""

    def __call__(self, stamped: Stamped) -> None:
        self.note(stamped.event.type)
        if isinstance(stamped.event, ev.Replied):
            self.answer = stamped.event.text

    def note(self, name: str) -> None:
        """Note that `name` happened now, if it did not before."""
        self.at_s.setdefault(name, time.monotonic())


class _Watcher:
    """Somebody who sees what is heard so far: when each partial transcript came, and what it said."""

    def __init__(self, began_s: float) -> None:
        self._began_s = began_s
        self.partials: list[JsonValue] = []

    async def look(self, bus: EventBus) -> None:
        """Look until cancelled."""
        with bus.subscribe() as events:
            async for stamped in events:
                if isinstance(stamped.event, ev.Transcribed):
                    self.partials.append([round(time.monotonic() - self._began_s, 3), stamped.event.text])


class _Bench:
    def __init__(self, core: Core, hearing: Hearing, voice: SpeakerVoice, watches: list[_Stopwatch]) -> None:
        self._core = core
        self._hearing = hearing
        self._voice = voice
        self._watches = watches

    async def watched(self, path: Path) -> dict[str, JsonValue]:
        """Play one request while somebody watches; return also what was shown, and when, in seconds of the file."""
        async with anyio.create_task_group() as tasks:
            watcher = _Watcher(time.monotonic())
            tasks.start_soon(watcher.look, self._core.bus)
            await anyio.lowlevel.checkpoint()
            stages = await self.request(path)
            tasks.cancel_scope.cancel()
        return {**stages, "partials": watcher.partials}

    async def request(self, path: Path) -> dict[str, JsonValue]:
        """Play one request and return the stages in milliseconds from the end of speech."""
        watch = _Stopwatch()
        self._watches.append(watch)
        self._core.bus.add_sink(watch)
        pcm = read_pcm(path)
        began_cpu_s = time.process_time()
        async with WavMicrophone(path, tail_silence_s=TAIL_SILENCE_S) as microphone:
            began_s = time.monotonic()
            await make_listener(self._hearing, microphone, self._voice, self._core, ListenerSettings()).run()
        cpu_s = time.process_time() - began_cpu_s
        end_s = began_s + end_of_speech_s(pcm)
        names = ("speech_ended", "transcript", "plan", "action_finished", "reply", "first_audio")
        stages: dict[str, JsonValue] = {
            f"{name}_ms": round((watch.at_s[name] - end_s) * 1000, 1) for name in names if name in watch.at_s
        }
        duration = round(duration_s(pcm), 2)
        return {"file": path.name, "duration_s": duration, "cpu_s": round(cpu_s, 3), "answer": watch.answer, **stages}

    async def idle_share(self, folder: Path) -> float:
        """Return the share of one core that listening to a quiet room costs."""
        room = np.random.default_rng(1).normal(0, ROOM_NOISE_RMS, int((SETTLE_S + IDLE_S + 1) * SAMPLE_RATE_HZ))
        path = folder / "room.wav"
        write_wav(path, np.round(room).astype(np.int16).tobytes(), SAMPLE_RATE_HZ)
        self._hearing.wake.reset()
        async with WavMicrophone(path, tail_silence_s=0.0) as microphone, anyio.create_task_group() as tasks:
            tasks.start_soon(make_listener(self._hearing, microphone, self._voice, self._core, ListenerSettings()).run)
            await anyio.sleep(SETTLE_S)
            began_s, began_cpu_s = time.monotonic(), time.process_time()
            await anyio.sleep(IDLE_S)
            share = (time.process_time() - began_cpu_s) / (time.monotonic() - began_s)
            tasks.cancel_scope.cancel()
        return share


async def _measure(paths: list[Path]) -> dict[str, JsonValue]:
    settings, clock = Settings(), SystemClock()
    began_s = time.monotonic()
    tts, hearing = await load_engines(settings, has_ears=True)
    assert hearing is not None, "asked for"
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(Database(folder / "zenus.db"))
        speaker = await stack.enter_async_context(WavSpeaker(None, is_realtime=False))
        watches: list[_Stopwatch] = []
        first_audio = lambda _turn: watches[-1].note("first_audio")  # noqa: E731
        voice = await stack.enter_async_context(make_voice(tts, speaker, settings, first_audio))
        core = build_core(settings, database, EventBus(clock), clock, voice)
        ready_s = time.monotonic() - began_s
        bench = _Bench(core, hearing, voice, watches)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(core.controller.run)
            requests: list[JsonValue] = []
            watched: list[JsonValue] = []
            for path in paths:  # One after the other, so that the machine is as busy for both.
                requests.append(await bench.request(path))
                watched.append(await bench.watched(path))
            idle = await bench.idle_share(folder)
            tasks.cancel_scope.cancel()
    return {
        "requests": requests,
        "watched": watched,
        "ready_s": round(ready_s, 2),
        "idle_cpu_share": round(idle, 4),
        "rss_mb": _rss_mb(),
    }


def _rss_mb() -> float:
    """Return the resident memory of this process. Source: proc(5), VmRSS."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


if __name__ == "__main__":
    print(json.dumps(anyio.run(_measure, [Path(name) for name in sys.argv[1:]])))  # noqa: T201  read by the parent
