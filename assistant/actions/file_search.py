"""Searching a folder tree for files by name, kind and date: a plain blocking function that can be called off.

Hidden folders, trees that programs made for themselves, and links to folders are not entered, so there are no loops.
"""

import heapq
import os
import re
import stat
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal, get_args

from rapidfuzz import fuzz

Kind = Literal[
    "any",
    "file",
    "document",
    "picture",
    "music",
    "video",
    "spreadsheet",
    "presentation",
    "archive",
    "pdf",
    "text",
    "folder",
]

_ENDINGS: dict[str, str] = {
    "document": ".doc .docx .odt .rtf .pdf .txt .md .tex .epub .pages .ods .xls .xlsx .csv .odp .ppt .pptx",
    "picture": ".jpg .jpeg .png .gif .bmp .webp .tif .tiff .svg .heic .avif .ico .raw .cr2 .nef",
    "music": ".mp3 .flac .ogg .oga .opus .wav .m4a .aac .wma .aiff .mid",
    "video": ".mp4 .mkv .webm .avi .mov .wmv .mpg .mpeg .m4v .ogv .flv",
    "spreadsheet": ".ods .xls .xlsx .csv .tsv .numbers",
    "presentation": ".odp .ppt .pptx .key",
    "archive": ".zip .tar .gz .tgz .bz2 .xz .zst .7z .rar .iso .deb .rpm",
    "pdf": ".pdf",
    "text": ".txt .md .rst .log .csv .tsv .json .yaml .yml .toml .ini .conf .xml .html .tex",
}
ENDINGS = {kind: frozenset(endings.split()) for kind, endings in _ENDINGS.items()}

# Made by package managers and compilers, full of files that nobody wrote or looks for.
_SKIPPED_FOLDERS = frozenset({"node_modules", "bower_components", "site-packages", "__pycache__", "lost+found"})
# Files that mark a whole folder as such: a virtual environment, and a cache (Cache Directory Tagging Specification).
_SKIPPED_MARKERS = frozenset({"pyvenv.cfg", "CACHEDIR.TAG"})

_ASCII_WORDS = re.compile(r"[a-z0-9]+")
_WORDS = re.compile(r"[^\W_]+")

# A word of four letters with one wrong scores 75, of six 83, of eight 88.
_FUZZY_SCORE = 80
_FUZZY_MIN_CHARS = 4


@dataclass(frozen=True, slots=True)
class FileQuery:
    """What is looked for. Every word must occur in the name; a bound is itself included.

    Attributes:
        since_s: Changed at this time or later, in Unix seconds.
        until_s: Changed at this time or earlier.
        least_bytes: At least this big; a folder's size is not looked at.
        most_bytes: At most this big.
    """

    words: tuple[str, ...] = ()
    kind: Kind = "any"
    since_s: float = float("-inf")
    until_s: float = float("inf")
    least_bytes: int = 0
    most_bytes: float = float("inf")

    def fits_status(self, status: os.stat_result) -> bool:
        """Tell whether the date and, of what is no folder, the size are as wanted."""
        if not self.since_s <= status.st_mtime <= self.until_s:
            return False
        return stat.S_ISDIR(status.st_mode) or self.least_bytes <= status.st_size <= self.most_bytes

    @property
    def is_bounded(self) -> bool:
        """Tell whether a date or a size is asked for, so that more than a name has to be looked at."""
        return self.is_about_size or self.since_s > float("-inf") or self.until_s < float("inf")

    @property
    def is_about_size(self) -> bool:
        """Tell whether a size is asked for; a folder has none of its own."""
        return self.least_bytes > 0 or self.most_bytes < float("inf")


@dataclass(frozen=True, slots=True, order=True)
class FoundFile:
    """A file or folder that fits; ordered by the time of its last change."""

    modified_s: float
    path: Path
    size_bytes: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The newest that fit, newest first; `count` is how many fit altogether, among what was looked at."""

    newest: Sequence[FoundFile]
    count: int
    is_complete: bool


class _Newest:
    """The newest few of all that were added."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[FoundFile] = []
        self.count = 0

    def add(self, found: FoundFile) -> None:
        self.count += 1
        if len(self._heap) < self._limit:
            heapq.heappush(self._heap, found)
        else:
            heapq.heappushpop(self._heap, found)

    def sorted(self) -> list[FoundFile]:
        return sorted(self._heap, reverse=True)


def search(
    root: Path, query: FileQuery, limit: int, is_cancelled: Callable[[], bool], time_limit_s: float
) -> SearchResult:
    """Return what fits `query` below `root`; names that hold the very words win over names that only resemble them.

    Args:
        root: The folder to search; it is not itself found.
        query: What is looked for.
        limit: At most so many files are returned.
        is_cancelled: Asked once a folder; when true the search ends with what it has.
        time_limit_s: The search ends after this time with what it has.
    """
    stop_s = time.monotonic() + time_limit_s
    exact, similar = _Newest(limit), _Newest(limit)
    is_complete = True
    for _folder, entries in folders_below(str(root)):
        if is_cancelled() or time.monotonic() > stop_s:
            is_complete = False
            break
        for entry in entries:
            _sort_in(entry, query, exact, similar)
    chosen = exact if exact.count else similar
    return SearchResult(chosen.sorted(), chosen.count, is_complete)


def plain(text: str) -> str:
    """Return `text` in small letters without accents, words separated by single spaces."""
    if text.isascii():
        return " ".join(_ASCII_WORDS.findall(text.lower()))
    # Decomposed before as well as after: ornate capitals have no small form of their own.
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(_WORDS.findall("".join(c for c in letters if not unicodedata.combining(c))))


def joined(text: str) -> str:
    """Return `text` as `plain` does, without spaces: however its words are parted, it is the same name."""
    return plain(text).replace(" ", "")


def query_words(name: str) -> tuple[str, ...]:
    """Return the words of a spoken file name."""
    return tuple(plain(name).split())


def folders_below(root: str) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Yield each folder with its visible entries, breadth first, so that what lies near the top is found in time."""
    waiting = [root]
    for folder in waiting:
        try:
            with os.scandir(folder) as listing:
                entries = [entry for entry in listing if not entry.name.startswith(".")]
        except OSError:  # unreadable, or gone by now
            continue
        if _SKIPPED_MARKERS.isdisjoint(entry.name for entry in entries):
            yield folder, entries
            waiting.extend(entry.path for entry in entries if is_folder(entry) and entry.name not in _SKIPPED_FOLDERS)


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell whether the entry is a folder, and no link to one."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _sort_in(entry: os.DirEntry[str], query: FileQuery, exact: _Newest, similar: _Newest) -> None:
    if not _fits_kind(entry, query):
        return
    likeness = likeness_of_words(plain(entry.name), query.words) if query.words else 2
    if likeness == 0 or (likeness == 1 and exact.count):
        return
    try:
        status = entry.stat()
    except OSError:  # a link to nothing, or gone by now
        return
    if query.fits_status(status):
        found = FoundFile(status.st_mtime, Path(entry.path), status.st_size)
        (exact if likeness == 2 else similar).add(found)


def _fits_kind(entry: os.DirEntry[str], query: FileQuery) -> bool:
    if is_folder(entry):
        # A folder is found when it is asked for or named; its date is only that of its latest entry.
        is_wanted = query.kind == "folder" or (query.kind == "any" and bool(query.words))
        return is_wanted and not query.is_about_size
    return has_kind(entry.name, query.kind)


def has_kind(name: str, kind: Kind) -> bool:
    """Tell whether a file, which is no folder, is of this kind by its name."""
    return kind in ("any", "file") or PurePath(name).suffix.lower() in ENDINGS.get(kind, ())


def likeness_of_words(text: str, words: Sequence[str]) -> Literal[0, 1, 2]:
    """Return 2 if every word occurs in a name's plain text, 1 if every word resembles one of its words, else 0."""
    missing = [word for word in words if word not in text]
    if not missing:
        return 2
    parts = text.split()
    return 1 if all(_resembles(word, parts) for word in missing) else 0


def _resembles(word: str, parts: Sequence[str]) -> bool:
    return len(word) >= _FUZZY_MIN_CHARS and any(fuzz.ratio(word, part) >= _FUZZY_SCORE for part in parts)


assert set(get_args(Kind)) == ENDINGS.keys() | {"any", "file", "folder"}
