"""Open questions: one a session, answered in time or not at all."""

import pytest

from assistant.dialog.questions import TIMEOUT_S, OpenQuestions
from assistant.kernel.types import Plan, Source, Step

DELETE = Plan(Source.GRAMMAR, (Step("files.delete"),))
MUTE = Plan(Source.GRAMMAR, (Step("volume.mute"),))


class SetClock:
    mono_s = 50.0

    def monotonic_s(self) -> float:
        return self.mono_s


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def questions(clock: SetClock) -> OpenQuestions:
    return OpenQuestions(clock)


def test_nothing_is_open_at_first(questions: OpenQuestions) -> None:
    assert not questions.is_open("main") and questions.take("main") is None


def test_a_question_is_taken_once(questions: OpenQuestions) -> None:
    questions.put("main", DELETE, "Shall I?")
    assert questions.is_open("main")
    taken = questions.take("main")
    assert taken and (taken.plan, taken.text) == (DELETE, "Shall I?")
    assert not questions.is_open("main") and questions.take("main") is None


def test_a_question_belongs_to_its_session(questions: OpenQuestions) -> None:
    questions.put("main", DELETE, "Shall I?")
    assert not questions.is_open("other") and questions.take("other") is None
    assert questions.is_open("main")


def test_a_later_question_drops_the_one_before(questions: OpenQuestions) -> None:
    questions.put("main", DELETE, "Delete?")
    questions.put("main", MUTE, "Mute?")
    taken = questions.take("main")
    assert taken and taken.plan == MUTE
    assert questions.take("main") is None


@pytest.mark.parametrize(("later_s", "is_open"), [(TIMEOUT_S - 0.01, True), (TIMEOUT_S, False)])
def test_no_answer_in_time_is_no_answer(
    questions: OpenQuestions, clock: SetClock, later_s: float, is_open: bool
) -> None:
    questions.put("main", DELETE, "Shall I?")
    clock.mono_s += later_s
    assert questions.is_open("main") is is_open
    assert (questions.take("main") is not None) is is_open


def test_all_can_be_dropped(questions: OpenQuestions) -> None:
    for session in ("main", "other"):
        questions.put(session, DELETE, "Shall I?")
    questions.clear()
    assert not questions.is_open("main") and not questions.is_open("other")
