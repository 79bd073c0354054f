"""The assistant's voice: Piper, a VITS network, spoken while it is still being computed.

The network is cut before its vocoder, so the first sound is ready after one pass of the small half and a third of a
second of the large one, however long the clause is; and a reply that is cut off costs no more than was heard of it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from speech.tts import voice_model
from speech.tts.network_cut import cut
from speech.tts.pcm import blocks, to_pcm
from speech.tts.phonemes import phonemes

if TYPE_CHECKING:
    import onnxruntime

# The first weight of the vocoder in every voice that Piper's trainer exports.
_VOCODER_WEIGHT = "dec.conv_pre.weight"
# How many frames to either side change a sample of the vocoder. Measured: the error falls from 4e-4 at 8 to 4e-7 at 10.
_CONTEXT_FRAMES = 10
# Frames per step: few at first, for an early start; more afterwards, because the context is computed each time.
_FIRST_FRAMES = 24
_LATER_FRAMES = 60

# Voices are trained below full scale: measured peaks reach 0.65, so that this still leaves room.
_GAIN = 1.4


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Audio(_Part):
    sample_rate: int


class _Espeak(_Part):
    voice: str


class _Inference(_Part):
    noise_scale: float = 0.667
    length_scale: float = 1.0
    noise_w: float = 0.8


class _VoiceConfig(_Part):
    audio: _Audio
    espeak: _Espeak
    inference: _Inference = _Inference()
    phoneme_id_map: Mapping[str, Sequence[int]]
    num_speakers: int = 1
    hop_length: int = 256


class PiperTts:
    """Implements `TextToSpeech` on Piper.

    Args:
        model_dir: Folder with one `NAME.onnx` and its `NAME.onnx.json`.
        length_scale: 1.0 is the speaker's own pace; greater is slower.
        speaker: Number of the speaker, in a voice that has several.
        threads: Threads of the network.
    """

    def __init__(self, model_dir: Path, *, length_scale: float = 1.0, speaker: int = 0, threads: int = 1) -> None:
        self._model_dir = model_dir
        self._length_scale = length_scale
        self._speaker = speaker
        self._threads = threads

    @property
    def sample_rate_hz(self) -> int:
        """Rate of what `synthesise` yields.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
        """
        return self._config.audio.sample_rate

    def warm_up(self) -> None:
        """Load the voice and speak once into the void.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
        """
        for _ in self.synthesise("Ready when you are."):
            pass

    def synthesise(self, text: str) -> Iterator[bytes]:
        """Yield mono int16 blocks of at most 100 ms for one clause of spoken text. Safe to abandon between blocks."""
        for sentence in phonemes(text, self._config.espeak.voice):
            for samples in self._networks.speak(self._inputs(sentence)):
                yield from blocks(to_pcm(samples, _GAIN), self._config.audio.sample_rate)

    def _inputs(self, sentence: list[str]) -> dict[str, NDArray[np.generic]]:
        from piper.phoneme_ids import phonemes_to_ids

        known = [sign for sign in sentence if sign in self._config.phoneme_id_map]
        ids = np.array([phonemes_to_ids(known, self._config.phoneme_id_map)], dtype=np.int64)
        tuning = self._config.inference
        scales = [tuning.noise_scale, tuning.length_scale * self._length_scale, tuning.noise_w]
        inputs: dict[str, NDArray[np.generic]] = {
            "input": ids,
            "input_lengths": np.array([ids.shape[1]], dtype=np.int64),
            "scales": np.array(scales, dtype=np.float32),
        }
        if self._config.num_speakers > 1:
            inputs["sid"] = np.array([self._speaker], dtype=np.int64)
        return inputs

    @cached_property
    def _network_path(self) -> Path:
        found = sorted(self._model_dir.glob("*.onnx"))
        if not found:
            raise voice_model.missing(self._model_dir / f"{self._model_dir.name}.onnx")
        return found[0]

    @cached_property
    def _config(self) -> _VoiceConfig:
        path = self._network_path.with_name(f"{self._network_path.name}.json")
        try:
            return _VoiceConfig.model_validate(json.loads(voice_model.read(path)))
        except (ValidationError, ValueError) as error:
            raise voice_model.damaged(path) from error

    @cached_property
    def _networks(self) -> "_Networks":
        return _Networks(self._network_path, self._threads, self._config.hop_length)


class _Networks:
    """A voice's network, cut before the vocoder where that is possible."""

    def __init__(self, path: Path, threads: int, hop_samples: int) -> None:
        self._hop_samples = hop_samples
        self._vocoder: onnxruntime.InferenceSession | None = None
        network = voice_model.read(path)
        try:
            halves = cut(network, _VOCODER_WEIGHT)
        except ValueError as error:
            raise voice_model.damaged(path) from error
        if halves:
            network, vocoder, self._frames_name = halves
            self._vocoder = voice_model.open_network(path, threads, vocoder)
        self._acoustics = voice_model.open_network(path, threads, network)

    def speak(self, inputs: Mapping[str, NDArray[np.generic]]) -> Iterator[NDArray[np.float32]]:
        """Yield the samples of one sentence, in order."""
        result = np.asarray(self._acoustics.run(None, dict(inputs))[0], dtype=np.float32)
        if self._vocoder is None:
            yield result.reshape(-1)
            return
        start, step = 0, _FIRST_FRAMES
        while start < result.shape[-1]:
            yield self._decode(result, start, min(start + step, result.shape[-1]))
            start, step = start + step, _LATER_FRAMES

    def _decode(self, frames: NDArray[np.float32], start: int, end: int) -> NDArray[np.float32]:
        assert self._vocoder is not None
        first = max(0, start - _CONTEXT_FRAMES)
        window = np.ascontiguousarray(frames[..., first : end + _CONTEXT_FRAMES])
        samples = np.asarray(self._vocoder.run(None, {self._frames_name: window})[0], dtype=np.float32).reshape(-1)
        return samples[(start - first) * self._hop_samples : (end - first) * self._hop_samples]
