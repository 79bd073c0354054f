"""What Zenus attends to, and what it is doing: the little state that listening, dialog and front ends share."""

from collections.abc import Callable

from assistant.kernel.bus import EventBus
from assistant.kernel.events import AttentionChanged, StateChanged, StateName


class Attention:
    """Whether the microphone is used, whether the wake phrase is answered, and the state shown to the user.

    Attributes:
        disown: Takes the turn in which the user said that what woke Zenus before was not meant for it; returns whether
            anything did. Who listens sets it.
    """

    def __init__(self, bus: EventBus) -> None:
        self.disown: Callable[[int], bool] = lambda _turn: False
        self._bus = bus
        self._state: StateName = "idle"
        self._is_muted = False
        self._is_asleep = False

    @property
    def state(self) -> StateName:
        """What the assistant is doing now."""
        return self._state

    @property
    def is_muted(self) -> bool:
        """Whether no sound is looked at; a change is published."""
        return self._is_muted

    @is_muted.setter
    def is_muted(self, is_muted: bool) -> None:
        self._attend(is_muted, self._is_asleep)

    @property
    def is_asleep(self) -> bool:
        """Whether the wake phrase only leads to "wake up"; a change is published."""
        return self._is_asleep

    @is_asleep.setter
    def is_asleep(self, is_asleep: bool) -> None:
        self._attend(self._is_muted, is_asleep)

    def enter(self, state: StateName, turn: int = 0) -> None:
        """Change the state and publish it; entering the present state again says nothing."""
        if state != self._state:
            self._state = state
            self._bus.publish(StateChanged(name=state, turn=turn))

    def rest(self) -> None:
        """Enter `idle`, or `paused` while muted or asleep."""
        self.enter("paused" if self.is_muted or self.is_asleep else "idle")

    def _attend(self, is_muted: bool, is_asleep: bool) -> None:
        if (is_muted, is_asleep) != (self._is_muted, self._is_asleep):
            self._is_muted, self._is_asleep = is_muted, is_asleep
            self._bus.publish(AttentionChanged(is_muted=is_muted, is_asleep=is_asleep))
