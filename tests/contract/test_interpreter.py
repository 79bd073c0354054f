"""What every `Interpreter` must do; each is given the same requests to know."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.kernel.clock import SystemClock
from assistant.kernel.ports import Interpreter
from assistant.kernel.testing.dialog import ScriptedInterpreter
from assistant.kernel.types import Completeness, Plan, Source, Step
from assistant.understanding.grammar import GrammarInterpreter

KNOWN = {"what time is it": "clock.time", "say that again": "dialog.repeat"}
WORDS = st.sampled_from(["set", "the", "timer", "for", "5", "open", "one", "at"])
GRAMMAR = GrammarInterpreter(["en"], {}, SystemClock())


@pytest.fixture(params=["scripted", "grammar"])
def interpreter(request: pytest.FixtureRequest) -> Interpreter:
    if request.param == "grammar":
        return GRAMMAR
    return ScriptedInterpreter({text: Step(action) for text, action in KNOWN.items()})


@pytest.mark.parametrize(("text", "action"), KNOWN.items())
@pytest.mark.parametrize("spelling", ["{}", "{}.", "{}?", " {} "])
def test_what_is_known_becomes_a_plan(interpreter: Interpreter, text: str, action: str, spelling: str) -> None:
    for spoken in (text, text.capitalize()):
        plan = interpreter.interpret(spelling.format(spoken))
        assert plan and plan.source is Source.GRAMMAR and plan.rule
        assert [step.action for step in plan.steps] == [action]


@pytest.mark.parametrize("text", ["", "  ", "paint the fence", "what", "…", "and then she said no"])
def test_what_means_nothing_known_becomes_no_plan(interpreter: Interpreter, text: str) -> None:
    assert interpreter.interpret(text) is None


@pytest.mark.parametrize("text", KNOWN)
def test_a_whole_request_is_complete(interpreter: Interpreter, text: str) -> None:
    assert interpreter.completeness(text) is Completeness.COMPLETE


def test_a_request_that_wants_an_object_is_open(interpreter: Interpreter) -> None:
    assert interpreter.completeness("open the") is Completeness.OPEN


@pytest.mark.parametrize("text", ["", "paint my fence"])
def test_what_is_not_known_could_be_anything(interpreter: Interpreter, text: str) -> None:
    assert interpreter.completeness(text) is Completeness.UNKNOWN


@pytest.mark.parametrize("language", ["en", "xx"])
def test_hints_are_for_the_language_that_is_spoken(interpreter: Interpreter, language: str) -> None:
    assert interpreter.hints(language).languages == (language,)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30) | st.lists(WORDS).map(" ".join))
def test_no_text_breaks_it(interpreter: Interpreter, text: str) -> None:
    plan = interpreter.interpret(text)
    assert plan is None or (isinstance(plan, Plan) and plan.steps)
    assert interpreter.completeness(text) in Completeness
    assert interpreter.interpret(text) == plan, "it keeps nothing of what was said before"
