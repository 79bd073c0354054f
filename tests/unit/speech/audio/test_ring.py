import threading
import time

import anyio
import pytest

from speech.audio.ring import Bell, Chunk, ChunkRing


def chunks(count: int) -> list[Chunk]:
    return [Chunk(bytes([number]), float(number)) for number in range(count)]


def test_chunks_come_out_in_order() -> None:
    ring = ChunkRing(4)
    for chunk in chunks(3):
        ring.put(chunk)

    assert [ring.get() for _ in range(4)] == [*chunks(3), None]
    assert ring.overruns == 0


def test_a_full_ring_drops_and_counts_the_oldest() -> None:
    ring = ChunkRing(4)
    for chunk in chunks(7):
        ring.put(chunk)

    assert ring.overruns == 3
    assert ring.get() == chunks(4)[3]


def test_a_cleared_ring_is_empty_and_counts_nothing() -> None:
    ring = ChunkRing(4)
    ring.put(chunks(1)[0])
    ring.clear()

    assert ring.is_empty
    assert ring.overruns == 0


@pytest.mark.anyio
async def test_a_bell_wakes_from_another_thread() -> None:
    bell = Bell()
    thread = threading.Timer(0.01, bell.ring)
    thread.start()
    with anyio.fail_after(1):
        await bell.wait()
    thread.join()
    bell.close()


@pytest.mark.anyio
async def test_a_bell_rung_often_before_the_wait_wakes_once() -> None:
    bell = Bell()
    for _ in range(3):
        bell.ring()
    with anyio.fail_after(1):
        await bell.wait()
    start_s = time.monotonic()
    await bell.wait(0.02)

    assert time.monotonic() - start_s > 0.015
    bell.close()


def test_a_bell_never_waits_for_a_listener_and_may_be_rung_when_closed() -> None:
    bell = Bell()
    for _ in range(100_000):
        bell.ring()
    bell.close()
    bell.ring()
