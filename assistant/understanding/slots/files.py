"""Files and folders as people describe them: "report.pdf in Documents", "all PDFs from last week", "the Photos folder".

A description is read from its ends inwards: what bounds it (a folder, a date, a size) is taken off the end, and what is
left must be a name, a sort of thing, or both. Which words mean what is data of the language.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.understanding.slots.dates import DateParser, Period
from assistant.understanding.slots.file_words import QUOTES, Dictate, FileWords, file_name, has_ending
from assistant.understanding.slots.numbers import parse_number
from assistant.understanding.words import Word

Words = Sequence[Word]

_MOST_BOUNDS = 4
_LONGEST_BOUND = 12
_LONGEST_KIND = 3
# A folder that is only a name is believed to be one when it is as short as folders' names are.
_LONGEST_LOOSE_FOLDER = 3
_LONGEST_NAME = 12


@dataclass(frozen=True, slots=True)
class Description:
    """What was described; the fields are those of a selection.

    Attributes:
        kind: Empty where none was said.
        ends_in_name: Its last words are a name that could go on.
        has_name_first: The name stands before the kind: "the budget spreadsheet".
        is_known: Some file is called so.
    """

    name: str = ""
    kind: str = ""
    folder: str = ""
    period: Period | None = None
    over_bytes: int = 0
    under_bytes: int = 0
    every: bool = False
    ends_in_name: bool = False
    has_name_first: bool = False
    is_known: bool = False

    @property
    def has_bounds(self) -> bool:
        """Tell whether a folder, a date or a size is asked for."""
        return bool(self.folder or self.period or self.over_bytes or self.under_bytes)


NOTHING = Description()


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a sentence takes besides clear descriptions.

    Attributes:
        any_name: Any words are a name, because the sentence itself can only be about files.
        folders: A well-known folder may be meant itself without being called a folder.
        loose_folders: "in" may be followed by any few words as a folder's name.
        is_known: Returns whether some file is called so: then the words are a name, whatever the sentence is about.
    """

    any_name: bool = False
    folders: bool = False
    loose_folders: bool = True
    is_known: Callable[[str], bool] = lambda _words: False


class FileParser:
    """Reads descriptions of one language on one day."""

    def __init__(self, known: FileWords, dates: DateParser, today: date) -> None:
        self._known = known
        self._dates = dates
        self._today = today

    # ------------------------------------------------------------------------------------------------------- folders

    def folder(self, words: Words, dictate: Dictate, *, is_loose: bool) -> str | None:
        """Return the folder that `words` name, as actions take it; None if they name none.

        Args:
            words: What was said.
            dictate: Gives it back as it was said.
            is_loose: Any few words are a folder's name; else it must be well known, a path, or called a folder.
        """
        path = _path(words, dictate)
        if path:
            return path
        words = self._without(words, self._known.determiners)
        if not words or _line(words) in self._known.trash:
            return None
        for at in range(1, len(words) - 1):
            is_link = (
                at == 1 and words[0].text in self._known.folder_nouns and words[1].text in self._known.folder_links
            )
            if words[at].text in self._known.within and not is_link:
                is_certain = is_loose or self._is_called_folder(words[:at])
                inner = self.folder(words[:at], dictate, is_loose=True) if is_certain else None
                outer = self.folder(words[at + 1 :], dictate, is_loose=True)
                return f"{outer}/{inner}" if inner and outer else None
        return self._one_folder(words, dictate, is_loose=is_loose)

    def _one_folder(self, words: Words, dictate: Dictate, *, is_loose: bool) -> str | None:
        is_called = self._is_called_folder(words)
        if is_called:
            is_first = words[0].text in self._known.folder_nouns
            linked = self._known.called | (self._known.folder_links if is_first else frozenset())
            words = self._without(words[1:] if is_first else words[:-1], linked)
        known = self._known.folders.get(_line(words))
        if known or not words or not (is_called or (is_loose and self._may_be_folder(words))):
            return known or _path(words, dictate) or None
        name = file_name(words, dictate, self._known)
        is_several = not self._known.joints.isdisjoint(word.text for word in words)
        return None if is_several or has_ending(name, self._known) else name

    def _may_be_folder(self, words: Words) -> bool:
        """Tell whether words are believed to be a folder's name without being called one."""
        is_something_else = self._is_vague(words) or self._period(words) or self._size_bytes(_line(words))
        return len(words) <= _LONGEST_LOOSE_FOLDER and not is_something_else

    def _is_called_folder(self, words: Words) -> bool:
        return len(words) > 1 and not self._known.folder_nouns.isdisjoint((words[0].text, words[-1].text))

    # -------------------------------------------------------------------------------------------------- descriptions

    def description(self, words: Words, dictate: Dictate, allowed: Allowed) -> Description | None:
        """Return what `words` describe; None if that is no file or folder."""
        found: Description | None = None
        for head, bounds in self._taken_apart(words, dictate, allowed):
            read = self._head(head, dictate, allowed)
            if read is not None and not _is_of(found, read):
                found = replace(
                    read,
                    folder=bounds.folder,
                    period=bounds.period or read.period,
                    over_bytes=bounds.over_bytes,
                    under_bytes=bounds.under_bytes,
                    ends_in_name=read.ends_in_name and bounds == NOTHING,
                )
        return found

    def _taken_apart(self, words: Words, dictate: Dictate, allowed: Allowed) -> Iterator[tuple[Words, Description]]:
        """Yield the words with none, one, and more of the bounds at their end taken off."""
        bounds = NOTHING
        yield words, bounds
        for _ in range(_MOST_BOUNDS):
            taken = self._taken_off(words, bounds, dictate, allowed)
            if taken is None:
                return
            words, bounds = taken
            yield words, bounds

    def _taken_off(
        self, words: Words, bounds: Description, dictate: Dictate, allowed: Allowed
    ) -> tuple[Words, Description] | None:
        """Return the words without the longest bound at their end, and that bound added to those found before."""
        for start in range(max(1, len(words) - _LONGEST_BOUND), len(words)):
            read = self._bound(words[start:], dictate, allowed)
            if read is not None and not _clash(read, bounds):
                both = replace(
                    bounds,
                    folder=bounds.folder or read.folder,
                    period=bounds.period or read.period,
                    over_bytes=bounds.over_bytes or read.over_bytes,
                    under_bytes=bounds.under_bytes or read.under_bytes,
                )
                return words[:start], both
        return None

    def _bound(self, words: Words, dictate: Dictate, allowed: Allowed) -> Description | None:
        """Return what words at the end of a description bound it by."""
        words = self._unclosed(words)
        line = _line(words)
        for phrase in _beginnings(line, self._known.within):
            rest = words[len(phrase.split()) :]
            # "from" may as well begin a date or a name; what it is followed by must be a folder beyond doubt.
            is_format = phrase in self._known.formats and rest[0].text in self._known.kinds
            is_loose = allowed.loose_folders and phrase not in self._known.dated and not is_format
            folder = self.folder(rest, dictate, is_loose=is_loose)
            if folder:
                return Description(folder=folder)
        for phrase in _beginnings(line, self._known.over):
            size = self._size_bytes(line[len(phrase) + 1 :])
            if size:
                return Description(over_bytes=size)
        for phrase in _beginnings(line, self._known.under):
            size = self._size_bytes(line[len(phrase) + 1 :])
            if size:
                return Description(under_bytes=size)
        period = self._dated(line, self._known.dated)
        return Description(period=period) if period else None

    def _unclosed(self, words: Words) -> Words:
        """Return the words without those at their end that mean nothing."""
        while len(words) > 1 and words[-1].text in self._known.closing:
            words = words[:-1]
        return words

    def _dated(self, line: str, before: frozenset[str]) -> Period | None:
        for phrase in _beginnings(line, before):
            period = self._dates.parse_period(line[len(phrase) + 1 :], self._today)
            if period:
                return period
        return self._dates.parse_open_period(line, self._today)

    def _size_bytes(self, line: str) -> int:
        number, _, unit = line.partition(" ")
        amount = parse_number(number) or (1.0 if number in self._known.determiners else 0.0)
        return round(amount * self._known.units_bytes.get(unit, 0))

    # ---------------------------------------------------------------------------------------------------------- head

    def _head(self, words: Words, dictate: Dictate, allowed: Allowed) -> Description | None:
        """Return what words without bounds describe."""
        path = _path(words, dictate)
        if path:
            return Description(name=path)
        if _line(words) in self._known.everything:
            return Description(every=True)
        every, words = self._quantified(words)
        if not words or len(words) > _LONGEST_NAME:
            return None
        known = self._known.folders.get(_line(words))
        if known and allowed.folders:
            return Description(name=known, kind="folder")
        found = self._kind_first(words, dictate) or self._in_format(words, dictate) or self._kind_last(words, dictate)
        if found is None:
            found = self._name_alone(words, dictate, allowed)
        return replace(found, every=found.every or every) if found else None

    def _quantified(self, words: Words) -> tuple[bool, Words]:
        for phrase in _beginnings(_line(words), self._known.every):
            return True, self._without(words[len(phrase.split()) :], self._known.determiners)
        return False, self._without(words, self._known.determiners)

    def _kind_first(self, words: Words, dictate: Dictate) -> Description | None:
        for length in range(min(_LONGEST_KIND, len(words)), 0, -1):
            kind, is_several = self._known.kinds.get(_line(words[:length]), ("", False))
            rest = words[length:]
            if not kind or (rest and rest[0].text in self._known.dots):
                continue
            if not rest:
                return Description(kind=kind, every=is_several)
            period = self._dated(_line(rest), self._known.loosely_dated) or self._period(rest)
            if period:
                return Description(kind=kind, period=period, every=is_several)
            name = self._called(rest, kind)
            # "the picture of my cat" is no name; "the file budget" is, and so is "la hoja de cálculo presupuesto".
            is_bare = self._known.kinds_stand_first and rest[0].text not in self._known.within
            is_named = len(name) < len(rest) or kind in ("file", "folder") or is_bare
            return self._named(name, kind, dictate, is_several=is_several) if is_named else None
        return None

    def _called(self, words: Words, kind: str) -> Words:
        """Return a name without what says that it is one, before or after it."""
        if len(words) > 1 and words[-1].text in self._known.called_last:
            return self._without(words[:-1], self._known.determiners)
        links = self._known.folder_links if kind == "folder" else frozenset()
        return self._without(words, self._known.called | links)

    def _kind_last(self, words: Words, dictate: Dictate) -> Description | None:
        longest = _LONGEST_KIND if self._known.kinds_stand_last else 0
        for length in range(min(longest, len(words) - 1), 0, -1):
            kind, is_several = self._known.kinds.get(_line(words[-length:]), ("", False))
            if kind and words[-length - 1].text not in self._known.dots:
                period = self._period(words[:-length])
                if period:
                    return Description(kind=kind, period=period, every=is_several)
                if self._is_vague(words[:-length]):
                    return None
                named = self._named(words[:-length], kind, dictate, is_several=is_several)
                return replace(named, has_name_first=True, ends_in_name=False) if named else None
        return None

    def _in_format(self, words: Words, dictate: Dictate) -> Description | None:
        """Return what has its sort behind it as a format: "facturas en PDF"."""
        for at in range(1, len(words) - 1):
            kind, _is_several = self._known.kinds.get(_line(words[at + 1 :]), ("", False))
            if kind and words[at].text in self._known.formats and not self._is_vague(words[:at]):
                return self._named(words[:at], kind, dictate, is_several=False)
        return None

    def _named(self, words: Words, kind: str, dictate: Dictate, *, is_several: bool) -> Description | None:
        if not words:
            return None
        known = self._known.folders.get(_line(words)) if kind == "folder" else None
        path = _path(words, dictate)
        name = known or path or file_name(words, dictate, self._known)
        ends_in_name = not (known or path or has_ending(name, self._known))
        return Description(name=name, kind=kind, every=is_several, ends_in_name=ends_in_name)

    def _name_alone(self, words: Words, dictate: Dictate, allowed: Allowed) -> Description | None:
        name = file_name(words, dictate, self._known)
        if has_ending(name, self._known):
            return Description(name=name)
        if name.startswith(".") and len(words) > 1 and words[0].text in self._known.dots:
            return Description(name=name)
        if self._is_vague(words):
            return None
        is_known = allowed.is_known(_line(words))
        # "The file from yesterday" has no name.
        may_be_name = allowed.any_name and not self._dated(_line(words), self._known.dated)
        return Description(name=name, ends_in_name=True, is_known=is_known) if may_be_name or is_known else None

    def _period(self, words: Words) -> Period | None:
        return self._dates.parse_period(_line(words), self._today)

    def _is_vague(self, words: Words) -> bool:
        return all(word.text in self._known.vague or word.text in self._known.determiners for word in words)

    def _without(self, words: Words, phrases: frozenset[str]) -> Words:
        """Return the words without the phrases at their start."""
        while phrase := next(_beginnings(_line(words), phrases), ""):
            words = words[len(phrase.split()) :]
        return words


def _is_of(named: Description | None, bounded: Description) -> bool:
    """Tell whether one folder was named, and not some folder in the one of that name: "la carpeta de Imágenes"."""
    is_folder = named is not None and named.kind == "folder" and bool(named.name)
    return is_folder and bounded == Description(kind="folder")


def _path(words: Words, dictate: Dictate) -> str:
    """Return what was said if it is a path, else nothing."""
    said = dictate(words).strip(QUOTES) if words else ""
    return said if said.startswith(("/", "~/")) else ""


def _beginnings(line: str, phrases: frozenset[str]) -> Iterator[str]:
    """Yield the phrases that `line` begins with and goes on after, the longest first."""
    at = len(line)
    while (at := line.rfind(" ", 0, at)) > 0:
        if line[:at] in phrases:
            yield line[:at]


def _clash(one: Description, other: Description) -> bool:
    """Tell whether both bound the same thing."""
    return bool(
        (one.folder and other.folder)
        or (one.period and other.period)
        or (one.over_bytes and other.over_bytes)
        or (one.under_bytes and other.under_bytes)
    )


def _line(words: Words) -> str:
    return " ".join(word.text for word in words)
