"""The listener on virtual time: scripted sound in, utterances out. A letter in the script is 40 ms of sound."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import anyio
import anyio.lowlevel
import pytest

from assistant.kernel.attention import Attention
from assistant.kernel.audio import FRAME_BYTES, FRAME_S, AudioFrame, WakeDetection
from assistant.kernel.bus import EventBus, Stamped
from assistant.kernel.events import SpeechEnded, Transcribed
from assistant.kernel.testing.audio import FakeMicrophone, FakeVad, FakeVoice, InlineWorker, ScriptedStt, ScriptedWake
from assistant.kernel.testing.dialog import ScriptedInterpreter
from assistant.kernel.types import Step, Utterance
from speech.endpoint import EndpointSettings
from speech.pipeline.listener import Listener
from speech.pipeline.listening import Dialog, Ears, FollowUp, ListenerSettings
from tests.unit.dialog.stage import VirtualClock

Run = Callable[..., None]

DRAFT_S = 0.1

# Words as the scripted recogniser knows them, by a marker hidden in the sound.
WAKE, TIME, OPEN, MORE, NAME, BABBLE = b"WAKE", b"TIME", b"OPEN", b"MORE", b"NAME", b"BABB"
TEXTS = {
    NAME: "Hey Zenus.",
    TIME: "Hey Zenus, what time is it?",
    OPEN: "Hey Zenus, open the",
    MORE: "Hey Zenus, open the mute",
    BABBLE: "genius is rare",
}
PLANS = {"what time is it": Step("clock.time"), "wake up": Step("dialog.wake")}


def word(marker: bytes, seconds: float = 0.4) -> list[bytes]:
    """Return voiced frames, the marker in the last but two."""
    frames = [b"\1" * FRAME_BYTES for _ in range(round(seconds / 0.02))]
    frames[-3] = marker + frames[-3][len(marker) :]
    return frames


def silence(seconds: float) -> list[bytes]:
    return [bytes(FRAME_BYTES)] * round(seconds / 0.02)


def waking(seconds: float = 0.5) -> list[bytes]:
    """Return the wake phrase; the detector fires near its end."""
    return word(WAKE, seconds)


class FastMicrophone(FakeMicrophone):
    """Delivers its frames as fast as they are asked for, with the times at which they would have come."""

    async def read(self) -> AudioFrame | None:
        await anyio.lowlevel.checkpoint()
        if self._seq >= len(self._frames):
            return None
        frame = AudioFrame(self._frames[self._seq].ljust(FRAME_BYTES, b"\0"), self._seq, (self._seq + 1) * FRAME_S)
        self._seq += 1
        return frame


@dataclass
class Room:
    """A listener with fakes around it, and what came of it."""

    frames: list[bytes]
    stt_latency_s: float = 0.2
    wake_score: float = 0.99
    wake: ScriptedWake | None = None
    turn_s: float = 0.5
    turn_numbers: Iterator[int] = field(default_factory=lambda: itertools.repeat(7))
    follow_up_s: float = 0.0
    is_fast: bool = False
    is_overheard: bool = False
    is_asking: bool = False
    is_acting: bool = False
    texts: dict[bytes, str] = field(default_factory=lambda: dict(TEXTS))
    utterances: list[Utterance] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    barge_ins: int = 0
    listener: Listener = field(init=False)
    events: list[Stamped] = field(default_factory=list)
    voice: FakeVoice = field(default_factory=FakeVoice)
    stt: ScriptedStt = field(init=False)
    attention: Attention = field(init=False)
    answer_language: str = ""
    is_busy: bool = False
    is_watched: bool = False
    seen: list[Stamped] = field(default_factory=list)

    async def listen(self, settings: ListenerSettings | None = None) -> None:
        clock = VirtualClock()
        bus = EventBus(clock)
        bus.add_sink(self.events.append)
        if self.is_watched:
            bus.subscribe().push = self.seen.append  # type: ignore[method-assign]  # a reader without a task
        self.attention = getattr(self, "attention", None) or Attention(bus)
        self.stt = ScriptedStt(self.texts)
        wake = self.wake or ScriptedWake(self.wake_score)
        async with (FastMicrophone if self.is_fast else FakeMicrophone)(self.frames) as microphone:
            ears = Ears(
                *(microphone, wake, FakeVad(), self.stt, InlineWorker(), InlineWorker(self.stt_latency_s)),
                *(ScriptedInterpreter(PLANS), self.voice, InlineWorker(DRAFT_S)),
            )
            dialog = Dialog(
                *(lambda: next(self.turn_numbers), self._barge_in, self._take, lambda: self.is_busy),
                answer_language=lambda: self.answer_language,
            )
            listener = Listener(
                ears, dialog, settings or ListenerSettings(follow_up_s=self.follow_up_s), self.attention, bus, clock
            )
            assert listener.microphone_name == "fake microphone"
            self.listener = listener
            await listener.run()

    def _barge_in(self) -> None:
        self.barge_ins += 1

    async def _take(self, utterance: Utterance) -> FollowUp:
        self.utterances.append(utterance)
        self.times_s.append(anyio.current_time())
        self.is_busy = True
        if self.is_acting:
            self.attention.enter("acting", utterance.turn)
        await anyio.sleep(self.turn_s)
        self.is_busy = False
        self.attention.rest()
        if self.is_asking:
            return FollowUp.ANSWER
        return FollowUp.NONE if utterance.is_follow_up and self.is_overheard else FollowUp.USUAL

    @property
    def texts_taken(self) -> list[str]:
        return [utterance.text for utterance in self.utterances]

    def types(self) -> list[str]:
        return [stamped.event.type for stamped in self.events if stamped.event.type != "state"]


def test_a_request_in_one_breath_with_the_wake_phrase_is_taken(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(TIME, 0.8), *silence(2)])
    on_virtual_time(room.listen)
    (utterance,) = room.utterances
    assert utterance.text == "what time is it?" and utterance.turn == 7 and not utterance.is_follow_up
    assert room.types() == ["wake_detected", "speech_started", "speech_ended", "transcript"]


def test_a_complete_request_ends_sooner_than_an_open_one(on_virtual_time: Run) -> None:
    def seconds_until_taken(marker: bytes) -> float:
        speech = [*silence(1), *waking(), *word(marker, 0.8)]
        room = Room([*speech, *silence(4)])
        on_virtual_time(room.listen)
        return room.times_s[0] - len(speech) * 0.02

    assert seconds_until_taken(TIME) < 0.5
    assert 1.3 < seconds_until_taken(OPEN) < 1.9


def test_a_speaker_who_goes_on_is_transcribed_again_and_only_the_whole_counts(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(OPEN), *silence(0.5), *word(MORE), *silence(3)])
    on_virtual_time(room.listen)
    assert room.texts_taken == ["open the mute"]
    assert len(room.stt.calls) == 2


def test_a_late_transcript_of_an_earlier_pause_is_dropped(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(OPEN), *silence(0.3), *word(MORE), *silence(4)], stt_latency_s=0.6)
    on_virtual_time(room.listen)
    assert room.texts_taken == ["open the mute"]


@pytest.mark.parametrize("pause_s", [0.2, 0.5, 0.9, 1.5, 3.0])
def test_a_pause_of_any_length_after_the_wake_phrase_loses_nothing(on_virtual_time: Run, pause_s: float) -> None:
    room = Room([*silence(1), *waking(), *word(NAME, 0.1), *silence(pause_s), *word(TIME, 0.8), *silence(3)])
    on_virtual_time(room.listen)
    assert room.texts_taken == ["what time is it?"]


def test_the_wake_phrase_alone_is_acknowledged_and_then_given_up(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(NAME, 0.1), *silence(8)])
    on_virtual_time(room.listen)
    assert not room.utterances and room.voice.earcons == ["heard", "failed"]
    assert [e.event.reason for e in room.events if isinstance(e.event, SpeechEnded)] == ["no-speech"]
    assert room.attention.state == "idle"


def test_no_earcon_reaches_the_recogniser(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(NAME, 0.1), *silence(2.0), *word(TIME, 0.8), *silence(3)])
    on_virtual_time(room.listen)
    last_pcm, _ = room.stt.calls[-1]
    assert NAME not in last_pcm and WAKE not in last_pcm, "the phrase is understood and dropped"


def test_a_middling_score_without_the_phrase_in_the_words_ends_silently(on_virtual_time: Run) -> None:
    frames = [*silence(1), *waking(), *word(BABBLE, 0.8), *silence(3)]
    doubtful, sure = Room(frames, wake_score=0.6), Room(frames, wake_score=0.99)
    on_virtual_time(doubtful.listen)
    on_virtual_time(sure.listen)
    assert not doubtful.utterances and not doubtful.voice.earcons and not doubtful.barge_ins
    assert not doubtful.events, "a false alarm leaves no trace"
    assert sure.texts_taken == ["genius is rare"]


def test_a_middling_score_is_confirmed_by_the_words(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(TIME, 0.8), *silence(2)], wake_score=0.6)
    on_virtual_time(room.listen)
    assert room.texts_taken == ["what time is it?"] and room.barge_ins == 1
    assert room.types() == ["wake_detected", "speech_started", "speech_ended", "transcript"]


def test_the_phrase_alone_surely_heard_needs_no_transcript(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *silence(1.5), *word(TIME, 0.8), *silence(3)])
    on_virtual_time(room.listen)
    assert room.texts_taken == ["what time is it?"] and len(room.stt.calls) == 1


def test_a_middling_score_that_rises_is_believed_without_the_words(on_virtual_time: Run) -> None:
    class RisingWake(ScriptedWake):
        def process(self, pcm: bytes) -> WakeDetection | None:
            found = super().process(pcm)
            self._score_prob = 0.99 if found else self._score_prob
            return found

    room = Room([*silence(1), *waking(), *word(WAKE, 0.1), *silence(1.5), *word(TIME, 0.8), *silence(3)])
    room.wake = RisingWake(0.4)
    on_virtual_time(room.listen)
    assert room.texts_taken == ["what time is it?"] and len(room.stt.calls) == 1
    assert room.types().count("wake_detected") == 1


def test_the_phrase_misheard_is_still_the_phrase(on_virtual_time: Run) -> None:
    frames = [*silence(1), *waking(), *word(BABBLE, 0.34), *silence(1.5), *word(TIME, 0.8), *silence(3)]
    room = Room(frames)
    on_virtual_time(room.listen)
    assert room.texts_taken == ["what time is it?"]


def test_speech_without_the_wake_phrase_is_never_transcribed(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *word(TIME, 3.0), *silence(2)])
    on_virtual_time(room.listen)
    assert not room.stt.calls and not room.utterances


def test_noise_that_holds_no_words_starts_no_turn(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(b"hmmm", 0.8), *silence(3)], texts={})
    on_virtual_time(room.listen)
    assert not room.utterances


def test_a_request_that_holds_no_words_is_told_by_sound(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *silence(1.0), *word(b"hmmm", 0.8), *silence(3)], texts={})
    on_virtual_time(room.listen)
    assert not room.utterances and room.voice.earcons == ["heard", "thinking", "failed"]


def test_after_a_reply_the_phrase_need_not_be_repeated_for_a_while(on_virtual_time: Run) -> None:
    first = [*silence(1), *waking(), *word(TIME, 0.8), *silence(3)]
    soon, late = [*word(TIME), *silence(2)], [*silence(8), *word(TIME), *silence(2)]
    on_virtual_time((room := Room([*first, *soon], follow_up_s=5)).listen)
    on_virtual_time((too_late := Room([*first, *late], follow_up_s=5)).listen)
    assert [u.is_follow_up for u in room.utterances] == [False, True]
    assert len(too_late.utterances) == 1 and too_late.attention.state == "idle"


def test_talk_that_is_overheard_after_a_reply_does_not_keep_the_window_open(on_virtual_time: Run) -> None:
    first = [*silence(1), *waking(), *word(TIME, 0.8), *silence(2)]
    talk = [*word(BABBLE, 0.8), *silence(1.2)] * 8
    overheard, answered = Room([*first, *talk], follow_up_s=5, is_overheard=True), Room([*first, *talk], follow_up_s=5)
    on_virtual_time(overheard.listen)
    on_virtual_time(answered.listen)
    assert 2 <= len(overheard.utterances) <= 4 and overheard.attention.state == "idle"
    assert len(answered.utterances) == 9


def test_the_phrase_said_after_a_reply_all_the_same_begins_a_turn_of_its_own(on_virtual_time: Run) -> None:
    first = [*silence(1), *waking(), *word(TIME, 0.8), *silence(3)]
    room = Room([*first, *waking(0.8), *silence(0.6), *word(OPEN, 0.8), *silence(3)], follow_up_s=5)
    on_virtual_time(room.listen)
    assert [(u.text, u.turn, u.is_follow_up) for u in room.utterances][1:] == [("open the", 7, False)]
    assert room.types().count("wake_detected") == 2 and room.types()[-2:] == ["transcript", "follow_up"]


def test_the_end_of_its_own_reply_is_no_follow_up(on_virtual_time: Run) -> None:
    # The turn lasts 2 s from about 0.45 s after the request; its sound is in the room until 0.2 s after its end.
    own_voice = [*silence(0.5), *word(TIME, 2.1)]
    room = Room([*silence(1), *waking(), *word(TIME, 0.8), *own_voice, *silence(6)], turn_s=2.0, follow_up_s=5)
    on_virtual_time(room.listen)
    assert len(room.utterances) == 1 and len(room.stt.calls) == 1


def test_the_wake_phrase_over_a_reply_barges_in(on_virtual_time: Run) -> None:
    again = [*waking(), *word(TIME, 0.8), *silence(4)]
    room = Room([*silence(1), *again, *again], turn_s=10)
    on_virtual_time(room.listen)
    assert room.barge_ins == 2


def test_muted_hears_nothing_and_asleep_only_being_woken(on_virtual_time: Run) -> None:
    texts = {TIME: "Hey Zenus, what time is it?", OPEN: "Hey Zenus, wake up"}
    frames = [*silence(1), *waking(), *word(TIME, 0.8), *silence(3), *waking(), *word(OPEN, 0.8), *silence(3)]
    asleep, muted = Room(frames, texts=texts), Room(frames, texts=texts)
    for room in (asleep, muted):
        room.attention = Attention(EventBus(ZeroClock()))
    asleep.attention.is_asleep = True
    muted.attention.is_muted = True
    on_virtual_time(asleep.listen)
    on_virtual_time(muted.listen)
    assert asleep.texts_taken == ["wake up"] and not muted.utterances


def test_speech_cut_off_by_the_end_of_the_file_is_taken(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(TIME, 0.8)])
    on_virtual_time(room.listen)
    assert room.texts_taken == ["what time is it?"]


def test_a_file_read_faster_than_real_time_loses_no_request(on_virtual_time: Run) -> None:
    request = [*silence(1), *waking(), *word(TIME, 0.8), *silence(2)]
    frames = [*request, *request, *request]
    hasty, patient = Room(frames, is_fast=True), Room(frames, is_fast=True)
    on_virtual_time(hasty.listen)
    on_virtual_time(lambda: patient.listen(ListenerSettings(is_lockstep=True)))
    assert len(hasty.texts_taken) < 3, "the rest goes by while the first is transcribed"
    assert patient.texts_taken == ["what time is it?"] * 3
    assert patient.times_s == sorted(patient.times_s) and patient.times_s[1] - patient.times_s[0] >= patient.turn_s


def test_in_lockstep_the_window_after_a_reply_is_measured_on_the_file(on_virtual_time: Run) -> None:
    first = [*silence(1), *waking(), *word(TIME, 0.8), *silence(3)]
    room = Room([*first, *word(TIME), *silence(2)], follow_up_s=5, is_fast=True, turn_s=60)
    on_virtual_time(lambda: room.listen(ListenerSettings(follow_up_s=5, is_lockstep=True)))
    assert [u.is_follow_up for u in room.utterances] == [False, True]


def test_frames_that_never_came_are_counted(on_virtual_time: Run) -> None:
    room = Room(silence(1))

    async def body() -> None:
        real_read = FakeMicrophone.read

        async def gappy_read(self: FakeMicrophone) -> AudioFrame | None:
            frame = await real_read(self)
            return replace(frame, seq=frame.seq * 3) if frame else None

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(FakeMicrophone, "read", gappy_read)
            await room.listen()

    on_virtual_time(body)
    assert room.listener.lost_frames == 49 * 2


@pytest.mark.parametrize("at_s", [2.0, 5.0], ids=["in mid-utterance", "between two"])
def test_settings_that_change_hold_from_the_next_utterance(on_virtual_time: Run, at_s: float) -> None:
    speech = [*silence(1), *waking(), *word(OPEN, 0.8), *silence(5)]
    room = Room([*speech, *speech])

    async def body() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(room.listen)
            await anyio.sleep(at_s)
            room.listener.apply(ListenerSettings(endpoint=EndpointSettings(patience=0.5)))

    on_virtual_time(body)
    first_s, second_s = (taken_s - index * len(speech) * 0.02 for index, taken_s in enumerate(room.times_s))
    assert first_s - second_s == pytest.approx(0.75, abs=0.1)


def test_stop_needs_no_wake_phrase_while_something_is_done(on_virtual_time: Run) -> None:
    texts = {TIME: "Hey Zenus, what time is it?", OPEN: "Stop!"}
    request = [*silence(1), *waking(), *word(TIME, 0.8), *silence(2)]
    room = Room([*request, *word(OPEN), *silence(3)], texts=texts, turn_s=4.0, is_acting=True)
    on_virtual_time(room.listen)
    assert room.texts_taken == ["what time is it?", "Stop!"]
    assert room.times_s[1] - room.times_s[0] < 4.0, "it does not wait for the deed"


def test_nothing_but_stop_is_taken_without_the_wake_phrase_while_something_is_done(on_virtual_time: Run) -> None:
    texts = {TIME: "Hey Zenus, what time is it?", OPEN: "stop the nginx service", MORE: "yes"}
    request = [*silence(1), *waking(), *word(TIME, 0.8), *silence(2)]
    talk = [*word(OPEN), *silence(2), *word(MORE), *silence(2)]
    room = Room([*request, *talk], texts=texts, turn_s=6.0, is_acting=True)
    on_virtual_time(room.listen)
    assert room.texts_taken == ["what time is it?"]
    assert room.types().count("transcript") == 1, "talk among others is not made known"


def test_a_question_waits_for_its_answer_even_where_no_window_follows_a_reply(on_virtual_time: Run) -> None:
    texts = {TIME: "Hey Zenus, what time is it?", OPEN: "yes"}
    request = [*silence(1), *waking(), *word(TIME, 0.8), *silence(2)]
    room = Room([*request, *silence(20), *word(OPEN), *silence(3)], texts=texts, is_asking=True)
    on_virtual_time(room.listen)
    assert room.texts_taken == ["what time is it?", "yes"]


def test_the_final_transcript_is_published_once(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(TIME, 0.8), *silence(3)])
    on_virtual_time(room.listen)
    assert [e.event.final for e in room.events if isinstance(e.event, Transcribed)] == [True]


def woken_twice(later_s: float = 1.0) -> Room:
    request = [*silence(1), *waking(), *word(TIME, 0.8), *silence(2)]
    return Room([*request, *silence(later_s), *request], turn_numbers=itertools.count(7), wake=ScriptedWake())


@pytest.mark.parametrize(
    ("turn", "disowned"), [(8, [1]), (9, [2])], ids=["by a request that woke it itself", "by one that did not"]
)
def test_what_woke_it_before_is_disowned(on_virtual_time: Run, turn: int, disowned: list[int]) -> None:
    room = woken_twice()
    on_virtual_time(room.listen)
    assert room.listener.disown(turn) and room.wake is not None
    assert room.wake.disowned == disowned


def test_what_woke_it_long_ago_is_not_disowned(on_virtual_time: Run) -> None:
    room = woken_twice(later_s=130.0)
    on_virtual_time(room.listen)
    assert not room.listener.disown(8) and room.wake is not None
    assert room.wake.disowned == []


def test_a_sound_is_disowned_once(on_virtual_time: Run) -> None:
    room = woken_twice()
    on_virtual_time(room.listen)
    assert [room.listener.disown(9) for _ in range(3)] == [True, True, False]


class ZeroClock(VirtualClock):
    def monotonic_s(self) -> float:
        return 0.0


# ------------------------------------------------------------------------------------------------------ languages


@pytest.mark.parametrize(("answer_language", "expected"), [("", ("en", "de")), ("de", ("de",))])
def test_while_an_answer_is_waited_for_its_language_alone_is_expected(
    on_virtual_time: Run, answer_language: str, expected: tuple[str, ...]
) -> None:
    room = Room([*silence(1), *waking(), *word(TIME, 0.8), *silence(2)], answer_language=answer_language)
    on_virtual_time(lambda: room.listen(ListenerSettings(languages=("en", "de"))))
    assert {hints.languages for _, hints in room.stt.calls} == {expected}


def test_the_recogniser_is_told_how_much_of_the_sound_is_the_wake_phrase(on_virtual_time: Run) -> None:
    room = Room([*silence(1), *waking(), *word(TIME, 0.8), *silence(2)])
    on_virtual_time(room.listen)
    pcm, hints = room.stt.calls[-1]
    assert 0 < hints.phrase_s < len(pcm) / FRAME_BYTES * FRAME_S
    assert TIME in pcm[round(hints.phrase_s / FRAME_S) * FRAME_BYTES :]
