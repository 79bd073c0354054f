"""Two languages in one conversation: what is asked in German is answered in German, where English is the main one."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.e2e.asking import Asking
from tests.e2e.running import private_env, read_events, zenus
from tests.e2e.spoken import RATE_HZ, REQUESTS, in_room, write

pytestmark = pytest.mark.slow

_CLIP = next(each for each in REQUESTS if each.pause_s)
PHRASE = _CLIP.samples[: len(_CLIP.samples) - len(_CLIP.without_phrase)]


def at_16_khz(file: Path) -> np.ndarray:
    samples, rate_hz = soundfile.read(file, dtype="int16")
    times = np.arange(round(len(samples) * RATE_HZ / rate_hz)) * rate_hz / RATE_HZ
    return np.interp(times, np.arange(len(samples)), samples).astype(np.int16)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    downloads = tmp_path / "home/Downloads"
    downloads.mkdir(parents=True)
    for name in ("eins.jpg", "zwei.jpg"):
        (downloads / name).write_text("bild")
    return tmp_path / "home"


@pytest.fixture
def env(home: Path, tmp_path: Path) -> Mapping[str, str]:
    return {
        **private_env(tmp_path / "zenus"),
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "ZENUS_ASSISTANT__LANGUAGE": "en",
        "ZENUS_SPEECH__LANGUAGES": '["en", "de"]',
    }


@pytest.fixture
def ask(env: Mapping[str, str]) -> Asking:
    return Asking(env)


def test_a_german_request_is_asked_about_agreed_to_and_undone_in_german(ask: Asking, home: Path) -> None:
    question = ask("lösche alle Bilder in Downloads")
    assert question["reply"]["text"] == "Soll ich 2 Bilder aus dem Ordner Downloads in den Papierkorb verschieben?"
    assert ask.reply("ja, lösche sie") == "Ich habe 2 Bilder in den Papierkorb verschoben."
    assert not (home / "Downloads/eins.jpg").exists()
    assert ask.reply("mach das rückgängig").startswith("Ich habe das zurückgenommen: 2 Bilder")


def test_an_english_yes_does_not_agree_to_a_german_question(ask: Asking, home: Path) -> None:
    ask("lösche alle Bilder in Downloads")
    assert "Soll ich 2 Bilder" in ask.reply("yes")
    assert (home / "Downloads/eins.jpg").exists()


def test_the_next_request_may_be_in_english_again(ask: Asking) -> None:
    assert ask.reply("stell einen Timer auf zehn Minuten") == "Der Timer läuft 10 Minuten."
    assert ask.reply("cancel the timer") == "The timer is cancelled."


def test_help_is_given_in_the_language_it_was_asked_for_in(ask: Asking) -> None:
    assert ask.reply("was kann ich über Timer sagen").startswith("Du kannst zum Beispiel sagen: „stell einen Timer")


def test_a_phrase_of_the_user_s_own_is_kept_and_found_in_its_language(ask: Asking) -> None:
    ask("wenn ich sage Konzentration, stell einen Timer auf 25 Minuten")
    assert ask.reply("Konzentration") == "Der Timer läuft 25 Minuten."


@pytest.mark.models
def test_a_spanish_request_is_heard_and_answered_in_spanish(env: Mapping[str, str], tmp_path: Path) -> None:
    env = {**env, "ZENUS_SPEECH__LANGUAGES": '["en", "es"]'}
    spanish = {**env, "ZENUS_ASSISTANT__LANGUAGE": "es"}
    said = zenus(spanish, "say", "pon un temporizador de diez minutos", "--output", tmp_path / "said.wav")
    assert said.returncode == 0, said.stderr
    sound = write(tmp_path / "asked.wav", in_room([2.0, PHRASE, at_16_khz(tmp_path / "said.wav"), 6.0]))
    zenus(env, "run", "--input", sound, "--fast", "--no-gui", "--events", tmp_path / "events.jsonl")
    events = read_events(tmp_path / "events.jsonl")
    assert [event["language"] for event in events if event["type"] == "transcript" and event["final"]] == ["es"]
    assert [event["text"] for event in events if event["type"] == "reply"] == [
        "He puesto un temporizador de 10 minutos."
    ]


def test_where_only_english_is_spoken_german_is_not_understood(ask: Asking) -> None:
    ask.env = {**ask.env, "ZENUS_SPEECH__LANGUAGES": '["en"]'}
    assert ask.reply("lösche alle Bilder in Downloads") == "Sorry, I don't know how to do that."
