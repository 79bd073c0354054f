"""Writes small networks as ONNX files: nodes and constants one by one, weights in half precision."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

Port = tuple[str, Sequence[int | str]]
"""Name and shape of an input or output; names stand for free dimensions."""


def constants(path: Path) -> list[dict[str, Tensor]]:
    """Return the constants of each member of an exported file, by name, in single precision: of `m0.w1` as `w1`."""
    members: dict[str, dict[str, Tensor]] = {}
    for tensor in onnx.load(str(path)).graph.initializer:
        member, name = tensor.name.split(".")
        value = numpy_helper.to_array(tensor).astype(np.float32)
        members.setdefault(member, {})[name] = torch.from_numpy(value)
    return [members[f"m{number}"] for number in range(len(members))]


class Graph:
    """A graph in the making."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def node(self, kind: str, inputs: Sequence[str], output: str = "", **attributes: object) -> str:
        """Add a node and return the name of its output, which is made up if none is given."""
        output = output or f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def halved(self, name: str, values: Tensor) -> str:
        """Add a constant in half precision, and return the name of it in full."""
        # Half as long numbers make room for twice as many members; they are long again once the file is read.
        self._constants.append(numpy_helper.from_array(values.detach().numpy().astype(np.float16), name))
        return self.node("Cast", [name], to=TensorProto.FLOAT)

    def number(self, name: str, value: float) -> str:
        """Add a number and return its name."""
        self._constants.append(numpy_helper.from_array(np.float32(value), name))
        return name

    def write(self, path: Path, name: str, ports: tuple[Port, Port], told: Mapping[str, str] | None = None) -> None:
        """Check the graph and write it.

        Args:
            path: The file.
            name: Of the graph.
            ports: Its input and its output.
            told: What the file says of itself.
        """
        given, answered = (
            [helper.make_tensor_value_info(port, TensorProto.FLOAT, list(shape))] for port, shape in ports
        )
        graph = helper.make_graph(self._nodes, name, given, answered, self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="zenus")
        model.ir_version = 8
        helper.set_model_props(model, dict(told or {}))
        onnx.checker.check_model(model)
        onnx.save(model, str(path))
