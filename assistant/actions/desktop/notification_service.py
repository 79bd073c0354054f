"""The desktop's notification service over D-Bus: sending to any, reading back and silencing where it is dunst.

Source: Desktop Notifications Specification 1.2; dunst's own interface `org.dunstproject.cmd0`, dunst(5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape

from assistant.actions.message_bus.bus import Body, BusCall, read_one, write_bool
from assistant.actions.message_bus.session_bus import SessionBus
from assistant.kernel.errors import ActionError

SERVICE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
_DUNST = "org.dunstproject.cmd0"
_NAME = "Zenus"
_AS_LONG_AS_USUAL_MS = -1


@dataclass(frozen=True, slots=True)
class Notification:
    """One that was shown. What it says is somebody's text and means nothing to Zenus."""

    program: str
    summary: str
    body: str


class NotificationService:
    """Blocking. Every method raises `ActionError`: `no-bus`, or `no-notifications` where no service runs."""

    def __init__(self, bus: SessionBus) -> None:
        self._bus = bus

    def send(self, summary: str, body: str) -> int:
        """Show a notification and return its number; the text is text, whatever marks are in it."""
        arguments: Body = (_NAME, 0, "", summary, escape(body, quote=False), [], {}, _AS_LONG_AS_USUAL_MS)
        (answer,) = self._bus.ask(BusCall(SERVICE, PATH, SERVICE, "Notify", "susssasa{sv}i", arguments))
        number = answer[0] if answer else 0
        if not isinstance(number, int) or number <= 0:
            raise _missing()
        return number

    def pending_count(self) -> int | None:
        """Return how many are shown or wait to be shown; None if the service does not tell."""
        names = ("displayedLength", "waitingLength")
        answers = self._bus.ask(*(read_one(SERVICE, PATH, _DUNST, name) for name in names))
        counts = [answer[0] for answer in answers if answer and isinstance(answer[0], int)]
        return sum(counts) if len(counts) == len(names) else None

    def recent(self) -> Sequence[Notification] | None:
        """Return those that are gone from the screen, the newest first; None if the service keeps none."""
        (answer,) = self._bus.ask(BusCall(SERVICE, PATH, _DUNST, "NotificationListHistory"))
        if answer is None:
            self._require_service()
            return None
        rows = answer[0] if answer else []
        return [_notification(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def is_quiet(self) -> bool | None:
        """Return whether notifications are held back; None if the service does not tell."""
        (answer,) = self._bus.ask(read_one(SERVICE, PATH, _DUNST, "paused"))
        if answer is None:
            self._require_service()
        return answer[0] if answer and isinstance(answer[0], bool) else None

    def set_quiet(self, is_quiet: bool) -> None:
        """Hold notifications back, or show them again, those that were held back too."""
        self._bus.ask(write_bool(BusCall(SERVICE, PATH, _DUNST, "paused"), "paused", is_quiet))

    def _require_service(self) -> None:
        if SERVICE not in self._bus.services():
            raise _missing()


def _notification(row: Mapping[str, object]) -> Notification:
    texts = [
        value if isinstance(value, str) else "" for value in (row.get("appname"), row.get("summary"), row.get("body"))
    ]
    return Notification(*(unescape(text) for text in texts))


def _missing() -> ActionError:
    return ActionError("No notification service runs.", code="no-notifications", hint="Start one, such as dunst.")
