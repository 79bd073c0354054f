"""Slots of requests about files: what is meant, where it goes, and what it shall be called."""

from collections.abc import Mapping
from functools import partial

from assistant.understanding.readers.moments import period_args
from assistant.understanding.readers.scope import Args, Readers, Scope, Words, as_said, dictate, line
from assistant.understanding.recogniser import Match
from assistant.understanding.references import read_reference
from assistant.understanding.request import Request
from assistant.understanding.slots.file_words import file_name, has_ending
from assistant.understanding.slots.files import Allowed, Description, FileParser
from assistant.understanding.tables import Yaml

FILE_SLOTS = frozenset({"what", "sought", "folder", "dest", "called", "about"})

_LONGEST_NAME_CHARS = 200


def file_readers(scope: Scope) -> Readers:
    """Return the readers of slots of files.

    A template's metadata may hold: `any_name`, any words are a name; `bare`, a sort of thing alone will do; `folders`,
    a well-known folder may be meant itself; `no_folder`, no folder may be meant, `no_named_folder`, none
    that has a name; `kind_needed`, a sort of thing must be
    said; `kind_first`, no name stands before it; `short_name`, the name holds no word that leads to a folder;
    `known_folder`, a folder must be known to be one; `ending`, a name needs its ending, unless a file is called so.
    """
    reader = _Files(scope)
    return {
        "what": reader.what,
        "sought": reader.sought,
        "folder": partial(reader.folder, "folder"),
        "dest": partial(reader.folder, "to"),
        "called": reader.called,
        "about": reader.about,
    }


def goes_on(slot: str, words: Words, match: Match, request: Request, scope: Scope) -> bool:
    """Tell whether a slot of files at the end of a request ends in a name that might go on."""
    if slot in ("what", "sought"):
        found = _Files(scope).described(words, match, request)
        return found is None or found.ends_in_name
    return slot == "about" or (slot == "called" and not has_ending(dictate(request)(words), scope.lexicon.files))


class _Files:
    def __init__(self, scope: Scope) -> None:
        self._words = scope.lexicon.files
        self._names = scope.names
        self._is_known = lambda said: scope.names("file").holds(said)
        self._references = scope.lexicon.references
        self._parser = FileParser(self._words, scope.lexicon.dates, scope.now.date())

    def what(self, words: Words, match: Match, request: Request) -> Args | None:
        if self._refers(words):
            return {"what": {"name": line(words)}}
        found = self.described(words, match, request)
        if found is None:
            return None
        if match.flags.get("short_name") and self._leads_on(words):
            return None
        return {"what": _selection(found)}

    def sought(self, words: Words, match: Match, request: Request) -> Args | None:
        """Return what is looked for; for a search any file will do that is called a file."""
        if self._refers(words):
            return {"name": line(words)}
        found = self.described(words, match, request)
        if found is None:
            return None
        args = {name: value for name, value in _selection(found).items() if name != "every"}
        kind = "any" if found.kind in ("", "file") else found.kind
        return {"since": "", "until": "", "name": "", **args, "kind": kind}

    def _leads_on(self, words: Words) -> bool:
        """Return whether there is a word among them that leads from one thing to another."""
        leading = self._words.within | self._words.joints | self._words.loosely_dated
        return any(word.text in leading for word in words[:-1])

    def _refers(self, words: Words) -> bool:
        """Return whether the words stand for something said before, which only the conversation knows."""
        return read_reference(line(words), self._references) is not None

    def described(self, words: Words, match: Match, request: Request) -> Description | None:
        flags = match.flags
        allowed = Allowed(
            any_name=bool(flags.get("any_name")),
            folders=bool(flags.get("folders")),
            loose_folders=not flags.get("known_folder"),
            is_known=self._is_known,
        )
        found = self._parser.description(words, partial(as_said, request=request), allowed)
        return found if found and _is_wanted(found, flags) else None

    def folder(self, name: str, words: Words, match: Match, request: Request) -> Args | None:
        if self._refers(words):
            return {name: line(words)}
        is_there = (self._names("file").exact(line(self._bare(words))) or "").endswith("/")
        is_loose = is_there or not match.flags.get("known_folder")
        folder = self._parser.folder(words, partial(as_said, request=request), is_loose=is_loose)
        return {name: folder} if folder else None

    def _bare(self, words: Words) -> Words:
        """Return words without an article before them."""
        return words[1:] if len(words) > 1 and words[0].text in self._words.determiners else words

    def called(self, words: Words, match: Match, request: Request) -> Args | None:
        """Return a name that is given to something."""
        name = file_name(words, dictate(request), self._words)
        is_short = not match.flags.get("short_name") or not self._leads_on(words)
        if not name or len(name) > _LONGEST_NAME_CHARS or not is_short:
            return None
        return None if match.flags.get("ending") and not has_ending(name, self._words) else {"name": name}

    def about(self, words: Words, _match: Match, request: Request) -> Args | None:
        about = dictate(request)(words)
        return {"about": about} if about else None


def _is_wanted(found: Description, flags: Mapping[str, Yaml]) -> bool:
    if flags.get("kind_first") and found.has_name_first:
        return False
    if flags.get("kind_needed") and not found.kind and not found.is_known:
        return False
    if found.kind == "folder" and (flags.get("no_folder") or (flags.get("no_named_folder") and found.name)):
        return False
    has_ending = not found.ends_in_name or found.is_known
    if flags.get("ending") and (found.every or not has_ending or not found.name):
        return False
    return bool(found.name or found.has_bounds or flags.get("bare"))


def _selection(found: Description) -> Args:
    """Return a description as an action takes it, without what it says nothing of."""
    said: Args = {
        "name": found.name,
        "kind": found.kind,
        "folder": found.folder,
        **(period_args(found.period) if found.period else {}),
        "over_bytes": found.over_bytes,
        "under_bytes": found.under_bytes,
        "every": found.every,
    }
    return {name: value for name, value in said.items() if value}
