"""Slots that name applications."""

from assistant.understanding.readers.scope import Args, Readers, Scope, Words, line
from assistant.understanding.recogniser import Match
from assistant.understanding.references import read_reference
from assistant.understanding.request import Request

_LONGEST_UNKNOWN_APP_WORDS = 3


def application_readers(scope: Scope) -> Readers:
    """Return the readers of applications' names."""
    return {
        "app": lambda words, match, request: _app(words, match, request, scope),
        "running": lambda words, _match, _request: _running(words, scope),
    }


def _app(words: Words, match: Match, request: Request, scope: Scope) -> Args | None:
    value = scope.names("app").find(line(words))
    if value is not None:
        return {"app": value}
    if read_reference(line(words), scope.lexicon.references) is not None:
        return {"app": line(words)}
    if any("." in word.text or word.text in scope.lexicon.files.dots for word in words):
        return None  # "report.pdf" is a file
    said = request.dictated(words, is_verbatim=False)
    is_name = scope.lexicon.no_name.isdisjoint(word.text for word in words) and not said.startswith(("/", "~"))
    if match.flags.get("known_only") or not is_name or len(words) > _LONGEST_UNKNOWN_APP_WORDS:
        return None
    return {"app": said}


def _running(words: Words, scope: Scope) -> Args | None:
    """Return the words of a known name, or of one that was said before.

    Which of several editors is meant by "the editor", only what runs can tell.
    """
    said = line(words)
    is_name = scope.names("app").find(said) is not None or read_reference(said, scope.lexicon.references) is not None
    return {"app": said} if is_name else None
