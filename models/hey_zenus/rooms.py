"""Rooms: impulse responses from the image sources of a box, and from decaying noise.

The second kind reaches distances (direct-to-reverberant down to −10 dB) and colours that no empty box has. The test
rooms are boxes only, drawn from another seed.
"""

import numpy as np
from numpy.typing import NDArray

from models.hey_zenus.clips import RATE_HZ

SPEED_OF_SOUND_MPS = 343.0
Floats = NDArray[np.float32]


def box_room(random: np.random.Generator, rt60_s: tuple[float, float], distance_m: tuple[float, float]) -> Floats:
    """Return the response of a furnished box from speaker to microphone, its direct sound at 0 and of height 1.

    Source: Allen and Berkley, Image method for efficiently simulating small-room acoustics, 1979; absorption from
    Sabine's formula.
    """
    size = random.uniform([2.8, 2.5, 2.3], [7.0, 6.0, 3.2])
    rt60 = random.uniform(*rt60_s)
    microphone = random.uniform(0.4, size - 0.4)
    speaker = _at_distance(random, microphone, size, random.uniform(*distance_m))
    surface = 2 * (size[0] * size[1] + size[0] * size[2] + size[1] * size[2])
    absorption = min(0.161 * float(np.prod(size)) / (surface * rt60), 0.95)
    reach = int(np.clip(np.ceil(SPEED_OF_SOUND_MPS * rt60 * 0.5 / size.min()), 3, 14))
    return _images(size, speaker, microphone, np.sqrt(1 - absorption), reach)


def _at_distance(
    random: np.random.Generator, origin: NDArray[np.float64], size: NDArray[np.float64], distance_m: float
) -> NDArray[np.float64]:
    direction = random.normal(size=3) * [1, 1, 0.3]
    point = origin + direction / np.linalg.norm(direction) * distance_m
    return np.clip(point, 0.2, size - 0.2)


def _images(
    size: NDArray[np.float64],
    speaker: NDArray[np.float64],
    microphone: NDArray[np.float64],
    reflection: float,
    reach: int,
) -> Floats:
    orders = np.arange(-reach, reach + 1)
    grid = np.stack(np.meshgrid(orders, orders, orders, indexing="ij"), -1).reshape(-1, 3)
    grid = grid[np.abs(grid).sum(axis=1) <= reach * 1.5]
    mirrored = np.where(grid % 2 == 0, speaker, size - speaker)
    distances = np.linalg.norm(grid * size + mirrored - microphone, axis=1)
    heights = reflection ** np.abs(grid).sum(axis=1) / np.maximum(distances, 0.2)
    delays = ((distances - distances.min()) / SPEED_OF_SOUND_MPS * RATE_HZ).astype(int)
    response = np.zeros(delays.max() + 1, np.float32)
    # Alternating signs keep the many late images from adding up to a low hum.
    signs = np.where(np.abs(grid).sum(axis=1) % 2 == 0, 1, -1)
    np.add.at(response, delays, (heights * signs).astype(np.float32))
    return response / response[0] if abs(response[0]) > 1e-6 else response


def noise_room(random: np.random.Generator) -> Floats:
    """Return a direct sound followed by decaying, darkening noise, from close by to across a hall."""
    rt60_s, direct_db = random.uniform(0.12, 0.9), random.uniform(-10, 14)
    length = int(rt60_s * RATE_HZ)
    times = np.arange(length) / RATE_HZ
    tail = random.normal(size=length) * 10 ** (-3 * times / rt60_s)
    dark = np.convolve(tail, np.ones(4) / 4)[:length]
    blend = np.clip(times / rt60_s, 0, 1)
    tail = tail * (1 - blend) + dark * blend * 2
    tail[: int(random.uniform(0.001, 0.012) * RATE_HZ)] = 0
    tail *= 10 ** (-direct_db / 20) / max(float(np.linalg.norm(tail)), 1e-9)
    tail[0] = 1.0
    return tail.astype(np.float32)


def reverberate(samples: Floats, response: Floats) -> Floats:
    """Return `samples` as heard through `response`, as long and as loud as before."""
    size = fast_size(samples.size + response.size - 1)
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)[: samples.size]
    scale = float(np.linalg.norm(samples)) / max(float(np.linalg.norm(wet)), 1e-9)
    return (wet * scale).astype(np.float32)


def fast_size(length: int) -> int:
    """Return the next size from `length` up that is quickly transformed: a power of two, or one and a half of it."""
    power = 1 << (length - 1).bit_length()
    return power * 3 // 4 if power * 3 // 4 >= length else power
