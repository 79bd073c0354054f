"""What is stored on this computer, as lines of what it is, its size and its age. No widgets.

Places that are forgotten together stand in one line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.kernel.types import Facts, JsonValue
from gui.view import settings_words as words
from gui.view.fields import flag, number, objects, text


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line.

    Attributes:
        paths: Where it lies.
        holds: How much there is, and how old the oldest is.
        scope: By which it is forgotten; empty if it is not to be.
        is_empty: There is nothing.
    """

    title: str
    help: str
    paths: tuple[str, ...]
    holds: str
    scope: str
    is_empty: bool


def stored_lines(answer: JsonValue, now: datetime) -> list[StoredLine]:
    """Return the lines for what the core answers to `stored`, in the order of the words. `now` has a zone."""
    places: dict[str, list[Facts]] = {name: [] for name in words.STORED_TITLES}
    for place in objects({"places": answer}, "places"):
        places.setdefault(text(place, "scope") or text(place, "name"), []).append(place)
    return [_line(name, found, now) for name, found in places.items() if found]


def _line(name: str, places: Sequence[Facts], now: datetime) -> StoredLine:
    title, told = words.STORED_TITLES.get(name, (name.capitalize(), ""))
    count = sum(int(number(place, "count")) for place in places)
    return StoredLine(
        title=title,
        help=told,
        paths=tuple(dict.fromkeys(text(place, "path") for place in places)),
        holds=_holds(places, count, now) if count else words.NOTHING_KEPT,
        scope=text(places[0], "scope"),
        is_empty=not count,
    )


def _holds(places: Sequence[Facts], count: int, now: datetime) -> str:
    parts = [words.size(sum(number(place, "size_bytes") for place in places))]
    if any(flag(place, "is_private") for place in places):
        parts.insert(0, words.count(count))
        oldest = min((moment for place in places if (moment := text(place, "oldest"))), default="")
        if oldest:
            parts.append(words.age((now.date() - datetime.fromisoformat(oldest).astimezone(now.tzinfo).date()).days))
    return " · ".join(parts)
