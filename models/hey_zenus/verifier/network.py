"""The verifier: a convolutional network over the encoder's output, and its way into an ONNX file.

Three convolutions see about three quarters of a second, which is the phrase; the answer is the largest of what they
say at any moment of the window, softly, so that it does not matter when exactly the phrase ended.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.hey_zenus.onnx_graph import Graph, constants
from speech.wake.verifier import ENCODER

CHANNELS = 64
POSITIONS = 100
# While training: of what the first layer gives.
NOISE = 0.3
UNHEARD_SHARE = 0.1
MOST_MASKED = 8
# How much the largest moment counts before all others.
SHARPNESS = 2.0


class VerifierNetwork(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """Returns logits for windows.

    Args:
        mean: `float32[size]`, of each value of the encoder in training.
        std: `float32[size]`, likewise.
    """

    def __init__(self, mean: NDArray[np.float32], std: NDArray[np.float32]) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("std", torch.from_numpy(std))
        self.first = nn.Linear(mean.size, CHANNELS)
        self.deeper = nn.ModuleList(
            [
                nn.Conv1d(CHANNELS, CHANNELS, 5, stride=2),
                nn.Conv1d(CHANNELS, CHANNELS, 5, stride=2),
                nn.Conv1d(CHANNELS, CHANNELS, 7),
            ]
        )
        self.last = nn.Conv1d(CHANNELS, 1, 1)
        self.dropout = nn.Dropout(0.2)

    def forward(self, windows: Tensor) -> Tensor:
        """Return `float32[n]` for `float32[n, 100, size]`."""
        weight, bias = self.folded()
        if self.training:
            # Some values of the encoder go unheard, so that none is relied on.
            weight = weight * (torch.rand(weight.shape[1]) > UNHEARD_SHARE) / (1 - UNHEARD_SHARE)
            bias = self.first.bias - weight @ self.mean
        values = torch.nn.functional.linear(windows, weight, bias)
        if self.training:
            values = _covered(values + torch.randn_like(values) * NOISE)
        values = torch.relu(values).transpose(1, 2)
        for layer in self.deeper:
            values = torch.relu(layer(self.dropout(values)))
        moments = self.last(self.dropout(values))[:, 0]
        logits: Tensor = torch.logsumexp(moments * SHARPNESS, 1) / SHARPNESS - softest(moments.shape[1])
        return logits

    def folded(self) -> tuple[Tensor, Tensor]:
        """Return weight and bias of the first layer with the normalisation in them."""
        weight = self.first.weight / self.std
        return weight, self.first.bias - weight @ self.mean


def softest(moments: int) -> float:
    """Return how much the soft maximum of so many equal moments is above them."""
    return math.log(moments) / SHARPNESS


def _covered(values: Tensor) -> Tensor:
    """Silence a short stretch of each window, so that no recording is learnt by heart."""
    count, length, _ = values.shape
    start, width = torch.randint(0, length, (count, 1)), torch.randint(0, MOST_MASKED, (count, 1))
    moments = torch.arange(length)[None]
    return values * ((moments < start) | (moments >= start + width))[..., None]


def load(path: Path, mean: NDArray[np.float32], std: NDArray[np.float32]) -> list[VerifierNetwork]:
    """Return the networks of an exported verifier, to be trained further.

    Args:
        path: What `export` wrote.
        mean: `float32[size]`, of each value of the encoder in the training to come.
        std: `float32[size]`, likewise.
    """
    members = []
    for own in constants(path):
        network = VerifierNetwork(mean, std)
        network.first.weight.data = own["w0"].T * network.std
        network.first.bias.data = own["b0"] + own["w0"].T @ network.mean
        for number, layer in enumerate([*network.deeper, network.last], start=1):
            layer.weight.data, layer.bias.data = own[f"w{number}"], own[f"b{number}"]
        members.append(network)
    return members


def export(networks: Sequence[VerifierNetwork], path: Path, name: str, encoder: str) -> None:
    """Write an ONNX file: input `[n, 100, size]`, output `[n]` in 0..1; weights in half precision.

    Args:
        networks: What was trained; their logits are averaged.
        path: The file.
        name: Of the phrase.
        encoder: Name of the recogniser whose encoder they were trained on.
    """
    graph = Graph()
    logits = [_add_member(graph, f"m{index}", network) for index, network in enumerate(networks)]
    graph.node("Sigmoid", [graph.node("Mean", logits)], "score")
    size = networks[0].mean.numel()
    graph.write(path, name, (("outputs", ("n", POSITIONS, size)), ("score", ("n",))), {ENCODER: encoder})


def _add_member(graph: Graph, member: str, network: VerifierNetwork) -> str:
    """Add one network and return the name of its logit."""
    weight, bias = network.folded()
    value = graph.node("MatMul", ["outputs", graph.halved(f"{member}.w0", weight.T.contiguous())])
    value = graph.node("Relu", [graph.node("Add", [value, graph.halved(f"{member}.b0", bias)])])
    value = graph.node("Transpose", [value], perm=[0, 2, 1])
    moments = POSITIONS
    for number, layer in enumerate([*network.deeper, network.last], start=1):
        constants = [graph.halved(f"{member}.w{number}", layer.weight), graph.halved(f"{member}.b{number}", layer.bias)]
        value = graph.node("Conv", [value, *constants], strides=list(layer.stride))
        moments = (moments - layer.kernel_size[0]) // layer.stride[0] + 1
        if layer is not network.last:
            value = graph.node("Relu", [value])
    sharpness = graph.number(f"{member}.sharpness", SHARPNESS)
    value = graph.node("Mul", [value, sharpness])
    value = graph.node("ReduceLogSumExp", [value], axes=[1, 2], keepdims=0)
    value = graph.node("Div", [value, sharpness])
    return graph.node("Sub", [value, graph.number(f"{member}.softest", softest(moments))])
