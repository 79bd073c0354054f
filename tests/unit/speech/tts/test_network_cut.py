import pytest

from speech.tts.network_cut import cut


def text(number: int, value: str) -> bytes:
    return delimited(number, value.encode())


def delimited(number: int, value: bytes) -> bytes:
    length, rest = len(value), b""
    while length >= 0x80:
        rest += bytes([length & 0x7F | 0x80])
        length >>= 7
    return bytes([number << 3 | 2]) + rest + bytes([length]) + value


def node(inputs: list[str], output: str, attribute: bytes = b"") -> bytes:
    body = b"".join(text(1, name) for name in inputs) + text(2, output)
    return delimited(1, body + (delimited(5, attribute) if attribute else b""))


def weight(name: str) -> bytes:
    return delimited(5, text(8, name) + delimited(9, bytes(300)))


def model(*parts: bytes) -> bytes:
    return b"\x08\x08" + delimited(7, b"".join(parts))


ENDS = delimited(11, text(1, "x")) + delimited(12, text(1, "y"))
CHAIN = (weight("w.first"), node(["x", "w.first"], "z"), weight("w.cut"), node(["z", "w.cut"], "h"), node(["h"], "y"))


def test_each_half_has_its_own_nodes_and_weights() -> None:
    halves = cut(model(*CHAIN, ENDS), "w.cut")
    assert halves
    first, second, tensor = halves
    assert tensor == "z"
    assert b"w.first" in first and b"w.cut" not in first
    assert b"w.cut" in second and b"w.first" not in second
    assert first.startswith(b"\x08\x08") and second.startswith(b"\x08\x08")


def test_the_halves_meet_at_the_tensor() -> None:
    halves = cut(model(*CHAIN, ENDS), "w.cut")
    assert halves
    assert halves[0].endswith(delimited(12, text(1, "z")))
    assert delimited(11, text(1, "z") + bytes.fromhex("12040a020801")) in halves[1]


def test_a_weight_that_both_halves_use_stays_in_both() -> None:
    chain = (weight("w.both"), node(["x", "w.both"], "z"), node(["z", "w.cut"], "h"), node(["h", "w.both"], "y"))
    halves = cut(model(*chain, weight("w.cut"), ENDS), "w.cut")
    assert halves
    assert all(b"w.both" in half for half in halves[:2])


def test_without_the_weight_there_is_no_cut() -> None:
    assert cut(model(*CHAIN, ENDS), "w.other") is None


def test_a_second_half_that_needs_an_input_of_its_own_is_not_cut_off() -> None:
    chain = (node(["x"], "z"), node(["z", "w.cut"], "h"), node(["h", "x"], "y"))
    assert cut(model(*chain, ENDS), "w.cut") is None


def test_a_second_half_with_a_loop_is_not_cut_off() -> None:
    chain = (node(["x"], "z"), node(["z", "w.cut"], "h"), node(["h"], "y", delimited(6, b"")))
    assert cut(model(*chain, ENDS), "w.cut") is None


@pytest.mark.parametrize(
    "damaged",
    [
        b"<html>not a model</html>",
        model(*CHAIN, ENDS)[:-9],
        b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x3a\x80",
        b"\x3b",
        bytes(1_000),
    ],
)
def test_what_is_no_network_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        cut(damaged, "w.cut")


def test_fields_of_fixed_size_are_passed_over() -> None:
    fixed = b"\x09" + bytes(8) + b"\x0d" + bytes(4)
    halves = cut(fixed + model(*CHAIN, ENDS), "w.cut")
    assert halves and halves[0].startswith(fixed)
