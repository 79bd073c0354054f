"""Slots of the web: addresses as they are spoken, pages by name, engines, and what is searched for."""

import re

from assistant.understanding.readers.scope import Args, Readers, Scope, Words, dictate, line
from assistant.understanding.recogniser import Match
from assistant.understanding.references import read_reference
from assistant.understanding.request import Request

_LONGEST_ADDRESS_WORDS = 30
_HOST = re.compile(r"(?:[^\s./:?#@]+\.)+(?P<ending>[^\s./:?#@\d]{2,})(?=$|[/:?#])", re.IGNORECASE)
_HERE = re.compile(r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?=$|[/:])")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:/?/?(?=\D)", re.IGNORECASE)


def web_readers(scope: Scope) -> Readers:
    """Return the readers of slots of the web."""
    reader = _Web(scope)
    return {"address": reader.address, "site": reader.site, "engine": reader.engine, "query": reader.query}


class _Web:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._lexicon = scope.lexicon

    def address(self, words: Words, match: Match, request: Request) -> Args | None:
        """Return an address as it was typed in one piece, or put together from what was spoken."""
        typed = request.source[words[0].start : words[-1].end].strip(" \t,;!?\"'“”<>").rstrip(".")
        address = typed if not re.search(r"\s", typed) else self._spoken(words)
        return {"address": address} if address and self._is_address(address, match) else None

    def site(self, words: Words, _match: Match, _request: Request) -> Args | None:
        """Return the name of a page, unless an application is called so."""
        said = line(words)
        name = self._scope.names("site").exact(said)
        is_app = self._scope.names("app").exact(said) is not None
        return {"site": name} if name and not is_app else None

    def engine(self, words: Words, _match: Match, _request: Request) -> Args | None:
        key = self._lexicon.engines.get(line(words))
        return {"engine": key} if key else None

    def query(self, words: Words, match: Match, request: Request) -> Args | None:
        """Return what is searched for; a template may demand that it is a thing (`is_object`): no "up to the sky"."""
        is_thing = words[0].text not in self._lexicon.files.joints or not match.flags.get("is_object")
        if not is_thing or read_reference(line(words), self._lexicon.references):
            return None
        query = dictate(request)(words)
        return {"query": query} if query else None

    def _spoken(self, words: Words) -> str:
        """Return "github dot com slash python" as it is written."""
        signs, at, address = self._lexicon.address_signs, 0, ""
        if len(words) > _LONGEST_ADDRESS_WORDS:
            return ""
        texts = [word.text for word in words]
        while at < len(texts):
            pair = " ".join(texts[at : at + 2])
            length = 2 if pair in signs else 1
            said = " ".join(texts[at : at + length])
            address += signs.get(said, said)
            at += length
        return address

    def _is_address(self, address: str, match: Match) -> bool:
        """Return whether this is surely an address, and no name of a file."""
        if _SCHEME.match(address) or _HERE.match(address):
            return True
        host = _HOST.match(address)
        if host is None:
            return False
        is_path = len(address) > host.end()
        is_known = host["ending"].casefold() in self._lexicon.files.no_endings or address.startswith("www.")
        return is_known or bool(match.flags.get("is_page")) or is_path
