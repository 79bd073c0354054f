"""Slots that name what runs on the machine: processes, services and packages."""

from assistant.understanding.readers.scope import Args, Readers, Scope, Words, as_said, line
from assistant.understanding.recogniser import Match
from assistant.understanding.references import read_reference
from assistant.understanding.request import Request

_LONGEST_NAME_WORDS = 4


def machine_readers(scope: Scope) -> Readers:
    """Return the readers of names of processes, services and packages.

    A template's metadata may hold: `running`, the name must be one of something that runs now; `application`, that of
    an application; `counted`, only "the second one" and its like will do.
    """
    return {
        "pid": lambda words, _match, _request: _number(words),
        "process": lambda words, match, request: _name("process", words, match, request, scope),
        "service": lambda words, match, request: _name("service", words, match, request, scope),
        "package": lambda words, match, request: _name("package", words, match, request, scope),
        "purpose": lambda words, _match, request: {"purpose": request.dictated(words, is_verbatim=False)},
    }


def _number(words: Words) -> Args | None:
    """Return the number of a process; a recogniser may write it in groups."""
    said = line(words).replace(" ", "")
    return {"process": said} if said.isdecimal() else None


def _name(slot: str, words: Words, match: Match, request: Request, scope: Scope) -> Args | None:
    """Return the words as they were said, or the word that stands for something said before."""
    said, name = line(words), as_said(words, request)
    reference = read_reference(said, scope.lexicon.references)
    if reference or name.startswith("/"):  # a path stands for what is referred to
        is_wanted = reference is None or reference.kind == "nth" or not match.flags.get("counted")
        return {slot: said if reference else name} if is_wanted else None
    if match.flags.get("counted") or len(words) > _LONGEST_NAME_WORDS:
        return None
    if match.flags.get("running"):
        return {slot: name} if scope.names("process").exact(said) is not None else None
    if match.flags.get("application"):
        return {slot: name} if scope.names("app").find(said) is not None else None
    return {slot: name} if scope.lexicon.no_name.isdisjoint(word.text for word in words) else None
