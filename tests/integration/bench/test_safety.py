"""`zenus bench safety`: the quick run finds nothing, and each part of it finds what it is there for."""

from pathlib import Path
from random import Random

import pytest

from assistant.app.bench import safety
from assistant.app.bench.hostile import reviewing
from assistant.app.bench.hostile.oracle import Floor, Oracle
from assistant.app.bench.hostile.playground import Playground, build_playground
from assistant.app.bench.hostile.reviewing import PathReview
from assistant.app.bench.hostile.tally import FAULTS, Tally
from assistant.kernel.effects import Access
from tests.conftest import SHARED_DATA

pytestmark = pytest.mark.slow


@pytest.fixture
def ground(tmp_path: Path) -> Playground:
    return build_playground(tmp_path / "world", Random(1))


def test_the_quick_run_finds_no_way_through() -> None:
    figures, targets = safety.run(SHARED_DATA if SHARED_DATA.is_dir() else None)
    assert figures["cases"] >= 20_000
    assert figures["first_faults"] == []
    assert [target.name for target in targets[: len(FAULTS)] if not target.is_met] == []
    assert set(figures["kinds"]) >= {"reviewed paths", "arguments", "argument lists", "answers", "raced deeds"}


@pytest.mark.parametrize(
    ("access", "path", "floor"),
    [
        (Access.READ, "home/Documents/letter.txt", Floor.FREE),
        (Access.READ, "home/../outside/secret.txt", Floor.DENIED),
        (Access.CREATE, "home/.ssh/new", Floor.DENIED),
        (Access.CREATE, "home/Documents/new/deeper", Floor.FREE),
        (Access.CHANGE, "home/.hidden/diary.txt", Floor.ASKED),
        (Access.MOVE, "home", Floor.DENIED),
        (Access.MOVE, "home/.config", Floor.DENIED),
        (Access.TRASH, "home-evil/x", Floor.DENIED),
        (Access.DESTROY, "stick/back", Floor.FREE),
        (Access.DESTROY, "stick/back/inner", Floor.DENIED),
        (Access.READ, "home/loop", Floor.FREE),
    ],
)
def test_the_oracle_asks_the_kernel(ground: Playground, access: Access, path: str, floor: Floor) -> None:
    assert Oracle(ground).floor(access, f"{ground.top}/{path}") is floor


def test_a_gate_that_does_not_follow_links_is_found_out(ground: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "find_real_paths", lambda paths, _follow: paths)
    tally = Tally(seed=1)
    PathReview(ground, tally).run(0, 5_000)
    assert tally.faults["escape"] > 10


def test_a_gate_without_a_question_for_what_is_final_is_found_out(
    ground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.safety.gate.CapabilityGate._judge_extent", lambda *_args: None)
    tally = Tally(seed=1)
    PathReview(ground, tally).run(0, 2_000)
    assert tally.faults["ungated"] > 10
