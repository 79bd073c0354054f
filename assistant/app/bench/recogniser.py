"""Measures our recogniser against stock faster-whisper: same weights, same clips, same threads, one after another.

Reads `asr.jsonl` of a data folder. The times are those of commands, English clips of 1.4–3.8 s; the word error rate is
over the same clips, and over all English clips with a text when the run is full; then stock is also measured with
greedy search. All take turns on each clip, so that whatever else the machine does weighs on them alike.
"""

import json
import re
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.kernel.errors import UsageError
from assistant.kernel.types import JsonValue, SpeechHints

COMMAND_S = (1.4, 3.8)
_SILENT_TEXTS = "oov"  # names of clips whose words the collection does not give
_SPELLED = {"mr": "mister", "mrs": "missus", "st": "saint", "dr": "doctor", "percent": "per cent"}

Recognise = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording and what is said in it."""

    pcm: bytes
    text: str
    is_command: bool


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one recogniser made of one clip."""

    clip: Clip
    text: str
    elapsed_ms: float


def run(
    model_dir: Path, data_dir: Path, *, is_full: bool = False, most_commands: int | None = None
) -> dict[str, JsonValue]:
    """Return times and word error rates of ours and of stock, and the ratios of their medians.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
        UsageError: `bench-data-missing`.
    """
    clips = load_clips(data_dir, is_full=is_full)
    if most_commands is not None and most_commands < len(clips):
        clips = [clips[number * len(clips) // most_commands] for number in range(most_commands)]
    recognisers = _recognisers(model_dir, has_greedy=is_full)
    for recognise in recognisers.values():
        recognise(clips[0].pcm)
    heard: dict[str, list[Hearing]] = {name: [] for name in recognisers}
    for clip in clips:
        for name, recognise in recognisers.items():
            heard[name].append(_hear(recognise, clip))
    return report(heard)


def report(heard: Mapping[str, Sequence[Hearing]]) -> dict[str, JsonValue]:
    """Sum up; every recogniser but `ours` is compared with ours."""
    figures: dict[str, dict[str, float]] = {name: _figures(hearings) for name, hearings in heard.items()}
    ours_ms = figures["ours"]["p50_ms"]
    ratios = {name: round(ours_ms / figure["p50_ms"], 3) for name, figure in figures.items() if name != "ours"}
    clips = [hearing.clip for hearing in heard["ours"]]
    return {
        "clips": len(clips),
        "commands": sum(clip.is_command for clip in clips),
        **figures,
        "ratio_to": ratios,
    }


def load_clips(data_dir: Path, *, is_full: bool) -> list[Clip]:
    """Return the commands, and when full also all other English clips with a text.

    Raises:
        UsageError: `bench-data-missing`.
    """
    from speech.audio.files import read_pcm

    index = data_dir / "asr.jsonl"
    if not index.is_file():
        raise UsageError(
            f"There are no recordings to measure with in {str(data_dir)!r}.",
            code="bench-data-missing",
            hint="Name the folder that holds asr.jsonl.",
        )
    rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["lang"] == "en" and not row.get("text", _SILENT_TEXTS).startswith(_SILENT_TEXTS)]
    commands = [row for row in rows if COMMAND_S[0] <= row["dur"] <= COMMAND_S[1]]
    chosen = rows if is_full else commands
    return [Clip(read_pcm(data_dir / row["file"]), row["text"], row in commands) for row in chosen]


def word_error_rate(pairs: Iterable[tuple[str, str]]) -> float:
    """Return the share of words to be changed, put in or taken out; of (said, heard) pairs."""
    from rapidfuzz.distance import Levenshtein

    errors = words = 0
    for said, heard in pairs:
        reference = normalised(said)
        errors += Levenshtein.distance(reference, normalised(heard))
        words += len(reference)
    return errors / max(words, 1)


def normalised(text: str) -> list[str]:
    """Return the words in lower case, numbers spelled out, without punctuation."""
    from num2words import num2words

    text = text.lower().replace("%", " percent ").replace("’", "'").replace("'", "")
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"\d+", lambda match: f" {num2words(int(match.group()))} ", text)
    words = re.findall(r"\w+", text.replace("_", " "))
    return " ".join(_SPELLED.get(word, word) for word in words).split()


def _recognisers(model_dir: Path, *, has_greedy: bool) -> dict[str, Recognise]:
    import numpy as np
    from faster_whisper import WhisperModel

    from speech.stt.decoder import DecoderSettings
    from speech.stt.whisper import WhisperStt

    ours = WhisperStt(model_dir)
    ours.warm_up()
    settings = DecoderSettings()
    stock = WhisperModel(
        str(model_dir), device="cpu", compute_type=settings.compute_type, cpu_threads=settings.cpu_threads
    )

    def stock_text(pcm: bytes, beam_size: int) -> str:
        samples = np.frombuffer(pcm, dtype=np.int16).astype(np.float32) / 32768
        segments, _ = stock.transcribe(samples, language="en", beam_size=beam_size)
        return " ".join(segment.text for segment in segments)

    recognisers: dict[str, Recognise] = {
        "ours": lambda pcm: ours.transcribe(pcm, SpeechHints()).text,
        "stock": lambda pcm: stock_text(pcm, 5),
    }
    if has_greedy:
        recognisers["stock_greedy"] = lambda pcm: stock_text(pcm, 1)
    return recognisers


def _hear(recognise: Recognise, clip: Clip) -> Hearing:
    started_s = time.perf_counter()
    text = recognise(clip.pcm)
    return Hearing(clip, text, (time.perf_counter() - started_s) * 1000)


def _figures(hearings: Sequence[Hearing]) -> dict[str, float]:
    times_ms = sorted(hearing.elapsed_ms for hearing in hearings if hearing.clip.is_command)
    return {
        "p50_ms": round(statistics.median(times_ms), 1),
        "p95_ms": round(times_ms[min(len(times_ms) - 1, int(0.95 * len(times_ms)))], 1),
        "word_error_rate": round(word_error_rate((h.clip.text, h.text) for h in hearings), 4),
    }
