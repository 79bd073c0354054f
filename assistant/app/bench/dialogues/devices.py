"""Devices that do at once what they are told: loudness, outputs, players, notifications, clipboard, screen pictures."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.actions.clipboard.clip import TEXT
from assistant.actions.desktop.mpris import Method, Player
from assistant.actions.desktop.notification_service import Notification
from assistant.actions.sound.loudness import FULL, Loudness
from assistant.actions.sound.sound_output import Output, Route
from assistant.app.bench.dialogues.desktop import RehearsedDesktop
from assistant.app.bench.dialogues.machine import rehearsed_machine
from assistant.app.devices import Devices

OPEN_AT_FIRST = (
    ("thunderbird", "thunderbird", "Inbox - Mozilla Thunderbird"),
    ("xterm", "xterm", "user@desk: ~"),
    ("firefox", "firefox", "Weather in Rome - Mozilla Firefox"),
    ("gedit", "gedit", "letter.txt - Text Editor"),
)
_TRACKS = ("Blue Train", "Giant Steps", "Naima")
_LENGTH_US = 300_000_000
# The smallest picture that a viewer takes: one pixel.
_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def rehearsed_devices(programs: str) -> Devices:
    """Return fresh devices for one conversation; `programs` is where applications lie."""
    desktop = RehearsedDesktop(programs, OPEN_AT_FIRST)
    return Devices(
        screen=desktop,
        closer=desktop,
        processes=desktop,
        launcher=desktop,
        keyboard=desktop,
        players=RehearsedPlayer(),
        notifications=RehearsedNotifications(),
        speaker=RehearsedMixer("speaker"),
        microphone=RehearsedMixer("microphone"),
        outputs=RehearsedOutputs(),
        clipboard=RehearsedClipboard(),
        capture=_capture,
        machine=rehearsed_machine(),
    )


class RehearsedMixer:
    """One device at half its loudness. Implements `Mixer`."""

    def __init__(self, name: str) -> None:
        self._now = Loudness(name, name.title(), (FULL // 2, FULL // 2), is_muted=False)

    def read(self, device: str = "") -> Loudness:
        """Return how loud it is."""
        return self._now

    def apply(self, wanted: Loudness) -> None:
        """Make it so."""
        self._now = wanted


class RehearsedOutputs:
    """Loudspeakers and headphones. Implements `SoundServer`."""

    def __init__(self) -> None:
        self._used = "speaker"

    def outputs(self) -> Sequence[Output]:
        """Return both, and which is used."""
        names = {"speaker": "Speakers", "headphone": "Headphones"}
        return [Output("card", port, name, port, is_used=port == self._used) for port, name in names.items()]

    def route(self) -> Route:
        """Return where sound comes out."""
        return Route("card", {"card": self._used}, ())

    def follow(self, route: Route) -> None:
        """Let sound come out elsewhere."""
        self._used = route.ports.get("card", self._used)


class RehearsedPlayer:
    """One player with three tracks, paused. Implements `Players`."""

    def __init__(self) -> None:
        self._track = 0
        self._now = Player("org.mpris.MediaPlayer2.spotify", "Spotify", "Paused", length_us=_LENGTH_US)

    def players(self) -> Sequence[Player]:
        """Return the player."""
        title = _TRACKS[self._track % len(_TRACKS)]
        return [replace(self._now, title=title, artist="John Coltrane", track_id=f"/track/{self._track}")]

    def player(self, service: str) -> Player | None:
        """Return the player, if it is that one."""
        return self.players()[0] if service == self._now.service else None

    def call(self, service: str, method: Method) -> bool:
        """Do what the method says."""
        if method in ("Next", "Previous"):
            self._track += 1 if method == "Next" else -1
            self._now = replace(self._now, position_us=0)
        else:
            status = {"Play": "Playing", "Pause": "Paused", "Stop": "Stopped"}[method]
            self._now = replace(self._now, status=status)  # type: ignore[arg-type]  # the three that there are
        return True

    def go_to(self, player: Player, position_us: int) -> bool:
        """Go to a place in the track."""
        self._now = replace(self._now, position_us=position_us)
        return True


class RehearsedNotifications:
    """A service that keeps what it has shown. Implements `Service`."""

    def __init__(self) -> None:
        self._shown = [Notification("Mail", "New message", "Anna: see you at eight")]
        self._is_quiet = False

    def send(self, summary: str, body: str) -> int:
        """Show one."""
        self._shown.insert(0, Notification("Zenus", summary, body))
        return len(self._shown)

    def pending_count(self) -> int | None:
        """Return how many are on the screen."""
        return len(self._shown)

    def recent(self) -> Sequence[Notification] | None:
        """Return those that were shown, the newest first."""
        return list(self._shown)

    def is_quiet(self) -> bool | None:
        """Return whether they are held back."""
        return self._is_quiet

    def set_quiet(self, is_quiet: bool) -> None:
        """Hold them back, or no longer."""
        self._is_quiet = is_quiet


class RehearsedClipboard:
    """A clipboard with a line of text on it. Implements `Clipboard`."""

    def __init__(self) -> None:
        self._content: tuple[str, bytes] | None = (TEXT, b"See you at eight")

    def formats(self) -> Sequence[str]:
        """Return what is on it."""
        return [self._content[0]] if self._content else []

    def read(self, form: str) -> bytes:
        """Return what is on it as bytes."""
        return self._content[1] if self._content else b""

    def write(self, form: str, content: bytes) -> None:
        """Put something on it."""
        self._content = (form, content)

    def clear(self) -> None:
        """Empty it."""
        self._content = None


def _capture(path: Path) -> None:
    path.write_bytes(_PICTURE)
