"""Conversations in other languages than English, on a desktop in that language: every request a process of its own."""

from pathlib import Path

import pytest

from tests.e2e.asking import Asking
from tests.e2e.running import private_env

pytestmark = pytest.mark.slow

GERMAN_FOLDERS = {"DESKTOP": "Schreibtisch", "DOWNLOAD": "Downloads", "DOCUMENTS": "Dokumente", "PICTURES": "Bilder"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    for folder in GERMAN_FOLDERS.values():
        (home / folder).mkdir(parents=True)
    (home / ".config").mkdir()
    lines = [f'XDG_{name}_DIR="$HOME/{folder}"\n' for name, folder in GERMAN_FOLDERS.items()]
    (home / ".config/user-dirs.dirs").write_text("".join(lines))
    for name in ("eins.jpg", "zwei.jpg"):
        (home / "Downloads" / name).write_text("bild")
    (home / "Dokumente/übersicht.txt").write_text("Milch und Brot\n")
    return home


@pytest.fixture
def ask(home: Path, tmp_path: Path) -> Asking:
    env = private_env(tmp_path / "zenus")
    return Asking(
        {
            **env,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "ZENUS_ASSISTANT__LANGUAGE": "de",
        }
    )


def test_pictures_are_trashed_after_a_german_yes_and_come_back(ask: Asking, home: Path) -> None:
    question = "Soll ich 2 Bilder aus dem Ordner Downloads in den Papierkorb verschieben?"
    assert ask.reply("lösche alle Bilder in Downloads") == question
    assert ask.reply("ja, lösche sie") == "Ich habe 2 Bilder in den Papierkorb verschoben."
    assert not (home / "Downloads/eins.jpg").exists()
    assert ask.reply("mach das rückgängig").startswith("Ich habe das zurückgenommen: 2 Bilder")
    assert (home / "Downloads/eins.jpg").read_text() == "bild"


def test_a_yes_with_a_reservation_deletes_nothing(ask: Asking, home: Path) -> None:
    ask("lösche alle Bilder in Downloads")
    ask("ja, aber nur eins.jpg")
    assert len(list((home / "Downloads").iterdir())) == 2


def test_a_file_with_an_umlaut_is_moved_to_a_german_folder_and_meant_by_a_pronoun(ask: Asking, home: Path) -> None:
    assert ask.reply("verschiebe übersicht punkt txt in Bilder") == (
        "Ich habe „übersicht.txt“ in den Ordner Bilder verschoben."
    )
    assert ask.reply("benenne sie in plan punkt txt um") == "Ich habe „übersicht.txt“ in „plan.txt“ umbenannt."
    assert (home / "Bilder/plan.txt").read_text() == "Milch und Brot\n"


def test_a_timer_is_set_and_told_in_german(ask: Asking) -> None:
    assert ask.reply("Stell bitte einen Timer auf anderthalb Stunden") == "Der Timer läuft 1 Stunde und 30 Minuten."
    assert ask.reply("nein, zwanzig Minuten").endswith("Der Timer läuft 20 Minuten.")
    assert ask.reply("wie lange läuft der Timer noch").startswith("Der Timer läuft noch 19 Minuten")


def test_what_is_missing_is_asked_back_in_german(ask: Asking) -> None:
    assert ask.reply("erinnere mich an die Wäsche") == "Wann soll ich dich erinnern?"
    assert "die Wäsche" in ask.reply("in zehn Minuten")


def test_nonsense_is_answered_in_german(ask: Asking) -> None:
    assert ask.reply("mach den Blubb zum Quark") == "Tut mir leid, das kann ich nicht."


def test_spanish_is_spoken_when_the_settings_say_so(ask: Asking) -> None:
    ask.env = {**ask.env, "ZENUS_ASSISTANT__LANGUAGE": "es"}
    assert "temporizador" in ask.reply("pon un temporizador de diez minutos").casefold()
