"""Follow-ups, references, several requests in one sentence, and what must be asked back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from assistant.kernel.context import NO_CONTEXT, Clarification, Context
from assistant.kernel.types import Plan, Step
from assistant.understanding.conversation import MOST_STEPS, ConversationInterpreter
from assistant.understanding.grammar import GrammarInterpreter


class Wednesday:
    def monotonic_s(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return datetime(2025, 11, 19, 17, 30).astimezone()


class Apps:
    pairs = (("Firefox", "firefox.desktop"), ("Terminal", "terminal.desktop"), ("Calculator", "calculator.desktop"))

    def names(self) -> Sequence[tuple[str, str]]:
        return self.pairs


@pytest.fixture(scope="module")
def conversation() -> ConversationInterpreter:
    return ConversationInterpreter(GrammarInterpreter(["en"], {"app": Apps()}, Wednesday()))


def steps(understood: Plan | Clarification | None) -> list[tuple[str, dict[str, Any]]]:
    assert isinstance(understood, Plan), understood
    return [(step.action, dict(step.args)) for step in understood.steps]


def after(conversation: ConversationInterpreter, said: str, **more: Any) -> Context:
    plan = conversation.interpret(said)
    assert isinstance(plan, Plan)
    return Context(said=plan.said, plan=plan, **{"is_deed": True, "can_be_undone": True, **more})


OPEN_FIREFOX = ("apps.open", {"app": "firefox.desktop"})
OPEN_TERMINAL = ("apps.open", {"app": "terminal.desktop"})
UNDO = ("undo.last", {"count": 1})


@pytest.mark.parametrize("text", ["again", "do that again", "Once again, please.", "the same again"])
def test_again_does_the_last_deed_once_more(conversation: ConversationInterpreter, text: str) -> None:
    assert steps(conversation.interpret(text, "en", after(conversation, "open firefox"))) == [OPEN_FIREFOX]


def test_again_after_what_changed_nothing_is_not_a_deed(conversation: ConversationInterpreter) -> None:
    context = after(conversation, "open firefox", is_deed=False)
    assert conversation.interpret("again", "en", context) is None


@pytest.mark.parametrize(
    "text",
    [
        "same for the terminal",
        "What about the terminal?",
        "and the terminal",
        "do the same with the terminal",
        "the terminal as well",
    ],
)
def test_the_same_for_something_else(conversation: ConversationInterpreter, text: str) -> None:
    assert steps(conversation.interpret(text, "en", after(conversation, "open firefox"))) == [OPEN_TERMINAL]


@pytest.mark.parametrize("text", ["what about my taxes", "and the weather tomorrow?", "same for everything", "me too"])
def test_what_fits_into_no_place_of_the_last_request_means_nothing(
    conversation: ConversationInterpreter, text: str
) -> None:
    assert conversation.interpret(text, "en", after(conversation, "open firefox")) is None


@pytest.mark.parametrize(
    "text", ["no, I meant the terminal", "I meant the terminal", "no, the terminal", "not firefox but the terminal"]
)
def test_a_correction_takes_back_what_was_done_by_mistake(conversation: ConversationInterpreter, text: str) -> None:
    assert steps(conversation.interpret(text, "en", after(conversation, "open firefox"))) == [UNDO, OPEN_TERMINAL]


def test_a_correction_of_what_cannot_be_taken_back_only_does_what_was_meant(
    conversation: ConversationInterpreter,
) -> None:
    context = after(conversation, "open firefox", can_be_undone=False)
    assert steps(conversation.interpret("no, I meant the terminal", "en", context)) == [OPEN_TERMINAL]


def test_a_corrected_number_goes_where_the_number_was(conversation: ConversationInterpreter) -> None:
    understood = conversation.interpret("no, twenty minutes", "en", after(conversation, "set a timer for ten minutes"))
    assert steps(understood) == [UNDO, ("timers.start", {"duration_s": 1200, "label": ""})]
    assert isinstance(understood, Plan) and understood.said == "set a timer for twenty minutes"


def test_the_same_for_a_word_that_the_template_lists(conversation: ConversationInterpreter) -> None:
    context = after(conversation, "find my PDFs from last week")
    ((action, args),) = steps(conversation.interpret("same for pictures", "en", context))
    assert action == "files.find" and args["kind"] == "picture" and args["since"] == "2025-11-10"


@pytest.mark.parametrize("text", ["a bit more", "more", "even more"])
def test_more_repeats_what_changed_a_little(conversation: ConversationInterpreter, text: str) -> None:
    louder = ("volume.change", {"by_percent": 10})
    assert steps(conversation.interpret(text, "en", after(conversation, "turn it up"))) == [louder]
    assert conversation.interpret(text, "en", after(conversation, "open firefox")) is None


PATHS = ("/home/u/a b.txt", "/home/u/Cats in Hats.txt", "/home/u/c.txt")
LISTED = Context(
    said="find my text files",
    items=PATHS,
    item_steps=tuple(Step("files.show", {"path": path}) for path in PATHS),
)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("the second one", 1),
        ("Open number three.", 2),
        ("the last one", 2),
        ("the first", 0),
        ("2", 1),
        ("I mean the 3rd one", 2),
    ],
)
def test_an_item_of_the_last_list_is_taken_by_its_number(
    conversation: ConversationInterpreter, text: str, index: int
) -> None:
    assert steps(conversation.interpret(text, "en", LISTED)) == [("files.show", {"path": PATHS[index]})]


@pytest.mark.parametrize("text", ["the fourth one", "number twelve", "the other one", "the previous one"])
def test_an_item_that_is_not_in_the_list_is_none(conversation: ConversationInterpreter, text: str) -> None:
    assert conversation.interpret(text, "en", LISTED) is None


def test_the_other_one_of_two_is_the_one_not_taken(conversation: ConversationInterpreter) -> None:
    two = Context(said="x", items=PATHS[:2], item_steps=LISTED.item_steps[:2], taken=1)
    assert steps(conversation.interpret("the other one", "en", two)) == [("files.show", {"path": PATHS[1]})]


def test_without_a_context_a_follow_up_means_nothing(conversation: ConversationInterpreter) -> None:
    for text in ("again", "the second one", "same for pictures", "no, I meant the terminal", "carry on", "more"):
        assert conversation.interpret(text, "en", NO_CONTEXT) is None, text


def test_a_question_left_open_is_taken_up_again(conversation: ConversationInterpreter) -> None:
    asked = conversation.interpret("open firefox")
    assert isinstance(asked, Plan)
    assert steps(conversation.interpret("go on", "en", Context(said="x", asked=asked))) == [OPEN_FIREFOX]


VOLUME_30 = ("volume.set", {"level_percent": 30})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("open firefox and set the volume to 30 percent", [OPEN_FIREFOX, VOLUME_30]),
        ("Open Firefox, then set the volume to thirty percent.", [OPEN_FIREFOX, VOLUME_30]),
        ("open firefox and the terminal", [OPEN_FIREFOX, OPEN_TERMINAL]),
        ("what time is it and what day is it", [("clock.time", {}), ("clock.date", {})]),
        (
            "mute the sound and then open firefox, and take a screenshot",
            [("volume.mute", {"is_muted": True}), OPEN_FIREFOX, ("screen.capture", {})],
        ),
    ],
)
def test_several_requests_in_one_sentence(
    conversation: ConversationInterpreter, text: str, wanted: list[tuple[str, dict[str, Any]]]
) -> None:
    assert steps(conversation.interpret(text)) == wanted


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("take a note: buy milk and eggs", "notes.create"),
        ("remind me to buy bread and then milk at six", "timers.alarm"),
        ("set a timer for one hour and ten minutes", "timers.start"),
    ],
)
def test_what_is_dictated_is_not_cut_at_and(conversation: ConversationInterpreter, text: str, action: str) -> None:
    ((found, args),) = steps(conversation.interpret(text))
    assert found == action
    assert "and" in str(args.get("text", args.get("label", ""))) or args["duration_s"] == 4200


def test_one_part_that_means_nothing_leaves_the_whole_sentence_alone(conversation: ConversationInterpreter) -> None:
    assert conversation.interpret("set the volume to 40 percent and then blub the foo") is None


def test_a_sentence_of_endless_parts_is_refused(conversation: ConversationInterpreter) -> None:
    assert conversation.interpret(" and then ".join(["mute"] * (MOST_STEPS + 4))) is None


def test_what_is_missing_is_asked_back(conversation: ConversationInterpreter) -> None:
    understood = conversation.interpret("set a timer")
    assert isinstance(understood, Clarification) and understood.question == "timers.ask_duration"
    assert [resume.replace("{answer}", "ten minutes") for resume in understood.resumes] == [
        "set a timer for ten minutes",
        "set a timer ten minutes",
    ]


def test_what_was_said_is_kept_when_the_rest_is_asked_back(conversation: ConversationInterpreter) -> None:
    understood = conversation.interpret("remind me to feed the {cat}")
    assert isinstance(understood, Clarification)
    assert understood.resumes[0] == "remind me to feed the {cat} {answer}"


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("the second one", 1),
        ("2", 1),
        ("taxes", 1),
        ("Budget 2024!", 0),
        ("the last", 2),
        ("budget", None),
        ("banana", None),
    ],
)
def test_a_choice_is_named_or_counted_to(conversation: ConversationInterpreter, text: str, index: int | None) -> None:
    assert conversation.choose(text, ["budget 2024.ods", "budget taxes.ods", "plan.ods"]) == index


@pytest.mark.parametrize("text", ["when I say good night blub the foo", "if I say so", "whenever I say that"])
def test_a_command_of_ones_own_that_means_nothing_is_none_in_any_context(
    conversation: ConversationInterpreter, text: str
) -> None:
    assert conversation.interpret(text) is None
    assert conversation.interpret(text, "en", after(conversation, "open firefox")) is None


def test_a_language_that_is_not_spoken_means_nothing(conversation: ConversationInterpreter) -> None:
    assert conversation.interpret("open firefox", "xx") is None
