"""Media players that speak MPRIS, over the session's D-Bus. Source: MPRIS D-Bus Interface Specification 2.2."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from assistant.actions.foreign_text import spoken
from assistant.actions.message_bus.bus import Body, BusCall, read_all, read_one, table
from assistant.actions.message_bus.session_bus import SessionBus

PREFIX = "org.mpris.MediaPlayer2."
PATH = "/org/mpris/MediaPlayer2"
_ROOT = "org.mpris.MediaPlayer2"
_PLAYER = "org.mpris.MediaPlayer2.Player"
# Each is a program that may be slow to answer; more of them are not asked.
MOST_PLAYERS = 16
US_PER_S = 1_000_000

Method = Literal["Play", "Pause", "Stop", "Next", "Previous"]
Status = Literal["Playing", "Paused", "Stopped"]


@dataclass(frozen=True, slots=True)
class Player:
    """A player as it is now. What it tells of itself and of its track may be anything; it is kept as short lines.

    Attributes:
        service: Its name on the bus.
        name: What it calls itself.
        track_id: Object path of the track; empty if it does not tell.
        position_us: Microseconds from the track's beginning.
        length_us: 0 if it is not known.
    """

    service: str
    name: str
    status: Status
    title: str = ""
    artist: str = ""
    album: str = ""
    track_id: str = ""
    position_us: int = 0
    length_us: int = 0
    can_seek: bool = True
    can_go_next: bool = True
    can_go_previous: bool = True

    @property
    def track(self) -> tuple[str, str, str]:
        """What tells one track from another."""
        return self.track_id, self.title, self.artist


class MprisPlayers:
    """Finds and drives players. Blocking. Every method raises `ActionError` `no-bus` where there is no session bus."""

    def __init__(self, bus: SessionBus) -> None:
        self._bus = bus

    def players(self) -> Sequence[Player]:
        """Return the players that answer, by their names on the bus."""
        services = sorted(name for name in self._bus.services() if name.startswith(PREFIX))[:MOST_PLAYERS]
        calls = [read_all(name, PATH, interface) for name in services for interface in (_ROOT, _PLAYER)]
        answers = self._bus.ask(*calls) if calls else ()
        triples = zip(services, answers[::2], answers[1::2], strict=True)
        return [_player(service, root, player) for service, root, player in triples if player is not None]

    def player(self, service: str) -> Player | None:
        """Return one player as it is now; None if it is gone or does not answer."""
        root, player = self._bus.ask(read_all(service, PATH, _ROOT), read_all(service, PATH, _PLAYER))
        return _player(service, root, player) if player is not None else None

    def call(self, service: str, method: Method) -> bool:
        """Tell a player to do something; return whether it took it."""
        return self._bus.ask(BusCall(service, PATH, _PLAYER, method))[0] is not None

    def go_to(self, player: Player, position_us: int) -> bool:
        """Tell a player to go to a place in its track; return whether it took it."""
        if player.track_id:
            call = BusCall(player.service, PATH, _PLAYER, "SetPosition", "ox", (player.track_id, position_us))
        else:  # Without the track's id only a distance can be told.
            distance_us = position_us - player.position_us
            call = BusCall(player.service, PATH, _PLAYER, "Seek", "x", (distance_us,))
        return self._bus.ask(call)[0] is not None

    def position_us(self, service: str) -> int | None:
        """Return where a player is in its track."""
        (answer,) = self._bus.ask(read_one(service, PATH, _PLAYER, "Position"))
        return answer[0] if answer and isinstance(answer[0], int) else None


def _player(service: str, root: Body | None, player: Body) -> Player:
    own, state = table(root), table(player)
    track = table([state.get("Metadata")])
    artists = track.get("xesam:artist")
    names = [text for name in artists if (text := spoken(_text(name)))] if isinstance(artists, list) else []
    status = _text(state.get("PlaybackStatus"))
    return Player(
        service=service,
        name=spoken(_text(own.get("Identity"))) or service.removeprefix(PREFIX).partition(".")[0],
        status=cast(Status, status) if status in ("Playing", "Paused") else "Stopped",
        title=spoken(_text(track.get("xesam:title"))),
        artist=", ".join(names[:3]),
        album=spoken(_text(track.get("xesam:album"))),
        track_id=_text(track.get("mpris:trackid")),
        position_us=_number(state.get("Position")),
        length_us=_number(track.get("mpris:length")),
        can_seek=state.get("CanSeek") is not False,
        can_go_next=state.get("CanGoNext") is not False,
        can_go_previous=state.get("CanGoPrevious") is not False,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
