"""One utterance, from its first sound to its words: endpoint, transcript, and whether the words end it.

Sound comes in hop by hop from the listener, on whose loop all of this runs. An utterance that is complete is handed to
the dialog in a task of its own. What begins an utterance is decided elsewhere.
"""

from dataclasses import replace

from assistant.kernel.attention import Attention
from assistant.kernel.audio import WakeDetection
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import Clock
from assistant.kernel.errors import ZenusError
from assistant.kernel.events import ErrorRaised, SpeechEnded, SpeechStarted, Transcribed
from assistant.kernel.types import Plan, Transcript, Utterance
from assistant.understanding.stop import is_stop
from speech import endpoint
from speech.endpoint import Endpointer
from speech.pipeline.capture import Capture, Heard
from speech.pipeline.follow_up import FollowUpWindow
from speech.pipeline.listening import Listening
from speech.pipeline.partials import LivePartials
from speech.pipeline.waking import Waking
from speech.wake.phrase import strip_wake_phrase

# No earcon is longer, with what the loudspeaker adds.
EARCON_S = 0.25
_PADDING_S = 0.15
# The detector fires within 0.1 s of the end of the phrase; what is voiced until then is the phrase itself.
_PHRASE_TAIL_S = 0.25
# Words without the phrase in them, over so soon after it, are the phrase misheard.
_SHORTEST_REQUEST_S = 0.45


class Hearing:
    """Hears one utterance at a time.

    Attributes:
        capture: The utterance that is being heard; None while there is none.
    """

    def __init__(
        self,
        listening: Listening,
        waking: Waking,
        window: FollowUpWindow,
        attention: Attention,
        bus: EventBus,
        clock: Clock,
    ) -> None:
        self._listening = listening
        self._waking = waking
        self._window = window
        self._attention = attention
        self._bus = bus
        self._clock = clock
        self.capture: Capture | None = None
        self._partials = LivePartials(bus, clock, lambda capture: capture is self.capture)
        self._endpointer = Endpointer(listening.settings.endpoint)

    def begin(self, capture: Capture, pre_roll: list[Heard]) -> None:
        """Hear an utterance, in the place of the one before, from what was heard before it was noticed."""
        self.capture = capture
        usual = self._listening.settings.endpoint
        how = capture.hold.endpoint(usual) if capture.hold else usual
        self._endpointer = Endpointer(how, pre_roll[0].end_s if pre_roll else self._listening.now_s)
        if capture.is_addressed:
            self._attention.enter("listening", capture.turn)
        for heard in pre_roll:
            self._advance(capture, heard)

    def take(self, heard: Heard, wake: WakeDetection | None) -> None:
        """Take the next sound of the utterance, and the wake phrase if it was detected in it."""
        assert self.capture is not None, "an utterance has begun"
        if wake is not None and not self.capture.is_addressed:
            self._waking.believe(self.capture, wake)
        self._advance(self.capture, heard)
        self._consider_draft(heard)

    def close(self) -> None:
        """Drop the utterance, if there is one, without a word."""
        self._drop()
        self._window.rest()

    def end_input(self) -> None:
        """A file has ended: what was said until then is the utterance."""
        capture = self.capture
        if capture is not None and not capture.end_reason and self._endpointer.is_speech:
            self._end(capture, "end-of-input")

    # ------------------------------------------------------------------------------------------------- while speaking

    def _advance(self, capture: Capture, heard: Heard) -> None:
        """Take the next sound. After the utterance's end it is only kept, in case the end proves to be none."""
        capture.push(heard)
        if not capture.end_reason:
            self._step(capture, heard)
        if not capture.end_reason and capture.is_let_go(heard.end_s):
            self._end(capture, "released" if self._endpointer.is_speech else "no-speech")

    def _step(self, capture: Capture, heard: Heard) -> None:
        for event in self._endpointer.step(heard.speech_prob, heard.end_s):
            match event:
                case endpoint.SpeechStarted():
                    capture.has_speech = True
                    if capture.is_addressed:
                        self._bus.publish(SpeechStarted(turn=capture.turn))
                case endpoint.SpeechPaused(_, pause):
                    self._pause(capture, pause)
                case endpoint.SpeechResumed():
                    capture.forget_transcript()
                case endpoint.SpeechEnded(_, _, reason):
                    self._end(capture, reason)

    def _consider_draft(self, heard: Heard) -> None:
        listening = self._listening
        is_voiced = heard.speech_prob >= listening.settings.endpoint.stop_prob
        if self.capture is not None and listening.tasks is not None and is_voiced:
            self._partials.consider(listening.tasks, self.capture, listening)

    def _pause(self, capture: Capture, pause: int) -> None:
        is_phrase_alone = self._endpointer.last_voiced_s - capture.wake_s < _PHRASE_TAIL_S
        if is_phrase_alone and capture.is_addressed and not capture.is_command_awaited:
            self._await_command(capture)
        else:
            self._transcribe_speculatively(capture, pause)

    def _await_command(self, capture: Capture) -> None:
        """Only the wake phrase was said: let the user know, and wait for the request."""
        self._listening.ears.voice.earcon("heard")
        now_s = self._listening.now_s
        later = capture.await_command(self._endpointer.last_voiced_s + _PADDING_S, now_s + EARCON_S)
        self._endpointer.reset(later[0].end_s if later else now_s)
        for heard in later:
            self._step(capture, heard)

    # ------------------------------------------------------------------------------------------------------- the words

    def _transcribe_speculatively(self, capture: Capture, pause: int) -> None:
        capture.forget_transcript()
        capture.is_transcribing = True
        self._listening.start(self._transcribe, capture, capture.generation, pause)

    async def _transcribe(self, capture: Capture, generation: int, pause: int) -> None:
        """Transcribe what was said so far, and judge it; dropped if the speaker has gone on meanwhile."""
        ears = self._listening.ears
        hints = replace(self._listening.hints, phrase_s=capture.phrase_s)
        pcm = capture.sound_until(self._endpointer.last_voiced_s + _PADDING_S)
        try:
            transcript = await ears.stt_worker.run(ears.stt.transcribe, pcm, hints)
        except ZenusError as error:
            self._bus.publish(ErrorRaised.of(error, capture.turn))
            transcript = Transcript("")
        if capture is not self.capture or generation != capture.generation:
            return
        capture.transcript = transcript
        self._judge(capture, transcript, pause)

    def _judge(self, capture: Capture, transcript: Transcript, pause: int) -> None:
        request, has_phrase = strip_wake_phrase(transcript.text, self._listening.settings.wake_phrase)
        if has_phrase:
            self._waking.address(capture)
        if capture.is_stop_only and is_stop(request, transcript.language):
            capture.is_addressed = True
        if not capture.is_addressed:
            self.close()  # A false alarm ends without a word.
            return
        if request and not capture.end_reason:
            capture.words.settle(request)
            capture.shown = request
            self._bus.publish(_transcribed(capture.turn, transcript, is_final=False))
        voiced_s = self._endpointer.last_voiced_s - capture.wake_s
        is_phrase_alone = not request or (not has_phrase and voiced_s < _SHORTEST_REQUEST_S)
        if is_phrase_alone and not capture.is_command_awaited:
            self._await_command(capture)
            return
        completeness = self._listening.ears.interpreter.completeness(request, transcript.language)
        self._endpointer.judge(pause, completeness)
        if capture.end_reason:
            self._settle(capture)

    # --------------------------------------------------------------------------------------------------------- the end

    def _end(self, capture: Capture, reason: str) -> None:
        capture.end_reason = reason
        if capture.is_announced:
            self._listening.ears.voice.earcon("failed" if reason == "no-speech" else "thinking")
        if capture.hold is not None:
            capture.hold.end()
        if reason == "no-speech":
            self._bus.publish(SpeechEnded(turn=capture.turn, reason=reason))
            self.close()
        elif capture.transcript is not None:
            self._settle(capture)
        elif not capture.is_transcribing:
            self._transcribe_speculatively(capture, pause=0)

    def _settle(self, capture: Capture) -> None:
        """The utterance is over and transcribed: hand it on."""
        assert capture.transcript is not None, "only a transcribed utterance settles"
        self._drop()
        request, _ = strip_wake_phrase(capture.transcript.text, self._listening.settings.wake_phrase)
        self._bus.publish(SpeechEnded(turn=capture.turn, reason=capture.end_reason))
        if request and (capture.hold is not None or not self._is_ignored(request, capture.transcript.language)):
            self._bus.publish(_transcribed(capture.turn, capture.transcript, is_final=True))
            self._listening.start(self._deliver, self._utterance(capture, capture.transcript, request))
            return
        if not request and not capture.is_follow_up:
            self._listening.ears.voice.earcon("failed")
        self._window.rest()

    def _is_ignored(self, request: str, language: str) -> bool:
        """Asleep, only being woken matters."""
        if not self._attention.is_asleep:
            return False
        plan = self._listening.ears.interpreter.interpret(request, language)
        return not isinstance(plan, Plan) or plan.steps[0].action != "dialog.wake"

    def _utterance(self, capture: Capture, transcript: Transcript, request: str) -> Utterance:
        heard_s = self._endpointer.last_voiced_s
        return Utterance(
            request,
            "voice",
            transcript.language,
            transcript.confidence,
            turn=capture.turn,
            heard_s=heard_s,
            is_follow_up=capture.is_follow_up,
            timings_ms={"endpoint": round((self._clock.monotonic_s() - heard_s) * 1000, 2)},
        )

    async def _deliver(self, utterance: Utterance) -> None:
        follow_up = await self._listening.dialog.take(utterance)
        if self.capture is None:
            self._window.open(follow_up)

    def _drop(self) -> None:
        capture, self.capture = self.capture, None
        if capture is not None and capture.hold is not None:
            capture.hold.end()


def _transcribed(turn: int, transcript: Transcript, *, is_final: bool) -> Transcribed:
    return Transcribed(
        turn=turn,
        text=transcript.text,
        final=is_final,
        language=transcript.language,
        confidence=round(transcript.confidence, 3),
    )
