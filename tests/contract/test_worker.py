"""What every `Worker` must do."""

import threading
import time
from collections.abc import Callable

import anyio
import pytest
from anyio import from_thread
from anyio.lowlevel import current_token

from assistant.app.workers import ThreadWorker
from assistant.kernel.errors import ModelError
from assistant.kernel.ports import Worker
from assistant.kernel.testing.audio import InlineWorker

pytestmark = pytest.mark.anyio


@pytest.fixture(
    params=[InlineWorker, lambda: InlineWorker(latency_s=0.01), ThreadWorker], ids=["at once", "late", "thread"]
)
def worker(request: pytest.FixtureRequest) -> Worker:
    make: Callable[[], Worker] = request.param
    return make()


async def test_what_the_call_returns_is_returned(worker: Worker) -> None:
    assert await worker.run(divmod, 7, 2) == (3, 1)
    assert await worker.run(sorted, [2, 3, 1], reverse=True) == [3, 2, 1]


async def test_what_the_call_raises_is_raised(worker: Worker) -> None:
    def fail() -> None:
        raise ModelError("The model is damaged.", code="model-damaged")

    with pytest.raises(ModelError):
        await worker.run(fail)
    assert await worker.run(int, "7") == 7, "it can be used again"


async def test_calls_run_one_at_a_time(worker: Worker) -> None:
    inside, most = 0, 0

    def call() -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.002)
        inside -= 1

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(worker.run, call)
    assert (most, inside) == (1, 0)


async def test_who_is_cancelled_gets_no_result(worker: Worker) -> None:
    results = []

    async def wait() -> None:
        results.append(await worker.run(int, "7"))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(wait)
        tasks.cancel_scope.cancel()
    assert results == []
    assert await worker.run(int, "8") == 8


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_thread_keeps_the_loop_free_and_its_wait_can_be_abandoned() -> None:
    worker, may_end, ended = ThreadWorker(), threading.Event(), threading.Event()
    scope, loop = anyio.CancelScope(), current_token()

    def slow() -> None:
        from_thread.run_sync(scope.cancel, token=loop)
        may_end.wait(60)
        ended.set()

    with scope:
        await worker.run(slow)
    assert scope.cancelled_caught and not ended.is_set(), "the call runs on"
    begun: list[str] = []
    with anyio.move_on_after(0.01) as scope:
        await worker.run(begun.append, "too late")
    assert scope.cancelled_caught, "and occupies the worker until it returns"
    may_end.set()
    assert await worker.run(int, "7") == 7 and ended.is_set()
    assert begun == [], "what was abandoned before its turn is never begun"
