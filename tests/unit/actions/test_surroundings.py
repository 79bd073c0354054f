"""What lies round a path: real links, real repositories, and files that a real other process has open."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.actions import surroundings as module
from assistant.actions.surroundings import FileSystemSurroundings, real_path

pytestmark = pytest.mark.anyio


@pytest.fixture
def look() -> FileSystemSurroundings:
    return FileSystemSurroundings()


# ------------------------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize("path", ["a", "folder/a", "missing/deep/a", "folder/../a", "./folder//a", "folder/"])
def test_a_path_without_links_stays_where_it_is(tmp_path: Path, path: str, follow: bool) -> None:
    (tmp_path / "folder").mkdir()
    assert real_path(f"{tmp_path}/{path}", follow=follow) == os.path.normpath(f"{tmp_path}/{path}")


async def test_links_on_the_way_are_resolved_and_the_last_only_if_followed(
    tmp_path: Path, look: FileSystemSurroundings
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "way").symlink_to("there")
    (tmp_path / "there/last").symlink_to("/etc/passwd")
    path = f"{tmp_path}/way/last"
    assert await look.real_paths([path, path], [True, False]) == ["/etc/passwd", f"{tmp_path}/there/last"]


async def test_a_link_that_leads_nowhere_or_in_a_circle_is_no_error(
    tmp_path: Path, look: FileSystemSurroundings
) -> None:
    (tmp_path / "dead").symlink_to("gone")
    (tmp_path / "loop").symlink_to("loop")
    found = await look.real_paths([f"{tmp_path}/dead", f"{tmp_path}/loop/x", f"{tmp_path}/loop"], [True, True, False])
    assert found[0] == f"{tmp_path}/gone" and found[2] == f"{tmp_path}/loop"
    assert str(tmp_path) in found[1]


async def test_a_name_that_is_no_text_comes_through(tmp_path: Path, look: FileSystemSurroundings) -> None:
    name = os.fsdecode(b"\xff\xfe")
    (tmp_path / name).touch()
    assert await look.real_paths([f"{tmp_path}/{name}"], [False]) == [f"{tmp_path}/{name}"]


# ------------------------------------------------------------------------------------------------------- repositories


@pytest.mark.parametrize("name", [".git", ".hg", ".svn", ".jj"])
async def test_a_repository_is_seen_itself_from_above_and_by_its_store(
    tmp_path: Path, look: FileSystemSurroundings, name: str
) -> None:
    (tmp_path / "projects/mine" / name).mkdir(parents=True)
    for path in ("projects/mine", "projects", f"projects/mine/{name}"):
        assert await look.version_controlled([f"{tmp_path}/{path}"]), path


async def test_a_work_tree_whose_store_lies_elsewhere_is_one_too(tmp_path: Path, look: FileSystemSurroundings) -> None:
    (tmp_path / ".git").write_text("gitdir: /elsewhere")
    assert await look.version_controlled([str(tmp_path)])


async def test_what_is_no_repository_is_none(tmp_path: Path, look: FileSystemSurroundings) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "linked").symlink_to(tmp_path)
    paths = [f"{tmp_path}/{name}" for name in ("plain", "file", "linked/plain", "missing")]
    assert not await look.version_controlled(paths)
    assert not await look.version_controlled([])


async def test_a_linked_repository_is_not_in_the_folder(tmp_path: Path, look: FileSystemSurroundings) -> None:
    (tmp_path / "repository/.git").mkdir(parents=True)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/link").symlink_to(tmp_path / "repository")
    assert not await look.version_controlled([f"{tmp_path}/folder"])


async def test_one_of_several_is_enough(tmp_path: Path, look: FileSystemSurroundings) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b/.git").mkdir(parents=True)
    assert await look.version_controlled([f"{tmp_path}/a", f"{tmp_path}/b"])


# --------------------------------------------------------------------------------------------------------- open files


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[Path]:
    """A folder in which another process has a file open."""
    folder = tmp_path / "open here"
    folder.mkdir()
    program = "import sys; f = open(sys.argv[1], 'w'); print(flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, folder / "report.txt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout and process.stdin and process.stdout.readline()
    yield folder
    process.stdin.close()
    process.wait()
    process.stdout.close()


async def test_what_another_program_has_open_is_seen(holder: Path, look: FileSystemSurroundings) -> None:
    assert await look.open_elsewhere([f"{holder}/report.txt"])
    assert await look.open_elsewhere([str(holder)]), "also from the folder that holds it"
    assert await look.open_elsewhere([f"{holder.parent}/missing", str(holder.parent)])


async def test_what_nobody_has_open_is_not(holder: Path, look: FileSystemSurroundings) -> None:
    (holder / "other.txt").touch()
    assert not await look.open_elsewhere([f"{holder}/other.txt", f"{holder}/rep", f"{holder.parent}/open"])
    assert not await look.open_elsewhere([])


async def test_a_link_to_an_open_file_is_seen_as_open(holder: Path, look: FileSystemSurroundings) -> None:
    (holder.parent / "link").symlink_to(holder / "report.txt")
    assert await look.open_elsewhere([f"{holder.parent}/link"])


async def test_what_zenus_itself_has_open_is_none_of_others(tmp_path: Path, look: FileSystemSurroundings) -> None:
    with (tmp_path / "mine").open("w"):
        assert not await look.open_elsewhere([f"{tmp_path}/mine"])


async def test_where_the_kernel_does_not_tell_nothing_is_open(
    tmp_path: Path, look: FileSystemSurroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PROC", str(tmp_path / "no proc"))
    assert not await look.open_elsewhere(["/"])


async def test_processes_that_end_meanwhile_are_passed_over(
    tmp_path: Path, look: FileSystemSurroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "12/fd").mkdir(parents=True)
    (tmp_path / "12/fd/3").touch()  # no link any more
    (tmp_path / "12/fd/4").symlink_to("socket:[77]")
    (tmp_path / "13").mkdir()
    (tmp_path / "self").mkdir()
    monkeypatch.setattr(module, "_PROC", str(tmp_path))
    assert not await look.open_elsewhere(["/"])
