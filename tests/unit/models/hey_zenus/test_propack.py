"""ProPack, by streams that are packed here bit by bit."""

import pytest

from models.hey_zenus import propack
from tests.unit.models.hey_zenus.packing import PLAIN, packed


def test_runs_and_copies_are_unpacked() -> None:
    assert propack.unpack(packed()) == PLAIN


def test_the_checksum_is_the_usual_one() -> None:
    assert propack._crc(b"123456789") == 0xBB3D


@pytest.mark.parametrize(
    "data",
    [b"", b"RNC\x02" + bytes(30), packed()[:-6] + bytes(6), packed()[:20], packed(distance=4), packed(plain=b"abcd")],
    ids=["nothing", "another method", "other bits", "cut short", "a copy from nowhere", "other contents"],
)
def test_what_is_damaged_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        propack.unpack(data)
