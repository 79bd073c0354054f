"""The second look: what the network says, and how the decoder's opinion moves it."""

from collections.abc import Iterable
from itertools import chain, repeat
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from speech.wake.features import Floats
from speech.wake.verifier import NEUTRAL_LOG_PROB, WINDOW_BYTES, Verifier


class Ears:
    """A recogniser that finds all texts equally likely, and remembers what it was asked."""

    def __init__(self, log_prob: float) -> None:
        self.encoded: list[bytes] = []
        self.asked: list[tuple[bytes, frozenset[str]]] = []
        self._log_prob = log_prob

    def encode(self, pcm: bytes) -> Floats:
        self.encoded.append(pcm)
        return np.zeros((100, 512), np.float32)

    def log_prob(self, pcm: bytes, texts: Iterable[str]) -> float:
        self.asked.append((pcm, frozenset(texts)))
        return self._log_prob


class Says:
    """A network that says one thing of the first hearing, and another of all that follow."""

    metadata: ClassVar = {"encoder": "whisper-base"}

    def __init__(self, prob: float, later_prob: float | None = None) -> None:
        self._probs = chain([prob], repeat(prob if later_prob is None else later_prob))

    def run(self, values: Floats) -> Floats:
        assert values.shape == (1, 100, 512)
        return np.array([next(self._probs)], np.float32)


def verified(
    monkeypatch: pytest.MonkeyPatch, prob: float, ears: Ears, pcm: bytes = b"\1\0", later_prob: float | None = None
) -> float:
    monkeypatch.setattr("speech.wake.verifier.Network", lambda _path: Says(prob, later_prob))
    return Verifier(Path("a.onnx"), "smart mirror", ears).verify(pcm)


def test_a_decoder_without_an_opinion_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verified(monkeypatch, 0.9, Ears(NEUTRAL_LOG_PROB)) == pytest.approx(0.9)


@pytest.mark.parametrize(("log_prob", "least", "most"), [(-4.0, 0.995, 1.0), (-28.0, 0.0, 0.6)])
def test_the_decoder_confirms_or_denies(
    monkeypatch: pytest.MonkeyPatch, log_prob: float, least: float, most: float
) -> None:
    assert least < verified(monkeypatch, 0.97, Ears(log_prob)) < most


def test_however_sure_the_network_is_the_decoder_can_deny(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verified(monkeypatch, 0.99999999, Ears(-28.0)) < 0.85
    assert verified(monkeypatch, 0.999, Ears(-26.0)) == verified(monkeypatch, 1.0, Ears(-26.0))


def test_what_the_network_denies_the_decoder_is_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    ears = Ears(0.0)
    assert verified(monkeypatch, 0.49, ears) == 0.0
    assert not ears.asked and len(ears.encoded) == 1


def test_what_does_not_sound_like_the_phrase_when_disturbed_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    same, other = (verified(monkeypatch, 0.9999, Ears(NEUTRAL_LOG_PROB), later_prob=prob) for prob in (0.9999, 0.01))
    assert other < 0.3 < 0.98 < same


def test_it_is_disturbed_by_a_little_noise_and_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = (8_000 * np.sin(np.arange(WINDOW_BYTES // 2) * 2 * np.pi * 400 / 16_000)).astype(np.int16)
    ears = Ears(-10.0)
    verified(monkeypatch, 0.9, ears, sound.tobytes())
    plain, noisy, faster = (np.frombuffer(each, np.int16).astype(np.float64) for each in ears.encoded)
    assert (plain == sound).all()
    assert 20 * np.log10((noisy - plain).std() / plain.std()) == pytest.approx(-15, abs=0.2)
    # Of the same length, and it ends at the same moment; only what came before begins later.
    spectrum = np.abs(np.fft.rfft(faster[-16_000:]))
    assert int(np.argmax(spectrum)) == 432
    assert not faster[:2_000].any() and faster[-8_000:].any()


def test_both_hear_the_last_two_seconds_and_the_decoder_both_spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    ears = Ears(-10.0)
    verified(monkeypatch, 0.9, ears, b"\1\0" * 50_000)
    verified(monkeypatch, 0.9, ears)
    long, short = ears.encoded[0], ears.encoded[3]
    assert long == b"\1\0" * (WINDOW_BYTES // 2) and short == bytes(WINDOW_BYTES - 2) + b"\1\0"
    assert ears.asked == [(sound, {"Smart Mirror", "Smart mirror"}) for sound in (long, short)]


@pytest.mark.parametrize(("log_prob", "found"), [(0.0, 1.0), (-700.0, 0.0)])
def test_certainty_is_no_error(monkeypatch: pytest.MonkeyPatch, log_prob: float, found: float) -> None:
    assert verified(monkeypatch, 1.0, Ears(log_prob)) == pytest.approx(found, abs=1e-4)


def test_it_tells_its_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speech.wake.verifier.Network", lambda _path: Says(0.5))
    assert Verifier(Path("a.onnx"), "smart mirror", Ears(0.0)).encoder == "whisper-base"


@pytest.mark.parametrize("phrase", ["let's go", "Let's, go!", "LET'S GO"])
def test_however_the_phrase_is_written_the_decoder_is_asked_about_its_words(
    monkeypatch: pytest.MonkeyPatch, phrase: str
) -> None:
    monkeypatch.setattr("speech.wake.verifier.Network", lambda _path: Says(0.9))
    ears = Ears(-10.0)
    Verifier(Path("a.onnx"), phrase, ears).verify(b"")
    [(_, texts)] = ears.asked
    assert texts == {"Let's Go", "Let's go"}
