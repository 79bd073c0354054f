from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

import pytest

from assistant.understanding.grammar import GrammarInterpreter

APPS = [
    ("Firefox", "firefox.desktop"),
    ("LibreOffice Writer", "writer.desktop"),
    ("LibreOffice Calc", "calc.desktop"),
    ("Text Editor", "editor.desktop"),
    ("Browser", "browser.desktop"),
    ("Terminal", "terminal.desktop"),
    ("Calculator", "calculator.desktop"),
    ("7-Zip", "7zip.desktop"),
    ("Visual Studio Code", "code.desktop"),
]
# What a desktop in another language calls its applications.
NAMES = {
    "de": [("Texteditor", "editor.desktop"), ("Taschenrechner", "calculator.desktop")],
    "es": [
        ("Navegador", "browser.desktop"),
        ("Editor de texto", "editor.desktop"),
        ("Calculadora", "calculator.desktop"),
    ],
}


class FixedClock:
    def now(self) -> datetime:
        return datetime(2025, 11, 19, 17, 30).astimezone()  # a Wednesday

    def monotonic_s(self) -> float:
        return 0.0


class ListedNames:
    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.pairs = pairs

    def names(self) -> Sequence[tuple[str, str]]:
        return self.pairs


@pytest.fixture(scope="session")
def make() -> Callable[[Sequence[tuple[str, str]]], GrammarInterpreter]:
    return lambda pairs: GrammarInterpreter(["en"], {"app": ListedNames(pairs)}, FixedClock())


@pytest.fixture(scope="session")
def grammar(make) -> GrammarInterpreter:
    return make(APPS)


@pytest.fixture(scope="session")
def grammar_of() -> Callable[[str], GrammarInterpreter]:
    """Return what gives the grammar of a language, built once."""

    @cache
    def build(language: str) -> GrammarInterpreter:
        apps = ListedNames([*NAMES.get(language, ()), *APPS])
        names = {"app": apps, "site": ListedNames([("YouTube", "youtube")])}
        return GrammarInterpreter([language], names, FixedClock())

    return build


@pytest.fixture
def listed_names() -> ListedNames:
    return ListedNames(APPS)


@pytest.fixture
def fixed_clock() -> FixedClock:
    return FixedClock()
