"""Clips on disk: one `.npz` each, so that an interrupted synthesis goes on where it stopped."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class Clip:
    """One synthetic recording.

    Attributes:
        pcm: `int16[n]`, 16 kHz.
        phrase_end_s: When the wake phrase ends; negative if the clip does not have it.
        kind: What sort of line it is.
        voice: Speaker or blend of speakers.
        text: What was said.
    """

    pcm: NDArray[np.int16]
    phrase_end_s: float
    kind: str
    voice: str
    text: str


def save(path: Path, clip: Clip) -> None:
    """Write `clip` whole or not at all."""
    partial = path.with_suffix(".partial.npz")
    np.savez_compressed(partial, pcm=clip.pcm, end=clip.phrase_end_s, kind=clip.kind, voice=clip.voice, text=clip.text)
    partial.replace(path)


def load(path: Path) -> Clip:
    """Read one clip."""
    with np.load(path) as data:
        return Clip(data["pcm"], float(data["end"]), str(data["kind"]), str(data["voice"]), str(data["text"]))


def load_folder(folder: Path, engine: str = "") -> list[Clip]:
    """Read all clips of a folder, or those of one engine, in order of their names."""
    return [load(path) for path in sorted(folder.glob(f"{engine}*.npz")) if ".partial" not in path.name]


def to_int16(samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.int16]:
    """Resample to 16 kHz and bring the peak to half of full scale."""
    import soxr

    resampled = soxr.resample(samples, rate_hz, RATE_HZ) if rate_hz != RATE_HZ else samples
    peak = float(np.abs(resampled).max(initial=1e-6))
    return (resampled * (16_384 / peak)).astype(np.int16)


def voiced_end_s(pcm: NDArray[np.int16], below_peak_db: float = 38.0) -> float:
    """Return when the last sound ends that is within `below_peak_db` of the loudest 10 ms."""
    blocks = pcm[: pcm.size // 160 * 160].reshape(-1, 160).astype(np.float64)
    energy = (blocks**2).mean(axis=1)
    loud = np.flatnonzero(energy > energy.max() * 10 ** (-below_peak_db / 10))
    return float((loud[-1] + 1) * 0.01) if loud.size else pcm.size / RATE_HZ
