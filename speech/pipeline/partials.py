"""What is shown of an utterance while it is being said: drafts of the recogniser, and of them what has settled.

A draft is begun only while somebody speaks and nothing else is transcribed, and only where drafts are quick, so that
hardly anything of one is left when the silence that follows counts as a pause. On a machine that is too busy for that
one is tried in a minute, and words show at pauses alone. A word is shown when two drafts in a row agree on it
and on all before it, and then it stays.
"""

from collections.abc import Callable

from anyio.abc import TaskGroup

from assistant.kernel.bus import EventBus
from assistant.kernel.clock import Clock
from assistant.kernel.errors import ZenusError
from assistant.kernel.events import Transcribed
from speech.pipeline.capture import Capture
from speech.pipeline.listening import Listening
from speech.wake.phrase import drop_wake_phrase

# Less sound holds no word.
_SHORTEST_S = 0.3
# A pause is reported after 0.13 s of silence, and what is transcribed then takes twice as long as what may be left.
_QUICK_S = 0.18
# On a machine that is too busy it is tried again after so long.
_PATIENCE_S = 60.0
# The phrase is over when it is detected, and no longer than this.
_PHRASE_S = 1.0
# The cost of a draft grows with the sound before it.
_LONGEST_S = 12.0


class LivePartials:
    """Makes drafts, one at a time. Used on the listener's loop.

    Args:
        is_current: Tells whether a capture is still the one that is listened to.
    """

    def __init__(self, bus: EventBus, clock: Clock, is_current: Callable[[Capture], bool]) -> None:
        self._bus = bus
        self._clock = clock
        self._rests_until_s = 0.0
        self._is_current = is_current
        self._is_busy = False

    def consider(self, tasks: TaskGroup, capture: Capture, listening: Listening) -> None:
        """Begin a draft of what was said so far, if somebody wants to see it and nothing stands against it."""
        if self._is_busy or not self._bus.has_subscribers or not capture.is_addressed or capture.is_transcribing:
            return
        if self._clock.monotonic_s() < self._rests_until_s:
            return
        if capture.has_speech and _SHORTEST_S <= capture.duration_s <= _LONGEST_S:
            self._is_busy = True
            tasks.start_soon(self._draft, capture, listening)

    async def _draft(self, capture: Capture, listening: Listening) -> None:
        ears, hints, wake_phrase = listening.ears, listening.hints, listening.settings.wake_phrase
        # In one language the phrase leads the decoder into the sentence; among several it would pass for English.
        has_phrase = not capture.is_command_awaited and len(hints.languages) == 1
        generation = capture.generation
        began_s = self._clock.monotonic_s()
        try:
            sound = capture.sound_from(capture.wake_s - _PHRASE_S if has_phrase else capture.wake_s)
            text = await ears.draft_worker.run(ears.stt.draft, sound, hints)
        except ZenusError:
            return  # The transcript that counts will fail as well, and say so.
        finally:
            self._is_busy = False
            now_s = self._clock.monotonic_s()
            if now_s - began_s > _QUICK_S:
                self._rests_until_s = now_s + _PATIENCE_S
        if not self._is_current(capture) or capture.end_reason or generation != capture.generation:
            return
        shown = capture.words.take(drop_wake_phrase(text, wake_phrase) if has_phrase else text)
        if shown and shown != capture.shown:
            capture.shown = shown
            self._bus.publish(
                Transcribed(turn=capture.turn, text=shown, final=False, language=hints.languages[0], confidence=0.0)
            )
