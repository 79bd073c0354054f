"""An ONNX network with one input and one output, on one thread of onnxruntime."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.kernel.errors import ModelError


class Network:
    """Runs one network. One thread.

    Args:
        path: The ONNX file.
        replaced: New values for constants of the network, by name.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """

    def __init__(self, path: Path, replaced: Mapping[str, NDArray[np.generic]] | None = None) -> None:
        import onnxruntime

        if not path.is_file():
            raise _error(path, "is missing", "model-missing")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The session refers to these without owning them.
        self._replaced = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(value) for name, value in (replaced or {}).items()
        }
        for name, value in self._replaced.items():
            options.add_initializer(name, value)
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises several unrelated types, none of them public
            raise _error(path, "cannot be read", "model-damaged") from error
        self._input = self._session.get_inputs()[0]

    @property
    def input_shape(self) -> Sequence[int | str | None]:
        """The declared shape of the input; names stand for free dimensions."""
        shape: Sequence[int | str | None] = self._input.shape
        return shape

    @property
    def metadata(self) -> Mapping[str, str]:
        """What its maker wrote about it."""
        told: Mapping[str, str] = self._session.get_modelmeta().custom_metadata_map
        return told

    def run(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the output for `values`."""
        output: NDArray[np.float32] = self._session.run(None, {self._input.name: values})[0]
        return output


def _error(path: Path, what: str, code: str) -> ModelError:
    return ModelError(
        f"The wake word model {path.name!r} {what}.",
        code=code,
        hint="I can't listen for my name. Run: zenus models fetch.",
    )
