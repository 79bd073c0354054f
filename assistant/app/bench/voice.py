"""`zenus bench voice`: how long a spoken request takes, stage by stage, with real models; and what listening costs.

The requests are spoken by the second voice, played in real time into a process of their own (`pipeline`). The
recogniser is measured apart, against stock faster-whisper with the same weights on the same clips (`recogniser`).
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from assistant.app.bench import partials, recogniser
from assistant.app.bench.report import Target, percentile, spread
from assistant.config import paths
from assistant.kernel.errors import ZenusError
from assistant.kernel.types import Facts, JsonValue
from models.store import ModelStore

REQUESTS = (
    "what time is it?",
    "set a timer for ten minutes.",
    "how much disk space is left?",
    "what's the date today?",
    "set an alarm for half past six.",
    "take a note, buy milk and bread.",
    "how much memory is free?",
    "what can I say?",
    "which timers are running?",
    "cancel all timers.",
)
QUICK_REQUESTS = 4
QUICK_CLIPS = 10
QUICK_VOICES, FULL_VOICES = ("jf_alpha",), ("jf_alpha", "jm_kumo", "jf_nezumi")
STAGES = ("speech_ended", "transcript", "plan", "action_finished", "reply", "first_audio")


def run(data_dir: Path | None, *, is_full: bool = False) -> tuple[dict[str, JsonValue], list[Target]]:
    """Return figures and targets. Takes about a minute, some minutes in full.

    Args:
        data_dir: Folder with recordings and their texts for the recogniser; without it that part is left out.
        is_full: Ten requests in three voices, and all clips.
    """
    with tempfile.TemporaryDirectory() as folder:
        spoken = _speak_requests(Path(folder), is_full=is_full)
        measured = _in_own_process(spoken)
        words = {path.name: partials.words_of(path) for path in spoken}
    requests = cast(Sequence[Facts], measured["requests"])
    answered = [request for request in requests if "first_audio_ms" in request]
    if not answered:
        raise ZenusError("No request was answered.", code="bench-failed", hint="Look at: zenus doctor")
    figures: dict[str, JsonValue] = {**measured, "answered": len(answered), "asked": len(requests)}
    stages = {stage: _stage_ms(answered, stage) for stage in STAGES}
    figures["stages_from_end_of_speech_ms"] = {stage: spread(times) for stage, times in stages.items() if times}
    to_audio = [audio - text for audio, text in zip(stages["first_audio"], stages["transcript"], strict=True)]
    figures["transcript_to_first_audio_ms"] = spread(to_audio)
    seen = partials.figures(requests, cast(Sequence[Facts], figures.pop("watched")), words)
    figures["while_watched"] = seen
    targets = [
        Target("end of speech to transcript, p50 ms", percentile(stages["transcript"], 50), 650),
        Target("transcript to first audio, p50 ms", percentile(to_audio, 50), 150),
        Target("end of speech to first audio, p50 ms", percentile(stages["first_audio"], 50), 800),
        Target("end of speech to first audio, p95 ms", percentile(stages["first_audio"], 95), 1300),
        Target("idle CPU while listening, share of a core", cast(float, measured["idle_cpu_share"]), 0.06),
        Target("resident memory, MB", cast(float, measured["rss_mb"]), 600),
    ]
    lag_ms, first_audio_ms = cast(Facts, seen["word_lag_ms"]), cast(Facts, seen["first_audio_ms"])
    targets += [
        Target("a word's end to its being shown, p50 ms", cast(float, lag_ms["p50"]), 300),
        Target("the same, p95 ms", cast(float, lag_ms["p95"]), 600),
        Target("first audio while watched, p50 ms", cast(float, first_audio_ms["p50"]), 800),
    ]
    if data_dir is not None:
        heard = recogniser.run(
            ModelStore(paths.models_dir()).path("whisper-base"),
            data_dir,
            is_full=is_full,
            most_commands=None if is_full else QUICK_CLIPS,
        )
        figures["recogniser"] = heard
        targets += recogniser_targets(heard, is_full=is_full)
    return figures, targets


def recogniser_targets(heard: Facts, *, is_full: bool) -> list[Target]:
    """Return what was asked of the recogniser alone; word errors only of a full run, for a few clips tell nothing."""
    ours, stock = cast(Facts, heard["ours"]), cast(Facts, heard["stock"])
    ratios = cast(Facts, heard["ratio_to"])
    targets = [
        Target("recogniser alone on commands, p50 ms", cast(float, ours["p50_ms"]), 300),
        Target("recogniser, time of stock", cast(float, ratios["stock"]), 0.45),
    ]
    if is_full:
        targets.append(Target("recogniser, word error rate above stock's", _wer(ours) - _wer(stock), 0.0))
    return targets


def _wer(figures: Facts) -> float:
    return cast(float, figures["word_error_rate"])


def _stage_ms(requests: Sequence[Facts], stage: str) -> list[float]:
    return [cast(float, request[f"{stage}_ms"]) for request in requests if f"{stage}_ms" in request]


def _speak_requests(folder: Path, *, is_full: bool) -> list[Path]:
    """Let the second voice speak the requests into files, with half a second of silence before each."""
    from speech.audio.files import write_wav
    from speech.tts.kokoro import KokoroTts

    model = ModelStore(paths.models_dir()).path("kokoro")
    spoken = []
    for voice in FULL_VOICES if is_full else QUICK_VOICES:
        tts = KokoroTts(model, voice)
        lead = bytes(tts.sample_rate_hz)  # half a second
        for number, text in enumerate(REQUESTS if is_full else REQUESTS[:QUICK_REQUESTS]):
            path = folder / f"{voice}-{number}.wav"
            write_wav(path, lead + b"".join(tts.synthesise(f"Hey Zenus, {text}")), tts.sample_rate_hz)
            spoken.append(path)
    return spoken


def _in_own_process(requests: Sequence[Path]) -> dict[str, JsonValue]:
    """Run `pipeline` on the requests.

    Raises:
        ZenusError: `bench-failed`, with the last line of what it complained of.
    """
    command = [sys.executable, "-m", "assistant.app.bench.pipeline", *map(str, requests)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise ZenusError(f"The measured run failed: {last}", code="bench-failed", hint="Look at: zenus doctor")
    return cast(dict[str, JsonValue], json.loads(done.stdout.splitlines()[-1]))
