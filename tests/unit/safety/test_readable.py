"""What may be read without asking is judged by where it really lies; hidden wins over shown."""

import os
from pathlib import Path

from assistant.safety.readable import PathProblem, ReadableRoots, home_roots, real_path


def test_what_lies_in_a_shown_folder_may_be_read(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    assert ReadableRoots((tmp_path,)).problem(tmp_path / "notes.txt") is None
    assert ReadableRoots((tmp_path,)).problem(tmp_path) is None


def test_a_neighbour_with_the_same_beginning_is_outside(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "homes").mkdir()
    assert ReadableRoots((tmp_path / "home",)).problem(tmp_path / "homes") is PathProblem.OUTSIDE


def test_hidden_wins_over_shown(tmp_path: Path) -> None:
    (tmp_path / ".ssh").mkdir()
    assert home_roots(tmp_path).problem(tmp_path / ".ssh") is PathProblem.HIDDEN


def test_what_a_hidden_link_leads_to_is_hidden_too(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / ".ssh").symlink_to("keys")
    assert home_roots(tmp_path).problem(tmp_path / "keys") is PathProblem.HIDDEN


def test_a_home_that_is_a_link_is_resolved(tmp_path: Path) -> None:
    (tmp_path / "real" / ".ssh").mkdir(parents=True)
    (tmp_path / "home").symlink_to("real")
    roots = home_roots(tmp_path / "home")
    assert roots.problem(real_path(tmp_path / "home" / ".ssh")) is PathProblem.HIDDEN
    assert roots.problem(tmp_path / "real") is None


def test_more_can_be_hidden(tmp_path: Path) -> None:
    (tmp_path / "zenus").mkdir()
    roots = home_roots(tmp_path, secrets=[tmp_path / "zenus", Path("/elsewhere")])
    assert roots.problem(tmp_path / "zenus") is PathProblem.HIDDEN


def test_what_is_missing_cannot_be_judged(tmp_path: Path) -> None:
    assert ReadableRoots((tmp_path,)).problem(tmp_path / "none") is PathProblem.MISSING


def test_a_pipe_is_not_read_though_a_device_shown_by_name_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert ReadableRoots((tmp_path,)).problem(tmp_path / "pipe") is PathProblem.NOT_A_FILE
    assert ReadableRoots((Path("/dev/null"),)).problem(Path("/dev/null")) is None


def test_a_folder_above_a_secret_that_exists_hides_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    roots = home_roots(tmp_path)
    assert not roots.hides_within(tmp_path)
    (tmp_path / ".gnupg").mkdir()
    assert roots.hides_within(tmp_path)
    assert not roots.hides_within(tmp_path / "docs")


def test_the_root_folder_shows_everything() -> None:
    assert ReadableRoots((Path("/"),)).problem(Path("/usr")) is None
    assert ReadableRoots((Path("/"),), (Path("/usr"),)).problem(Path("/usr")) is PathProblem.HIDDEN
