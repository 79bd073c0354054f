"""The names of the user's own files."""

from pathlib import Path

import pytest

from assistant.actions.selection import FileNames
from assistant.actions.selection.file_names import REFRESH_S
from assistant.kernel.clock import SystemClock


class Clock(SystemClock):
    at_s = 100.0

    def monotonic_s(self) -> float:
        return self.at_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def names(tmp_path: Path, clock: Clock) -> FileNames:
    (tmp_path / "Taxes").mkdir()
    (tmp_path / "letter.txt").touch()
    (tmp_path / ".secret").touch()
    (tmp_path / "Taxes/tax 2024.pdf").touch()
    return FileNames([tmp_path, tmp_path / "missing"], clock)


def test_files_are_called_without_their_ending_and_folders_are_marked(names: FileNames) -> None:
    assert dict(names.names()) == {"letter": "letter.txt", "Taxes": "Taxes/", "tax 2024": "tax 2024.pdf"}


def test_the_same_list_means_that_nothing_changed(names: FileNames, clock: Clock) -> None:
    first = names.names()
    clock.at_s += REFRESH_S
    assert names.names() is first


def test_a_file_that_came_is_known_after_a_while(names: FileNames, clock: Clock, tmp_path: Path) -> None:
    names.names()
    (tmp_path / "recipe.txt").touch()
    clock.at_s += REFRESH_S
    assert ("recipe", "recipe.txt") in names.names()
