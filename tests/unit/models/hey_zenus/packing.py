"""Packs a few bytes by ProPack, method 1, bit by bit."""

from models.hey_zenus import propack

PLAIN = b"abc" * 4


class Packer:
    """Writes bits into words of sixteen, lowest first, and plain bytes behind the word that was begun last."""

    def __init__(self) -> None:
        self.out = bytearray()
        self._word, self._used = 0, 16

    def bits(self, value: int, count: int) -> None:
        for bit in range(count):
            if self._used == 16:
                self._word, self._used = len(self.out), 0
                self.out += b"\0\0"
            self.out[self._word + self._used // 8] |= (value >> bit & 1) << (self._used % 8)
            self._used += 1

    def table(self, *lengths: int) -> None:
        self.bits(len(lengths), 5)
        for length in lengths:
            self.bits(length, 4)


def packed(*, distance: int = 3, plain: bytes = PLAIN) -> bytes:
    """Return "abc", copied on from `distance` before for nine bytes, as if it were the packed form of `plain`."""
    packer = Packer()
    packer.bits(0, 2)
    packer.table(1, 0, 1)  # runs of plain bytes: 0 is a run of none, 1 begins a number of two bits
    packer.table(0, 0, 1)  # distances: 0 begins a number of two bits
    packer.table(0, 0, 0, 1)  # lengths: 0 begins a number of three bits
    packer.bits(2, 16)
    packer.bits(0b11, 2)  # 3 = 0b11
    packer.out += b"abc"
    packer.bits((distance - 1 & 1) << 1, 2)  # one less
    packer.bits(0b11 << 1, 3)  # 7 = 0b111, two less
    packer.bits(0, 1)
    crc = propack._crc(plain)
    return propack.HEADER.pack(propack.MAGIC, len(plain), len(packer.out), crc, 0, 0, 1) + bytes(packer.out)
