"""Being spoken to: made known as soon as it is certain, and remembered in case it was a mistake.

Detections come from the listener, the wake phrase in a transcript from the hearing. All on the listener's loop.
"""

from collections import deque
from dataclasses import dataclass

from assistant.kernel.attention import Attention
from assistant.kernel.audio import WakeDetection
from assistant.kernel.bus import EventBus
from assistant.kernel.events import SpeechStarted, WakeDetected
from speech.pipeline.capture import Capture
from speech.pipeline.listening import Listening

# "That wasn't me" is said of what has just happened.
_DISOWNED_WITHIN_S = 120.0
_MOST_WOKEN = 8


@dataclass(frozen=True, slots=True)
class _Woken:
    """What woke Zenus: the turn that followed, the number of the detection, and when."""

    turn: int
    number: int
    at_s: float


class Waking:
    """Tells when Zenus is meant, and which detection told it."""

    def __init__(self, listening: Listening, attention: Attention, bus: EventBus) -> None:
        self._listening = listening
        self._attention = attention
        self._bus = bus
        self._woken: deque[_Woken] = deque(maxlen=_MOST_WOKEN)

    def believe(self, capture: Capture, wake: WakeDetection) -> None:
        """Take the newest detection in a capture; one that is sure needs no words to confirm it."""
        capture.wake = wake
        if wake.is_sure:
            self.address(capture)

    def address(self, capture: Capture) -> None:
        """It is certain now that Zenus is meant: say so, and end what is being said."""
        if capture.is_addressed or capture.wake is None:
            return
        capture.is_addressed = True
        score = round(capture.wake.score_prob, 4)
        self._bus.publish(WakeDetected(turn=capture.turn, name=capture.wake.name, score=score))
        self._woken.append(_Woken(capture.turn, capture.wake.number, self._listening.now_s))
        self._listening.dialog.barge_in()
        self._attention.enter("listening", capture.turn)
        if capture.has_speech:
            self._bus.publish(SpeechStarted(turn=capture.turn))

    def disown(self, turn: int) -> bool:
        """Remember what woke Zenus last, before `turn`, as a mistake; false if nothing did lately."""
        while self._woken:
            woken = self._woken.pop()
            if woken.turn != turn and self._listening.now_s - woken.at_s <= _DISOWNED_WITHIN_S:
                return self._listening.ears.wake.disown(woken.number)
        return False
