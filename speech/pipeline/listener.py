"""From microphone frames to utterances: wake phrase, endpoint, transcript.

One hop of sound at a time goes through the detectors on their worker thread; all decisions are made on the loop. An
utterance that is complete is handed to the dialog in a task of its own, so that the wake phrase is heard at every
moment, also over a reply.
"""

from collections import deque
from dataclasses import dataclass, replace

import anyio
from anyio.abc import TaskGroup

from assistant.kernel.attention import Attention
from assistant.kernel.audio import FRAME_BYTES, FRAME_S, WakeDetection
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import Clock
from assistant.kernel.errors import ZenusError
from assistant.kernel.events import (
    ErrorRaised,
    FollowUpOpened,
    LevelHeard,
    SpeechEnded,
    SpeechStarted,
    Transcribed,
    WakeDetected,
)
from assistant.kernel.ports import SpeechToText, WakeWordDetector
from assistant.kernel.types import Plan, Transcript, Utterance
from assistant.understanding.stop import is_stop
from speech import endpoint
from speech.audio.level import level_of
from speech.endpoint import Endpointer
from speech.pipeline.capture import Capture, Heard, Hold, PreRoll
from speech.pipeline.listening import Dialog, Ears, FollowUp, ListenerSettings
from speech.pipeline.partials import LivePartials
from speech.wake.phrase import strip_wake_phrase

# 40 ms: short enough to end an utterance on, long enough to cost little.
HOP_FRAMES = 2
# No earcon is longer, with what the loudspeaker adds.
EARCON_S = 0.25
_PADDING_S = 0.15
_FOLLOW_UP_PROB = 0.6
# A reply reaches the microphone through buffers and the room for so long after it has been played.
_ECHO_TAIL_S = 0.35
# The detector fires within 0.1 s of the end of the phrase; what is voiced until then is the phrase itself.
_PHRASE_TAIL_S = 0.25
# Who presses a key to talk begins to speak a little before it is down, and lets go a little before the last sound is
# over; the sound of that moment is still on its way as well.
_HELD_PRE_ROLL_S = 0.2
_LET_GO_S = 0.16
# Words without the phrase in them, over so soon after it, are the phrase misheard.
_SHORTEST_REQUEST_S = 0.45
# "That wasn't me" is said of what has just happened.
_DISOWNED_WITHIN_S = 120.0
_MOST_WOKEN = 8


@dataclass(frozen=True, slots=True)
class _Woken:
    """What woke Zenus: the turn that followed, the number of the detection, and when."""

    turn: int
    number: int
    at_s: float


class Listener:
    """Listens until the microphone ends. One task runs it; `listen_now`, `let_go` are called from any task of the loop.

    Attributes:
        lost_frames: Frames of 20 ms that never came: the device was away, or the machine too busy to take them.
    """

    def __init__(
        self, ears: Ears, dialog: Dialog, settings: ListenerSettings, attention: Attention, bus: EventBus, clock: Clock
    ) -> None:
        self._ears = ears
        self._dialog = dialog
        self._settings = settings
        self._attention = attention
        self._bus = bus
        self._clock = clock
        self._pre_roll = PreRoll(settings.pre_roll_s)
        self._capture: Capture | None = None
        self._partials = LivePartials(bus, clock, lambda capture: capture is self._capture)
        self._endpointer = Endpointer(settings.endpoint)
        self._follow_up_from_s = 0.0
        self._follow_up_until_s = 0.0
        self._metered_s = 0.0
        self._now_s = 0.0
        self._woken: deque[_Woken] = deque(maxlen=_MOST_WOKEN)
        self.lost_frames = 0
        self._tasks: TaskGroup | None = None

    async def run(self) -> None:
        """Listen to the open microphone, until a file has ended and its last words are answered."""
        async with anyio.create_task_group() as self._tasks:
            self._attention.rest()
            take = self._hear_out if self._settings.is_lockstep else self._hear
            hop, next_seq = b"", 0
            while (frame := await self._ears.microphone.read()) is not None:
                self.lost_frames += frame.seq - next_seq
                next_seq = frame.seq + 1
                hop += frame.pcm
                if len(hop) >= HOP_FRAMES * FRAME_BYTES:
                    await take(hop, frame.t_mono_s)
                    hop = b""
            self._end_input()

    @property
    def microphone_name(self) -> str:
        """The device or file that is listened to, as people would name it."""
        return self._ears.microphone.name

    def apply(self, settings: ListenerSettings) -> None:
        """Listen in another way, from the next utterance on. The pre-roll keeps its length."""
        self._settings = settings

    def use(self, *, wake: WakeWordDetector | None = None, stt: SpeechToText | None = None) -> None:
        """Listen with other engines, warm, from the next sound on."""
        self._ears = replace(self._ears, wake=wake or self._ears.wake, stt=stt or self._ears.stt)

    def disown(self, turn: int) -> bool:
        """Remember what woke Zenus last, before `turn`, as a mistake; false if nothing did lately."""
        while self._woken:
            woken = self._woken.pop()
            if woken.turn != turn and self._now_s - woken.at_s <= _DISOWNED_WITHIN_S:
                return self._ears.wake.disown(woken.number)
        return False

    def meter(self, open_s: float) -> None:
        """Tell the level for so many seconds, also while nothing is listened for."""
        self._metered_s = open_s

    def listen_now(self, hold: Hold | None = None) -> None:
        """Take the next speech as a request, without the wake phrase; what is being heard already belongs to it."""
        hold = hold or Hold()
        # What was heard over a reply is the reply.
        pre_roll_s = 0.0 if self._dialog.is_busy() else _HELD_PRE_ROLL_S
        self._dialog.barge_in()
        before = self._capture
        if before is not None and before.hold is not None:
            before.hold.end()
        if before is not None and before.is_addressed and not before.end_reason:
            before.hold = hold
            return
        capture = Capture(self._dialog.reserve_turn(), hold=hold)
        self._ears.voice.earcon("heard")
        self._begin(capture, pre_roll_s)
        capture.announce(self._now_s + EARCON_S)

    def let_go(self, hold: Hold) -> None:
        """End what is held with what was said by now; nothing happens if it is over already."""
        hold.until_s = self._now_s + _LET_GO_S

    # ------------------------------------------------------------------------------------------------------- each hop

    async def _hear_out(self, pcm: bytes, end_s: float) -> None:
        """Take one hop, and wait for the transcription and the turn that it sets going."""
        lasting = self._tasks
        try:
            async with anyio.create_task_group() as self._tasks:
                await self._hear(pcm, end_s)
        finally:
            self._tasks = lasting

    async def _hear(self, pcm: bytes, end_s: float) -> None:
        if self._attention.is_muted:
            self._forget()
            return
        heard, wake = await self._ears.detect_worker.run(self._analyse, pcm, end_s)
        self._now_s = end_s
        self._tell_level(pcm)
        self._pre_roll.push(heard)
        if wake is not None and (self._capture is None or self._is_follow_up(self._capture)):
            self._wake_up(wake)
        elif self._capture is not None:
            if wake is not None and not self._capture.is_addressed:
                self._capture.wake = wake
                self._address_if_sure(self._capture, wake)
            self._advance(self._capture, heard)
            self._consider_draft(heard)
        elif self._attention.state == "acting" and heard.speech_prob >= _FOLLOW_UP_PROB:
            self._begin(Capture(turn=0, is_stop_only=True), self._settings.follow_up_pre_roll_s)
        elif end_s < self._follow_up_until_s and not self._dialog.is_busy():
            self._consider_follow_up(heard)
        elif self._follow_up_until_s:
            self._end_follow_up()

    def _consider_draft(self, heard: Heard) -> None:
        is_voiced = heard.speech_prob >= self._settings.endpoint.stop_prob
        if self._capture is not None and self._tasks is not None and is_voiced:
            self._partials.consider(self._tasks, self._capture, self._ears, self._settings)

    def _tell_level(self, pcm: bytes) -> None:
        is_wanted = self._attention.state == "listening" or self._metered_s > 0
        self._metered_s -= HOP_FRAMES * FRAME_S
        if is_wanted and self._bus.has_subscribers:
            turn = self._capture.turn if self._capture else 0
            self._bus.publish(LevelHeard(turn=turn, level=level_of(pcm)))

    @staticmethod
    def _is_follow_up(capture: Capture) -> bool:
        return capture.turn == 0

    def _analyse(self, pcm: bytes, end_s: float) -> tuple[Heard, WakeDetection | None]:
        """Runs on the worker thread."""
        return Heard(pcm, end_s, self._ears.vad.process(pcm)), self._ears.wake.process(pcm)

    def _forget(self) -> None:
        self._pre_roll.clear()
        self._close()

    # ------------------------------------------------------------------------------------------------ ways to begin

    def _wake_up(self, wake: WakeDetection) -> None:
        capture = Capture(self._dialog.reserve_turn(), wake, self._now_s)
        self._begin(capture, self._settings.pre_roll_s)
        self._address_if_sure(capture, wake)

    def _address_if_sure(self, capture: Capture, wake: WakeDetection) -> None:
        if wake.score_prob >= self._settings.sure_wake_prob:
            self._address(capture)

    def _address(self, capture: Capture) -> None:
        """It is certain now that Zenus is meant: say so, and end what is being said."""
        if capture.is_addressed or capture.wake is None:
            return
        capture.is_addressed = True
        score = round(capture.wake.score_prob, 4)
        self._bus.publish(WakeDetected(turn=capture.turn, name=capture.wake.name, score=score))
        self._woken.append(_Woken(capture.turn, capture.wake.number, self._now_s))
        self._dialog.barge_in()
        self._attention.enter("listening", capture.turn)
        if capture.has_speech:
            self._bus.publish(SpeechStarted(turn=capture.turn))

    def _consider_follow_up(self, heard: Heard) -> None:
        if heard.end_s < self._follow_up_from_s:
            self._pre_roll.clear()  # It holds what the loudspeaker has just said.
        elif heard.speech_prob >= _FOLLOW_UP_PROB:
            self._begin(Capture(turn=0), self._settings.follow_up_pre_roll_s)

    def _end_follow_up(self) -> None:
        self._follow_up_until_s = 0.0
        if not self._dialog.is_busy():
            self._attention.rest()

    def _begin(self, capture: Capture, pre_roll_s: float) -> None:
        self._capture = capture
        pre_roll = self._pre_roll.last(pre_roll_s)
        how = capture.hold.endpoint(self._settings.endpoint) if capture.hold else self._settings.endpoint
        self._endpointer = Endpointer(how, pre_roll[0].end_s if pre_roll else self._now_s)
        if capture.is_addressed:
            self._attention.enter("listening", capture.turn)
        for heard in pre_roll:
            self._advance(capture, heard)

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

    def _pause(self, capture: Capture, pause: int) -> None:
        is_phrase_alone = self._endpointer.last_voiced_s - capture.wake_s < _PHRASE_TAIL_S
        if is_phrase_alone and capture.is_addressed and not capture.is_command_awaited:
            self._await_command(capture)
        else:
            self._transcribe_speculatively(capture, pause)

    def _transcribe_speculatively(self, capture: Capture, pause: int) -> None:
        assert self._tasks is not None, "listening has begun"
        capture.forget_transcript()
        capture.is_transcribing = True
        self._tasks.start_soon(self._transcribe, capture, capture.generation, pause)

    async def _transcribe(self, capture: Capture, generation: int, pause: int) -> None:
        """Transcribe what was said so far, and judge it; dropped if the speaker has gone on meanwhile."""
        hints = self._ears.interpreter.hints(self._settings.language)
        pcm = capture.sound_until(self._endpointer.last_voiced_s + _PADDING_S)
        try:
            transcript = await self._ears.stt_worker.run(self._ears.stt.transcribe, pcm, hints)
        except ZenusError as error:
            self._bus.publish(ErrorRaised(turn=capture.turn, code=error.code, message=error.message, hint=error.hint))
            transcript = Transcript("")
        if capture is not self._capture or generation != capture.generation:
            return
        capture.transcript = transcript
        self._judge(capture, transcript, pause)

    def _judge(self, capture: Capture, transcript: Transcript, pause: int) -> None:
        request, has_phrase = strip_wake_phrase(transcript.text, self._settings.wake_phrase)
        if has_phrase:
            self._address(capture)
        if capture.is_stop_only and is_stop(request, transcript.language):
            capture.is_addressed = True
        if not capture.is_addressed:
            self._close()  # A false alarm ends without a word.
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
        completeness = self._ears.interpreter.completeness(request, transcript.language)
        self._endpointer.judge(pause, completeness)
        if capture.end_reason:
            self._settle(capture)

    def _await_command(self, capture: Capture) -> None:
        """Only the wake phrase was said: let the user know, and wait for the request."""
        self._ears.voice.earcon("heard")
        later = capture.await_command(self._endpointer.last_voiced_s + _PADDING_S, self._now_s + EARCON_S)
        self._endpointer.reset(later[0].end_s if later else self._now_s)
        for heard in later:
            self._step(capture, heard)

    # ------------------------------------------------------------------------------------------------------- the end

    def _end(self, capture: Capture, reason: str) -> None:
        capture.end_reason = reason
        if capture.is_announced:
            self._ears.voice.earcon("failed" if reason == "no-speech" else "thinking")
        if capture.hold is not None:
            capture.hold.end()
        if reason == "no-speech":
            self._bus.publish(SpeechEnded(turn=capture.turn, reason=reason))
            self._close()
        elif capture.transcript is not None:
            self._settle(capture)
        elif not capture.is_transcribing:
            self._transcribe_speculatively(capture, pause=0)

    def _settle(self, capture: Capture) -> None:
        """The utterance is over and transcribed: hand it on."""
        assert self._tasks is not None and capture.transcript is not None, "only a transcribed utterance settles"
        self._drop()
        transcript, heard_s = capture.transcript, self._endpointer.last_voiced_s
        request, _ = strip_wake_phrase(transcript.text, self._settings.wake_phrase)
        self._bus.publish(SpeechEnded(turn=capture.turn, reason=capture.end_reason))
        if not request or (capture.hold is None and self._is_ignored(request)):
            if not request and not self._is_follow_up(capture):
                self._ears.voice.earcon("failed")
            self._rest()
            return
        self._bus.publish(_transcribed(capture.turn, transcript, is_final=True))
        utterance = Utterance(
            request,
            "voice",
            transcript.language,
            transcript.confidence,
            turn=capture.turn,
            heard_s=heard_s,
            is_follow_up=self._is_follow_up(capture),
            timings_ms={"endpoint": round((self._clock.monotonic_s() - heard_s) * 1000, 2)},
        )
        self._tasks.start_soon(self._deliver, utterance)

    def _is_ignored(self, request: str) -> bool:
        """Asleep, only being woken matters."""
        if not self._attention.is_asleep:
            return False
        plan = self._ears.interpreter.interpret(request, self._settings.language)
        return not isinstance(plan, Plan) or plan.steps[0].action != "dialog.wake"

    async def _deliver(self, utterance: Utterance) -> None:
        follow_up = await self._dialog.take(utterance)
        window_s = {FollowUp.USUAL: self._settings.follow_up_s, FollowUp.ANSWER: self._settings.answer_s}
        open_s = window_s.get(follow_up, 0.0)
        if open_s > 0 and self._capture is None and not self._attention.is_asleep:
            self._follow_up_from_s = self._now_s + _ECHO_TAIL_S
            self._follow_up_until_s = self._now_s + open_s
            self._attention.enter("listening")
            self._bus.publish(FollowUpOpened(open_s=open_s))

    def _close(self) -> None:
        self._drop()
        self._rest()

    def _drop(self) -> None:
        capture, self._capture = self._capture, None
        if capture is not None and capture.hold is not None:
            capture.hold.end()

    def _rest(self) -> None:
        if not self._dialog.is_busy() and not self._follow_up_until_s:
            self._attention.rest()

    def _end_input(self) -> None:
        """A file has ended: what was said until then is the utterance."""
        capture = self._capture
        if capture is not None and not capture.end_reason and self._endpointer.is_speech:
            self._end(capture, "end-of-input")


def _transcribed(turn: int, transcript: Transcript, *, is_final: bool) -> Transcribed:
    return Transcribed(
        turn=turn,
        text=transcript.text,
        final=is_final,
        language=transcript.language,
        confidence=round(transcript.confidence, 3),
    )
