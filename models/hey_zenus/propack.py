"""Unpacks Rob Northen's ProPack, method 1, in which games of the nineties keep their speech.

Canonical Huffman codes for runs of plain bytes and for copies of what came before; bits come in words of sixteen,
lowest first, and the plain bytes lie between the words.
"""

import struct

MAGIC = b"RNC\x01"
HEADER = struct.Struct(">4sIIHHBB")
_Codes = dict[tuple[int, int], int]


def unpack(data: bytes) -> bytes:
    """Return what was packed.

    Raises:
        ValueError: Something else, or damaged.
    """
    if len(data) < HEADER.size or not data.startswith(MAGIC):
        raise ValueError("not packed by ProPack, method 1")
    _, length, packed, expected, _, _, chunks = HEADER.unpack_from(data)
    bits, out = _Bits(data, HEADER.size, HEADER.size + packed), bytearray()
    bits.take(2)
    for _ in range(chunks):
        plain, distances, lengths = (_codes(bits) for _ in range(3))
        for left in range(bits.take(16) - 1, -1, -1):
            out += bits.plain(_value(bits, plain))
            if left:
                distance, count = _value(bits, distances) + 1, _value(bits, lengths) + 2
                if distance > len(out):
                    raise ValueError("a copy from before the beginning")
                # A copy may go on into what it has just written.
                piece = out[-distance:][:count]
                out += (piece * (count // len(piece) + 1))[:count]
    if len(out) != length or _crc(out) != expected:
        raise ValueError("damaged")
    return bytes(out)


class _Bits:
    """Reads bits, and the plain bytes between them."""

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self._data, self._at, self._end = data, start, end
        self._bits, self._count = 0, 0

    def take(self, count: int) -> int:
        while self._count < count:
            if self._at >= self._end:
                raise ValueError("cut short")
            self._bits |= int.from_bytes(self._data[self._at : self._at + 2], "little") << self._count
            self._at += 2
            self._count += 16
        value = self._bits & ((1 << count) - 1)
        self._bits >>= count
        self._count -= count
        return value

    def plain(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]


def _codes(bits: _Bits) -> _Codes:
    """Read the lengths of codes and return the values of (length, code as its bits come in)."""
    lengths = [bits.take(4) for _ in range(bits.take(5))]
    codes: _Codes = {}
    code = 0
    for length in range(1, 16):
        for value, own in enumerate(lengths):
            if own == length:
                codes[length, int(f"{code:0{length}b}"[::-1], 2)] = value
                code += 1
        code <<= 1
    return codes


def _value(bits: _Bits, codes: _Codes) -> int:
    """Read a number: how many bits it has, as a code, and then all of them but the first, which is one."""
    code = 0
    for length in range(1, 16):
        code |= bits.take(1) << (length - 1)
        size = codes.get((length, code))
        if size is not None:
            return size if size < 2 else 1 << (size - 1) | bits.take(size - 1)
    raise ValueError("no such code")


def _crc(data: bytes | bytearray) -> int:
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _CRC[(crc ^ byte) & 0xFF]
    return crc


def _crc_of(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


_CRC = [_crc_of(byte) for byte in range(256)]
