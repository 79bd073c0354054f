import numpy as np
from numpy.typing import NDArray

from speech.wake.features import CHUNK_SAMPLES
from speech.wake.gate import EnergyGate

RANDOM = np.random.default_rng(5)


def noise(seconds: float, rms: float) -> NDArray[np.int16]:
    return (RANDOM.normal(size=int(seconds / 0.08) * CHUNK_SAMPLES) * rms).astype(np.int16)


def opened(gate: EnergyGate, sound: NDArray[np.int16]) -> list[bool]:
    return [gate.is_sound(sound[start : start + CHUNK_SAMPLES]) for start in range(0, sound.size, CHUNK_SAMPLES)]


def test_the_first_two_seconds_are_sound() -> None:
    assert all(opened(EnergyGate(), noise(2, 0)))


def test_digital_silence_is_silence() -> None:
    assert not any(opened(EnergyGate(), noise(60, 0))[25:])


def test_steady_noise_is_silence() -> None:
    assert np.mean(opened(EnergyGate(), noise(60, 300))[25:]) < 0.02


def test_a_hum_is_silence() -> None:
    hum = (3000 * np.sin(2 * np.pi * 50 * np.arange(CHUNK_SAMPLES * 500) / 16_000)).astype(np.int16)
    assert not any(opened(EnergyGate(), hum)[25:])


def test_sound_louder_than_the_noise_opens_at_once() -> None:
    gate = EnergyGate()
    opened(gate, noise(10, 300))
    assert gate.is_sound(noise(0.08, 420))


def test_it_stays_open_for_a_second_after_the_sound() -> None:
    gate = EnergyGate()
    opened(gate, noise(10, 100))
    opened(gate, noise(0.16, 3000))
    after = opened(gate, noise(4, 100))
    assert all(after[:12])
    assert not any(after[20:])


def test_speech_through_rumble_opens_it() -> None:
    gate = EnergyGate()
    seconds = np.arange(CHUNK_SAMPLES * 130) / 16_000
    rumble = (8000 * np.sin(2 * np.pi * 25 * seconds)).astype(np.int16)
    opened(gate, rumble)
    hiss = rumble[:CHUNK_SAMPLES] + noise(0.08, 200)
    assert gate.is_sound(hiss)


def test_a_microphone_switched_off_and_on_again_is_sound() -> None:
    gate = EnergyGate()
    opened(gate, noise(10, 300))
    opened(gate, noise(3, 0))
    assert any(opened(gate, noise(0.5, 300)))
