"""A question is open until it is answered, replaced or over."""

import pytest

from gui.view.question import OpenQuestion, QuestionModel

ASKED = {
    "type": "approval_requested",
    "id": "q1",
    "session": "main",
    "question": "Shall I move 2 files to the trash?",
    "targets": [["/home/ada/a", "to the trash"], ["/home/ada/b", "to the trash"]],
    "steps": [{"action": "files.trash", "risk": "reversible"}],
    "demand": "yes",
    "open_s": 40.0,
}


def asked(**more: object) -> OpenQuestion:
    model = QuestionModel()
    model.take(ASKED | more, 100.0)
    assert model.open is not None
    return model.open


def test_it_names_what_it_is_about() -> None:
    question = asked()
    assert (question.id, question.session, len(question.targets)) == ("q1", "main", 2)
    assert not question.demands_code and not question.is_for_good


def test_what_cannot_be_undone_is_known_by_its_steps() -> None:
    assert asked(steps=[{"action": "files.delete", "risk": "irreversible"}]).is_for_good


def test_a_code_is_demanded() -> None:
    assert asked(demand="code").demands_code


def test_its_time_goes_by() -> None:
    question = asked()
    assert [question.left(now_s) for now_s in (100.0, 120.0, 140.0, 999.0)] == [1.0, 0.5, 0.0, 0.0]


def test_a_window_that_comes_late_knows_how_much_time_is_left() -> None:
    assert asked(age_s=30.0).left(100.0) == 0.25


@pytest.mark.parametrize("event", [{"type": "approval_given", "granted": True}, {"type": "plan", "steps": []}])
def test_an_answer_or_another_request_closes_it(event: dict[str, object]) -> None:
    model = QuestionModel()
    model.take(ASKED, 0.0)
    model.take(event, 1.0)
    assert model.open is None


def test_it_expires_once() -> None:
    model = QuestionModel()
    model.take(ASKED, 0.0)
    assert [model.expire(now_s) for now_s in (39.9, 40.0, 41.0)] == [False, True, False]


def test_the_newest_question_counts() -> None:
    model = QuestionModel()
    model.take(ASKED, 0.0)
    model.take(ASKED | {"id": "q2"}, 1.0)
    assert model.open is not None and model.open.id == "q2"
