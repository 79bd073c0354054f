"""The head: a small convolutional network over 16 embeddings, and its way into an ONNX file."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.hey_zenus.onnx_graph import Graph, constants
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
    members = []
    for own in constants(path):
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
    graph = Graph()
    logits = [_add_member(graph, f"m{index}", network) for index, network in enumerate(networks)]
    graph.node("Sigmoid", [graph.node("Mean", logits)], "score")
    graph.write(path, name, (("embeddings", ("n", HEAD_EMBEDDINGS, EMBEDDING_SIZE)), ("score", ("n", 1))))


def _add_member(graph: Graph, member: str, network: HeadNetwork) -> str:
    """Add one network and return the name of its logit."""

    def inputs(value: str, number: int, weight: Tensor, bias: Tensor) -> list[str]:
        return [value, graph.halved(f"{member}.w{number}", weight), graph.halved(f"{member}.b{number}", bias)]

    # The normalisation is folded into the first convolution: (x − m) / s · w + b = x · (w / s) + (b − Σ m w / s).
    scaled = network.first.weight / network.std[None, :, None]
    shifted = network.first.bias - (scaled * network.mean[None, :, None]).sum((1, 2))
    value = graph.node("Transpose", ["embeddings"], perm=[0, 2, 1])
    value = graph.node("Relu", [graph.node("Conv", inputs(value, 1, scaled, shifted))])
    value = graph.node("Relu", [graph.node("Conv", inputs(value, 2, network.second.weight, network.second.bias))])
    value = graph.node("Flatten", [value])
    hidden = inputs(value, 3, network.hidden.weight, network.hidden.bias)
    value = graph.node("Relu", [graph.node("Gemm", hidden, transB=1)])
    return graph.node("Gemm", inputs(value, 4, network.last.weight, network.last.bias), transB=1)
