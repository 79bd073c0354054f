"""The installed applications, by what people call them."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from rapidfuzz import fuzz, process

from assistant.actions.apps.categories import choice_files, chosen_apps, known_categories
from assistant.actions.apps.desktop_entry import DesktopEntry, read_entry
from assistant.actions.file_search import plain
from assistant.kernel.clock import Clock

REFRESH_S = 1.0
# "fire fox" and "fierfox" reach Firefox; "photos" must not reach "Photoshop", which scores 80.
MIN_LIKENESS = 85


class AppIndex:
    """Reads desktop entries and finds applications by name. Implements `NameSource`. Used from the core's loop only.

    The folders are looked at again at most once a second, and files are read only when a folder or what the user chose
    has changed: package managers and editors replace files, which changes the folder.

    Args:
        data_folders: `XDG_DATA_HOME` and then `XDG_DATA_DIRS`; the first that has an entry wins.
        languages: Languages that names are wanted in, the most wanted first.
        desktops: What the session calls itself.
        config_folders: `XDG_CONFIG_HOME` and then `XDG_CONFIG_DIRS`: where the usual program of a sort is chosen.
    """

    def __init__(
        self,
        data_folders: Sequence[Path],
        clock: Clock,
        languages: Sequence[str] = ("en",),
        desktops: Collection[str] = (),
        config_folders: Sequence[Path] = (),
    ) -> None:
        self._roots = [folder / "applications" for folder in data_folders]
        self._clock = clock
        self._languages = languages
        self._desktops = desktops
        self._choices = choice_files([*config_folders, *self._roots], desktops)
        self._looked_s = float("-inf")
        self._seen: Mapping[Path, int] | None = None
        self._entries: Mapping[str, DesktopEntry] = {}
        self._names: Sequence[tuple[str, str]] = []
        self._words: Mapping[str, str] = {}

    def names(self) -> Sequence[tuple[str, str]]:
        """Return (as spoken, desktop id) pairs; the same list while nothing changed."""
        self._refresh()
        return self._names

    def entries(self) -> Sequence[DesktopEntry]:
        """Return all applications."""
        self._refresh()
        return tuple(self._entries.values())

    def find(self, words: str) -> DesktopEntry | None:
        """Return the application with this desktop id, or that `words` most likely mean; None if nothing comes near."""
        self._refresh()
        if words in self._entries:
            return self._entries[words]
        wanted = plain(words)
        if not wanted:
            return None
        known = self._words.get(wanted) or self._containing(wanted.split()) or self._resembling(wanted)
        return self._entries[known] if known else None

    def _containing(self, wanted: Sequence[str]) -> str | None:
        """Return the application with the shortest name that has all the words: "chrome" for "Google Chrome"."""
        named = [(len(name), app) for name, app in self._names if set(wanted) <= set(plain(name).split())]
        return min(named, default=(0, None))[1]

    def _resembling(self, wanted: str) -> str | None:
        """Return the application whose name was misheard or misspelt as `wanted`."""
        joined = {plain(name).replace(" ", ""): app for name, app in reversed(self._names)}
        best = process.extractOne(wanted.replace(" ", ""), list(joined), scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS)
        return joined[best[0]] if best else None

    def _refresh(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s - self._looked_s < REFRESH_S:
            return
        self._looked_s = now_s
        if self._seen is not None and self._seen == _times(self._seen):
            return
        folders = [folder for root in self._roots for folder in _tree(root)]
        self._seen = _times([*self._roots, *folders, *self._choices])
        self._entries = self._read()
        names = _spoken_names(self._entries.values(), chosen_apps(self._choices))
        if names != self._names:
            self._names = names
        self._words = _all_words(names, self._entries.values())

    def _read(self) -> dict[str, DesktopEntry]:
        found: dict[str, DesktopEntry | None] = {}
        for root in self._roots:
            for path in (path for folder in _tree(root) for path in sorted(folder.glob("*.desktop"))):
                desktop_id = "-".join(path.relative_to(root).parts)
                # An entry that hides itself also hides those of later folders.
                if desktop_id not in found:
                    found[desktop_id] = read_entry(path, desktop_id, self._languages, self._desktops)
        return {desktop_id: entry for desktop_id, entry in found.items() if entry}


def _spoken_names(entries: Collection[DesktopEntry], chosen: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return each name once: proper names before kinds of program, and the first application that claims it.

    Args:
        entries: All applications.
        chosen: By MIME type, the desktop ids that the user prefers; they claim their kind first.
    """
    names: dict[str, tuple[str, str]] = {}
    for entry in entries:
        for name in entry.names:
            names.setdefault(plain(name), (name, entry.desktop_id))
    for entry in sorted(entries, key=partial(_place, chosen)):
        for name in entry.kinds:
            names.setdefault(plain(name), (name, entry.desktop_id))
    names.pop("", None)
    return list(names.values())


def _place(chosen: Mapping[str, Sequence[str]], entry: DesktopEntry) -> float:
    """Return which one an application is among those that the user chose for its sort; infinite if none."""
    places = (
        ids.index(entry.desktop_id)
        for name in entry.categories
        if (category := known_categories().get(name)) and entry.desktop_id in (ids := chosen.get(category.opens, ()))
    )
    return min(places, default=math.inf)


def _all_words(names: Sequence[tuple[str, str]], entries: Collection[DesktopEntry]) -> dict[str, str]:
    """Map every name and keyword to its application; keywords are looked up but too vague to be expected in speech."""
    words = {plain(name): desktop_id for name, desktop_id in names}
    for entry in entries:
        for keyword in entry.keywords:
            words.setdefault(plain(keyword), entry.desktop_id)
    return words


def _tree(root: Path) -> Iterator[Path]:
    """Yield `root` and the folders below it; nothing if it does not exist."""
    if root.is_dir():
        yield root
        yield from sorted(path for path in root.rglob("*") if path.is_dir() and not path.is_symlink())


def _times(folders: Collection[Path] | Mapping[Path, int]) -> dict[Path, int]:
    return {folder: _changed_ns(folder) for folder in folders}


def _changed_ns(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
