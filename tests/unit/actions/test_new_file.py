import pytest

from assistant.actions.new_file import make_new, write_new


def test_a_file_is_written_into_a_folder_that_did_not_exist(tmp_path):
    path = write_new(tmp_path / "a" / "b", "note.md", b"hello")
    assert path == tmp_path / "a" / "b" / "note.md"
    assert path.read_bytes() == b"hello"


def test_a_name_that_is_taken_gets_a_number_and_nothing_is_overwritten(tmp_path):
    paths = [write_new(tmp_path, "a note.v1.md", str(number).encode()) for number in range(3)]
    assert [path.name for path in paths] == ["a note.v1.md", "a note.v1 (2).md", "a note.v1 (3).md"]
    assert [path.read_bytes() for path in paths] == [b"0", b"1", b"2"]


def test_a_broken_link_of_that_name_is_not_followed(tmp_path):
    (tmp_path / "note.md").symlink_to(tmp_path / "elsewhere")
    assert write_new(tmp_path, "note.md", b"x").name == "note (2).md"
    assert not (tmp_path / "elsewhere").exists()


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    def fail(path):
        path.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        make_new(tmp_path, "note.md", fail)
    assert not list(tmp_path.iterdir())


def test_a_folder_where_every_name_is_taken_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.actions.new_file.MAX_NAME_TRIES", 3)
    for _ in range(2):
        write_new(tmp_path, "note.md", b"x")
    with pytest.raises(FileExistsError):
        write_new(tmp_path, "note.md", b"x")
