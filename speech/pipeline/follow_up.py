"""The window after a reply in which no wake phrase is needed: when it opens, when it is over, and the rest after it."""

from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus
from assistant.kernel.events import FollowUpOpened
from speech.pipeline.listening import FollowUp, Listening

# A reply reaches the microphone through buffers and the room for so long after it has been played.
_ECHO_TAIL_S = 0.35


class FollowUpWindow:
    """Is open for a while after a turn. Times are those of the sound that is listened to."""

    def __init__(self, listening: Listening, attention: Attention, bus: EventBus) -> None:
        self._listening = listening
        self._attention = attention
        self._bus = bus
        self._from_s = 0.0
        self._until_s = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it was opened and not closed since."""
        return self._until_s > 0

    @property
    def is_over(self) -> bool:
        """Whether its time has gone by, or a turn has begun."""
        return self._listening.now_s >= self._until_s or self._listening.dialog.is_busy()

    @property
    def is_echoing(self) -> bool:
        """Whether what is heard is still the reply."""
        return self._listening.now_s < self._from_s

    def open(self, follow_up: FollowUp) -> None:
        """Open it for as long as the turn asks for. Asleep, it stays closed."""
        settings = self._listening.settings
        window_s = {FollowUp.USUAL: settings.follow_up_s, FollowUp.ANSWER: settings.answer_s}
        open_s = window_s.get(follow_up, 0.0)
        if open_s > 0 and not self._attention.is_asleep:
            self._from_s = self._listening.now_s + _ECHO_TAIL_S
            self._until_s = self._listening.now_s + open_s
            self._attention.enter("listening")
            self._bus.publish(FollowUpOpened(open_s=open_s))

    def close(self) -> None:
        """Close it; nothing is listened for any longer, unless a turn runs."""
        self._until_s = 0.0
        self.rest()

    def rest(self) -> None:
        """Rest, unless a turn runs or the window is open."""
        if not self._listening.dialog.is_busy() and not self.is_open:
            self._attention.rest()
