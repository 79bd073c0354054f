"""What a command changed is read exactly from the two layers of an overlay, built here by hand."""

import os
import stat
from pathlib import Path

import pytest

from assistant.actions.sandbox.changes import Change, ChangeCounts, ChangeKind, EntryType, describe, read_changes
from assistant.actions.sandbox.reading import discard


class Layers:
    def __init__(self, root: Path) -> None:
        self.lower, self.upper = root / "lower", root / "upper"
        self.lower.mkdir()
        self.upper.mkdir()
        self.same_time(".")

    def same_time(self, name: str) -> None:
        os.utime(self.lower / name, ns=(1, 1), follow_symlinks=False)
        os.utime(self.upper / name, ns=(1, 1), follow_symlinks=False)

    def told(self) -> list[tuple[str, str]]:
        return [(change.kind.value, str(change.path.relative_to(self.lower))) for change in self.changes()]

    def changes(self) -> tuple[Change, ...]:
        return read_changes(self.lower, self.upper)


@pytest.fixture
def layers(tmp_path: Path) -> Layers:
    return Layers(tmp_path)


def whiteout(path: Path) -> None:
    os.mknod(path, stat.S_IFCHR, os.makedev(0, 0))


def opaque(path: Path) -> None:
    try:
        os.setxattr(path, "user.overlay.opaque", b"y")
    except OSError:
        pytest.skip("this disk keeps no extended attributes")


def test_nothing_written_is_no_change(layers: Layers) -> None:
    (layers.lower / "a").write_text("a")
    layers.same_time(".")
    assert layers.told() == []


def test_a_file_that_is_there_now_was_created(layers: Layers) -> None:
    (layers.upper / "a").write_text("four")
    (change,) = layers.changes()
    assert (change.kind, change.before, change.content) == (ChangeKind.CREATED, None, layers.upper / "a")
    assert change.after is not None and (change.after.type, change.after.size_bytes) == (EntryType.FILE, 4)


def test_a_file_with_other_bytes_was_changed_though_its_size_stayed(layers: Layers) -> None:
    (layers.lower / "a").write_text("one")
    (layers.upper / "a").write_text("two")
    layers.same_time("a")
    (change,) = layers.changes()
    assert change.kind is ChangeKind.CHANGED and change.before is not None
    assert change.before.inode == ((layers.lower / "a").stat().st_dev, (layers.lower / "a").stat().st_ino)


def test_a_file_that_was_only_opened_is_no_change(layers: Layers) -> None:
    for layer in (layers.lower, layers.upper):
        (layer / "a").write_text("one")
    layers.same_time("a")
    layers.same_time(".")
    assert layers.told() == []


@pytest.mark.parametrize("what", ["mode", "time", "xattr"])
def test_attributes_alone_are_told_as_such(layers: Layers, what: str) -> None:
    for layer in (layers.lower, layers.upper):
        (layer / "a").write_text("one")
    layers.same_time("a")
    if what == "mode":
        (layers.upper / "a").chmod(0o711)
    elif what == "time":
        os.utime(layers.upper / "a", ns=(2, 2))
    else:
        os.setxattr(layers.upper / "a", "user.note", b"x")
    assert layers.told() == [("attributes", "a")]


def test_what_the_overlay_notes_for_itself_is_no_change(layers: Layers) -> None:
    for layer in (layers.lower, layers.upper):
        (layer / "a").write_text("one")
    layers.same_time("a")
    os.setxattr(layers.upper / "a", "user.overlay.origin", b"x")
    layers.same_time(".")
    assert layers.told() == []


def test_a_whiteout_is_a_removal_with_all_that_was_below(layers: Layers) -> None:
    (layers.lower / "d" / "e").mkdir(parents=True)
    (layers.lower / "d" / "e" / "f").write_text("12345")
    (layers.lower / "d" / "link").symlink_to("/")
    whiteout(layers.upper / "d")
    (change,) = layers.changes()
    assert (change.kind, change.entries, change.after, change.content) == (ChangeKind.REMOVED, 4, None, None)
    assert change.before is not None and change.before.size_bytes == 5


def test_a_whiteout_of_what_never_was_is_no_change(layers: Layers) -> None:
    whiteout(layers.upper / "gone")
    layers.same_time(".")
    assert layers.told() == []


def test_a_whiteout_told_by_an_attribute_counts_too(layers: Layers) -> None:
    (layers.lower / "a").write_text("one")
    (layers.upper / "a").touch()
    os.setxattr(layers.upper / "a", "user.overlay.whiteout", b"y")
    assert layers.told() == [("removed", "a")]


def test_an_opaque_folder_removes_what_it_does_not_hold(layers: Layers) -> None:
    for layer in (layers.lower, layers.upper):
        (layer / "d").mkdir()
    (layers.lower / "d" / "old").write_text("x")
    (layers.lower / "d" / "kept").write_text("x")
    (layers.upper / "d" / "kept").write_text("y")
    (layers.upper / "d" / "new").write_text("x")
    opaque(layers.upper / "d")
    layers.same_time("d")
    assert layers.told() == [("removed", "d/old"), ("changed", "d/kept"), ("created", "d/new")]


def test_a_folder_is_created_before_what_is_in_it(layers: Layers) -> None:
    (layers.upper / "d" / "e").mkdir(parents=True)
    (layers.upper / "d" / "e" / "f").touch()
    assert layers.told() == [("created", "d"), ("created", "d/e"), ("created", "d/e/f")]


def test_another_type_is_a_removal_and_a_creation(layers: Layers) -> None:
    (layers.lower / "a").write_text("one")
    (layers.upper / "a").mkdir()
    (layers.upper / "a" / "b").touch()
    assert layers.told() == [("removed", "a"), ("created", "a"), ("created", "a/b")]


def test_a_link_that_became_a_folder_is_not_followed(layers: Layers, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x").write_text("x")
    (layers.lower / "a").symlink_to(tmp_path / "elsewhere")
    (layers.upper / "a").mkdir()
    (layers.upper / "a" / "x").write_text("x")
    assert layers.told() == [("removed", "a"), ("created", "a"), ("created", "a/x")]


def test_a_link_that_leads_elsewhere_was_changed(layers: Layers) -> None:
    (layers.lower / "a").symlink_to("b")
    (layers.upper / "a").symlink_to("/etc/passwd")
    (change,) = layers.changes()
    assert change.kind is ChangeKind.CHANGED
    assert change.after is not None and (change.after.type, change.after.size_bytes) == (EntryType.LINK, 0)


def test_a_pipe_is_neither_file_nor_link(layers: Layers) -> None:
    os.mkfifo(layers.lower / "p")
    os.mkfifo(layers.upper / "p")
    (change,) = layers.changes()
    assert change.after is not None and change.after.type is EntryType.OTHER


def test_the_mode_of_a_folder_is_told_although_something_in_it_changed(layers: Layers) -> None:
    for layer in (layers.lower, layers.upper):
        (layer / "d").mkdir()
    (layers.upper / "d" / "new").touch()
    (layers.upper / "d").chmod(0o700)
    assert layers.told() == [("attributes", "d"), ("created", "d/new")]


def test_the_time_of_a_folder_alone_is_told(layers: Layers) -> None:
    for layer in (layers.lower, layers.upper):
        (layer / "d").mkdir()
    os.utime(layers.upper / "d", ns=(5, 5))
    assert layers.told() == [("attributes", "d")]


def test_what_cannot_be_read_is_opened_up_and_told_with_its_own_mode(layers: Layers) -> None:
    (layers.upper / "d").mkdir()
    (layers.upper / "d" / "f").touch()
    (layers.upper / "d").chmod(0)
    created, _inner = layers.changes()
    assert created.after is not None and created.after.mode == 0
    assert (layers.upper / "d").stat().st_mode & 0o700 == 0o700


def test_names_that_are_no_text_are_told(layers: Layers) -> None:
    name = os.fsdecode(b"caf\xe9\n")
    (layers.upper / name).touch()
    assert [change.path.name for change in layers.changes()] == [name]


def test_changes_add_up(layers: Layers) -> None:
    (layers.lower / "gone").write_text("123")
    whiteout(layers.upper / "gone")
    (layers.lower / "kept").write_text("1")
    (layers.upper / "kept").write_text("12")
    (layers.upper / "new").write_text("1234")
    (layers.upper / "d").mkdir()
    assert describe(layers.changes()) == ChangeCounts(created=2, changed=1, removed=1, written_bytes=6, removed_bytes=3)


def test_a_scratch_folder_goes_whatever_is_in_it(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    (scratch / "work" / "work").mkdir(parents=True)
    (scratch / "work" / "work" / "x").touch()
    (scratch / "out").symlink_to(tmp_path)
    (scratch / "work" / "work").chmod(0)
    discard(scratch)
    discard(scratch)
    assert list(tmp_path.iterdir()) == []
