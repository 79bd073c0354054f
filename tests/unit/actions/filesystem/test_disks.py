"""Disks that are full, small, closed or stacked: the deed fails with its reason, and all is as it was."""

import os
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.actions.filesystem import FileError, FromBytes, Operation, Performed, Planner, review_undo, verify
from tests.unit.actions.filesystem.conftest import mounted
from tests.unit.actions.filesystem.scenarios import mark
from tests.unit.actions.filesystem.world import Notebook, do, snapshot, take_back

NOBODY = 65534


def done(planner: Planner) -> Performed:
    return do(planner.operations, Notebook())


def code_of(performed: Performed) -> str:
    assert performed.failure is not None
    return performed.failure.code


# ------------------------------------------------------------------------------------------------------------ full disk


def test_a_copy_that_fills_the_disk_leaves_nothing(tmp_path: Path, disk: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 3_000_000)
    planner = Planner()
    planner.copy(str(tmp_path / "big"), str(disk / "big"))
    before = snapshot(disk)
    assert code_of(done(planner)) == "disk-full"
    assert snapshot(disk) == before


def test_a_move_that_fills_the_disk_leaves_the_source(tmp_path: Path, disk: Path) -> None:
    (tmp_path / "w" / "tree").mkdir(parents=True)
    for name in "abc":
        (tmp_path / "w" / "tree" / name).write_bytes(b"x" * 500_000)
    planner = Planner()
    planner.move(str(tmp_path / "w" / "tree"), str(disk / "tree"))
    before = snapshot(tmp_path / "w", disk)
    assert code_of(done(planner)) == "disk-full"
    assert snapshot(tmp_path / "w", disk) == before


def test_writing_more_than_fits_leaves_the_old_content(tmp_path: Path, disk: Path) -> None:
    (disk / "a").write_bytes(b"old")
    planner = Planner()
    planner.overwrite(str(disk / "a"), b"x" * 2_000_000, str(tmp_path / "saved"))
    before = snapshot(disk)
    assert code_of(done(planner)) == "disk-full"
    assert snapshot(disk) == before


def test_writing_more_than_fits_in_place_leaves_the_old_content(tmp_path: Path, disk: Path) -> None:
    (disk / "a").write_bytes(b"old" * 1000)
    (disk / "b").hardlink_to(disk / "a")
    planner = Planner()
    planner.overwrite(str(disk / "a"), b"x" * 2_000_000, str(tmp_path / "saved"))
    before = snapshot(disk)
    assert code_of(done(planner)) == "disk-full"
    assert snapshot(disk) == before


def test_originals_that_do_not_fit_leave_the_old_content(tmp_path: Path, disk: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "a").write_bytes(b"x" * 2_000_000)
    planner = Planner()
    planner.append(str(tmp_path / "w" / "a"), b"more", str(disk / "saved"))
    before = snapshot(tmp_path / "w")
    assert code_of(done(planner)) == "disk-full"
    assert snapshot(tmp_path / "w") == before
    assert list(disk.iterdir()) == []


@pytest.fixture
def small_files() -> Iterator[None]:
    """Let no file of this process grow beyond 100 kB."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("small_files")
def test_a_file_that_is_too_big_leaves_nothing(tmp_path: Path) -> None:
    planner = Planner()
    planner.create(str(tmp_path / "a"), FromBytes(b"x" * 200_000))
    before = snapshot(tmp_path)
    assert code_of(done(planner)) == "file-too-big"
    assert snapshot(tmp_path) == before


# ---------------------------------------------------------------------------------------------------------- closed disk


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """Return a disk that can only be read, with a file and a folder on it."""
    for top in mounted(tmp_path / "closed", "tmpfs", "size=1m"):
        (top / "a").write_text("text")
        (top / "folder").mkdir()
        subprocess.run(["mount", "-o", "remount,ro", str(top)], check=True)
        yield top


def test_nothing_is_done_on_a_disk_that_can_only_be_read(closed: Path, tmp_path: Path) -> None:
    plans = {name: Planner() for name in ("rename", "make", "create", "copy", "overwrite", "destroy", "move")}
    plans["rename"].rename(str(closed / "a"), str(closed / "b"))
    plans["make"].make_folder(str(closed / "b"))
    plans["create"].create(str(closed / "b"), FromBytes(b""))
    plans["copy"].copy(str(closed / "a"), str(closed / "b"))
    plans["overwrite"].overwrite(str(closed / "a"), b"other", str(tmp_path / "saved"))
    plans["destroy"].destroy(str(closed / "a"))
    plans["move"].move(str(closed / "a"), str(tmp_path / "a"))
    before = snapshot(tmp_path)
    found = {name: code_of(done(planner)) for name, planner in plans.items()}
    assert found == dict.fromkeys(plans, "read-only-disk")
    assert snapshot(tmp_path) == before


# -------------------------------------------------------------------------------------------------------- stacked disks


def test_a_tree_with_another_disk_in_it_is_not_deleted(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    for disk in mounted(tmp_path / "tree" / "disk", "tmpfs", "size=1m"):
        (disk / "a").write_text("text")
        planner = Planner()
        planner.destroy(str(tmp_path / "tree"))
        assert code_of(done(planner)) == "other-file-system"
        assert (disk / "a").read_text() == "text"


def test_a_tree_with_the_same_disk_mounted_in_it_is_not_deleted(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a").write_text("text")
    for _bound in mounted(tmp_path / "tree" / "bound", "none", "bind", str(tmp_path / "other")):
        planner = Planner()
        planner.destroy(str(tmp_path / "tree"))
        assert code_of(done(planner)) == "other-file-system"
    assert (tmp_path / "other" / "a").read_text() == "text"


def test_moving_between_two_mounts_of_one_disk_is_a_transfer_and_taken_back(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "a").write_text("text")
    for bound in mounted(tmp_path / "bound", "none", "bind", str(tmp_path / "other")):
        planner, notes = Planner(), Notebook()
        planner.move(str(tmp_path / "a"), str(bound / "a"))
        before = snapshot(tmp_path)
        assert do(planner.operations, notes).done_count == 1
        assert verify(planner.operations, notes) == ()
        assert take_back(planner.operations, notes).is_complete
        assert snapshot(tmp_path) == before


def test_a_hard_link_is_not_torn_by_a_move_that_is_to_be_exact(tmp_path: Path, stick: Path) -> None:
    (tmp_path / "a").write_text("text")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    with pytest.raises(FileError) as caught:
        Planner().move(str(tmp_path / "a"), str(stick / "a"))
    assert caught.value.code == "not-exact"


def test_a_hard_link_that_may_be_torn_cannot_be_taken_back(tmp_path: Path, stick: Path) -> None:
    (tmp_path / "a").write_text("text")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    planner, notes = Planner(), Notebook()
    planner.transfer(str(tmp_path / "a"), str(stick / "a"), is_exact=False)
    operations: list[Operation] = list(planner.operations)
    assert do(operations, notes).done_count == 1
    assert [conflict.code for conflict in take_back(operations, notes).conflicts] == ["not-exact"]
    assert (stick / "a").read_text() == "text"


def test_what_the_other_disk_cannot_hold_comes_back_with_the_thing(tmp_path: Path) -> None:
    (tmp_path / "w" / "tree").mkdir(parents=True)
    (tmp_path / "w" / "tree" / "a").write_text("text")
    (tmp_path / "w" / "tree" / "a").chmod(0o4711)
    mark(tmp_path / "w" / "tree" / "a")
    os.utime(tmp_path / "w" / "tree" / "a", ns=(1, 1_000_000_001))
    # This file system knows no extended attributes.
    for stick in mounted(tmp_path / "stick", "ramfs", "mode=755"):
        planner, notes = Planner(), Notebook()
        planner.move(str(tmp_path / "w" / "tree"), str(stick / "tree"))
        before = snapshot(tmp_path / "w")
        assert do(planner.operations, notes).done_count == 1
        assert take_back(planner.operations, notes).is_complete
        assert snapshot(tmp_path / "w") == before


# ----------------------------------------------------------------------------------------------------------- permission


def test_without_permission_the_reason_is_told(stick: Path) -> None:
    stick.chmod(0o755)
    (stick / "closed").mkdir()
    (stick / "closed" / "a").write_text("text")
    planner = Planner()
    planner.rename(str(stick / "closed" / "a"), str(stick / "closed" / "b"))
    assert as_nobody(lambda: code_of(done(planner))) == "no-permission"


def test_a_file_of_somebody_else_is_not_written_if_it_could_not_be_brought_back(stick: Path) -> None:
    saved = theirs(stick)
    assert as_nobody(lambda: overwritten(stick / "closed" / "a", saved, is_exact=True)) == "not-exact"


def test_a_file_of_somebody_else_can_be_written_in_place_without_a_way_back(stick: Path) -> None:
    saved = theirs(stick)
    assert as_nobody(lambda: overwritten(stick / "closed" / "a", saved, is_exact=False)) == "other ['not-exact']"


def theirs(stick: Path) -> Path:
    """Make a file that others may write, in a folder that they may not."""
    stick.chmod(0o755)
    (stick / "closed").mkdir()
    (stick / "closed" / "a").write_text("old text")
    (stick / "closed" / "a").chmod(0o646)
    (stick / "saved").mkdir()
    (stick / "saved").chmod(0o777)
    return stick / "saved" / "0"


def overwritten(path: Path, saved: Path, *, is_exact: bool) -> str:
    planner, notes = Planner(), Notebook()
    try:
        planner.overwrite(str(path), b"other", str(saved), is_exact=is_exact)
    except FileError as error:
        return error.code
    do(planner.operations, notes)
    return f"{path.read_text()} {[conflict.code for conflict in review_undo(planner.operations, notes)]}"


def as_nobody(action: Callable[[], str]) -> str:
    """Return what `action` gives in a process that may do nothing in particular."""
    if os.geteuid() != 0:
        pytest.skip("only root can become nobody")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(writer, action().encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as file:
        return file.read()
