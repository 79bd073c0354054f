"""What Zenus attends to, and what it is doing: the little state that listening, dialog and front ends share."""

from assistant.kernel.bus import EventBus
from assistant.kernel.events import StateChanged, StateName


class Attention:
    """Whether the microphone is used, whether the wake phrase is answered, and the state shown to the user.

    Attributes:
        is_muted: No sound is looked at.
        is_asleep: The wake phrase only leads to "wake up".
    """

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._state: StateName = "idle"
        self.is_muted = False
        self.is_asleep = False

    @property
    def state(self) -> StateName:
        """What the assistant is doing now."""
        return self._state

    def enter(self, state: StateName, turn: int = 0) -> None:
        """Change the state and publish it; entering the present state again says nothing."""
        if state != self._state:
            self._state = state
            self._bus.publish(StateChanged(name=state, turn=turn))

    def rest(self) -> None:
        """Enter `idle`, or `paused` while muted or asleep."""
        self.enter("paused" if self.is_muted or self.is_asleep else "idle")
