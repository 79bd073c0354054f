"""Cuts an ONNX network in two at one tensor, without loading it.

A VITS voice is a small network that decides what every frame sounds like, followed by a large vocoder that turns frames
into samples and looks only a few frames to either side. Cut apart, the vocoder can run on the first frames at once,
instead of on a whole sentence.

Only the outermost layer of the file is read: lists of nodes and weights. The rest is copied as it stands.
Source: protobuf encoding specification; field numbers from onnx.proto3 (ModelProto, GraphProto, NodeProto).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_GRAPH = 7
_NODE, _WEIGHT, _INPUT, _OUTPUT, _VALUE_INFO = 1, 5, 11, 12, 13
_NODE_INPUT, _NODE_OUTPUT, _NODE_ATTRIBUTE = 1, 2, 5
_ATTRIBUTE_GRAPHS = {6, 11}  # The bodies of If, Loop and Scan: they may refer to any outer tensor.
_WEIGHT_NAME = 8
_VALUE_NAME = 1
_FLOAT_TENSOR = bytes((0x12, 0x04, 0x0A, 0x02, 0x08, 0x01))  # type { tensor_type { elem_type: FLOAT } }
_VARINT, _FIXED64, _LENGTH_DELIMITED, _FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True)
class _Field:
    """One field of a message: its number, its value if it is length-delimited, and all its bytes."""

    number: int
    value: memoryview
    whole: memoryview

    @cached_property
    def inputs(self) -> frozenset[str]:
        """What the node reads."""
        return frozenset(_texts(self.value, _NODE_INPUT))

    @cached_property
    def outputs(self) -> frozenset[str]:
        """What the node computes."""
        return frozenset(_texts(self.value, _NODE_OUTPUT))

    @property
    def has_body(self) -> bool:
        """Whether the node runs a graph of its own."""
        attributes = (f.value for f in _fields(self.value) if f.number == _NODE_ATTRIBUTE)
        return any(f.number in _ATTRIBUTE_GRAPHS for attribute in attributes for f in _fields(attribute))


def cut(network: bytes, weight: str) -> tuple[bytes, bytes, str] | None:
    """Cut `network` before the node that uses `weight`.

    Args:
        network: An ONNX file with one output.
        weight: Name of the first weight of the second half; the tensor read together with it is where to cut.

    Returns:
        Both halves as ONNX files and the name of the tensor that the first returns and the second takes (float).
        None if there is no such place, or if the second half needs more than that tensor.

    Raises:
        ValueError: The file is no protobuf message.
    """
    model = list(_fields(memoryview(network)))
    graph = [field for part in model if part.number == _GRAPH for field in _fields(part.value)]
    tensor = _first_input_beside(graph, weight)
    second = _ancestors_of_output(graph, tensor) if tensor else None
    if tensor is None or not second:
        return None
    head = [f.whole for f in model if f.number != _GRAPH]
    return _half(head, _without(graph, second, tensor)), _half(head, _only(graph, second, tensor)), tensor


def _first_input_beside(graph: list[_Field], weight: str) -> str | None:
    for node in graph:
        if node.number == _NODE and weight in node.inputs:
            return next(name for name in _texts(node.value, _NODE_INPUT))
    return None


def _ancestors_of_output(graph: list[_Field], tensor: str) -> list[_Field] | None:
    """Return the nodes between `tensor` and the output, in order; None if they depend on something else, too."""
    wanted = set(_names(graph, _OUTPUT))
    inputs = set(_names(graph, _INPUT))
    found: list[_Field] = []
    for node in reversed([field for field in graph if field.number == _NODE]):  # Nodes are in topological order.
        if node.outputs.isdisjoint(wanted - {tensor}):
            continue
        if node.has_body or not inputs.isdisjoint(node.inputs):
            return None
        found.append(node)
        wanted |= node.inputs
    return found[::-1]


def _without(graph: list[_Field], second: list[_Field], tensor: str) -> list[memoryview]:
    gone = {id(node) for node in second}
    used = {name for f in graph if f.number == _NODE and id(f) not in gone for name in f.inputs}
    theirs = {name for node in second for name in node.inputs} - used
    kept = [
        f.whole
        for f in graph
        if id(f) not in gone
        and f.number not in (_OUTPUT, _VALUE_INFO)
        and not (f.number == _WEIGHT and _name(f) in theirs)
    ]
    return [*kept, memoryview(_delimited(_OUTPUT, _delimited(_VALUE_NAME, tensor.encode())))]


def _only(graph: list[_Field], second: list[_Field], tensor: str) -> list[memoryview]:
    used = {name for node in second for name in node.inputs}
    weights = [f.whole for f in graph if f.number == _WEIGHT and _name(f) in used]
    others = [f.whole for f in graph if f.number not in (_NODE, _WEIGHT, _INPUT, _VALUE_INFO)]
    entry = _delimited(_INPUT, _delimited(_VALUE_NAME, tensor.encode()) + _FLOAT_TENSOR)
    return [*(node.whole for node in second), *weights, *others, memoryview(entry)]


def _half(head: list[memoryview], graph: list[memoryview]) -> bytes:
    return b"".join([*head, _delimited(_GRAPH, b"".join(graph))])


def _names(graph: list[_Field], number: int) -> Iterator[str]:
    return (name for field in graph if field.number == number for name in _texts(field.value, _VALUE_NAME))


def _name(weight: _Field) -> str:
    return next(_texts(weight.value, _WEIGHT_NAME), "")


def _texts(message: memoryview, number: int) -> Iterator[str]:
    return (str(field.value, "utf-8") for field in _fields(message) if field.number == number)


def _fields(message: memoryview) -> Iterator[_Field]:
    start = 0
    while start < len(message):
        tag, at = _varint(message, start)
        if not tag >> 3:
            raise ValueError("there is no field 0")
        kind = tag & 7
        begin = at
        if kind == _LENGTH_DELIMITED:
            length, begin = _varint(message, at)
            end = begin + length
        elif kind == _VARINT:
            _, end = _varint(message, at)
        elif kind in (_FIXED32, _FIXED64):
            end = at + (4 if kind == _FIXED32 else 8)
        else:
            raise ValueError(f"unknown wire type {kind}")
        if end > len(message):
            raise ValueError("a field ends after its message")
        yield _Field(tag >> 3, message[begin:end], message[start:end])
        start = end


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    number = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
    raise ValueError("a number does not end")


def _delimited(number: int, value: bytes) -> bytes:
    return bytes((number << 3 | _LENGTH_DELIMITED,)) + _encoded(len(value)) + value


def _encoded(number: int) -> bytes:
    low = bytearray()
    while number >= 0x80:
        low.append(number & 0x7F | 0x80)
        number >>= 7
    low.append(number)
    return bytes(low)
