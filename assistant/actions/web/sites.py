"""What the user may call pages and search engines: bookmarks, well-known pages, and engines."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote

from assistant.actions.web.address import Address, AddressError, parse_address

FOLDER = Path(__file__).parent
QUERY = "{query}"


@dataclass(frozen=True, slots=True)
class Engine:
    """A search engine; its address holds `{query}`, and perhaps `{language}`."""

    name: str
    address: str

    def search(self, query: str, language: str) -> Address:
        """Return the page of results.

        Raises:
            AddressError: The engine's address is none.
        """
        filled = self.address.replace(QUERY, quote(query, safe="")).replace("{language}", language)
        return parse_address(filled)


@dataclass(frozen=True, slots=True)
class WebChoices:
    """What the user has chosen.

    Attributes:
        engine: The key of an engine, or an address of the user's own that holds `{query}`.
        bookmarks: Names of the user's own, and addresses.
        language: ISO 639-1 code, for engines that speak several.
    """

    engine: str = "duckduckgo"
    bookmarks: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"


class SiteBook:
    """Finds pages and engines by what they are called; implements `NameSource` for the pages."""

    def __init__(self, choices: WebChoices) -> None:
        self._choices = choices
        self._names: Sequence[tuple[str, str]] | None = None

    @property
    def language(self) -> str:
        """The language that engines are asked in."""
        return self._choices.language

    def names(self) -> Sequence[tuple[str, str]]:
        """Return every name of a page, the user's own first, with the name that it is looked up by."""
        if self._names is None:
            own = [(name, name) for name in self._choices.bookmarks]
            self._names = [*own, *((name, names[0]) for names in _sites().values() for name in names)]
        return self._names

    def page(self, name: str) -> Address | None:
        """Return the page that is called so; None if none is, or its address is none."""
        called = name.casefold()
        own = {each.casefold(): address for each, address in self._choices.bookmarks.items()}
        known = (address for address, names in _sites().items() if called in names)
        address = own.get(called) or next(known, "")
        try:
            return parse_address(address) if address else None
        except AddressError:
            return None

    def engine(self, key: str) -> Engine | None:
        """Return an engine, the user's own if `key` is empty; None if there is no such engine."""
        key = key or self._choices.engine
        if QUERY in key:
            return Engine(parse_address(key.replace(QUERY, "x")).host, key)
        return engines().get(key)


@cache
def engines() -> Mapping[str, Engine]:
    """Return the engines that are known, by their keys."""
    table = tomllib.loads((FOLDER / "engines.toml").read_text("utf-8"))
    return {key: Engine(row["name"], row["address"]) for key, row in table.items()}


@cache
def _sites() -> Mapping[str, Sequence[str]]:
    return tomllib.loads((FOLDER / "sites.toml").read_text("utf-8"))
