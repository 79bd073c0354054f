"""The head: a small convolutional network over 16 embeddings, and its way into an ONNX file."""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from speech.wake.features import EMBEDDING_SIZE, HEAD_EMBEDDINGS

CHANNELS = 64
HIDDEN = 48
KERNEL = 3
# Of the embeddings, in standard deviations.
NOISE = 0.25
OUT_STEPS = HEAD_EMBEDDINGS - 2 * (KERNEL - 1)


class HeadNetwork(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """Returns logits for windows.

    Args:
        mean: `float32[96]`, of each embedding value in training.
        std: `float32[96]`, likewise.
    """

    def __init__(self, mean: NDArray[np.float32], std: NDArray[np.float32]) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("std", torch.from_numpy(std))
        self.first = nn.Conv1d(EMBEDDING_SIZE, CHANNELS, KERNEL)
        self.second = nn.Conv1d(CHANNELS, CHANNELS, KERNEL)
        self.dropout = nn.Dropout(0.4)
        self.channel_dropout = nn.Dropout(0.1)
        self.hidden = nn.Linear(CHANNELS * OUT_STEPS, HIDDEN)
        self.last = nn.Linear(HIDDEN, 1)

    def forward(self, windows: Tensor) -> Tensor:
        """Return `float32[n]` for `float32[n, 16, 96]`."""
        normal = (windows - self.mean) / self.std
        if self.training:
            # Keeps the head from learning recordings by heart.
            kept = self.channel_dropout(torch.ones(len(normal), 1, EMBEDDING_SIZE))
            normal = (normal + torch.randn_like(normal) * NOISE) * kept
        deep = torch.relu(_convolved(torch.relu(_convolved(normal, self.first)), self.second))
        hidden = torch.relu(self.hidden(self.dropout(deep.transpose(1, 2).flatten(1))))
        logits: Tensor = self.last(self.dropout(hidden)).squeeze(1)
        return logits

    def along(self, embeddings: Tensor) -> Tensor:
        """Return logits `float32[n − 15]` of all windows in a row, from `float32[n, 96]`; only when not training.

        What neighbouring windows share is computed once, so it costs a fifteenth.
        """
        normal = ((embeddings - self.mean) / self.std)[None]
        deep = torch.relu(_convolved(torch.relu(_convolved(normal, self.first)), self.second))
        weight = self.hidden.weight.view(HIDDEN, CHANNELS, OUT_STEPS).permute(2, 1, 0).flatten(0, 1)
        hidden = torch.relu(_spread(deep, OUT_STEPS) @ weight + self.hidden.bias)
        logits: Tensor = self.last(hidden)[0, :, 0]
        return logits


def _convolved(values: Tensor, layer: nn.Conv1d) -> Tensor:
    """Return `layer` of `[n, time, channels]`: one product of matrices, quicker over so short a time."""
    product: Tensor = _spread(values, KERNEL) @ layer.weight.permute(2, 1, 0).flatten(0, 1) + layer.bias
    return product


def _spread(values: Tensor, width: int) -> Tensor:
    """Return `[n, time − width + 1, width · channels]`: each moment with those that follow it."""
    steps = values.shape[1] - width + 1
    return torch.cat([values[:, start : start + steps] for start in range(width)], dim=2)


def load(path: Path, mean: NDArray[np.float32], std: NDArray[np.float32]) -> list[HeadNetwork]:
    """Return the members of an exported head, to be trained further.

    Args:
        path: What `export` wrote.
        mean: `float32[96]`, of each embedding value in the training to come.
        std: `float32[96]`, likewise.
    """
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(str(path)).graph.initializer}
    members = []
    for index in range(len({name.split(".")[0] for name in values})):
        own = {
            name.split(".")[1]: torch.from_numpy(value.astype(np.float32))
            for name, value in values.items()
            if name.startswith(f"m{index}.")
        }
        network = HeadNetwork(mean, std)
        first = own["w1"] * network.std[None, :, None]
        bias = own["b1"] + (own["w1"] * network.mean[None, :, None]).sum((1, 2))
        layers = (
            (network.first, first, bias),
            (network.second, own["w2"], own["b2"]),
            (network.hidden, own["w3"], own["b3"]),
            (network.last, own["w4"], own["b4"]),
        )
        for layer, weight, offset in layers:
            layer.weight.data, layer.bias.data = weight, offset
        members.append(network)
    return members


def export(networks: list[HeadNetwork], path: Path, name: str) -> None:
    """Write one ONNX file that averages the logits of `networks`; input `[n, 16, 96]`, output `[n, 1]` in 0..1."""
    nodes: list[onnx.NodeProto] = []
    constants: list[onnx.TensorProto] = []
    logits = [_add_member(index, network, nodes, constants) for index, network in enumerate(networks)]
    nodes.append(helper.make_node("Mean", logits, ["logit"]))
    nodes.append(helper.make_node("Sigmoid", ["logit"], ["score"]))
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["n", HEAD_EMBEDDINGS, EMBEDDING_SIZE])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["n", 1])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="zenus")
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _add_member(
    index: int, network: HeadNetwork, nodes: list[onnx.NodeProto], constants: list[onnx.TensorProto]
) -> str:
    def constant(name: str, values: Tensor) -> str:
        # Half as long numbers make room for twice as many members; they are long again once the file is read.
        full = f"m{index}.{name}"
        constants.append(numpy_helper.from_array(values.detach().numpy().astype(np.float16), full))
        nodes.append(helper.make_node("Cast", [full], [f"{full}.float"], to=TensorProto.FLOAT))
        return f"{full}.float"

    def node(kind: str, inputs: list[str], **attributes: object) -> str:
        output = f"m{index}.{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    # The normalisation is folded into the first convolution: (x − m) / s · w + b = x · (w / s) + (b − Σ m w / s).
    scaled = network.first.weight / network.std[None, :, None]
    shifted = network.first.bias - (scaled * network.mean[None, :, None]).sum((1, 2))
    value = node("Transpose", ["embeddings"], perm=[0, 2, 1])
    value = node("Relu", [node("Conv", [value, constant("w1", scaled), constant("b1", shifted)])])
    second = [constant("w2", network.second.weight), constant("b2", network.second.bias)]
    value = node("Flatten", [node("Relu", [node("Conv", [value, *second])])])
    hidden = [constant("w3", network.hidden.weight), constant("b3", network.hidden.bias)]
    value = node("Relu", [node("Gemm", [value, *hidden], transB=1)])
    return node("Gemm", [value, constant("w4", network.last.weight), constant("b4", network.last.bias)], transB=1)
