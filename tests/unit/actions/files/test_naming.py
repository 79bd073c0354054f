import pytest

from assistant.actions.files.naming import Names, free_path, require_name, with_ending_of
from assistant.actions.outcome import ActionFailedError


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("ideas", "/h/notes.txt", "ideas.txt"),
        ("ideas.md", "/h/notes.txt", "ideas.md"),
        ("v1.2", "/h/notes.txt", "v1.2.txt"),
        ("ideas.txt", "/h/notes.txt", "ideas.txt"),
        ("copy", "/h/backup.tar.gz", "copy.tar.gz"),
        ("ideas", "/h/README", "ideas"),
        ("x", "/h/data.xyz", "x.xyz"),
        ("x.XYZ", "/h/data.xyz", "x.XYZ"),
    ],
)
def test_a_file_keeps_its_ending_if_it_is_given_none(name, path, expected):
    assert with_ending_of(name, path, is_folder=False) == expected


def test_a_folder_has_no_ending_to_keep():
    assert with_ending_of("new", "/h/v1.2", is_folder=True) == "new"


@pytest.mark.parametrize("name", ["", "  ", ".", "..", "a/b", "/a", "a\nb", "a\x7f", "\t"])
def test_what_cannot_be_a_name_is_refused(name):
    with pytest.raises(ActionFailedError) as caught:
        require_name(name)
    assert caught.value.code == "invalid-name"


def test_a_name_that_is_too_long_is_refused():
    with pytest.raises(ActionFailedError) as caught:
        require_name("ä" * 128)
    assert caught.value.code == "too-long-name"
    assert require_name(" ok ") == "ok"


def test_a_taken_name_gets_a_number_before_its_ending(tmp_path):
    folder = str(tmp_path)
    assert free_path(folder, "a.tar.gz") == f"{folder}/a.tar.gz"
    (tmp_path / "a.tar.gz").touch()
    (tmp_path / "a (2).tar.gz").symlink_to("nowhere")
    assert free_path(folder, "a.tar.gz") == f"{folder}/a (3).tar.gz"
    names = Names(folder)
    assert names.free_path("a.tar.gz") == f"{folder}/a (3).tar.gz"
    assert names.free_path("a.tar.gz") == f"{folder}/a (4).tar.gz"
    assert Names(f"{folder}/none").free_path("a") == f"{folder}/none/a"
