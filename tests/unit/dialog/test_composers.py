"""In which language a request is understood, asked about and answered."""

from collections.abc import Sequence

import pytest

from assistant.dialog.composers import Composers
from assistant.dialog.reply import ReplyComposer
from assistant.dialog.turn import Request, TurnOptions
from assistant.kernel.context import NO_CONTEXT, Clarification, Context
from assistant.kernel.testing.dialog import ScriptedGate, ScriptedInterpreter
from assistant.kernel.types import Plan, Source, Step, TurnRecord, Utterance
from tests.unit.dialog.stage import Stage, asking, staged
from tests.virtual_time import run_on_virtual_time

BOTH = ("en", "de")
MEANINGS = {
    ("mute", "en"): Plan(Source.GRAMMAR, (Step("volume.mute", {"is_muted": True}),)),
    ("schalt den ton aus", "de"): Plan(Source.GRAMMAR, (Step("volume.mute", {"is_muted": True}),)),
    ("stell einen timer", "de"): Clarification("timers.ask_duration", ("stell einen timer auf {answer}",)),
    ("stell einen timer auf zehn minuten", "de"): Plan(Source.GRAMMAR, (Step("timers.start"),)),
}


class Interpreter(ScriptedInterpreter):
    """Understands each sentence in its language alone."""

    def __init__(self) -> None:
        super().__init__({})

    def interpret(self, text: str, language: str = "en", context: Context = NO_CONTEXT) -> Plan | Clarification | None:
        return MEANINGS.get((text, language))


def said(
    *utterances: Utterance, languages: Sequence[str] = BOTH, gate: ScriptedGate | None = None
) -> tuple[Stage, list[TurnRecord]]:
    """Return what came of utterances, one after another."""

    async def body() -> tuple[Stage, list[TurnRecord]]:
        async with staged(gate=gate, languages=languages, interpreter=Interpreter()) as stage:
            return stage, [await stage.controller.submit(Request(each)) for each in utterances]

    return run_on_virtual_time(body)


def spoken(text: str, language: str) -> Utterance:
    return Utterance(text, "voice", language)


def typed(text: str) -> Utterance:
    return Utterance(text, "typed", "en")


def test_a_composer_is_made_when_its_language_is_first_answered_in() -> None:
    made: list[str] = []
    composers = Composers(lambda code: made.append(code) or ReplyComposer(code), BOTH)
    assert made == []
    assert composers.of("de") is composers.of("de")
    assert made == ["de"]


def test_a_language_that_is_not_answered_in_gets_the_main_one() -> None:
    composers = Composers(ReplyComposer, BOTH)
    assert composers.of("fr") is composers.of("en")


def test_a_spoken_request_is_answered_and_voiced_in_its_language() -> None:
    stage, (german, english) = said(spoken("schalt den ton aus", "de"), spoken("mute", "en"))
    assert (german.reply.text, english.reply.text) == ("Erledigt.", "Done.")
    assert stage.voice.languages == ["de", "en"]


def test_spoken_words_are_understood_in_no_other_language_than_they_were_heard_in() -> None:
    _, (record,) = said(spoken("schalt den ton aus", "en"))
    assert record.plan is None and record.reply.text.startswith("Sorry")


def test_words_heard_in_a_language_that_is_not_answered_in_are_taken_for_the_main_one() -> None:
    stage, (record,) = said(spoken("mute", "fr"))
    assert record.reply.text == "Done." and stage.voice.languages == ["en"]


def test_typed_words_are_tried_in_the_other_language_and_answered_in_it() -> None:
    _, (record,) = said(typed("schalt den ton aus"))
    assert record.reply.text == "Erledigt." and record.utterance.language == "de"


def test_where_one_language_is_spoken_no_other_is_tried() -> None:
    _, (record,) = said(typed("schalt den ton aus"), languages=["en"])
    assert record.plan is None and record.utterance.language == "en"


def test_nonsense_is_answered_in_the_main_language() -> None:
    _, (record,) = said(typed("blubb"))
    assert record.reply.text.startswith("Sorry")


@pytest.mark.parametrize(("answer", "reply"), [("ja", "Erledigt."), ("nein", "In Ordnung, ich lasse es.")])
def test_a_question_is_answered_in_the_language_it_was_asked_in(answer: str, reply: str) -> None:
    _, (question, answered) = said(typed("schalt den ton aus"), typed(answer), gate=asking())
    assert question.reply.text.startswith("Soll ich ")
    assert answered.reply.text == reply


def test_a_yes_in_another_language_than_the_question_s_confirms_nothing_and_it_is_asked_again() -> None:
    stage, (_, answered) = said(typed("schalt den ton aus"), typed("yes"), gate=asking())
    assert not stage.executor.ran and "Soll ich " in answered.reply.text


def test_the_language_of_the_open_question_is_known_to_who_listens() -> None:
    async def body() -> None:
        async with staged(gate=asking(), languages=BOTH, interpreter=Interpreter()) as stage:
            assert stage.controller.answer_language == ""
            await stage.controller.submit(Request(spoken("schalt den ton aus", "de")))
            assert stage.controller.answer_language == "de"

    run_on_virtual_time(body)


def test_what_was_asked_back_is_completed_in_its_language() -> None:
    _, (asked, completed) = said(typed("stell einen timer"), typed("zehn minuten"))
    assert asked.reply.text == "Wie lange?"
    assert completed.reply.text == "Erledigt." and completed.utterance.language == "de"


def test_stop_is_heeded_in_every_language_that_may_be_typed() -> None:
    _, (record,) = said(typed("hör auf"))
    assert record.plan and record.plan.rule == "stop" and record.utterance.language == "de"


def test_what_zenus_says_of_its_own_accord_is_in_the_main_language() -> None:
    async def body() -> None:
        async with staged(languages=("de", "en"), interpreter=Interpreter()) as stage:
            record = await stage.controller.announce(
                "timers.due", {"kind": "timer", "label": "", "due": "2026-01-01T12:00"}
            )
            assert "Timer" in record.reply.text and stage.voice.languages == ["de"]

    run_on_virtual_time(body)


def test_a_button_s_answer_is_told_in_the_language_of_the_question() -> None:
    async def body() -> None:
        async with staged(gate=asking(), languages=BOTH, interpreter=Interpreter()) as stage:
            options = TurnOptions(is_spoken=False)
            await stage.controller.submit(Request(spoken("schalt den ton aus", "de"), options))
            await stage.controller.answer(is_granted=True)
            assert stage.voice.languages == ["de"]

    run_on_virtual_time(body)
