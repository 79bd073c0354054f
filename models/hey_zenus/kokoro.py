"""Kokoro as a crowd of speakers: any voice or blend of voices says given phonemes, and tells when each one ended.

The durations come from a tensor inside the network that is exposed as a second output; that is why the recipe, and only
the recipe, needs the `onnx` package.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from piper.phonemize_espeak import EspeakPhonemizer

RATE_HZ = 24_000
# One unit of the duration predictor is 600 samples at 24 kHz.
DURATION_UNIT_S = 600 / RATE_HZ
DURATIONS = "/encoder/Clip_output_0"

# espeak-ng writes IPA; Kokoro was trained with single letters for diphthongs and affricates.
FROM_ESPEAK = (
    ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("oʊ", "O"), ("əʊ", "Q"), ("ɔɪ", "Y"), ("tʃ", "ʧ"), ("dʒ", "ʤ"),
    ("ɚ", "əɹ"), ("ɐ", "ə"), ("r", "ɹ"), ("g", "ɡ"), ("ɫ", "l"), ("ʲ", ""), ("\u0329", ""), ("\u032a", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sound of some phonemes.

    Attributes:
        samples: `float32[n]` at 24 kHz.
        ends_s: For each symbol of the input, the time in seconds at which it ended.
    """

    samples: NDArray[np.float32]
    ends_s: NDArray[np.float64]


class Kokoro:
    """The network with its voices. One thread.

    Args:
        model_dir: Holds `kokoro-v1.0.int8.onnx` and `vocab.json`.
        voices_dir: Holds one `NAME.bin` (`float32[510, 1, 256]`) for each voice.
    """

    def __init__(self, model_dir: Path, voices_dir: Path) -> None:
        graph = onnx.load(str(model_dir / "kokoro-v1.0.int8.onnx"))
        graph.graph.output.append(onnx.helper.make_empty_tensor_value_info(DURATIONS))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph.SerializeToString(), options)
        self._vocab: Mapping[str, int] = json.loads((model_dir / "vocab.json").read_text())["vocab"]
        self._voices_dir = voices_dir
        self._phonemizer = EspeakPhonemizer()
        self._voices: dict[str, NDArray[np.float32]] = {}

    def phonemes(self, text: str, accent: str = "en-us") -> str:
        """Return Kokoro's phonemes for English `text`; `accent` is an espeak-ng voice name."""
        clauses = self._phonemizer.phonemize(accent, text)
        ipa = unicodedata.normalize("NFC", "".join("".join(clause) for clause in clauses))
        for old, new in FROM_ESPEAK:
            ipa = ipa.replace(old, new)
        if accent == "en-us":
            ipa = ipa.replace("ː", "")
        return "".join(symbol for symbol in ipa if symbol in self._vocab)

    def speak(self, phonemes: str, blend: Mapping[str, float], speed: float = 1.0) -> Spoken:
        """Say `phonemes` in a weighted mixture of voices."""
        known = [symbol for symbol in phonemes if symbol in self._vocab]
        assert len(known) == len(phonemes), f"unknown symbols in {phonemes!r}"
        tokens = np.array([[0, *(self._vocab[symbol] for symbol in known), 0]], np.int64)
        style = sum(weight * self._voice(name)[len(known)] for name, weight in blend.items())
        feed = {
            "tokens": tokens,
            "style": np.asarray(style, np.float32).reshape(1, 256),
            "speed": np.array([speed], np.float32),
        }
        samples, durations = self._session.run(["audio", DURATIONS], feed)
        ends_s = np.cumsum(np.ravel(durations)) * DURATION_UNIT_S
        return Spoken(np.ravel(samples).astype(np.float32), ends_s[1:-1])

    def _voice(self, name: str) -> NDArray[np.float32]:
        if name not in self._voices:
            self._voices[name] = np.fromfile(self._voices_dir / f"{name}.bin", np.float32).reshape(-1, 256)
        return self._voices[name]
