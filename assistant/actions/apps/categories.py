"""What people call sorts of programs, and which program of a sort the user has chosen to be the usual one.

Sources: Desktop Menu Specification 1.1, the registered categories; MIME Applications Specification 1.0.2.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.actions.apps.key_file import read_group

_FILE = Path(__file__).with_name("categories.toml")
_CHOICES = "mimeapps.list"


@dataclass(frozen=True, slots=True)
class Category:
    """One sort of program.

    Attributes:
        words: What it is called, by language.
        opens: The MIME type that the usual program of this sort opens; empty where there is no such choice.
    """

    words: Mapping[str, Sequence[str]]
    opens: str


@cache
def known_categories() -> Mapping[str, Category]:
    """Return the categories that have names, by their registered name."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: Category({key: words for key, words in table.items() if key != "opens"}, table.get("opens", ""))
        for name, table in tables.items()
    }


def spoken_categories(categories: Collection[str], languages: Sequence[str]) -> Iterator[str]:
    """Yield what programs of these categories are called in each wanted language."""
    for name, category in known_categories().items():
        if name in categories:
            for language in languages:
                yield from category.words.get(language, ())


def choice_files(folders: Sequence[Path], desktops: Collection[str]) -> list[Path]:
    """Return the files in which a choice may be written, the most important first; they need not exist.

    Args:
        folders: `XDG_CONFIG_HOME`, `XDG_CONFIG_DIRS` and the folders `applications` of data, the most important first.
        desktops: What the session calls itself.
    """
    names = [*(f"{desktop.lower()}-{_CHOICES}" for desktop in desktops), _CHOICES]
    return [folder / name for folder in folders for name in names]


def chosen_apps(files: Sequence[Path]) -> Mapping[str, Sequence[str]]:
    """Return the desktop ids that were chosen for each MIME type, the most important first."""
    chosen: dict[str, list[str]] = {}
    for file in files:
        try:
            choices = read_group(file, "Default Applications")
        except (OSError, UnicodeDecodeError):
            continue
        for mime_type, desktop_ids in choices.items():
            chosen.setdefault(mime_type, []).extend(item for item in desktop_ids.split(";") if item)
    return chosen
