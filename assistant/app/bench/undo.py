"""`zenus bench undo`: random deeds, killed at random points, restarted and undone: is all as it was?

Runs on a file system in memory and on the disk, and on pairs of both for what is moved between disks. A sequence that
fails is told with its seed; `--seed` runs it again as the first.
"""

import multiprocessing
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from assistant.app.bench.crashing.sequence import Ending, run_sequence, warm_up
from assistant.app.bench.report import Target, spread
from assistant.kernel.types import JsonValue

QUICK, FULL = 150, 10_000
_WORKERS = 2
_MEMORY = Path("/dev/shm")  # noqa: S108  # the file system in memory of Linux; a folder of its own is made in it
_MOST_SHOWN = 20


def run(
    *, is_full: bool = False, seed: int = 0, sequences: int | None = None
) -> tuple[dict[str, JsonValue], list[Target]]:
    """Return figures and targets. Takes some 20 seconds, half an hour in full.

    Args:
        is_full: 10,000 sequences instead of 150.
        seed: Of the first sequence; the others follow.
        sequences: How many, if not one of those.
    """
    count = sequences or (FULL if is_full else QUICK)
    began_s = time.perf_counter()
    endings = list(_endings(range(seed, seed + count)))
    elapsed_s = time.perf_counter() - began_s
    faulty = [ending for ending in endings if ending.is_faulty]
    figures = {"seed": seed, "sequences_per_s": round(count / elapsed_s, 2), **_figures(endings)}
    figures["first_faults"] = [ending.told() for ending in faulty[:_MOST_SHOWN]]
    return figures, [
        Target("sequences that are not as they were", len(faulty), 0),
        Target("contents that are nowhere any more", sum(ending.lost for ending in endings), 0),
        Target("processes that failed by themselves", sum(bool(ending.complaint) for ending in endings), 0),
    ]


def _endings(seeds: Sequence[int]) -> Iterator[Ending]:
    with tempfile.TemporaryDirectory(prefix="zenus-bench-") as disk, _memory() as memory:
        call = partial(_run_one, Path(disk), Path(memory))
        with multiprocessing.get_context("fork").Pool(_WORKERS, initializer=warm_up) as pool:
            yield from pool.imap_unordered(call, seeds, chunksize=4)


def _memory() -> "tempfile.TemporaryDirectory[str]":
    is_there = os.access(_MEMORY, os.W_OK)
    return tempfile.TemporaryDirectory(prefix="zenus-bench-", dir=_MEMORY if is_there else None)


def _run_one(disk: Path, memory: Path, seed: int) -> Ending:
    """Run a sequence on one of the four pairs of file systems."""
    pairs = ((memory, disk), (disk, memory), (memory, memory), (disk, disk))
    one, other = pairs[seed % len(pairs)]
    return run_sequence(seed, one / f"{seed}", other / f"{seed}-other")


def _figures(endings: Sequence[Ending]) -> dict[str, JsonValue]:
    steps: Counter[tuple[str, str, str]] = Counter()
    for ending in endings:
        steps.update(ending.steps)
    in_disorder = [ending for ending in endings if ending.is_in_disorder]
    meddled = [ending for ending in endings if ending.meddled_with]
    return {
        "sequences": len(endings),
        "deeds_done": {
            action: count for (phase, action, code), count in sorted(steps.items()) if (phase, code) == ("do", "")
        },
        "deeds_not_done": _by_code(steps, "do"),
        "undo_not_done": _by_code(steps, "undo"),
        "processes_killed": sum(ending.killed for ending in endings),
        "undone_in_disorder": len(in_disorder),
        "of_these_with_other_times_of_folders": sum(
            e.differs_in_folders_alone for e in in_disorder if not e.meddled_with
        ),
        "meddled_with": len(meddled),
        "of_these_told_as_conflict": sum(ending.was_blocked for ending in meddled),
        "undo_with_process_start_ms": spread([ending.undo_ms for ending in endings]),
    }


def _by_code(steps: Counter[tuple[str, str, str]], phase: str) -> dict[str, JsonValue]:
    codes: Counter[str] = Counter()
    for (of, _, code), count in steps.items():
        if of.startswith(phase) and code:
            codes[code] += count
    return dict(sorted(codes.items()))
