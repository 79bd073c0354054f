"""The kind of a result decides which card it gets."""

import pytest

from gui.view.cards import CardContent, CardKind, CardModel, content_of


def reply(text: str = "Done.", turn: int = 1, **card: object) -> dict[str, object]:
    return {"type": "reply", "turn": turn, "text": text, "card": {"title": "Title", "rows": [], **card}}


def plan(action: str, turn: int = 1) -> dict[str, object]:
    return {"type": "plan", "turn": turn, "steps": [{"action": action}]}


def finished(*, undoable: bool, ok: bool = True, turn: int = 1) -> dict[str, object]:
    return {"type": "action_finished", "turn": turn, "ok": ok, "undoable": undoable}


def card_of(*events: dict[str, object]) -> CardContent | None:
    model, card = CardModel(), None
    for event in events:
        card = model.take(event) or card
    return card


@pytest.mark.parametrize(
    ("rows", "action", "kind"),
    [
        ([], "clock.time", CardKind.TEXT),
        ([["6:05 PM"]], "clock.time", CardKind.FIGURE),
        ([["a", "b"], ["c", "d"]], "files.find", CardKind.TABLE),
        ([["say this"], ["or that"]], "dialog.help", CardKind.HELP),
        ([["shot.png", "/home/ada/shot.png"]], "screen.capture", CardKind.PICTURE),
        ([["shot.png", "/home/ada/shot.png"]], "files.find", CardKind.FIGURE),
    ],
)
def test_the_card_follows_from_the_result(rows: list[list[str]], action: str, kind: CardKind) -> None:
    assert content_of({"title": "", "rows": rows}, "", action).kind is kind


def test_a_core_that_knows_better_names_the_kind() -> None:
    assert content_of({"rows": [["-", "a"], ["+", "b"]], "kind": "diff"}, "", "").kind is CardKind.DIFF
    assert content_of({"rows": [["a"]], "kind": "hologram"}, "", "").kind is CardKind.FIGURE


def test_only_what_the_core_counts_on_can_be_opened_by_number() -> None:
    model = CardModel()
    files = model.take(reply(rows=[["a"], ["b"]], kind="items"))
    assert files is not None and files.can_open and files.kind is CardKind.TABLE
    timers = model.take(reply(turn=2, rows=[["5"], ["9"]]))
    assert timers is not None and not timers.can_open
    assert not any(answer.can_open for answer in model.answers), "the core counts on the newest list alone"


def test_a_choice_is_none_of_the_last_answers() -> None:
    model = CardModel()
    choice = model.take(reply(rows=[["a"], ["b"]], kind="choices"))
    assert choice is not None and choice.kind is CardKind.CHOICES and not model.answers


def test_columns_have_the_names_of_what_was_looked_for() -> None:
    assert content_of({"rows": [["a", "b"]]}, "", "files.find").columns[:2] == ("Name", "Folder")


def test_a_sentence_alone_needs_no_card_unless_it_can_be_undone() -> None:
    assert card_of(plan("timers.cancel"), reply()) is None
    card = card_of(plan("files.move"), finished(undoable=True), reply())
    assert card is not None and card.can_undo and card.kind is CardKind.TEXT


def test_what_failed_offers_no_undo() -> None:
    assert card_of(plan("files.move"), finished(undoable=True, ok=False), reply()) is None


def test_undo_is_offered_for_its_own_turn_only() -> None:
    card = card_of(plan("files.move"), finished(undoable=True), reply(turn=2, rows=[["x"]]))
    assert card is not None and not card.can_undo


def test_the_reply_that_asks_is_no_answer() -> None:
    model = CardModel()
    model.take({"type": "approval_requested", "turn": 1})
    assert model.take(reply(rows=[["/home/ada/a", "to the trash"]])) is None
    assert not model.answers


def test_an_error_brings_its_one_fix() -> None:
    card = card_of({"type": "error", "turn": 1, "message": "No microphone.", "hint": "Connect one."})
    assert card is not None and (card.kind, card.text, card.hint) == (CardKind.ERROR, "No microphone.", "Connect one.")


def test_the_last_five_answers_are_kept_newest_first() -> None:
    model = CardModel()
    for number in range(7):
        model.take(reply(str(number), turn=number + 1))
    assert [content.text for content in model.answers] == ["6", "5", "4", "3", "2"]


def test_long_cards_stay_longer_but_not_for_ever() -> None:
    short, long = CardContent(CardKind.TEXT, text="Done."), CardContent(CardKind.TABLE, rows=(("word " * 40,),) * 50)
    assert 8 <= short.shown_for_s < 10 and long.shown_for_s == 45
