import os

import pytest

from assistant.actions.apps.app_index import REFRESH_S, AppIndex


@pytest.fixture
def folders(tmp_path):
    """The user's data folder and the system's."""
    user, system = tmp_path / "user", tmp_path / "system"
    (system / "applications").mkdir(parents=True)
    return user, system


@pytest.fixture
def index(folders, clock):
    _, system = folders
    install(system, "firefox", "Firefox", "GenericName=Web Browser", "Keywords=internet;www;")
    install(system, "chrome", "Google Chrome", "GenericName=Web Browser")
    install(system, "chrome-beta", "Google Chrome Beta")
    install(system, "org.gnome.Calculator", "Calculator", "Name[de]=Taschenrechner", "Keywords=sum;")
    return AppIndex(folders, clock, languages=("en", "de"))


def install(data, name, title, *lines):
    path = data / "applications" / f"{name}.desktop"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["[Desktop Entry]", "Type=Application", f"Name={title}", "Exec=sh", *lines]))
    return path


def touch(folder):
    """Make a change of the folder visible also to clocks that are coarser than this test."""
    moved_ns = folder.stat().st_mtime_ns + 1_000_000_000
    os.utime(folder, ns=(moved_ns, moved_ns))


def test_proper_names_come_before_kinds_and_each_is_there_once(index):
    assert index.names() == [
        ("Google Chrome Beta", "chrome-beta.desktop"),
        ("Google Chrome", "chrome.desktop"),
        ("Firefox", "firefox.desktop"),
        ("Calculator", "org.gnome.Calculator.desktop"),
        ("Taschenrechner", "org.gnome.Calculator.desktop"),
        ("Web Browser", "chrome.desktop"),
    ]


@pytest.mark.parametrize(
    ("words", "app"),
    [
        ("firefox.desktop", "firefox"),
        ("firefox", "firefox"),
        ("Fire Fox", "firefox"),
        ("fierfox", "firefox"),
        ("chrome", "chrome"),
        ("chrome beta", "chrome-beta"),
        ("browser", "chrome"),
        ("internet", "firefox"),
        ("taschenrechner", "org.gnome.Calculator"),
    ],
)
def test_an_application_is_found_by_what_people_say(index, words, app):
    assert index.find(words).desktop_id == f"{app}.desktop"


@pytest.mark.parametrize("words", ["blender", "fire", "", "  ", "fox fire hydrant", "calc"])
def test_what_comes_near_nothing_is_unknown(index, words):
    assert index.find(words) is None


def test_the_same_list_is_returned_while_nothing_changed(index, clock):
    first = index.names()
    clock.pass_s(REFRESH_S * 2)
    assert index.names() is first


def test_a_new_application_is_seen_within_a_second(index, folders, clock):
    first = index.names()
    install(folders[1], "gimp", "GIMP")
    touch(folders[1] / "applications")
    assert index.names() is first
    clock.pass_s(REFRESH_S)
    assert ("GIMP", "gimp.desktop") in index.names()


def test_a_folder_that_appears_later_is_seen(index, folders, clock):
    index.names()
    install(folders[0], "mine", "My Tool")
    clock.pass_s(REFRESH_S)
    assert index.find("my tool").desktop_id == "mine.desktop"


def test_a_change_without_effect_on_names_keeps_the_list(index, folders, clock):
    first = index.names()
    (folders[1] / "applications" / "readme.txt").write_text("x")
    touch(folders[1] / "applications")
    clock.pass_s(REFRESH_S)
    assert index.names() is first


def test_the_users_entry_wins_and_can_hide_the_systems(index, folders):
    install(folders[0], "firefox", "My Firefox")
    install(folders[0], "chrome", "Google Chrome", "Hidden=true")
    assert index.find("firefox.desktop").name == "My Firefox"
    assert index.find("google chrome").desktop_id == "chrome-beta.desktop"


def test_an_entry_in_a_subfolder_has_dashes_in_its_id(index, folders):
    install(folders[1], "kde/kate", "Kate")
    assert index.find("kate").desktop_id == "kde-kate.desktop"


def test_without_any_folder_there_are_no_applications(tmp_path, clock):
    index = AppIndex([tmp_path / "missing"], clock)
    assert list(index.names()) == []
    assert index.find("firefox") is None


BROWSER = ("GenericName=Web Browser", "Categories=Network;WebBrowser;")


def test_a_sort_of_program_is_known_by_its_everyday_words_in_every_language(folders, clock):
    install(folders[1], "xterm", "XTerm", "Categories=System;TerminalEmulator;")
    install(folders[1], "pad", "Pad", "Categories=Utility;TextEditor;")
    index = AppIndex(folders, clock, languages=("en", "de"))
    names = dict(index.names())
    assert (names["Terminal"], names["Kommandozeile"]) == ("xterm.desktop",) * 2
    assert (names["Text Editor"], names["Editor"]) == ("pad.desktop",) * 2
    assert "Emulador de terminal" not in names


@pytest.mark.parametrize(
    ("chosen", "meant"),
    [("firefox.desktop;", "firefox"), ("gone.desktop;firefox.desktop", "firefox"), ("gone.desktop", "chrome")],
)
def test_of_several_browsers_the_chosen_one_is_meant(tmp_path, folders, clock, chosen, meant):
    config = tmp_path / "config"
    config.mkdir()
    index = AppIndex(folders, clock, config_folders=[config])
    for name in ("chrome", "firefox"):
        install(folders[1], name, name.title(), *BROWSER)
    assert index.find("web browser").desktop_id == "chrome.desktop"
    lines = [
        "[Added Associations]",
        "x-scheme-handler/https=none.desktop",
        "[Default Applications]",
        f"x-scheme-handler/https = {chosen}",
    ]
    (config / "mimeapps.list").write_text("\n".join(lines))
    clock.pass_s(REFRESH_S)
    assert index.find("web browser").desktop_id == f"{meant}.desktop"
    assert index.find("browser").desktop_id == f"{meant}.desktop"


def test_the_desktops_own_choice_counts_before_the_general_one_and_the_users_before_the_systems(
    tmp_path, folders, clock
):
    for name in ("chrome", "firefox", "opera"):
        install(folders[1], name, name.title(), *BROWSER)
    own = tmp_path / "config"
    own.mkdir()
    choices = {
        folders[1] / "applications" / "mimeapps.list": "chrome",
        own / "mimeapps.list": "opera",
        own / "gnome-mimeapps.list": "firefox",
    }
    meant = []
    for path, name in choices.items():
        path.write_text(f"[Default Applications]\nx-scheme-handler/https={name}.desktop\n")
        clock.pass_s(REFRESH_S)
        meant.append(AppIndex(folders, clock, desktops=["GNOME"], config_folders=[own]).find("browser").name)
    assert meant == ["Chrome", "Opera", "Firefox"]
