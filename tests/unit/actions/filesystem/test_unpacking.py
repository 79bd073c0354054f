"""Archives that mean harm, or are broken: nothing gets out of the folder, and nothing is left."""

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.actions.filesystem import FileError, Limits, Performed, Planner
from assistant.actions.filesystem.unpacking import safe_link, safe_name
from tests.unit.actions.filesystem.world import Notebook, do, snapshot, take_back


def unpacked(archive: Path, limits: Limits | None = None) -> Performed:
    planner = Planner()
    planner.unpack(str(archive), str(archive.parent / "out"), limits or Limits())
    return do(planner.operations, Notebook())


def code_of(performed: Performed) -> str:
    assert performed.failure is not None
    return performed.failure.code


def zip_of(path: Path, *entries: tuple[str, bytes, int]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content, mode in entries:
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, mode << 16
            archive.writestr(info, content)
    return path


def tar_of(path: Path, *members: tuple[str, bytes, str]) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as archive:
        for name, kind, link in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, link
            info.size = 4 if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(b"text") if info.size else None)
    return path


FILE, LINK = stat.S_IFREG | 0o644, stat.S_IFLNK | 0o777


@pytest.mark.parametrize(
    "entries",
    [
        [("../evil", b"x", FILE)],
        [("a/../../evil", b"x", FILE)],
        [("/etc/evil", b"x", FILE)],
        [("link", b"/etc", LINK)],
        [("link", b"..", LINK)],
        [("a/link", b"../..", LINK)],
        [("here", b".", LINK), ("out", b"here/../secret", LINK)],
        [("link", b"", LINK)],
        [("link", b"inner", LINK), ("link/evil", b"x", FILE)],
        [("a", b"x", FILE), ("./a", b"y", FILE)],
        [("a", b"x", FILE), ("a/b", b"y", FILE)],
        [("device", b"", stat.S_IFBLK | 0o600)],
        [("a/" * 2500 + "b", b"x", FILE)],
    ],
)
def test_a_zip_that_means_harm_is_refused_and_nothing_is_left(
    entries: Sequence[tuple[str, bytes, int]], tmp_path: Path
) -> None:
    archive = zip_of(tmp_path / "a.zip", *entries)
    before = snapshot(tmp_path)
    assert code_of(unpacked(archive)) == "archive-unsafe"
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    "members",
    [
        [("../evil", tarfile.REGTYPE, "")],
        [("/etc/evil", tarfile.REGTYPE, "")],
        [("link", tarfile.SYMTYPE, "/etc")],
        [("hard", tarfile.LNKTYPE, "../../etc/passwd")],
        [("link", tarfile.SYMTYPE, "inner"), ("link/evil", tarfile.REGTYPE, "")],
        [("device", tarfile.CHRTYPE, "")],
        [("pipe", tarfile.FIFOTYPE, "")],
    ],
)
def test_a_tar_that_means_harm_is_refused_and_nothing_is_left(
    members: Sequence[tuple[str, bytes, str]], tmp_path: Path
) -> None:
    archive = tar_of(tmp_path / "a.tar", *members)
    before = snapshot(tmp_path)
    assert code_of(unpacked(archive)) == "archive-unsafe"
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
def test_a_tar_is_unpacked_with_its_links(name: str, tmp_path: Path) -> None:
    archive = tar_of(
        tmp_path / name,
        ("folder", tarfile.DIRTYPE, ""),
        ("./folder/file", tarfile.REGTYPE, ""),
        ("folder/link", tarfile.SYMTYPE, "file"),
        ("again", tarfile.LNKTYPE, "folder/file"),
    )
    assert unpacked(archive).failure is None
    out = tmp_path / "out"
    assert (out / "folder" / "link").read_text() == "text"
    assert (out / "again").stat().st_ino == (out / "folder" / "file").stat().st_ino


def test_unpacking_is_taken_back_exactly(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", ("a/b", b"x", FILE), ("a/link", b"b", LINK))
    planner, notes = Planner(), Notebook()
    planner.unpack(str(archive), str(tmp_path / "out"), Limits())
    before = snapshot(tmp_path)
    do(planner.operations, notes)
    assert take_back(planner.operations, notes).is_complete
    assert snapshot(tmp_path) == before


def test_more_bytes_than_allowed_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 2_000_000)
    assert code_of(unpacked(tmp_path / "a.zip", Limits(max_bytes=1_000_000))) == "archive-too-big"


def test_more_entries_than_allowed_are_refused(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", *((str(number), b"", FILE) for number in range(6)))
    assert code_of(unpacked(archive, Limits(max_count=5))) == "archive-too-big"


def cut_off(content: bytes) -> bytes:
    return content[: len(content) // 2]


def spoilt(content: bytes) -> bytes:
    place = content.index(b"some text")
    return content[:place] + b"SOME" + content[place + 4 :]


def nonsense(_content: bytes) -> bytes:
    return b"no archive at all"


@pytest.mark.parametrize("spoil", [cut_off, spoilt, nonsense])
def test_a_broken_zip_is_called_so(spoil: Callable[[bytes], bytes], tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", ("a", b"some text", FILE))
    archive.write_bytes(spoil(archive.read_bytes()))
    assert code_of(unpacked(archive)) == "archive-damaged"


def test_a_broken_compressed_tar_is_called_so(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo("a")
        info.size = 200_000
        archive.addfile(info, io.BytesIO(os.urandom(200_000)))
    path = tmp_path / "a.tar.gz"
    path.write_bytes(cut_off(path.read_bytes()))
    assert code_of(unpacked(path)) == "archive-damaged"


def test_a_locked_zip_is_called_so(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", ("a", b"text", FILE))
    content = bytearray(archive.read_bytes())
    content[content.index(b"PK\1\2") + 8] |= 1
    archive.write_bytes(content)
    assert code_of(unpacked(archive)) == "archive-locked"


def test_set_uid_bits_are_not_given(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "a.zip", ("a", b"text", stat.S_IFREG | 0o6755))
    unpacked(archive)
    assert stat.S_IMODE((tmp_path / "out" / "a").stat().st_mode) == 0o755


PARTS = st.lists(st.sampled_from(["..", ".", "", "a", "b", "…", "a\0b"]), max_size=6)


@given(PARTS)
def test_no_safe_name_leaves_the_top(parts: Sequence[str]) -> None:
    name = "/".join(parts)
    try:
        safe = safe_name(name)
    except FileError:
        return
    assert not safe.startswith("/")
    assert not {"..", "."} & set(safe.split("/"))


@given(PARTS, PARTS)
def test_no_safe_link_leaves_the_top(parts: Sequence[str], target: Sequence[str]) -> None:
    try:
        name = safe_name("/".join(parts))
        leads = safe_link(name, "/".join(target))
    except FileError:
        return
    there = os.path.normpath(os.path.join("/top", os.path.dirname(name), leads))
    assert f"{there}/".startswith("/top/")
