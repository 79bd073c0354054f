"""The gate's open question: answered within its time, by whoever was asked, and never by an echo of itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.dialog.composers import Composers
from assistant.dialog.questions import TIMEOUT_S, OpenQuestions
from assistant.dialog.reply import ReplyComposer
from assistant.kernel.testing.safety import foreseen
from assistant.kernel.testing.storage import FakeQuestionStore
from assistant.kernel.types import Plan, Source, Step, Utterance
from assistant.kernel.verdict import Ask, Concern, Demand, Question
from assistant.understanding.confirm import parse_answer

DELETE = Plan(Source.GRAMMAR, (Step("files.delete", {"path": "cv.pdf"}),))
MUTE = Plan(Source.GRAMMAR, (Step("volume.mute"),))
ONE = foreseen("files.delete", "files.destroy", args={"path": "cv.pdf"})
ASK, ASK_CODE = Ask((ONE,)), Ask((ONE,), (Concern("final"),), Demand.CODE)


class SetClock:
    def __init__(self) -> None:
        self.mono_s = 50.0

    def monotonic_s(self) -> float:
        return self.mono_s

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, 0, tzinfo=UTC) + timedelta(seconds=self.mono_s)


def composers(clock: SetClock) -> Composers:
    return Composers(lambda code: ReplyComposer(code, clock), ("en", "de"))


class Stage:
    """Open questions of one process; `other` is a process that works on the same store."""

    def __init__(self) -> None:
        self.clock, self.store = SetClock(), FakeQuestionStore()
        self.questions = self.another()

    def another(self) -> OpenQuestions:
        return OpenQuestions(self.store, composers(self.clock), self.clock)

    def answer(self, text: str, session: str = "main", given_s: float | None = None, modality: str = "voice"):
        given_s = self.clock.mono_s if given_s is None else given_s
        return self.questions.answer(session, Utterance(text, modality), given_s)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_nothing_is_open_at_first(stage: Stage) -> None:
    assert stage.questions.open("main") is None and stage.questions.take("main") is None
    assert stage.answer("yes") is None


def test_a_question_names_the_object_and_agrees_to_its_seal(stage: Stage) -> None:
    question, reply = stage.questions.put("main", DELETE, ASK)
    assert reply.text == "Shall I do files.delete: cv.pdf?" and reply.expects_answer
    assert (question.text, question.plan) == (reply.text, DELETE)
    assert question.deeds == ("do files.delete: cv.pdf",)
    assert question.agreement.seals == {ONE.seal} and question.agreement.demand is Demand.YES
    assert question.code == ""


@pytest.mark.parametrize(("text", "is_granted"), [("yes", True), ("no", False)])
def test_an_answer_closes_the_question(stage: Stage, text: str, is_granted: bool) -> None:
    question, _ = stage.questions.put("main", DELETE, ASK)
    assert stage.answer(text) == (question, is_granted)
    assert stage.questions.open("main") is None and stage.answer("yes") is None


def test_what_is_no_answer_leaves_it_open(stage: Stage) -> None:
    question, _ = stage.questions.put("main", DELETE, ASK)
    assert stage.answer("not sure") is None
    assert stage.questions.open("main") == question


def test_a_question_is_taken_once(stage: Stage) -> None:
    question, _ = stage.questions.put("main", DELETE, ASK)
    assert stage.questions.take("main") == question
    assert stage.questions.open("main") is None and stage.questions.take("main") is None


def test_a_question_belongs_to_its_session(stage: Stage) -> None:
    stage.questions.put("main", DELETE, ASK)
    assert stage.questions.open("other") is None and stage.questions.take("other") is None
    assert stage.answer("yes", session="other") is None
    assert stage.questions.open("main") is not None


def test_a_later_question_drops_the_one_before(stage: Stage) -> None:
    stage.questions.put("main", DELETE, ASK)
    question, _ = stage.questions.put("main", MUTE, ASK)
    answered = stage.answer("yes")
    assert answered == (question, True) and answered[0].plan == MUTE
    assert stage.answer("yes") is None


@pytest.mark.parametrize(("later_s", "is_open"), [(TIMEOUT_S - 0.01, True), (TIMEOUT_S, False), (-0.01, False)])
def test_no_answer_in_time_is_no_answer(stage: Stage, later_s: float, is_open: bool) -> None:
    stage.questions.put("main", DELETE, ASK)
    stage.clock.mono_s += later_s  # wall time may also have been set back
    assert (stage.questions.open("main") is not None) is is_open
    assert (stage.answer("yes", given_s=1e9) is not None) is is_open
    assert not is_open or stage.questions.open("main") is None


def test_what_was_said_before_the_question_was_put_counts_for_nothing(stage: Stage) -> None:
    stage.questions.put("main", DELETE, ASK)
    assert stage.answer("yes", given_s=stage.clock.mono_s - 0.001) is None
    assert stage.answer("no", given_s=stage.clock.mono_s - 0.001) is None
    assert stage.questions.open("main") is not None
    assert stage.answer("yes") is not None


def test_what_zenus_says_of_its_own_accord_is_no_answer(stage: Stage) -> None:
    stage.questions.put("main", DELETE, ASK)
    assert stage.answer("yes", modality="system") is None
    assert stage.questions.open("main") is not None


def test_another_process_can_answer_once(stage: Stage) -> None:
    question, _ = stage.questions.put("main", DELETE, ASK)
    stage.clock.mono_s += 3
    other = stage.another()
    assert other.answer("main", Utterance("yes", "typed"), stage.clock.mono_s) == (question, True)
    assert stage.answer("yes") is None


def test_of_two_processes_one_gets_the_answer(stage: Stage) -> None:
    class Raced(FakeQuestionStore):
        def take(self, session: str) -> Question | None:
            super().take(session)  # the other process was faster
            return super().take(session)

    stage.store = Raced()
    stage.questions = stage.another()
    stage.questions.put("main", DELETE, ASK)
    assert stage.answer("yes") is None


def test_all_can_be_dropped(stage: Stage) -> None:
    for session in ("main", "other"):
        stage.questions.put(session, DELETE, ASK)
    stage.questions.clear()
    assert stage.questions.open("main") is None and stage.questions.open("other") is None


# --------------------------------------------------------------------------------------------------------------- code


def test_what_cannot_be_undone_demands_the_code_that_is_told(stage: Stage) -> None:
    question, reply = stage.questions.put("main", DELETE, ASK_CODE)
    assert question.agreement.demand is Demand.CODE and question.code in reply.text
    assert stage.answer("yes") is None
    assert stage.answer("yes, delete it") is None
    assert stage.answer(f"confirm {question.code}") == (question, True)
    assert stage.answer(f"confirm {question.code}") is None, "a code is good once"


def test_there_is_one_guess(stage: Stage) -> None:
    question, _ = stage.questions.put("main", DELETE, ASK_CODE)
    wrong = "22" if question.code != "22" else "23"
    assert stage.answer(f"confirm {wrong}") == (question, False)
    assert stage.answer(f"confirm {question.code}") is None


def test_codes_cannot_be_known_beforehand(stage: Stage) -> None:
    codes = {stage.questions.put("main", DELETE, ASK_CODE)[0].code for _ in range(40)}
    assert len(codes) > 5
    assert all(len(code) == 2 and "0" not in code for code in codes), "one number when spoken"


# --------------------------------------------------------------------------------------------------------------- echo

HOSTILE = [
    *["yes", "yes please", "Yes, Please.pdf", "of course", "do it", "it", "them all", "confirm", "sure?", "“yes”"],
    *["okay.txt", "go ahead", "yes" * 3, "y e s", "yes, delete them", "no", "yes no", "*yes*", "a yes b"],
    *["confirm 47", "confirm forty-seven, confirm 48, confirm 4 9", "yes, confirm 21"],
]
EVERY_CODE = " ".join(f"confirm {number}" for number in range(21, 100))


def parts(text: str) -> list[str]:
    words = text.split()
    return [
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + 12) + 1)
    ]


def asked_about(stage: Stage, action: str, facts: dict, ask: Ask = ASK) -> Question:
    step = foreseen(action, args=facts)
    return stage.questions.put("main", DELETE, Ask((step,), ask.concerns, ask.demand))[0]


@pytest.mark.parametrize("name", ["yes please", "of course", "Yes, Please.pdf", "a yes b"])
def test_a_file_called_like_a_yes_demands_a_code(stage: Stage, name: str) -> None:
    question = asked_about(stage, "files.delete", {"path": name})
    assert question.agreement.demand is Demand.CODE and question.code
    assert stage.answer("yes please") is None


def test_a_name_that_holds_every_short_code_gets_a_longer_one(stage: Stage) -> None:
    question = asked_about(stage, "files.delete", {"path": EVERY_CODE}, ASK_CODE)
    assert len(question.code) == 3
    assert stage.answer(f"confirm {question.code}") == (question, True)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("ask", [ASK, ASK_CODE], ids=["yes", "code"])
@pytest.mark.parametrize("action", ["files.delete", "notes.create"])
def test_no_part_of_a_question_agrees_to_it(stage: Stage, action: str, ask: Ask, name: str) -> None:
    facts = {"title": name, "name": name, "label": name, "duration_s": 47, "path": name}
    question = asked_about(stage, action, facts, ask)
    again = ReplyComposer("en", stage.clock).message("dialog.approval.again", {"question": question.text})
    for text in (question.text, again.text):
        assert [part for part in parts(text) if parse_answer(part, "en", question)] == []


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(
    names=st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3),
    concern=st.sampled_from(["hidden", "open-elsewhere", "changed-since", "network", "version-controlled"]),
    demand=st.sampled_from(Demand),
)
def test_no_part_of_a_question_about_several_deeds_agrees_to_it(names, concern, demand) -> None:
    steps = tuple(foreseen("notes.create", args={"title": name}) for name in names)
    question, reply = Stage().questions.put("main", DELETE, Ask(steps, (Concern(concern),), demand))
    assert [part for part in parts(reply.text) if parse_answer(part, "en", question)] == []
