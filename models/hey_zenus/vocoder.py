"""Says a clip again as old speech synthesisers would: flat of pitch, buzzing, by linear prediction.

A head that has heard only neural voices takes the sound of their vocoders for speech. Source of the method: Atal and
Hanauer, Speech analysis and synthesis by linear prediction of the speech wave, 1971.
"""

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.clips import RATE_HZ

FRAME = 512
HOP = 128
BINS = FRAME
Floats = NDArray[np.float32]


def revoiced(samples: Floats, random: np.random.Generator) -> Floats:
    """Return `samples` with their formants over a drawn, nearly flat pitch, as long and as loud as before."""
    order = int(random.integers(12, 22))
    frames = _frames(samples)
    predictors, gains, voicing = _predictors(frames, order)
    buzz = _pulses(samples.size + FRAME, random)
    hiss = random.normal(size=buzz.size).astype(np.float32)
    window = np.hanning(FRAME + 1)[:-1].astype(np.float32)
    share = np.clip((voicing - 0.15) / 0.35, 0, 1)[:, None]
    excitation = (_frames(buzz)[: len(frames)] * share + _frames(hiss)[: len(frames)] * (1 - share)) * window
    envelope = gains[:, None] / np.maximum(np.abs(np.fft.rfft(predictors, 2 * BINS)), 1e-3)
    spoken = np.fft.irfft(np.fft.rfft(excitation, 2 * BINS) * envelope)
    output = np.zeros((len(frames) - 1) * HOP + 2 * BINS, np.float32)
    for index, frame in enumerate(spoken):
        output[index * HOP : index * HOP + 2 * BINS] += frame.astype(np.float32)
    output = output[: samples.size] if output.size >= samples.size else np.pad(output, (0, samples.size - output.size))
    scale = float(np.linalg.norm(samples)) / max(float(np.linalg.norm(output)), 1e-6)
    return np.asarray(output * scale, np.float32)


def _frames(samples: Floats) -> Floats:
    count = max((samples.size - FRAME) // HOP + 1, 1)
    padded = np.pad(samples, (0, max(FRAME - samples.size, 0)))
    frames: Floats = padded[np.arange(count)[:, None] * HOP + np.arange(FRAME)]
    return frames


def _predictors(frames: Floats, order: int) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the prediction filter, the gain and how periodic each frame is, by Levinson and Durbin's recursion."""
    windowed = frames * np.hanning(FRAME)
    correlation = np.fft.irfft(np.abs(np.fft.rfft(windowed, 2 * FRAME)) ** 2)
    lags = correlation[:, : order + 1] * np.exp(-0.5 * (0.012 * np.arange(order + 1)) ** 2)
    lags[:, 0] = lags[:, 0] * 1.0001 + 1e-3
    filters = np.zeros((len(frames), order + 1))
    filters[:, 0] = 1
    error = lags[:, 0].copy()
    for step in range(1, order + 1):
        reflection = -(filters[:, :step] * lags[:, step:0:-1]).sum(axis=1) / error
        filters[:, 1 : step + 1] += reflection[:, None] * filters[:, step - 1 :: -1][:, :step]
        error *= 1 - reflection**2
    pitch_lags = slice(RATE_HZ // 400, RATE_HZ // 70)
    voicing = correlation[:, pitch_lags].max(axis=1) / np.maximum(correlation[:, 0], 1e-6)
    return filters, np.sqrt(np.maximum(error, 0) / FRAME), voicing


def _pulses(length: int, random: np.random.Generator) -> Floats:
    """Return a train of pulses of power 1 whose pitch hardly moves, falling a little."""
    pitch_hz = random.uniform(75, 230)
    slope = random.uniform(-0.12, 0.04)
    times = np.arange(length) / RATE_HZ
    phase = np.cumsum(pitch_hz * (1 + slope * times) / RATE_HZ)
    pulses = np.zeros(length, np.float32)
    pulses[np.flatnonzero(np.diff(np.floor(phase)) > 0)] = np.sqrt(RATE_HZ / pitch_hz)
    return pulses
