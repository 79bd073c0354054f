"""Where speech is in a whole recording, and how to cut it into pieces at pauses.

`speech_pieces` runs the network over a recording, in blocks so that an hour needs little memory, and skips blocks that
are too quiet to hold speech so that an hour of silence takes a second. The rest is arithmetic on probabilities.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from assistant.kernel.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ, duration_s
from speech.vad.silero import WINDOW_BYTES, WINDOW_SAMPLES, SileroNet, SileroState

if TYPE_CHECKING:
    from speech.vad.silero import Float32Array

WINDOW_S = WINDOW_SAMPLES / SAMPLE_RATE_HZ
_BLOCK_BYTES = 600 * WINDOW_BYTES  # 19 s
# -60 dBFS: the loudest sample of a block of speech lies far above this, also when it was whispered across a room.
_QUIET_PEAK = 32


@dataclass(frozen=True, slots=True)
class RegionSettings:
    """What counts as speech in a recording, and how it is cut.

    Attributes:
        start_prob: Speech begins at this probability. Source: Silero's own default, as `stop_prob`.
        stop_prob: Speech goes on down to this probability.
        min_speech_s: Shorter sounds are clicks; as the endpointer's.
        pad_s: Kept on both sides of a piece; soft first and last sounds lie below the thresholds.
        longest_gap_s: A longer silence always cuts.
        longest_s: No piece is longer than this, its pads included.
    """

    start_prob: float = 0.5
    stop_prob: float = 0.35
    min_speech_s: float = 0.1
    pad_s: float = 0.3
    longest_gap_s: float = 3.0
    longest_s: float = 27.0


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a recording, in seconds from its beginning."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Its length."""
        return self.end_s - self.start_s

    def cut(self, pcm: bytes) -> bytes:
        """Return this stretch of `pcm`."""
        start, end = (round(t_s * SAMPLE_RATE_HZ) * SAMPLE_BYTES for t_s in (self.start_s, self.end_s))
        return pcm[start:end]


def speech_pieces(pcm: bytes, net: SileroNet, settings: RegionSettings | None = None) -> list[Region]:
    """Return pieces of int16 mono 16 kHz `pcm` that hold all its speech, cut at pauses, in order."""
    settings = settings or RegionSettings()
    probabilities = np.concatenate([np.zeros(0, np.float32), *_probabilities(pcm, net)])
    pieces = [
        piece
        for passage in passages(voiced_runs(probabilities, settings), settings.longest_gap_s)
        for piece in cut_at_pauses(passage, settings.longest_s - 2 * settings.pad_s)
    ]
    return padded(pieces, settings.pad_s, duration_s(pcm))


def voiced_runs(probabilities: "Float32Array", settings: RegionSettings) -> list[Region]:
    """Return the runs of windows that are speech, with hysteresis between the two thresholds."""
    runs: list[Region] = []
    start: int | None = None
    for index, prob in enumerate([*probabilities.tolist(), 0.0]):
        if start is None and prob >= settings.start_prob:
            start = index
        elif start is not None and prob < settings.stop_prob:
            runs.append(Region(start * WINDOW_S, index * WINDOW_S))
            start = None
    return [run for run in runs if run.duration_s >= settings.min_speech_s]


def passages(runs: Sequence[Region], longest_gap_s: float) -> list[list[Region]]:
    """Group runs that no silence longer than `longest_gap_s` parts."""
    groups: list[list[Region]] = []
    for run in runs:
        if groups and run.start_s - groups[-1][-1].end_s <= longest_gap_s:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def cut_at_pauses(runs: Sequence[Region], longest_s: float) -> list[Region]:
    """Join a passage's runs to pieces of at most `longest_s`, cut at the longest pause of the middle half.

    Where there is no pause, the cut falls in the middle of a word: nobody speaks that long without breathing.
    """
    whole = Region(runs[0].start_s, runs[-1].end_s)
    if whole.duration_s <= longest_s:
        return [whole]
    middle = Region(whole.start_s + whole.duration_s / 4, whole.end_s - whole.duration_s / 4)
    pauses = [
        (after.start_s - before.end_s, index)
        for index, (before, after) in enumerate(pairwise(runs), start=1)
        if before.end_s >= middle.start_s and after.start_s <= middle.end_s
    ]
    if pauses:
        _, index = max(pauses)
        return cut_at_pauses(runs[:index], longest_s) + cut_at_pauses(runs[index:], longest_s)
    middle_s = (whole.start_s + whole.end_s) / 2
    left = [Region(run.start_s, min(run.end_s, middle_s)) for run in runs if run.start_s < middle_s]
    right = [Region(max(run.start_s, middle_s), run.end_s) for run in runs if run.end_s > middle_s]
    return cut_at_pauses(left, longest_s) + cut_at_pauses(right, longest_s)


def padded(pieces: Sequence[Region], pad_s: float, length_s: float) -> list[Region]:
    """Widen each piece by `pad_s` on both sides, but at most to the middle of the silence between two."""
    edges = [0.0, *((a.end_s + b.start_s) / 2 for a, b in pairwise(pieces)), length_s]
    return [
        Region(max(left_s, piece.start_s - pad_s), min(right_s, piece.end_s + pad_s))
        for piece, left_s, right_s in zip(pieces, edges, edges[1:], strict=False)
    ]


def _probabilities(pcm: bytes, net: SileroNet) -> Iterator["Float32Array"]:
    state = SileroState()
    for start in range(0, len(pcm), _BLOCK_BYTES):
        block = pcm[start : start + _BLOCK_BYTES]
        samples = np.frombuffer(block, dtype=np.int16)
        if max(int(samples.max()), -int(samples.min())) < _QUIET_PEAK:
            state = SileroState()
            yield np.zeros(-(-len(samples) // WINDOW_SAMPLES), dtype=np.float32)
        else:
            yield net.probabilities(block.ljust(-(-len(block) // WINDOW_BYTES) * WINDOW_BYTES, b"\0"), state)
