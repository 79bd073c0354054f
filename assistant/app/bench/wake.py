"""`zenus bench wake`: how often the wake phrase is missed or heard by mistake, how late it is heard, and at what cost.

Any folders of sound can be given; without, unseen voices say the phrase and the development data is the rest. Every
score is computed once; the rules are compared on the scores. The second stage is asked as the listener would ask it.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.app.bench.report import Target
from assistant.app.bench.wake_figures import Listened, Spoken, StageFigures, stage_figures, sweep, sweep_svg
from assistant.app.bench.wake_material import RUNNING_ON, Sounds, staged
from assistant.app.wake_word import WakeWord
from assistant.kernel.audio import FRAME_BYTES, SAMPLE_RATE_HZ
from assistant.kernel.types import JsonValue
from models.hey_zenus.clips import Clip
from models.hey_zenus.evaluate import CONDITIONS, detections_s
from speech.wake.detector import Checks, OnnxWakeWordDetector
from speech.wake.features import CHUNK_S, Pcm
from speech.wake.scan import WakeScanner, runs_in
from speech.wake.trigger import Verification, WakeRule

# The listener hands the recogniser about this much from before a detection, and what follows.
BEFORE_S, AFTER_S = 1.6, 2.0
COST_S = 60.0
SCANNED_ROUNDS = 2
# What openWakeWord's documentation recommends for its stock heads.
ANCHOR_RULE = WakeRule(0.5, 1, 2.0)
MOST_MISSED = {
    "clean": 0.01, "room, 10 dB": 0.12, "room, 5 dB": 0.25, RUNNING_ON: 0.03, "flite": 0.15, "festival": 0.15
}  # fmt: skip
MOST_NEAR = 0.02


@dataclass(frozen=True, slots=True)
class Bench:
    """What a run works with.

    Attributes:
        word: The wake word in use: head, phrase and rules.
        features_dir: Holds the two feature networks.
        verification: The second stage: the verifier; None if there is none for the recogniser.
        begins_with_phrase: The second stage without one: whether a transcript of this sound begins with the phrase.
        plot: Receives the threshold sweep.
        anchors: Heads of other makers, to be measured on the same sound.
    """

    word: WakeWord
    features_dir: Path
    verification: Verification | None
    begins_with_phrase: Callable[[bytes], bool]
    plot: Path
    anchors: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """What listening takes: shares of a core, and how many times faster than real time files are scanned."""

    silence_core_share: float
    speech_core_share: float
    scan_times_real_time: float


def run(bench: Bench, sounds: Sounds) -> tuple[dict[str, JsonValue], list[Target]]:
    """Return figures and targets, and draw the sweep."""
    scanner = WakeScanner(bench.features_dir, bench.word.head, bench.word.rule)

    def heard(clips: Sequence[Clip], snr_db: float | None = None) -> list[Spoken]:
        scenes = staged(clips, snr_db, sounds.negatives)
        return [_heard(scanner, scene.pcm, scene.phrase_end_s) for scene in scenes]

    spoken = {name: heard(sounds.positives, snr_db) for name, snr_db in CONDITIONS.items()}
    listened = Listened(
        spoken
        | {
            (name if snr_db is None else f"{name}, {condition}"): heard(clips, snr_db)
            for name, clips in sounds.others.items()
            for condition, snr_db in CONDITIONS.items()
        },
        [_heard(scanner, pcm, -1.0) for pcm in sounds.negatives],
        heard(sounds.near),
    )
    first = stage_figures(listened, lambda sound: detections_s(sound.scores, bench.word.rule))
    both = stage_figures(listened, lambda sound: both_stages_times_s(sound, bench))
    taken = cost(bench, sounds)
    rows = {name: sweep(items, listened.negatives, bench.word.rule) for name, items in spoken.items()}
    bench.plot.parent.mkdir(parents=True, exist_ok=True)
    bench.plot.write_text(sweep_svg(rows, bench.word.phrase), encoding="utf-8")
    figures: dict[str, JsonValue] = {
        "phrase": bench.word.phrase,
        "sensitivity": bench.word.sensitivity,
        "positives": len(sounds.positives),
        "others": {name: len(clips) for name, clips in sounds.others.items()},
        "near": len(sounds.near),
        "first_stage": first.to_json(),
        "both_stages": both.to_json(),
        "second_stage": "verifier" if bench.verification else "transcript",
        "cost": {
            "silence_core_share": taken.silence_core_share,
            "speech_core_share": taken.speech_core_share,
            "scan_times_real_time": taken.scan_times_real_time,
        },
        "anchors": {path.stem: _anchor(bench.features_dir, path, sounds) for path in bench.anchors},
        "sweep": {name: [row.to_json() for row in line] for name, line in rows.items()},
        "plot": str(bench.plot),
    }
    return figures, targets(first, both, taken)


def both_stages_times_s(heard: Spoken, bench: Bench) -> list[float]:
    """Return when a turn would have begun: what is sure by itself, what is not if the transcript agrees."""
    word = bench.word
    rule = word.candidate_rule if bench.verification else word.doubtful_rule
    found = runs_in(heard.scores, heard.pcm, rule, bench.verification)
    times = [((chunk + 1) * CHUNK_S, run.is_sure) for chunk, run in found]
    return [time_s for time_s, is_sure in times if is_sure or bench.begins_with_phrase(_around(heard.pcm, time_s))]


def cost(bench: Bench, sounds: Sounds) -> Cost:
    """Return what listening takes with all its stages in silence and in speech, and how fast files are scanned."""
    rule = bench.word.candidate_rule if bench.verification else bench.word.doubtful_rule
    detector = OnnxWakeWordDetector(bench.features_dir, bench.word.head, rule, Checks(bench.verification))
    samples = round(COST_S * SAMPLE_RATE_HZ)
    speech = np.resize(np.concatenate([*sounds.negatives, *(clip.pcm for clip in sounds.positives)]), samples)
    silence = np.random.default_rng(0).integers(-3, 4, samples).astype(np.int16)
    scanner = WakeScanner(bench.features_dir, bench.word.head, bench.word.rule)
    long = np.tile(speech, SCANNED_ROUNDS).tobytes()
    scanned_s = _cpu_s(lambda: scanner.scan(long))
    return Cost(
        round(_cpu_s(lambda: _listen(detector, silence.tobytes())) / COST_S, 4),
        round(_cpu_s(lambda: _listen(detector, speech.tobytes())) / COST_S, 4),
        round(SCANNED_ROUNDS * COST_S / max(scanned_s, 1e-6), 1),
    )


def targets(first: StageFigures, both: StageFigures, taken: Cost) -> list[Target]:
    """Return what was asked of the first stage, of both together, and of the machine."""
    latency_ms = math.inf if math.isnan(first.latency_p95_ms) else first.latency_p95_ms
    return [
        Target("first stage, false accepts an hour", first.per_hour, 0.5),
        Target("both stages, false accepts an hour", both.per_hour, 0.1),
        *(
            Target(f"both stages, missed, {name}", both.missed[name], most)
            for name, most in MOST_MISSED.items()
            if name in both.missed
        ),
        *([] if both.near_accepted is None else [Target("both stages, near words", both.near_accepted, MOST_NEAR)]),
        Target("first stage, p95 ms after the phrase", latency_ms, 300),
        Target("share of a core in silence", taken.silence_core_share, 0.02),
        Target("share of a core in speech", taken.speech_core_share, 0.05),
    ]


def _heard(scanner: WakeScanner, pcm: Pcm, phrase_end_s: float) -> Spoken:
    return Spoken(pcm, scanner.scores(pcm.tobytes()), phrase_end_s)


def _anchor(features_dir: Path, head: Path, sounds: Sounds) -> JsonValue:
    """Return the false accepts of another maker's head on the same sound."""
    scanner = WakeScanner(features_dir, head, ANCHOR_RULE)
    listened = Listened({}, [_heard(scanner, pcm, -1.0) for pcm in sounds.negatives])
    return stage_figures(listened, lambda heard: detections_s(heard.scores, ANCHOR_RULE)).to_json()


def _around(pcm: Pcm, time_s: float) -> bytes:
    start = max(round((time_s - BEFORE_S) * SAMPLE_RATE_HZ), 0)
    return pcm[start : round((time_s + AFTER_S) * SAMPLE_RATE_HZ)].tobytes()


def _listen(detector: OnnxWakeWordDetector, pcm: bytes) -> None:
    detector.reset()
    for start in range(0, len(pcm), FRAME_BYTES):
        detector.process(pcm[start : start + FRAME_BYTES])


def _cpu_s(work: Callable[[], object]) -> float:
    started_s = time.process_time()
    work()
    return time.process_time() - started_s
