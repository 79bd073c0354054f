"""The face: what the pill shows at a moment, computed from the events so far. No widgets, no clock of its own."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.kernel.types import Facts
from gui.view import words
from gui.view.fields import flag, number, objects, text

# How long a reply can be read after it was said: people read about 17 characters a second.
_LEAST_LINGER_S = 2.5
_READING_S_PER_CHAR = 0.06
_ERROR_S = 8.0


class Mood(StrEnum):
    """What the face expresses: the core's states, with the ways of being away told apart."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    ACTING = "acting"
    SPEAKING = "speaking"
    ASLEEP = "asleep"
    MUTED = "muted"
    ERROR = "error"
    OFFLINE = "offline"


BUSY = frozenset({Mood.THINKING, Mood.ACTING, Mood.SPEAKING})


@dataclass(frozen=True, slots=True)
class Face:
    """What is to be seen.

    Attributes:
        title: The main line: the user's words, or the reply.
        heard_chars: How many characters of `title` were said by now; all that was not said yet is shown dimly.
        is_tentative: The title may still change: words that are being recognised.
        detail: A smaller second line.
        level: Loudness of what is heard, 0..1.
        progress: How far the present step is, 0..1; None if that is unknown.
        countdown: The part of the follow-up window that is left, 0..1; 0 outside it.
        is_muted: The microphone is not used, whatever the mood.
    """

    mood: Mood = Mood.OFFLINE
    title: str = ""
    heard_chars: int = 0
    is_tentative: bool = False
    detail: str = ""
    level: float = 0.0
    progress: float | None = None
    countdown: float = 0.0
    is_muted: bool = False

    @property
    def is_resting(self) -> bool:
        """Whether there is nothing to read, so that a dot is enough."""
        return self.mood is Mood.IDLE and not self.title


class FaceModel:
    """Follows the events of the core. `now_s` is monotonic seconds, on any clock."""

    def __init__(self) -> None:
        self._state = "offline"
        self._is_muted = False
        self._is_asleep = False
        self._is_microphone_live = True
        self._request = ""
        self._is_tentative = False
        self._reply = ""
        self._heard_chars = 0
        self._steps = 0
        self._step = 0
        self._action = ""
        self._progress: tuple[int, int] | None = None
        self._error = ""
        self._error_until_s = 0.0
        self._level = 0.0
        self._window = (0.0, 0.0)
        self._linger_until_s = 0.0
        self._hold_hint = ""

    # ------------------------------------------------------------------------------------------------------- going in

    def take(self, event: Facts, now_s: float) -> None:
        """Take an event into account; a type that is not known changes nothing."""
        handle = _HANDLERS.get(text(event, "type"))
        if handle is not None:
            handle(self, event, now_s)

    def disconnect(self) -> None:
        """The core is gone: forget what it was doing."""
        self.__init__()  # type: ignore[misc]  # the state of a fresh model is the state without a core

    def hold(self, hint: str) -> None:
        """Zenus listens because of a key: say how that ends; empty when it no longer does."""
        self._hold_hint = hint

    def _take_state(self, event: Facts, now_s: float) -> None:
        before, self._state = self._state, text(event, "name")
        if self._state in ("idle", "paused") and before not in ("idle", "paused"):
            self._linger_until_s = now_s + max(_LEAST_LINGER_S, len(self._reply) * _READING_S_PER_CHAR)
            self._request, self._is_tentative = "", False
        if self._state in ("idle", "paused"):
            self._window = (0.0, 0.0)
        if self._state == "speaking":
            self._heard_chars = 0
        if self._state != "listening":
            self._level = 0.0
        if self._state in ("listening", "thinking") and before != self._state:
            self._error_until_s = 0.0

    def _take_attention(self, event: Facts, _now_s: float) -> None:
        self._is_muted, self._is_asleep = flag(event, "is_muted"), flag(event, "is_asleep")

    def _take_microphone(self, event: Facts, _now_s: float) -> None:
        self._is_microphone_live = flag(event, "is_live")

    def _begin_speech(self, _event: Facts, _now_s: float) -> None:
        self._window = (0.0, 0.0)
        self._request, self._is_tentative = "", False
        self._forget_reply()

    def _take_transcript(self, event: Facts, _now_s: float) -> None:
        self._request, self._is_tentative = text(event, "text"), not flag(event, "final")
        self._forget_reply()

    def _take_plan(self, event: Facts, _now_s: float) -> None:
        self._steps, self._step, self._action, self._progress = len(objects(event, "steps")), 0, "", None
        self._forget_reply()

    def _begin_action(self, event: Facts, _now_s: float) -> None:
        self._step, self._action, self._progress = self._step + 1, text(event, "action"), None

    def _take_progress(self, event: Facts, _now_s: float) -> None:
        self._progress = (int(number(event, "done")), int(number(event, "total")))

    def _take_reply(self, event: Facts, now_s: float) -> None:
        self._reply, self._heard_chars, self._request = text(event, "text"), 0, ""
        self._linger_until_s = now_s + max(_LEAST_LINGER_S, len(self._reply) * _READING_S_PER_CHAR)

    def _take_caption(self, event: Facts, _now_s: float) -> None:
        self._heard_chars = len(text(event, "text"))

    def _take_spoken(self, event: Facts, _now_s: float) -> None:
        self._heard_chars = len(self._reply) if flag(event, "complete") else len(text(event, "text"))

    def _take_error(self, event: Facts, now_s: float) -> None:
        self._error, self._error_until_s = text(event, "message"), now_s + _ERROR_S

    def _take_level(self, event: Facts, _now_s: float) -> None:
        self._level = min(1.0, max(0.0, number(event, "level")))

    def _open_window(self, event: Facts, now_s: float) -> None:
        open_s = number(event, "open_s")
        self._window = (now_s + open_s, open_s)

    def _forget_reply(self) -> None:
        self._reply, self._heard_chars, self._linger_until_s = "", 0, 0.0

    # ------------------------------------------------------------------------------------------------------ coming out

    def mood(self, now_s: float) -> Mood:
        """Return the mood alone."""
        if self._state == "paused":
            return Mood.MUTED if self._is_muted else Mood.ASLEEP
        if self._state == "idle" and now_s < self._error_until_s:
            return Mood.ERROR
        return Mood(self._state) if self._state in list(Mood) else Mood.IDLE

    def face(self, now_s: float) -> Face:
        """Return what is to be seen now."""
        mood = self.mood(now_s)
        title, heard = self._title(mood, now_s)
        return Face(
            mood=mood,
            title=title,
            heard_chars=heard,
            is_tentative=self._is_tentative and title == self._request,
            detail=self._detail(mood, title, now_s),
            level=self._level if mood is Mood.LISTENING else 0.0,
            progress=self._part_done() if mood is Mood.ACTING else None,
            countdown=self._window_left(now_s) if mood is Mood.LISTENING else 0.0,
            is_muted=self._is_muted,
        )

    def changes_at_s(self, now_s: float) -> float | None:
        """Return when the face changes without an event: something has been read, or an error has been shown."""
        ahead = [at_s for at_s in (self._linger_until_s, self._error_until_s) if at_s > now_s]
        return min(ahead) if ahead else None

    def _title(self, mood: Mood, now_s: float) -> tuple[str, int]:
        if mood is Mood.ERROR:
            return self._error, len(self._error)
        if mood is Mood.SPEAKING:
            return self._reply, self._heard_chars
        if self._reply and now_s < self._linger_until_s and mood is not Mood.THINKING:
            return self._reply, len(self._reply)
        if self._request:
            return self._request, len(self._request)
        if mood is Mood.IDLE:
            return "", 0
        return words.MOODS[mood], len(words.MOODS[mood])

    def _detail(self, mood: Mood, title: str, now_s: float) -> str:
        if mood is Mood.ACTING and self._action:
            detail = words.step_of(self._step, max(self._steps, self._step), self._action)
            return f"{detail} · {words.done_of(*self._progress)}" if self._progress else detail
        if mood is Mood.LISTENING and not self._is_microphone_live:
            return words.MICROPHONE_AWAY
        if mood is Mood.LISTENING and self._hold_hint:
            return self._hold_hint
        if mood is Mood.LISTENING and self._window_left(now_s):
            return words.GO_ON
        return words.HINTS.get(mood, "") if title == words.MOODS[mood] else ""

    def _part_done(self) -> float | None:
        if not self._progress or self._progress[1] <= 0:
            return None
        return min(1.0, self._progress[0] / self._progress[1])

    def _window_left(self, now_s: float) -> float:
        until_s, whole_s = self._window
        return max(0.0, min(1.0, (until_s - now_s) / whole_s)) if whole_s > 0 else 0.0


_HANDLERS = {
    "state": FaceModel._take_state,
    "attention": FaceModel._take_attention,
    "microphone": FaceModel._take_microphone,
    "speech_started": FaceModel._begin_speech,
    "transcript": FaceModel._take_transcript,
    "plan": FaceModel._take_plan,
    "action_started": FaceModel._begin_action,
    "progress": FaceModel._take_progress,
    "reply": FaceModel._take_reply,
    "caption": FaceModel._take_caption,
    "spoken": FaceModel._take_spoken,
    "error": FaceModel._take_error,
    "level": FaceModel._take_level,
    "follow_up": FaceModel._open_window,
}
