"""What is remembered survives a restart, and what is broken costs a field and no more."""

from pathlib import Path

import pytest

from gui.memory import Memory, Remembered


def test_a_place_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "gui.json"
    Memory(path).keep(at_x=0.25, at_y=0.75, theme="dark", is_motion_reduced=True)
    assert Memory(path).now == Remembered(at_x=0.25, at_y=0.75, theme="dark", is_motion_reduced=True)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"at_x": 7}', '{"theme": "pink"}', '{"nobody": 1}', '{"opacity": true}']
)
def test_what_is_broken_is_left_out(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gui.json"
    path.write_text(text)
    assert Memory(path).now == Remembered()


def test_a_good_field_beside_a_bad_one_counts(tmp_path: Path) -> None:
    path = tmp_path / "gui.json"
    path.write_text('{"at_x": 0.1, "at_y": "low"}')
    assert Memory(path).now == Remembered(at_x=0.1)


def test_a_disk_that_takes_nothing_is_no_failure(tmp_path: Path) -> None:
    assert Memory(tmp_path / "nowhere" / "gui.json").keep(opacity=0.7).opacity == 0.7
