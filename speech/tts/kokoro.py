"""The second voice: Kokoro 82M, eight times slower than Piper, but with dozens of speakers.

It says the requests in demonstrations and tests, so that the assistant never listens to its own voice. Phonemes come
from espeak-ng; Kokoro was trained on a notation that writes each diphthong and affricate as one sign.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.kernel.errors import UsageError
from speech.tts import voice_model
from speech.tts.pcm import blocks, to_pcm
from speech.tts.phonemes import phonemes

if TYPE_CHECKING:
    import onnxruntime

NETWORK = "kokoro-v1.0.int8.onnx"
VOCABULARY = "vocab.json"
BUNDLED_VOICES = "voices_ja.npz"
SAMPLE_RATE_HZ = 24_000

# The network has 510 styles, one for each length a sentence may have, and a start and an end sign.
_MAX_TOKENS = 510
_STYLE_VALUES = 256
_EDGE_TOKEN = 0

# Kokoro's notation, for what espeak-ng writes differently. Order matters: the longest first.
_COMMON_SIGNS = (("t͡ʃ", "ʧ"), ("d͡ʒ", "ʤ"), ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("n̩", "ᵊn"), ("l̩", "ᵊl"), ("r", "ɹ"), ("g", "ɡ"))
_DIPHTHONGS = (("eɪ", "A"), ("aɪ", "I"), ("ɔɪ", "Y"), ("aʊ", "W"))
_SIGNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en-us": (*_COMMON_SIGNS, *_DIPHTHONGS, ("oʊ", "O"), ("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɾ", "T"), ("ʔ", "t"), ("ː", "")),
    "en-gb": (*_COMMON_SIGNS, *_DIPHTHONGS, ("əʊ", "Q"), ("oʊ", "Q")),
}


@dataclass(frozen=True, slots=True)
class _Loaded:
    network: "onnxruntime.InferenceSession"
    ids: Mapping[str, int]
    styles: NDArray[np.float32]  # float32[510, 1, 256]


class KokoroTts:
    """Implements `TextToSpeech` on Kokoro.

    Args:
        model_dir: Folder with the network, its vocabulary and the bundled voices.
        voice: Name of a voice, such as `jf_alpha`.
        voices_dir: Folder with more voices, one `NAME.bin` each.
        language: espeak-ng's name of the language the text is in.
        speed: 1.0 is the speaker's own pace; greater is faster.
    """

    def __init__(
        self,
        model_dir: Path,
        voice: str = "jf_alpha",
        *,
        voices_dir: Path | None = None,
        language: str = "en-us",
        speed: float = 1.0,
    ) -> None:
        self._model_dir = model_dir
        self._voice = voice
        self._voices_dir = voices_dir
        self._language = language
        self._speed = speed

    @property
    def sample_rate_hz(self) -> int:
        """Rate of what `synthesise` yields."""
        return SAMPLE_RATE_HZ

    def warm_up(self) -> None:
        """Load the voice and speak once into the void.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
            UsageError: `unknown-voice`.
        """
        for _ in self.synthesise("Ready."):
            pass

    def synthesise(self, text: str) -> Iterator[bytes]:
        """Yield mono int16 blocks of at most 100 ms for `text`. Safe to abandon between blocks."""
        for sentence in phonemes(text, self._language):
            signs = _in_kokoro_notation("".join(sentence), self._language)
            tokens = [self._loaded.ids[sign] for sign in signs if sign in self._loaded.ids]
            for start in range(0, len(tokens), _MAX_TOKENS):
                pcm = to_pcm(self._speak(tokens[start : start + _MAX_TOKENS]))
                yield from blocks(pcm, SAMPLE_RATE_HZ)

    def _speak(self, tokens: list[int]) -> NDArray[np.float32]:
        inputs = {
            "tokens": np.array([[_EDGE_TOKEN, *tokens, _EDGE_TOKEN]], dtype=np.int64),
            "style": self._loaded.styles[len(tokens) - 1],
            "speed": np.array([self._speed], dtype=np.float32),
        }
        return np.asarray(self._loaded.network.run(None, inputs)[0], dtype=np.float32).reshape(-1)

    @cached_property
    def _loaded(self) -> _Loaded:
        return _Loaded(
            ids=_vocabulary(self._model_dir / VOCABULARY),
            styles=_styles(self._model_dir / BUNDLED_VOICES, self._voices_dir, self._voice),
            network=voice_model.open_network(self._model_dir / NETWORK, threads=2),
        )


def _in_kokoro_notation(ipa: str, language: str) -> str:
    for espeak_sign, sign in _SIGNS.get(language, _COMMON_SIGNS):
        ipa = ipa.replace(espeak_sign, sign)
    return unicodedata.normalize("NFC", ipa)


def _vocabulary(path: Path) -> Mapping[str, int]:
    try:
        return {str(sign): int(number) for sign, number in json.loads(voice_model.read(path))["vocab"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise voice_model.damaged(path) from error


def _styles(bundle: Path, voices_dir: Path | None, voice: str) -> NDArray[np.float32]:
    single = voices_dir / f"{voice}.bin" if voices_dir else None
    if single and single.is_file():
        return _single(single)
    try:
        with np.load(BytesIO(voice_model.read(bundle)), allow_pickle=False) as voices:
            if voice not in voices.files:
                raise _unknown(voice, voices.files)
            return _shaped(voices[voice], bundle)
    except (ValueError, BadZipFile, EOFError) as error:
        raise voice_model.damaged(bundle) from error


def _single(path: Path) -> NDArray[np.float32]:
    styles = voice_model.read(path)
    if len(styles) % np.float32().itemsize:
        raise voice_model.damaged(path)
    return _shaped(np.frombuffer(styles, dtype="<f4"), path)


def _shaped(styles: NDArray[np.float32], path: Path) -> NDArray[np.float32]:
    if styles.size != _MAX_TOKENS * _STYLE_VALUES:
        raise voice_model.damaged(path)
    return styles.astype(np.float32).reshape(_MAX_TOKENS, 1, _STYLE_VALUES)


def _unknown(voice: str, bundled: list[str]) -> UsageError:
    return UsageError(
        f"There is no voice {voice!r}.", code="unknown-voice", hint=f"Choose one of {', '.join(sorted(bundled))}."
    )
