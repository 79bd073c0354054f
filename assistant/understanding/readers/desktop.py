"""Slots that name what is on the desktop: windows and media players."""

from assistant.understanding.readers.scope import Args, Readers, Scope, Words, line
from assistant.understanding.recogniser import Match
from assistant.understanding.request import Request

_LONGEST_UNKNOWN_WORDS = 5
_LONGEST_PLAYER_WORDS = 3


def desktop_readers(scope: Scope) -> Readers:
    """Return the readers of windows' and players' names."""
    return {
        "window": lambda words, match, request: _window(words, match, request, scope),
        "player": lambda words, match, request: _player(words, match, request, scope),
    }


def _window(words: Words, match: Match, request: Request, scope: Scope) -> Args | None:
    """Return the words: which of several windows is meant, only a look at them can tell.

    A template may take open windows alone (`open_only`), or any name, since it says itself that it is a window's
    (`any_name`).
    """
    said = line(words)
    if scope.names("window").find(said) is not None:
        return {"window": said}
    if match.flags.get("open_only"):
        return None
    if scope.names("app").find(said) is not None:
        return {"window": said}
    is_name = bool(match.flags.get("any_name")) and _is_name(words, scope, _LONGEST_UNKNOWN_WORDS)
    return {"window": request.dictated(words, is_verbatim=False)} if is_name else None


def _player(words: Words, match: Match, request: Request, scope: Scope) -> Args | None:
    """Return the words of an installed application, or any name if the template allows it."""
    if scope.names("app").find(line(words)) is None:
        if not match.flags.get("any_name") or not _is_name(words, scope, _LONGEST_PLAYER_WORDS):
            return None
        return {"player": request.dictated(words, is_verbatim=False)}
    return {"player": line(words)}


def _is_name(words: Words, scope: Scope, longest: int) -> bool:
    return len(words) <= longest and scope.lexicon.no_name.isdisjoint(word.text for word in words)
