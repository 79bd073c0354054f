"""Any deeds on files, one after another and some of them halted, are taken back to the very beginning."""

from pathlib import Path
from random import Random

import pytest

from assistant.kernel.types import ActionResult, Facts, Step
from assistant.kernel.verdict import Agreement, Demand, Permit
from tests.unit.actions.files.desk import Desk
from tests.unit.actions.filesystem.world import snapshot

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

NAMES = ["report.pdf", "cat.jpg", "dog.png", "todo.txt", "song.mp3", "photos", "old", "Taxes", "a b.txt"]
PLACES = ["documents", "downloads", "pictures", "photos", "old", "Taxes"]
FILES = [
    *("Downloads/report.pdf", "Downloads/cat.jpg", "Downloads/dog.png", "Downloads/song.mp3", "Documents/a b.txt"),
    *("Downloads/photos/one.jpg", "Downloads/photos/two.jpg", "Documents/todo.txt", "Documents/old/x.txt"),
    "Documents/Taxes/y.txt",
]
DEEDS_EACH = 8


def a_selection(rng: Random) -> Facts:
    kinds = ["picture", "text", "file", "folder"]
    return rng.choice(
        [
            {"name": rng.choice(NAMES)},
            {"folder": rng.choice(PLACES), "every": True},
            {"folder": rng.choice(PLACES), "kind": rng.choice(kinds), "every": True},
        ]
    )


def a_step(rng: Random) -> Step:
    what, name, place = a_selection(rng), rng.choice(NAMES), rng.choice([*PLACES, "home"])
    text = rng.choice(["", "x", "hello\nworld"])
    steps: list[tuple[str, Facts]] = [
        ("files.move", {"what": what, "to": place}),
        ("files.copy", {"what": what, "to": place}),
        ("files.rename", {"what": {"name": name}, "name": rng.choice(NAMES)}),
        ("files.trash", {"what": what}),
        ("files.restore", {"name": rng.choice(["", name])}),
        ("files.write", {"what": {"name": name}, "text": text}),
        ("files.append", {"what": {"name": name}, "text": text}),
        ("files.create", {"name": name, "folder": place, "text": text}),
        ("folders.create", {"name": name, "folder": place}),
        ("files.organise", {"folder": place, "by": rng.choice(["kind", "month", "year"])}),
        ("files.zip", {"what": what}),
        ("files.unzip", {"what": {"name": rng.choice(["photos.zip", "old.zip", "Downloads.zip"])}}),
        ("notes.create", {"text": rng.choice(["the car", "milk"])}),
        ("notes.remove", {"about": rng.choice(["", "car"])}),
    ]
    return Step(*rng.choice(steps))


def halt_soon(desk: Desk, rng: Random) -> None:
    """Say stop after the first, second or third thing."""
    left = rng.randrange(1, 4)

    def tell(_action: str, _done: int, total: int) -> None:
        nonlocal left
        left -= total > 0
        if left == 0:
            desk.halt.call()

    desk.executor._progress = tell


async def run(desk: Desk, step: Step) -> ActionResult | None:
    """Run a step, agreeing to whatever is asked; None if there is nothing to be done, or it is refused."""
    foreseen = await desk.executor.foresee(step)
    if isinstance(foreseen, ActionResult):
        assert foreseen.error_code != "internal-error", step
        return None
    permit = await desk.gate.admit(foreseen, Agreement(frozenset({foreseen.seal}), Demand.CODE))
    if not isinstance(permit, Permit):
        return None
    desk.turn += 1
    return await desk.executor.run(permit, desk.turn)


@pytest.fixture(autouse=True)
def _in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let deeds be planned three things at a time."""
    for module in ("deeds", "moving", "planning"):
        monkeypatch.setattr(f"assistant.actions.files.{module}.MOST_AT_ONCE", 3)


@pytest.mark.parametrize("seed", range(40))
async def test_deeds_are_taken_back_to_the_beginning(tmp_path: Path, seed: int) -> None:
    rng, desk = Random(seed), Desk(tmp_path / "home")
    for path in FILES:
        desk.file(path, path)
    before = snapshot(desk.home)
    for _ in range(DEEDS_EACH):
        if rng.random() < 0.15:
            halt_soon(desk, rng)
        step = a_step(rng)
        result = await run(desk, step)
        desk.executor._progress = desk._tell
        assert result is None or result.is_verified or not result.ok, (step, result)
    while desk.journal.recent():
        undone = await run(desk, Step("undo.last"))
        if undone is None:
            break
        assert undone.is_verified, undone
    assert snapshot(desk.home) == before
