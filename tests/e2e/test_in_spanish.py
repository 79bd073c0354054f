"""Zenus in Spanish, as a user has it: every request a process of its own, where folders have Spanish names."""

from pathlib import Path

import pytest

from tests.e2e.asking import Asking
from tests.e2e.running import private_env

pytestmark = pytest.mark.slow

FOLDERS = {"DOCUMENTS": "Documentos", "DOWNLOAD": "Descargas", "PICTURES": "Imágenes", "DESKTOP": "Escritorio"}


class Home:
    """A Spanish home with files in it, and Zenus in Spanish."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "home"
        for name in FOLDERS.values():
            (self.path / name).mkdir(parents=True)
        for name in ("informe.pdf", "factura.pdf", "gato.jpg"):
            (self.path / "Descargas" / name).write_text(name)
        config = folder / "config"
        config.mkdir()
        lines = [f'XDG_{key}_DIR="$HOME/{name}"\n' for key, name in FOLDERS.items()]
        (config / "user-dirs.dirs").write_text("".join(lines))
        paths = {"HOME": self.path, "XDG_DATA_HOME": self.path / ".local/share", "XDG_CONFIG_HOME": config}
        self.ask = Asking({**private_env(folder / "zenus"), **{key: str(path) for key, path in paths.items()}})
        self.ask.configure("assistant.language", "es")

    def has(self, path: str) -> bool:
        """Tell whether there is such a file below the home."""
        return (self.path / path).exists()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_timer_is_set_told_and_cancelled(home: Home) -> None:
    assert home.ask.reply("Ponme un temporizador de hora y media, por favor.") == (
        "He puesto un temporizador de 1 hora y 30 minutos."
    )
    assert home.ask.reply("¿cuánto queda?").startswith("Tiempo restante del temporizador: 1 hora")
    assert home.ask.reply("cancela el temporizador") == "He cancelado el temporizador."


def test_files_are_moved_to_a_folder_by_its_spanish_name_and_back(home: Home) -> None:
    assert home.ask.reply("mueve los PDF de Descargas a Imágenes") == "He movido 2 PDF a Imágenes."
    assert home.has("Imágenes/informe.pdf") and not home.has("Descargas/informe.pdf")
    assert home.ask.reply("deshazlo") == "He deshecho esto: mover 2 PDF de Descargas a Imágenes."
    assert home.has("Descargas/informe.pdf") and not home.has("Imágenes/informe.pdf")


def test_a_deed_that_is_asked_about_is_agreed_to_by_its_imperative(home: Home) -> None:
    assert home.ask.reply("borra todos los pdf de Descargas") == "¿Quieres mover 2 PDF de Descargas a la papelera?"
    assert home.has("Descargas/informe.pdf")
    assert home.ask.reply("bórralos") == "He movido 2 PDF a la papelera."
    assert not home.has("Descargas/informe.pdf")


def test_a_deed_that_is_asked_about_is_refused_by_a_no(home: Home) -> None:
    home.ask("borra todos los pdf de Descargas")
    assert home.ask.reply("mejor no") == "De acuerdo, lo dejo."
    assert home.has("Descargas/informe.pdf")


def test_what_cannot_be_undone_needs_the_code(home: Home) -> None:
    asked = home.ask.reply("borra informe.pdf para siempre")
    code = asked.partition("El código es ")[2].partition(";")[0]
    assert home.ask.reply("sí").startswith("Eso no me ha servido de respuesta")
    assert home.ask.reply(f"confirmo {code}") == "He eliminado “informe.pdf” para siempre."
    assert not home.has("Descargas/informe.pdf")


def test_a_correction_and_a_pronoun_refer_to_what_was_said(home: Home) -> None:
    home.ask("mueve gato.jpg a Documentos")
    assert home.ask.reply("no, quería decir Imágenes").endswith("He movido “gato.jpg” a Imágenes.")
    assert home.has("Imágenes/gato.jpg") and not home.has("Documentos/gato.jpg")
    home.ask("busca gato.jpg")
    assert home.ask.reply("cópialo al escritorio") == "He copiado “gato.jpg” a Escritorio."
    assert home.has("Escritorio/gato.jpg")


def test_what_is_missing_is_asked_for(home: Home) -> None:
    assert home.ask.reply("recuérdame llamar a mamá") == "¿Cuándo te lo recuerdo?"
    assert home.ask.reply("mañana a la una y media") == "He puesto una alarma para mañana a las 13:30: llamar a mamá."


@pytest.mark.parametrize("text", ["sí", "cuéntame un chiste", "pon la mesa", "no borres nada", "what time is it"])
def test_what_is_no_request_starts_nothing(home: Home, text: str) -> None:
    before = sorted(home.path.rglob("*.*"))
    assert home.ask.reply(text) == "Lo siento, no sé cómo hacer eso."
    assert sorted(home.path.rglob("*.*")) == before or home.has(".local/share")
