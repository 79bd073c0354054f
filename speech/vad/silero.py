"""The voice activity detector on Silero VAD: how likely the newest 32 ms of sound are speech.

The network (Silero v6, MIT) comes inside the faster-whisper package and runs on onnxruntime, on one thread. It sees
windows of 512 samples with the 64 samples before them and carries an LSTM state from window to window. A window costs
0.1 ms, 0.3 % of a core for a live microphone, so nothing has to be gated away before it, and soft speech is never lost
to a gate.
"""

from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from assistant.kernel.audio import SAMPLE_BYTES
from assistant.kernel.errors import ModelError

if TYPE_CHECKING:
    import numpy.typing as npt

    Float32Array: TypeAlias = npt.NDArray[np.float32]

WINDOW_SAMPLES = 512
WINDOW_BYTES = WINDOW_SAMPLES * SAMPLE_BYTES
_CONTEXT_SAMPLES = 64
_STATE_SHAPE = (1, 1, 128)


def _zeros(*shape: int) -> "Float32Array":
    return np.zeros(shape, dtype=np.float32)


@dataclass(slots=True)
class SileroState:
    """What the network remembers of the sound so far."""

    hidden: "Float32Array" = field(default_factory=lambda: _zeros(*_STATE_SHAPE))
    cell: "Float32Array" = field(default_factory=lambda: _zeros(*_STATE_SHAPE))
    context: "Float32Array" = field(default_factory=lambda: _zeros(_CONTEXT_SAMPLES))


class SileroNet:
    """The network alone, for streams and for whole recordings. Stateless, so one serves many; one thread at a time.

    Args:
        model_path: The ONNX file; by default the one inside the faster-whisper package.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(self, model_path: Path | None = None) -> None:
        self._session = _load(model_path or _packaged_model())

    def probabilities(self, pcm: bytes, state: SileroState) -> "Float32Array":
        """Return one speech probability a window of `pcm`, whole windows only, and move `state` on past them."""
        if not pcm:
            return _zeros(0)
        windows = as_floats(pcm).reshape(-1, WINDOW_SAMPLES)
        tails = np.vstack([state.context, windows[:, -_CONTEXT_SAMPLES:]])
        inputs = {"input": np.hstack([tails[:-1], windows]), "h": state.hidden, "c": state.cell}
        speech, state.hidden, state.cell = self._session.run(None, inputs)
        state.context = tails[-1]
        probabilities: Float32Array = speech.reshape(-1)
        return probabilities


class SileroVad:
    """`VoiceActivityDetector` on Silero. Takes chunks of any size; how sound is cut does not change what is returned.

    Args:
        net: Shared with others of the same thread; by default one of its own.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(self, net: SileroNet | None = None) -> None:
        self._net = net or SileroNet()
        self.reset()

    def process(self, pcm: bytes) -> float:
        """Take the next samples; return the newest whole window's probability, 0 before there was one."""
        self._waiting += pcm
        whole_bytes = len(self._waiting) // WINDOW_BYTES * WINDOW_BYTES
        if whole_bytes:
            self._newest_prob = float(self._net.probabilities(bytes(self._waiting[:whole_bytes]), self._state)[-1])
            del self._waiting[:whole_bytes]
        return self._newest_prob

    def reset(self) -> None:
        """Forget all sound heard so far."""
        self._state = SileroState()
        self._waiting = bytearray()
        self._newest_prob = 0.0


def as_floats(pcm: bytes) -> "Float32Array":
    """Return int16 `pcm` as floats, -1..1, as the networks want them."""
    return np.frombuffer(pcm, dtype=np.int16).astype(np.float32) / np.float32(32768)


def _packaged_model() -> Path:
    """Find the file without importing its package, which would load the recogniser's engine."""
    spec = find_spec("faster_whisper")
    assert spec is not None and spec.origin is not None, "faster-whisper is a dependency"
    return Path(spec.origin).parent / "assets" / "silero_vad_v6.onnx"


def _load(path: Path) -> Any:  # noqa: ANN401  # onnxruntime has no types
    import onnxruntime

    if not path.is_file():
        raise ModelError(
            f"The voice activity model {path.name!r} is missing.",
            code="model-missing",
            hint="Install Zenus again: a part of it is missing.",
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Its failures become errors of ours; the engine need not print them as well.
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the engine's exceptions have no common base
        raise ModelError(
            f"The voice activity model {path.name!r} is damaged.",
            code="model-damaged",
            hint="Install Zenus again: a part of it is damaged.",
        ) from error
