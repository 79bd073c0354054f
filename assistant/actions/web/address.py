"""Addresses of pages: read, checked, and made so plain that what is shown is where they lead.

Only http and https are known. An address that hides where it leads is refused: one with a name before the host
("https://bank.example@evil.example"), or with a host that mixes alphabets.
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import quote, urlsplit

LONGEST_CHARACTERS = 2000
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d)")
# What may stand in a path or a query as it is; the opener of the desktop may be a script of the shell.
_SAFE = "/?&=#:+,-._~%@"

Trouble: TypeAlias = Literal["no-address", "other-scheme", "disguised"]


class AddressError(Exception):
    """The text is no address that may be opened; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Address:
    """A page.

    Attributes:
        url: As it is opened, ASCII alone.
        host: Whose page it is, as it is shown: letters beyond ASCII together with what they stand for.
        page: Host and path, as they are shown.
    """

    url: str
    host: str
    page: str


def parse_address(text: str) -> Address:
    """Return the page that a text names; "wikipedia.org/wiki/Owl" will do.

    Raises:
        AddressError: It names none, or one that may not be opened.
    """
    text = unicodedata.normalize("NFKC", text.strip())
    if not 0 < len(text) <= LONGEST_CHARACTERS or any(_is_odd(character) for character in text):
        raise AddressError("no-address")
    scheme, rest = _scheme_of(text)
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressError("no-address") from error
    if parts.username is not None or parts.password is not None or "\\" in text:
        raise AddressError("disguised")
    encoded = _encoded(host)
    place = f"{encoded}:{port}" if port else encoded
    tail = quote(parts.path or "/", safe=_SAFE)
    tail += f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    tail += f"#{quote(parts.fragment, safe=_SAFE)}" if parts.fragment else ""
    shown = place if encoded == host else f"{host} ({place})"
    return Address(f"{scheme}://{place}{tail}", shown, f"{shown}{tail if tail != '/' else ''}")


def _is_odd(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] == "C"


def _scheme_of(text: str) -> tuple[str, str]:
    scheme = _SCHEME.match(text)
    if scheme is None:
        is_here = text.startswith(("localhost", "127."))
        return ("http" if is_here else "https"), text.removeprefix("//")
    name = scheme[0][:-1].lower()
    if name not in ("http", "https"):
        raise AddressError("other-scheme")
    return name, text[scheme.end() :].removeprefix("//")


def _encoded(host: str) -> str:
    """Return a host in ASCII.

    Raises:
        AddressError: It is none, or it could be taken for another.
    """
    host = host.rstrip(".")
    if not host.isascii():
        if any(len(_alphabets(label)) > 1 for label in host.split(".")):
            raise AddressError("disguised")
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise AddressError("no-address") from error
    if host == "localhost" or _is_number(host):
        return host
    labels = host.split(".")
    is_name = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
    if not is_name or len(host) > 253 or len(labels[-1]) < 2:
        raise AddressError("no-address")
    return host


def _alphabets(label: str) -> set[str]:
    """Return the alphabets that the letters of a label are from: "LATIN", "CYRILLIC"."""
    return {unicodedata.name(letter, "OTHER").split()[0] for letter in label if letter.isalpha()}


def _is_number(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True
