from pathlib import Path

import pytest

from assistant.actions.filesystem.places import read_identity
from assistant.actions.filesystem.view import View


@pytest.fixture
def world(tmp_path: Path) -> str:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a").write_text("text")
    (tmp_path / "b").write_text("other text")
    return str(tmp_path)


def test_what_was_not_thought_of_is_read(world: str) -> None:
    view = View()
    assert view.identity(f"{world}/b") == read_identity(f"{world}/b")
    assert view.identity(f"{world}/c") is None


def test_what_was_moved_is_at_its_other_name_only(world: str) -> None:
    view = View()
    view.move(f"{world}/b", f"{world}/c")
    assert view.identity(f"{world}/b") is None
    assert view.identity(f"{world}/c") == read_identity(f"{world}/b")
    assert view.real(f"{world}/c") == f"{world}/b"


def test_what_is_in_a_moved_folder_is_moved_with_it(world: str) -> None:
    view = View()
    view.move(f"{world}/folder", f"{world}/elsewhere")
    assert view.identity(f"{world}/elsewhere/a") == read_identity(f"{world}/folder/a")
    assert view.identity(f"{world}/folder/a") is None


def test_moves_build_on_each_other(world: str) -> None:
    view = View()
    view.move(f"{world}/folder/a", f"{world}/folder/z")
    view.move(f"{world}/folder", f"{world}/elsewhere")
    view.move(f"{world}/b", f"{world}/folder")
    assert view.real(f"{world}/elsewhere/z") == f"{world}/folder/a"
    assert view.identity(f"{world}/elsewhere/a") is None
    assert view.real(f"{world}/folder") == f"{world}/b"


def test_what_was_removed_is_gone_with_all_in_it(world: str) -> None:
    view = View()
    view.remove(f"{world}/folder")
    assert view.identity(f"{world}/folder/a") is None


def test_what_was_put_there_has_its_identity(world: str) -> None:
    view = View()
    identity = read_identity(f"{world}/b")
    assert identity
    view.put(f"{world}/new", identity)
    assert view.identity(f"{world}/new") == identity
    assert view.real(f"{world}/new") is None


def test_a_folder_is_empty_once_all_in_it_is_gone(world: str) -> None:
    view = View()
    assert not view.is_empty(f"{world}/folder")
    view.move(f"{world}/folder/a", f"{world}/a")
    assert view.is_empty(f"{world}/folder")
    view.move(f"{world}/b", f"{world}/folder/b")
    assert not view.is_empty(f"{world}/folder")


def test_only_what_changes_were_thought_of_within_is_not_plain(world: str) -> None:
    view = View()
    view.remove(f"{world}/folder/a")
    assert not view.is_plain(f"{world}/folder")
    assert view.is_plain(f"{world}/b")


def test_the_root_is_a_folder() -> None:
    assert View().is_folder("/")
