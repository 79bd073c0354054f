"""From microphone frames to utterances: at each hop of sound, what it begins, what it belongs to, what it ends.

One hop at a time goes through the detectors on their worker thread; all decisions are made on the loop. What was begun
goes on in the `Hearing`, and an utterance that is complete is answered in a task of its own, so that the wake phrase is
heard at every moment, also over a reply.
"""

from dataclasses import replace

import anyio

from assistant.kernel.attention import Attention
from assistant.kernel.audio import FRAME_BYTES, FRAME_S, WakeDetection
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import Clock
from assistant.kernel.events import LevelHeard
from assistant.kernel.ports import SpeechToText, WakeWordDetector
from speech.audio.level import level_of
from speech.pipeline.capture import Capture, Heard, Hold, PreRoll
from speech.pipeline.follow_up import FollowUpWindow
from speech.pipeline.hearing import EARCON_S, Hearing
from speech.pipeline.listening import Dialog, Ears, ListenerSettings, Listening
from speech.pipeline.waking import Waking

# 40 ms: short enough to end an utterance on, long enough to cost little.
HOP_FRAMES = 2
_FOLLOW_UP_PROB = 0.6
# Who presses a key to talk begins to speak a little before it is down, and lets go a little before the last sound is
# over; the sound of that moment is still on its way as well.
_HELD_PRE_ROLL_S = 0.2
_LET_GO_S = 0.16


class Listener:
    """Listens until the microphone ends. One task runs it; `listen_now`, `let_go` are called from any task of the loop.

    Attributes:
        lost_frames: Frames of 20 ms that never came: the device was away, or the machine too busy to take them.
    """

    def __init__(
        self, ears: Ears, dialog: Dialog, settings: ListenerSettings, attention: Attention, bus: EventBus, clock: Clock
    ) -> None:
        self._listening = Listening(ears, dialog, settings)
        self._attention = attention
        self._bus = bus
        self._pre_roll = PreRoll(settings.pre_roll_s)
        self._waking = Waking(self._listening, attention, bus)
        self._window = FollowUpWindow(self._listening, attention, bus)
        self._hearing = Hearing(self._listening, self._waking, self._window, attention, bus, clock)
        self._metered_s = 0.0
        self.lost_frames = 0

    async def run(self) -> None:
        """Listen to the open microphone, until a file has ended and its last words are answered."""
        listening = self._listening
        async with anyio.create_task_group() as listening.tasks:
            self._attention.rest()
            take = self._hear_out if listening.settings.is_lockstep else self._hear
            hop, next_seq = b"", 0
            while (frame := await listening.ears.microphone.read()) is not None:
                self.lost_frames += frame.seq - next_seq
                next_seq = frame.seq + 1
                hop += frame.pcm
                if len(hop) >= HOP_FRAMES * FRAME_BYTES:
                    await take(hop, frame.t_mono_s)
                    hop = b""
            self._hearing.end_input()

    @property
    def microphone_name(self) -> str:
        """The device or file that is listened to, as people would name it."""
        return self._listening.ears.microphone.name

    @property
    def stt(self) -> SpeechToText:
        """The recogniser in use."""
        return self._listening.ears.stt

    def apply(self, settings: ListenerSettings) -> None:
        """Listen in another way, from the next utterance on. The pre-roll keeps its length."""
        self._listening.settings = settings

    def use(self, *, wake: WakeWordDetector | None = None, stt: SpeechToText | None = None) -> None:
        """Listen with other engines, warm, from the next sound on."""
        ears = self._listening.ears
        self._listening.ears = replace(ears, wake=wake or ears.wake, stt=stt or ears.stt)

    def disown(self, turn: int) -> bool:
        """Remember what woke Zenus last, before `turn`, as a mistake; false if nothing did lately."""
        return self._waking.disown(turn)

    def meter(self, open_s: float) -> None:
        """Tell the level for so many seconds, also while nothing is listened for."""
        self._metered_s = open_s

    def listen_now(self, hold: Hold | None = None) -> None:
        """Take the next speech as a request, without the wake phrase; what is being heard already belongs to it."""
        hold = hold or Hold()
        dialog = self._listening.dialog
        # What was heard over a reply is the reply.
        pre_roll_s = 0.0 if dialog.is_busy() else _HELD_PRE_ROLL_S
        dialog.barge_in()
        before = self._hearing.capture
        if before is not None and before.hold is not None:
            before.hold.end()
        if before is not None and before.is_addressed and not before.end_reason:
            before.hold = hold
            return
        capture = Capture(dialog.reserve_turn(), hold=hold)
        self._listening.ears.voice.earcon("heard")
        self._begin(capture, pre_roll_s)
        capture.announce(self._listening.now_s + EARCON_S)

    def let_go(self, hold: Hold) -> None:
        """End what is held with what was said by now; nothing happens if it is over already."""
        hold.until_s = self._listening.now_s + _LET_GO_S

    # ------------------------------------------------------------------------------------------------------- each hop

    async def _hear_out(self, pcm: bytes, end_s: float) -> None:
        """Take one hop, and wait for the transcription and the turn that it sets going."""
        lasting = self._listening.tasks
        try:
            async with anyio.create_task_group() as self._listening.tasks:
                await self._hear(pcm, end_s)
        finally:
            self._listening.tasks = lasting

    async def _hear(self, pcm: bytes, end_s: float) -> None:
        if self._attention.is_muted:
            self._pre_roll.clear()
            self._hearing.close()
            return
        heard, wake = await self._listening.ears.detect_worker.run(self._analyse, pcm, end_s)
        self._listening.now_s = end_s
        self._tell_level(pcm)
        self._pre_roll.push(heard)
        capture = self._hearing.capture
        if wake is not None and (capture is None or capture.is_follow_up):
            self._wake_up(wake)
        elif capture is not None:
            self._hearing.take(heard, wake)
        else:
            self._consider_speech(heard)

    def _analyse(self, pcm: bytes, end_s: float) -> tuple[Heard, WakeDetection | None]:
        """Runs on the worker thread."""
        ears = self._listening.ears
        return Heard(pcm, end_s, ears.vad.process(pcm)), ears.wake.process(pcm)

    def _tell_level(self, pcm: bytes) -> None:
        is_wanted = self._attention.state == "listening" or self._metered_s > 0
        self._metered_s -= HOP_FRAMES * FRAME_S
        if is_wanted and self._bus.has_subscribers:
            capture = self._hearing.capture
            self._bus.publish(LevelHeard(turn=capture.turn if capture else 0, level=level_of(pcm)))

    # ------------------------------------------------------------------------------------------------ ways to begin

    def _wake_up(self, wake: WakeDetection) -> None:
        listening = self._listening
        capture = Capture(listening.dialog.reserve_turn(), wake, listening.now_s - wake.ago_s)
        self._begin(capture, listening.settings.pre_roll_s)
        self._waking.believe(capture, wake)

    def _consider_speech(self, heard: Heard) -> None:
        """Take speech without the wake phrase where it may be meant: to stop what is being done, or after a reply."""
        is_speech = heard.speech_prob >= _FOLLOW_UP_PROB
        if self._attention.state == "acting" and is_speech:
            self._begin(Capture(turn=0, is_stop_only=True), self._listening.settings.follow_up_pre_roll_s)
        elif self._window.is_open and self._window.is_over:
            self._window.close()
        elif self._window.is_open and self._window.is_echoing:
            self._pre_roll.clear()  # It holds what the loudspeaker has just said.
        elif self._window.is_open and is_speech:
            self._begin(Capture(turn=0), self._listening.settings.follow_up_pre_roll_s)

    def _begin(self, capture: Capture, pre_roll_s: float) -> None:
        self._hearing.begin(capture, self._pre_roll.last(pre_roll_s))
