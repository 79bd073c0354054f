"""Operations as a journal keeps them, and content that somebody else makes."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.actions.filesystem import Failure, FromBytes, FromProducer, Planner, operation_from_json, perform
from assistant.actions.filesystem.places import Place
from tests.unit.actions.filesystem.scenarios import SCENARIOS, Grounds, plan
from tests.unit.actions.filesystem.world import Notebook, never, silent, snapshot, take_back, through_json


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_operation_comes_back_from_json_as_it_was(name: str, grounds: Callable[[object], Grounds]) -> None:
    operations = list(plan(name, grounds("")))
    assert list(through_json(operations)) == operations


def test_names_that_are_no_text_survive_json(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\n")
    (tmp_path / name).touch()
    planner = Planner()
    planner.rename(str(tmp_path / name), str(tmp_path / "a"))
    (operation,) = through_json(planner.operations)
    assert operation == planner.operations[0]
    assert json.dumps(operation.to_json()).isascii()


@pytest.mark.parametrize(
    "facts",
    [{}, {"is": "Nothing"}, {"is": "Rename"}, {"is": "FromBytes", "content": "", "mode": 0}, {"is": "Rename", "x": 1}],
)
def test_what_is_no_operation_is_refused(facts: dict[str, str | int]) -> None:
    with pytest.raises(ValueError, match=r"kind|operation|fields"):
        operation_from_json(facts)


def test_a_producer_makes_what_it_was_asked_for(tmp_path: Path) -> None:
    def produce(place: Place, tick: Callable[[int], None]) -> None:
        fd = place.open(os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        tick(os.write(fd, b"made elsewhere"))
        os.close(fd)

    planner, notes = Planner(), Notebook()
    planner.create(str(tmp_path / "a"), FromProducer("picture"))
    before = snapshot(tmp_path)
    perform(planner.operations, note=notes.note, is_halted=never, progress=silent, producers={"picture": produce})
    assert (tmp_path / "a").read_bytes() == b"made elsewhere"
    assert take_back(planner.operations, notes).is_complete
    assert snapshot(tmp_path) == before


def test_a_producer_that_makes_nothing_fails(tmp_path: Path) -> None:
    planner = Planner()
    planner.create(str(tmp_path / "a"), FromProducer("nothing"))
    performed = perform(
        planner.operations,
        note=Notebook().note,
        is_halted=never,
        progress=silent,
        producers={"nothing": lambda _place, _tick: None},
    )
    assert performed.failure is not None
    assert performed.failure.code == "not-found"


def test_two_things_cannot_be_planned_at_one_name(tmp_path: Path) -> None:
    planner = Planner()
    planner.create(str(tmp_path / "a"), FromBytes(b""))
    with pytest.raises(Exception, match="taken"):
        planner.make_folder(str(tmp_path / "a"))


def test_a_failure_is_told_with_its_operation(tmp_path: Path) -> None:
    planner = Planner()
    planner.make_folder(str(tmp_path / "a"))
    planner.make_folder(str(tmp_path / "b"))
    (tmp_path / "b").mkdir()
    performed = perform(planner.operations, note=Notebook().note, is_halted=never, progress=silent)
    assert performed.done_count == 1
    assert performed.failure == Failure(1, "name-taken", str(tmp_path / "b"))
