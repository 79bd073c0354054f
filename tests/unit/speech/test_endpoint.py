"""The endpointer: when an utterance begins, pauses, goes on and is over."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.kernel.types import Completeness
from speech.endpoint import (
    Endpointer,
    EndpointEvent,
    EndpointSettings,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)

STEP_S = 0.02
# Stretches of (seconds, probability).
Script = Sequence[tuple[float, float]]


def steps(script: Script, step_s: float = STEP_S) -> Iterable[tuple[float, float]]:
    """Yield (probability, time of the step's end); a step takes the probability at its beginning."""
    edges = [sum(length for length, _ in script[: index + 1]) for index in range(len(script))]
    for index in range(round(edges[-1] / step_s)):
        begin_s = index * step_s + 1e-9
        yield next(prob for edge, (_, prob) in zip(edges, script, strict=True) if begin_s < edge), (index + 1) * step_s


def run(
    script: Script,
    settings: EndpointSettings | None = None,
    verdict: Completeness | None = None,
    step_s: float = STEP_S,
) -> list[EndpointEvent]:
    """Play the script; judge each pause at once as `verdict`."""
    endpointer = Endpointer(settings)
    events: list[EndpointEvent] = []
    for prob, t_s in steps(script, step_s):
        for event in endpointer.step(prob, t_s):
            events.append(event)
            if isinstance(event, SpeechPaused) and verdict is not None:
                endpointer.judge(event.pause, verdict)
    return events


def ended(events: Sequence[EndpointEvent]) -> SpeechEnded:
    last = events[-1]
    assert isinstance(last, SpeechEnded)
    return last


def names(events: Sequence[EndpointEvent]) -> list[str]:
    return [type(event).__name__ for event in events]


SPOKEN: Script = [(0.5, 0.0), (1.0, 0.9), (3.0, 0.0)]


def test_a_plain_utterance_starts_pauses_and_ends() -> None:
    assert names(run(SPOKEN)) == ["SpeechStarted", "SpeechPaused", "SpeechEnded"]


def test_the_start_is_where_the_voice_began_and_not_where_it_was_believed() -> None:
    assert run(SPOKEN)[0] == SpeechStarted(pytest.approx(0.5))


def test_the_end_of_speech_is_the_last_voiced_sample() -> None:
    assert ended(run(SPOKEN)).last_voiced_s == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("verdict", "silence_s", "reason"),
    [
        (Completeness.COMPLETE, 0.28, "complete"),
        (Completeness.UNKNOWN, 0.65, "silence"),
        (Completeness.OPEN, 1.5, "silence"),
        (None, 0.65, "silence"),
    ],
)
def test_how_long_silence_lasts_depends_on_how_the_words_sound(
    verdict: Completeness | None, silence_s: float, reason: str
) -> None:
    end = ended(run(SPOKEN, verdict=verdict))
    assert end.reason == reason
    assert end.t_s - end.last_voiced_s == pytest.approx(silence_s, abs=STEP_S)


def test_a_pause_is_told_soon_enough_to_transcribe_while_silence_is_judged() -> None:
    endpointer = Endpointer()
    paused = [
        t_s for prob, t_s in steps(SPOKEN) if any(isinstance(e, SpeechPaused) for e in endpointer.step(prob, t_s))
    ]
    assert paused == [pytest.approx(1.64)]


def test_speech_that_goes_on_is_one_utterance() -> None:
    events = run([(1.0, 0.9), (0.3, 0.0), (1.0, 0.9), (2.0, 0.0)])
    assert names(events) == ["SpeechStarted", "SpeechPaused", "SpeechResumed", "SpeechPaused", "SpeechEnded"]
    assert events[2] == SpeechResumed(pytest.approx(1.3))
    assert ended(events).last_voiced_s == pytest.approx(2.3)


def test_a_verdict_on_words_that_went_on_is_void() -> None:
    endpointer = Endpointer()
    for prob, t_s in steps([(1.0, 0.9), (0.2, 0.0), (0.5, 0.9), (0.2, 0.0)]):
        endpointer.step(prob, t_s)
    endpointer.judge(1, Completeness.COMPLETE)
    assert endpointer.step(0.0, 2.2) == (), "the first pause's verdict ended the second pause"
    endpointer.judge(2, Completeness.COMPLETE)
    assert names(endpointer.step(0.0, 2.22)) == ["SpeechEnded"]


def test_each_pause_starts_with_nothing_known() -> None:
    endpointer = Endpointer()
    for prob, t_s in steps([(1.0, 0.9), (0.2, 0.0)]):
        endpointer.step(prob, t_s)
    endpointer.judge(1, Completeness.COMPLETE)
    later = [endpointer.step(prob, 1.2 + t_s) for prob, t_s in steps([(0.5, 0.9), (0.4, 0.0)])]
    assert "SpeechEnded" not in [name for events in later for name in names(events)]


def test_a_late_verdict_ends_the_utterance_at_the_next_step() -> None:
    endpointer = Endpointer()
    for prob, t_s in steps([(1.0, 0.9), (0.5, 0.0)]):
        endpointer.step(prob, t_s)
    endpointer.judge(1, Completeness.COMPLETE)
    assert endpointer.step(0.0, 1.52) == (SpeechEnded(1.52, pytest.approx(1.0), "complete"),)


def test_a_click_is_no_speech() -> None:
    assert names(run([(1.0, 0.0), (0.06, 1.0), (2.0, 0.0)])) == []


def test_a_click_does_not_lengthen_the_silence() -> None:
    end = ended(run([(1.0, 0.9), (0.3, 0.0), (0.04, 1.0), (1.0, 0.0)]))
    assert end.t_s == pytest.approx(1.65, abs=STEP_S)
    assert end.last_voiced_s == pytest.approx(1.0)


def test_a_soft_middle_stays_speech_but_does_not_start_it() -> None:
    assert names(run([(2.0, 0.4)])) == []
    end = ended(run([(0.5, 0.9), (1.0, 0.4), (1.0, 0.0)]))
    assert end.last_voiced_s == pytest.approx(1.5)


def test_nobody_speaking_ends_it() -> None:
    assert run([(6.0, 0.0)]) == [SpeechEnded(pytest.approx(5.0), 0.0, "no-speech")]


def test_a_first_word_just_before_the_time_is_up_is_heard_out() -> None:
    assert names(run([(4.95, 0.0), (1.0, 0.9), (1.0, 0.0)]))[0] == "SpeechStarted"


def test_endless_speech_is_cut() -> None:
    assert ended(run([(40.0, 0.9)])) == SpeechEnded(pytest.approx(30.0), pytest.approx(30.0), "max-length")


def test_endless_speech_is_cut_in_a_pause_too() -> None:
    settings = EndpointSettings(max_utterance_s=1.2)
    assert ended(run([(1.0, 0.9), (1.0, 0.0)], settings)).reason == "max-length"


def test_nothing_happens_after_the_end_until_the_reset() -> None:
    endpointer = Endpointer()
    for prob, t_s in steps(SPOKEN):
        endpointer.step(prob, t_s)
    assert endpointer.step(0.9, 9.0) == ()
    assert not endpointer.is_speech
    endpointer.reset(10.0)
    assert endpointer.step(0.9, 10.2) == (SpeechStarted(10.0),)
    assert endpointer.is_speech


def test_one_long_step_tells_everything_in_order() -> None:
    endpointer = Endpointer()
    endpointer.step(0.9, 1.0)
    assert names(endpointer.step(0.0, 5.0)) == ["SpeechPaused", "SpeechEnded"]


def test_patience_never_waits_longer_than_its_cap() -> None:
    settings = EndpointSettings(patience=20.0)
    assert settings.silence_s(Completeness.OPEN) == 6.0


def test_the_least_patience_still_waits_for_a_pause() -> None:
    settings = EndpointSettings(patience=0.01)
    assert settings.silence_s(Completeness.COMPLETE) == settings.pause_s


SCRIPTS = st.lists(st.tuples(st.integers(1, 100).map(lambda n: n * STEP_S), st.floats(0, 1)), min_size=1, max_size=12)
VERDICTS = st.sampled_from([None, *Completeness])


@given(SCRIPTS, VERDICTS)
def test_it_never_ends_while_speech_goes_on(script: Script, verdict: Completeness | None) -> None:
    settings = EndpointSettings()
    endpointer = Endpointer(settings)
    for prob, t_s in steps(script):
        for event in endpointer.step(prob, t_s):
            if isinstance(event, SpeechPaused) and verdict is not None:
                endpointer.judge(event.pause, verdict)
            if isinstance(event, SpeechEnded) and event.reason != "max-length":
                assert prob < settings.start_prob


@given(SCRIPTS, VERDICTS, st.sampled_from([1, 2, 4]))
def test_how_sound_is_cut_into_steps_does_not_matter(
    script: Script, verdict: Completeness | None, division: int
) -> None:
    coarse, fine = run(script, verdict=verdict), run(script, verdict=verdict, step_s=STEP_S / division)
    shared = min(len(coarse), len(fine))
    assert names(coarse[:shared]) == names(fine[:shared])
    assert [e.t_s for e in coarse[:shared]] == pytest.approx([e.t_s for e in fine[:shared]], abs=STEP_S + 1e-6)


@given(SCRIPTS, VERDICTS, st.floats(0.5, 4), st.floats(1, 3))
def test_a_patient_user_is_never_cut_off_sooner(
    script: Script, verdict: Completeness | None, patience: float, more: float
) -> None:
    def end_s(scale: float) -> float:
        ends = [e.t_s for e in run(script, EndpointSettings(patience=scale), verdict) if isinstance(e, SpeechEnded)]
        return ends[0] if ends else float("inf")

    assert end_s(patience) <= end_s(patience * more)


@given(SCRIPTS, VERDICTS)
def test_events_come_in_an_order_that_makes_sense(script: Script, verdict: Completeness | None) -> None:
    allowed = {
        "": {"SpeechStarted", "SpeechEnded"},
        "SpeechStarted": {"SpeechPaused", "SpeechEnded"},
        "SpeechPaused": {"SpeechResumed", "SpeechEnded"},
        "SpeechResumed": {"SpeechPaused", "SpeechEnded"},
        "SpeechEnded": set(),
    }
    heard = names(run(script, verdict=verdict))
    assert all(after in allowed[before] for before, after in zip(["", *heard], heard, strict=False))
