"""The openwakeword library behind the same port: for comparison, and for who prefers it. Python 3.11 only.

Its wheel needs tflite-runtime, which ends at Python 3.11; `speech.wake.detector` computes the same scores everywhere.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from assistant.kernel.audio import SAMPLE_BYTES, WakeDetection
from assistant.kernel.errors import ModelError
from speech.wake.features import CHUNK_SAMPLES, MEMORY_CHUNKS
from speech.wake.trigger import ScoreTrigger, WakeRule

CHUNK_BYTES = CHUNK_SAMPLES * SAMPLE_BYTES


class OpenWakeWordDetector:
    """Spots one phrase with openwakeword's own model class. Stateful; one thread.

    Args:
        features_dir: Holds the two feature networks.
        head: The phrase's head; its file name without suffix is the detection's name.
        rule: When scores count.

    Raises:
        ModelError: `wake-engine-missing` where the library cannot be installed; `model-missing`.
    """

    def __init__(self, features_dir: Path, head: Path, rule: WakeRule) -> None:
        try:
            from openwakeword.model import Model
        except ImportError as error:
            raise ModelError(
                "The library openwakeword is not installed; it needs Python 3.11.",
                code="wake-engine-missing",
                hint="Use the built-in wake word engine.",
            ) from error
        paths = [head, features_dir / "melspectrogram.onnx", features_dir / "embedding_model.onnx"]
        for path in paths:
            if not path.is_file():
                raise ModelError(
                    f"The wake word model {path.name!r} is missing.",
                    code="model-missing",
                    hint="I can't listen for my name. Run: zenus models fetch.",
                )
        self._model = Model(
            wakeword_models=[str(head)],
            inference_framework="onnx",
            melspec_model_path=str(paths[1]),
            embedding_model_path=str(paths[2]),
        )
        self._name = head.stem
        self._trigger = ScoreTrigger(rule)
        self._pending = b""
        self.reset()

    def process(self, pcm: bytes) -> WakeDetection | None:
        """Take the next int16 mono 16 kHz samples, any number of them; detect at most once per utterance."""
        self._pending += pcm
        detection = None
        while len(self._pending) >= CHUNK_BYTES:
            chunk, self._pending = self._pending[:CHUNK_BYTES], self._pending[CHUNK_BYTES:]
            run = self._trigger.push(self.score(chunk))
            if run is not None:
                detection = WakeDetection(self._name, run)
        return detection

    def disown(self, number: int) -> bool:
        """Return false: the library keeps nothing of what it has heard."""
        return False

    def score(self, chunk: bytes) -> float:
        """Return the score after one more `int16[1280]`."""
        scores: Mapping[str, float] = self._model.predict(np.frombuffer(chunk, np.int16))
        return float(scores[self._name])

    def reset(self) -> None:
        """Forget all sound heard so far."""
        self._model.reset()
        # The library fills its buffers with noise and holds back its first scores; silence takes their place.
        for _ in range(MEMORY_CHUNKS * 2):
            self.score(bytes(CHUNK_BYTES))
        self._pending = b""
        self._trigger.reset()
