"""Words that are filled into earlier requests, and what is left of sentences that are only half understood."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from assistant.kernel.context import Context
from assistant.kernel.types import Plan
from assistant.understanding.conversation import ConversationInterpreter
from assistant.understanding.grammar import GrammarInterpreter


class Wednesday:
    def monotonic_s(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return datetime(2025, 11, 19, 17, 30).astimezone()


class Names:
    def __init__(self, *pairs: tuple[str, str]) -> None:
        self.pairs = pairs

    def names(self) -> Sequence[tuple[str, str]]:
        return self.pairs


APPS = Names(("Firefox", "firefox.desktop"), ("Terminal", "xterm.desktop"), ("Calculator", "calc.desktop"))
FILES = Names(("letter", "letter.txt"), ("salt and pepper", "salt and pepper.txt"), ("Bills", "Bills/"))


@pytest.fixture(scope="module")
def conversation() -> ConversationInterpreter:
    names = {"app": APPS, "window": APPS, "file": FILES}
    return ConversationInterpreter(GrammarInterpreter(["en"], names, Wednesday()))


def understood(conversation: ConversationInterpreter, *texts: str) -> list[tuple[str, dict[str, object]]]:
    """Return the steps of the last of several requests, each said after the one before."""
    context, plan = Context(), None
    for text in texts:
        plan = conversation.interpret(text, "en", context)
        assert isinstance(plan, Plan), text
        context = Context(said=plan.said or text, plan=plan, is_deed=True)
    assert plan is not None
    return [(step.action, dict(step.args)) for step in plan.steps]


@pytest.mark.parametrize(
    ("texts", "args"),
    [
        (("what's in my downloads folder", "and in Pictures?"), {"folder": "pictures"}),
        (("list the downloads folder", "what about Documents"), {"folder": "documents"}),
        (("put firefox on the left", "and the terminal on the right"), {"window": "terminal", "side": "right"}),
        (("put it on the left", "same for the terminal"), {"window": "terminal", "side": "left"}),
        (("set a timer for ten minutes", "and another one for an hour"), {"duration_s": 3600, "label": ""}),
        (("move letter.txt to Pictures", "and what's in Downloads"), {"folder": "downloads"}),
    ],
)
def test_words_find_their_place(
    conversation: ConversationInterpreter, texts: tuple[str, ...], args: dict[str, object]
) -> None:
    assert understood(conversation, *texts)[-1][1] == args


@pytest.mark.parametrize(
    ("said", "corrected", "at"),
    [
        ("set an alarm for seven fifteen tomorrow morning", "no, I meant seven thirty", "2025-11-20T07:30:00"),
        ("set an alarm for quarter to seven tomorrow", "make it seven", "2025-11-20T07:00:00"),
        ("set an alarm for six in the morning on friday", "no, on saturday", "2025-11-22T06:00:00"),
    ],
)
def test_a_part_of_a_time_is_corrected(
    conversation: ConversationInterpreter, said: str, corrected: str, at: str
) -> None:
    assert understood(conversation, said, corrected)[-1][1]["at"] == at


def test_what_a_deed_has_left_is_what_it_means(conversation: ConversationInterpreter) -> None:
    copied, renamed = understood(conversation, "copy letter.txt to the desktop and rename it to draft")
    assert copied == ("files.copy", {"what": {"name": "letter.txt"}, "to": "desktop"})
    assert renamed == ("files.rename", {"what": {"name": "letter.txt", "folder": "desktop"}, "name": "draft"})


def test_a_folder_that_was_made_is_where_it_goes(conversation: ConversationInterpreter) -> None:
    steps = understood(conversation, "make a folder called Trip on the desktop, then move letter.txt into it")
    assert steps[1] == ("files.move", {"what": {"name": "letter.txt"}, "to": "Trip"})


def test_a_name_that_is_known_is_not_cut_at_and(conversation: ConversationInterpreter) -> None:
    assert understood(conversation, "open salt and pepper") == [("files.open", {"what": {"name": "salt and pepper"}})]


def test_names_that_are_not_known_are_cut_at_and(conversation: ConversationInterpreter) -> None:
    assert len(understood(conversation, "delete letter.txt and report.txt")) == 2


def test_a_name_by_which_no_file_is_called_is_no_request(conversation: ConversationInterpreter) -> None:
    assert conversation.interpret("copy the mountain to the desktop") is None


def test_a_folder_that_is_there_is_known_by_its_name(conversation: ConversationInterpreter) -> None:
    assert understood(conversation, "what's in Bills") == [("files.list", {"folder": "Bills"})]


@pytest.mark.parametrize(
    "text",
    [
        "open firefox and make me a sandwich",
        "make a folder called Trip, then dance with the fridge",
        "mute the sound and then sing",
        "turn it up and the blue giraffe",
    ],
)
def test_a_sentence_of_which_only_a_part_is_understood_starts_nothing(
    conversation: ConversationInterpreter, text: str
) -> None:
    assert conversation.interpret(text, "en", Context(said="open firefox", is_deed=True)) is None


def test_more_than_a_name_takes_no_place_that_takes_anything(conversation: ConversationInterpreter) -> None:
    context = Context(said="rename letter.txt to draft", is_deed=True)
    assert conversation.interpret("and dance with the fridge", "en", context) is None


def test_again_at_the_end_of_a_request_says_no_more(conversation: ConversationInterpreter) -> None:
    assert understood(conversation, "open the terminal", "close it", "open it again")[-1][0] == "apps.open"


def test_a_value_that_is_set_anew_is_not_taken_back_first(conversation: ConversationInterpreter) -> None:
    said = conversation.interpret("set the volume to twenty")
    assert isinstance(said, Plan)
    context = Context(said=said.said, plan=said, is_deed=True, can_be_undone=True)
    corrected = conversation.interpret("no, thirty", "en", context)
    assert isinstance(corrected, Plan)
    assert [step.action for step in corrected.steps] == ["volume.set"]
