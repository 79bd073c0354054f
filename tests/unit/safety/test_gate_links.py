"""What the gate takes a link for: itself where a deed is done to it, what it leads to where a deed goes through it."""

from datetime import datetime

import pytest

from assistant.kernel.clock import SystemClock
from assistant.kernel.effects import Access
from assistant.kernel.testing.safety import FakeSurroundings, foreseen, touched
from assistant.kernel.verdict import Allow, Deny
from assistant.safety.gate import CapabilityGate
from assistant.safety.policy import PathRule, Policy

pytestmark = pytest.mark.anyio
EVERYTHING = frozenset(Access)


class NothingDone:
    def count_since(self, capability: str, since: datetime) -> int:
        return 0


def gate() -> CapabilityGate:
    policy = Policy(frozenset({"files.move"}), paths=(PathRule("/home/ann", allow=EVERYTHING),))
    return CapabilityGate(
        policy, NothingDone(), FakeSurroundings(links={"/home/ann/link": "/etc/passwd"}), SystemClock()
    )


@pytest.mark.parametrize("access", [Access.MOVE, Access.RESTORE])
async def test_a_link_out_of_home_may_be_moved_and_brought_back(access: Access) -> None:
    step = foreseen("files.any", "files.move", effects=touched(access, "/home/ann/link"), undo={})
    assert await gate().review([step]) == Allow()


@pytest.mark.parametrize("access", [Access.READ, Access.CREATE, Access.CHANGE])
async def test_nothing_goes_through_a_link_out_of_home(access: Access) -> None:
    step = foreseen("files.any", "files.move", effects=touched(access, "/home/ann/link"), undo={})
    assert isinstance(await gate().review([step]), Deny)
