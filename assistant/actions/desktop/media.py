"""Playing, pausing and finding one's way in what a media player plays.

Of several players the one that was named is meant, else the one that plays, else one that is paused.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal, Protocol, cast

import anyio
from anyio.to_thread import run_sync
from pydantic import Field
from rapidfuzz import fuzz

from assistant.actions.declaration import action
from assistant.actions.desktop.mpris import US_PER_S, Method, Player, Status
from assistant.actions.file_search import plain
from assistant.actions.outcome import ActionFailedError, Check, Outcome
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, JsonValue, Risk

MIN_LIKENESS = 80
# Players answer before they have done it; streams take a moment.
SETTLE_S = 2.0
_POLL_S = 0.05
# While it is being read the music goes on.
_NEAR_US = 3 * US_PER_S
DAY_S = 86_400

PlayerName = Annotated[str, Field(max_length=200)]
"""What a player was called; empty for the one that is meant most likely."""
Direction = Literal["forward", "back", "to"]
Seconds = Annotated[float, Field(ge=0, le=DAY_S)]

_ERRORS = frozenset({"no-bus"})
_PLAYERLESS = {"media.none": frozenset[str](), "media.unknown": frozenset({"name", "names"})}
_REFUSED = {"media.refused": frozenset({"player"})}
_RANK: dict[Status, int] = {"Playing": 0, "Paused": 1, "Stopped": 2}
_METHODS: dict[Status, Method] = {"Playing": "Play", "Paused": "Pause", "Stopped": "Stop"}


class Players(Protocol):
    """The media players that run. Blocking."""

    def players(self) -> Sequence[Player]: ...  # noqa: D102  # as `MprisPlayers` says
    def player(self, service: str) -> Player | None: ...  # noqa: D102
    def call(self, service: str, method: Method) -> bool: ...  # noqa: D102
    def go_to(self, player: Player, position_us: int) -> bool: ...  # noqa: D102


class MediaActions:
    """Drives media players."""

    def __init__(self, players: Players) -> None:
        self._players = players

    @action(
        "media.now",
        capabilities={"media.read"},
        risk=Risk.READ_ONLY,
        timeout_s=6.0,
        messages={
            "media.now.done": {"player", "title", "artist", "album", "is_playing", "position_s", "length_s"},
            "media.now.nothing": {"player"},
            **_PLAYERLESS,
        },
        errors=_ERRORS,
    )
    async def now(self, player: PlayerName = "") -> Outcome:
        """Tell what is playing."""
        found = await self._chosen(player)
        if found.status == "Stopped" or not found.title:
            return Outcome("media.now.nothing", {"player": found.name})
        return Outcome("media.now.done", _track_facts(found))

    # ------------------------------------------------------------------------------------------------ play and pause

    async def _foresee_play(self, player: PlayerName = "") -> Prospect:
        return _prospect(await self._chosen(player), {})

    async def _undo_status(self, deed: Deed, work: Work) -> bool:
        before = deed.undo or {}
        service, status = str(before["service"]), cast(Status, before["status"])
        await run_sync(self._players.call, service, _METHODS[status])
        return await self._settled(service, lambda player: player.status == status)

    async def _review(self, deed: Deed) -> Sequence[Obstacle]:
        before = deed.undo or {}
        found = await run_sync(self._players.player, str(before["service"]), abandon_on_cancel=True)
        return () if found else (Obstacle("missing", str(before["player"])),)

    @action(
        "media.play",
        capabilities={"media.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=8.0,
        messages={"media.play.done": {"player", "title", "artist"}, **_PLAYERLESS, **_REFUSED},
        errors=_ERRORS,
        effects=_foresee_play,
        foresees={"player"},
        undo=_undo_status,
        undo_review=_review,
    )
    async def play(self, work: Work, player: PlayerName = "") -> Outcome:
        """Let a player play on."""
        return await self._turn(work, "media.play.done", "Playing")

    async def _foresee_pause(self, player: PlayerName = "") -> Prospect:
        return _prospect(await self._chosen(player), {})

    @action(
        "media.pause",
        capabilities={"media.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=8.0,
        messages={"media.pause.done": {"player", "title", "artist"}, **_PLAYERLESS, **_REFUSED},
        errors=_ERRORS,
        effects=_foresee_pause,
        foresees={"player"},
        undo=_undo_status,
        undo_review=_review,
    )
    async def pause(self, work: Work, player: PlayerName = "") -> Outcome:
        """Pause a player."""
        return await self._turn(work, "media.pause.done", "Paused")

    async def _turn(self, work: Work, message: str, wanted: Status) -> Outcome:
        player = cast(Player, work.prospect.resolved)
        if player.status != wanted and not (wanted == "Paused" and player.status == "Stopped"):
            await self._tell(player, _METHODS[wanted])
        silent = ("Paused", "Stopped")
        goal = silent if wanted == "Paused" else (wanted,)
        facts: Facts = {"player": player.name, "title": player.title, "artist": player.artist}
        return Outcome(message, facts, ("a player changed",), self._check(player, lambda now: now.status in goal))

    # ---------------------------------------------------------------------------------------------- next and previous

    async def _foresee_next(self, player: PlayerName = "") -> Prospect:
        found = await self._chosen(player)
        _require(found.can_go_next, found)
        return Prospect(Effects(fingerprint=found.service), {"player": found.name}, resolved=found)

    @action(
        "media.next",
        capabilities={"media.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=8.0,
        messages={"media.next.done": {"player"}, **_PLAYERLESS, **_REFUSED},
        errors=_ERRORS,
        effects=_foresee_next,
        foresees={"player"},
    )
    async def next(self, work: Work, player: PlayerName = "") -> Outcome:
        """Play the next track."""
        return await self._skip(work, "media.next.done", "Next")

    async def _foresee_previous(self, player: PlayerName = "") -> Prospect:
        found = await self._chosen(player)
        _require(found.can_go_previous, found)
        return Prospect(Effects(fingerprint=found.service), {"player": found.name}, resolved=found)

    @action(
        "media.previous",
        capabilities={"media.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=8.0,
        messages={"media.previous.done": {"player"}, **_PLAYERLESS, **_REFUSED},
        errors=_ERRORS,
        effects=_foresee_previous,
        foresees={"player"},
    )
    async def previous(self, work: Work, player: PlayerName = "") -> Outcome:
        """Play the track before; many players first go to the beginning of this one."""
        return await self._skip(work, "media.previous.done", "Previous")

    async def _skip(self, work: Work, message: str, method: Method) -> Outcome:
        player = cast(Player, work.prospect.resolved)
        await self._tell(player, method)

        def is_elsewhere(now: Player) -> bool:
            return now.track != player.track or (method == "Previous" and now.position_us < player.position_us)

        return Outcome(message, {"player": player.name}, ("a track changed",), self._check(player, is_elsewhere))

    # ----------------------------------------------------------------------------------------------------------- seek

    async def _foresee_seek(self, direction: Direction, duration_s: Seconds, player: PlayerName = "") -> Prospect:
        found = await self._chosen(player)
        _require(found.can_seek, found)
        position_us = _target_us(found, direction, round(duration_s * US_PER_S))
        facts: Facts = {"direction": direction, "duration_s": duration_s, "position_s": position_us // US_PER_S}
        return _prospect(found, facts, (found, position_us))

    async def _undo_seek(self, deed: Deed, work: Work) -> bool:
        before = deed.undo or {}
        service, position_us = str(before["service"]), cast(int, before["position_us"])
        found = await run_sync(self._players.player, service)
        if found is None or found.track_id != before["track_id"]:
            return False
        await run_sync(self._players.go_to, found, position_us)
        return await self._settled(service, lambda now: abs(now.position_us - position_us) < _NEAR_US)

    async def _review_seek(self, deed: Deed) -> Sequence[Obstacle]:
        before = deed.undo or {}
        found = await run_sync(self._players.player, str(before["service"]), abandon_on_cancel=True)
        if found is None:
            return (Obstacle("missing", str(before["player"])),)
        return () if found.track_id == before["track_id"] else (Obstacle("changed-since", found.name),)

    @action(
        "media.seek",
        capabilities={"media.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=8.0,
        messages={"media.seek.done": {"player", "direction", "duration_s", "position_s"}, **_PLAYERLESS, **_REFUSED},
        errors=_ERRORS,
        effects=_foresee_seek,
        foresees={"player", "direction", "duration_s"},
        undo=_undo_seek,
        undo_review=_review_seek,
    )
    async def seek(self, work: Work, direction: Direction, duration_s: Seconds, player: PlayerName = "") -> Outcome:
        """Go forward or back in a track by so many seconds, or to so many seconds from its beginning."""
        found, position_us = cast(tuple[Player, int], work.prospect.resolved)
        if not await run_sync(self._players.go_to, found, position_us):
            raise _refused(found)

        def is_there(now: Player) -> bool:
            return now.track == found.track and abs(now.position_us - position_us) < _NEAR_US

        return Outcome("media.seek.done", work.prospect.facts, ("a track was wound",), self._check(found, is_there))

    # --------------------------------------------------------------------------------------------------------- inside

    async def _chosen(self, words: str) -> Player:
        """Return the player that is meant.

        Raises:
            ActionFailedError: None runs, or none is called so.
        """
        players = await run_sync(self._players.players, abandon_on_cancel=True)
        if not players:
            raise ActionFailedError("media.none", code="no-player")
        named = [player for player in players if _is_called(player, words)]
        if not named:
            names: JsonValue = [player.name for player in players]
            raise ActionFailedError("media.unknown", code="no-player", facts={"name": words, "names": names})
        return min(named, key=lambda player: _RANK[player.status])

    async def _tell(self, player: Player, method: Method) -> None:
        if not await run_sync(self._players.call, player.service, method):
            raise _refused(player)

    def _check(self, player: Player, is_done: Callable[[Player], bool]) -> Check:
        async def check() -> bool:
            return await self._settled(player.service, is_done)

        return check

    async def _settled(self, service: str, is_done: Callable[[Player], bool]) -> bool:
        """Look until it is done; return whether it was within the time that players need."""
        until_s = anyio.current_time() + SETTLE_S
        while True:
            player = await run_sync(self._players.player, service, abandon_on_cancel=True)
            if player is not None and is_done(player):
                return True
            if player is None or anyio.current_time() > until_s:
                return False
            await anyio.sleep(_POLL_S)


def _prospect(player: Player, facts: Facts, resolved: object = None) -> Prospect:
    undo: Facts = {
        "service": player.service,
        "player": player.name,
        "status": player.status,
        "track_id": player.track_id,
        "position_us": player.position_us,
    }
    return Prospect(Effects(fingerprint=player.service), {"player": player.name, **facts}, undo, resolved or player)


def _is_called(player: Player, words: str) -> bool:
    wanted, name = plain(words), plain(player.name)
    if not wanted:
        return not words
    joined = wanted.replace(" ", "")
    return set(wanted.split()) <= set(name.split()) or fuzz.ratio(joined, name.replace(" ", "")) >= MIN_LIKENESS


def _target_us(player: Player, direction: Direction, distance_us: int) -> int:
    """Return the place that is meant, inside the track as far as its length is known."""
    signs = {"forward": 1, "back": -1}
    position_us = player.position_us + signs[direction] * distance_us if direction in signs else distance_us
    # A player that is told to go beyond the end goes to the next track.
    latest_us = max(0, player.length_us - US_PER_S) if player.length_us else position_us
    return max(0, min(position_us, latest_us))


def _track_facts(player: Player) -> Facts:
    return {
        "player": player.name,
        "title": player.title,
        "artist": player.artist,
        "album": player.album,
        "is_playing": player.status == "Playing",
        "position_s": player.position_us // US_PER_S,
        "length_s": player.length_us // US_PER_S,
    }


def _require(can: bool, player: Player) -> None:
    if not can:
        raise _refused(player)


def _refused(player: Player) -> ActionFailedError:
    return ActionFailedError("media.refused", code="player-refused", facts={"player": player.name})
