from pathlib import Path

import pytest

from assistant.actions.outcome import ActionFailedError
from assistant.actions.selection import FolderFinder, Limits, UserFolders, read_user_folders


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    for name in ("Documents/Taxes/2025", "Papers", "Downloads/website/images", ".config/app"):
        (home / name).mkdir(parents=True)
    return home


@pytest.fixture
def user_folders(home: Path) -> UserFolders:
    return UserFolders(
        home, {"documents": home / "Documents", "downloads": home / "Downloads", "music": home / "Music"}
    )


@pytest.fixture
def finder(user_folders: UserFolders) -> FolderFinder:
    return FolderFinder(user_folders)


def limits() -> Limits:
    return Limits(lambda: False)


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("documents", "Documents"),
        ("Downloads", "Downloads"),
        ("home", ""),
        ("~", ""),
        ("~/Papers", "Papers"),
        ("taxes", "Documents/Taxes"),
        ("documents/Taxes", "Documents/Taxes"),
        ("Documents/taxes/2025", "Documents/Taxes/2025"),
        ("documents/2025", "Documents/Taxes/2025"),
        ("images", "Downloads/website/images"),
        ("papers", "Papers"),
        (".config/app", ".config/app"),
    ],
)
def test_a_folder_is_found_by_what_it_is_called(finder, home, spoken, expected):
    found = finder.find(spoken, limits())
    assert (found.path, found.is_sure) == (str(home / expected), True)


def test_a_folder_that_is_called_only_nearly_so_is_not_sure(finder, home):
    assert finder.find("webside", limits()).path == str(home / "Downloads/website")
    assert not finder.find("webside", limits()).is_sure
    assert not finder.find("webside/images", limits()).is_sure


@pytest.mark.parametrize("spoken", ["nowhere", "documents/nowhere", "~/nowhere", "/nowhere", "music", "config", ""])
def test_a_folder_that_is_not_there_is_unknown(finder, spoken):
    with pytest.raises(ActionFailedError) as caught:
        finder.find(spoken, limits())
    assert caught.value.code == "unknown-folder"


def test_of_several_folders_none_is_chosen(finder, home):
    (home / "Downloads" / "old" / "Taxes").mkdir(parents=True)
    with pytest.raises(ActionFailedError) as caught:
        finder.find("taxes", limits())
    assert caught.value.code == "several-folders"
    assert caught.value.facts == {"name": "taxes", "count": 2, "folders": ["Documents", "old"]}


def test_a_folder_right_there_is_meant_before_one_that_lies_deeper(finder, home):
    (home / "Downloads" / "Papers").mkdir()
    assert finder.find("papers", limits()).path == str(home / "Papers")


def test_a_file_is_no_folder(finder, home):
    (home / "a.txt").write_text("x")
    with pytest.raises(ActionFailedError) as caught:
        finder.find("~/a.txt", limits())
    assert caught.value.code == "not-a-folder"


def test_a_link_to_a_folder_is_the_folder(finder, home, tmp_path):
    (tmp_path / "disk").mkdir()
    (home / "Documents" / "disk").symlink_to(tmp_path / "disk")
    assert finder.find("~/Documents/disk", limits()).path == str(tmp_path / "disk")


def test_the_desktop_says_where_the_folders_are(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()
    (tmp_path / "config/user-dirs.dirs").write_text(
        'XDG_DOWNLOAD_DIR="$HOME/Téléchargements"\nXDG_DESKTOP_DIR="$HOME/"\n', encoding="utf-8"
    )
    (tmp_path / "Téléchargements").mkdir()
    folders = read_user_folders(tmp_path)
    assert folders.path("downloads") == tmp_path / "Téléchargements"
    assert folders.path("documents") == tmp_path / "Documents"
    assert folders.path("desktop") is None
    assert folders.documents == tmp_path


def test_documents_are_kept_in_the_home_where_there_is_no_folder_for_them(user_folders, home):
    assert user_folders.documents == home / "Documents"
    (home / "Documents").rename(home / "Other")
    assert user_folders.documents == home
