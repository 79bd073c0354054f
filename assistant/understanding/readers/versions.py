"""Slots of version control: names of branches as they are spoken, and messages of commits."""

import re

from assistant.understanding.readers.scope import Args, Readers, Scope, Words
from assistant.understanding.recogniser import Match
from assistant.understanding.request import Request

_LONGEST_BRANCH_WORDS = 8
_QUOTES = "\"'“”„«»"


def version_readers(scope: Scope) -> Readers:
    """Return the readers of branches and messages."""
    reader = _Versions(scope)
    return {"branch": reader.branch, "message": reader.message}


class _Versions:
    def __init__(self, scope: Scope) -> None:
        self._lexicon = scope.lexicon

    def branch(self, words: Words, _match: Match, request: Request) -> Args | None:
        """Return a name as it was typed in one piece, or put together: "feature slash login page"."""
        typed = request.source[words[0].start : words[-1].end].strip(f" \t,;:!?.{_QUOTES}")
        if not re.search(r"\s", typed):
            return {"branch": typed} if typed else None
        if len(words) > _LONGEST_BRANCH_WORDS or words[0].text in self._lexicon.files.determiners:
            return None
        signs = self._lexicon.address_signs
        name = "-".join(signs.get(word.text, word.said or word.text) for word in words)
        # A sign needs no dash round it.
        return {"branch": re.sub(r"-*([^\w-])-*", r"\1", name)}

    def message(self, words: Words, _match: Match, request: Request) -> Args | None:
        message = request.dictated(words, is_verbatim=False).strip(_QUOTES)
        return {"message": message} if message else None
