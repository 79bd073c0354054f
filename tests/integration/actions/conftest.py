"""A private desktop for all tests of this folder, and a way to run one step and hear the reply."""

from collections.abc import Awaitable, Callable, Iterator

import pytest

from assistant.actions.executor import ActionExecutor
from assistant.actions.registry import Registry
from assistant.dialog.reply import ReplyComposer
from assistant.kernel.clock import SystemClock
from assistant.kernel.testing.storage import FakeJournal
from assistant.kernel.types import ActionResult, JsonValue, Step
from assistant.kernel.verdict import Foreseen, Permit
from assistant.safety.halt import Halt
from tests.e2e.desktop import PrivateDesktop


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    """A desktop with sound and a display."""
    with PrivateDesktop(has_display=True, has_microphone=False) as started:
        yield started


Do = Callable[..., Awaitable[tuple[ActionResult, str]]]


@pytest.fixture
def do() -> Do:
    """Return a function that runs one action of an object and gives its record and what is said about it."""

    async def run(source: object, action: str, **args: JsonValue) -> tuple[ActionResult, str]:
        executor = ActionExecutor(Registry(source), FakeJournal(SystemClock()), Halt())
        foreseen = await executor.foresee(Step(action, args))
        result = await executor.run(Permit(foreseen), 1) if isinstance(foreseen, Foreseen) else foreseen
        return result, ReplyComposer().compose([result]).text

    return run
