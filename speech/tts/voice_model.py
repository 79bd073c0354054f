"""Opens a voice's files, and says in one sentence what is wrong with them."""

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.kernel.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime

_HINT = "Run zenus models fetch, and I can speak again."


def missing(path: Path) -> ModelError:
    """Return the error for a file of a voice that is not there."""
    return ModelError(f"The voice file {path.name!r} is missing.", code="model-missing", hint=_HINT)


def damaged(path: Path) -> ModelError:
    """Return the error for a file of a voice that cannot be used."""
    return ModelError(f"The voice file {path.name!r} is damaged.", code="model-damaged", hint=_HINT)


def read(path: Path) -> bytes:
    """Return the bytes of a voice's file.

    Raises:
        ModelError: `model-missing`, or `model-damaged` when it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise missing(path) from None
    except OSError as error:
        raise damaged(path) from error


def open_network(path: Path, threads: int, network: bytes | None = None) -> "onnxruntime.InferenceSession":
    """Return a network, to be run on `threads` threads.

    Args:
        path: The ONNX file; it is named in errors.
        threads: How many cores the network may use at once.
        network: The network, if it is not the file as it stands.

    Raises:
        ModelError: `model-missing` or `model-damaged`.
    """
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as errors

    if not path.is_file():
        raise missing(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # Fatal only: what matters arrives as an exception.
    try:
        return onnxruntime.InferenceSession(network or str(path), options, providers=["CPUExecutionProvider"])
    except (errors.Fail, errors.InvalidArgument, errors.InvalidGraph, errors.InvalidProtobuf, errors.NoModel) as error:
        raise damaged(path) from error
