"""The whole window in one process, with a link that notes what is sent: what a user can do, and what it costs."""

import time
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QListWidget, QTableWidget, QWidget

from assistant.app.bench.gui.replay import WARM_UP_TURNS, ScriptedLink, replay
from gui.app import Gui
from gui.cards.confirmation import GUARD_MS, ConfirmationCard
from gui.cards.lists import ChoicesCard
from gui.memory import Memory
from gui.view import words
from gui.view.face import Mood

pytestmark = pytest.mark.slow

ASKED = {
    "type": "approval_requested", "turn": 1, "id": "q1", "session": "main", "question": "Shall I move 9 files?",
    "steps": [], "targets": [[f"/home/ada/{number}", "to the trash"] for number in range(9)], "open_s": 45.0,
}  # fmt: skip
FILES = {
    "type": "reply", "turn": 1, "text": "I found 8 files.",
    "card": {"title": "Files", "kind": "items",
             "rows": [[f"{number}.pdf", "Documents", "today", "2 kilobytes"] for number in range(8)]},
}  # fmt: skip
CHOICES = {
    "type": "reply", "turn": 1, "text": "Which one?",
    "card": {"title": "Which one?", "kind": "choices", "rows": [["a.odt"], ["b.odt"], ["c.odt"]]},
}  # fmt: skip


class Shown:
    def __init__(self, application: QApplication, folder: Path) -> None:
        self.application = application
        self.link = ScriptedLink()
        self.link.answers["examples"] = [["open the browser", "apps"]]
        self.gui = Gui(self.link, Memory(folder / "gui.json"), None)
        self.link.connected.emit({"t_s": 0.0, "events": [{"type": "state", "name": "idle", "t_s": 0.0}]})

    def play(self, *events: dict[str, object]) -> None:
        for event in events:
            self.link.happened.emit(event)
        self.application.processEvents()

    def run_for(self, milliseconds: int) -> None:
        deadline_s = time.monotonic() + milliseconds / 1000
        while time.monotonic() < deadline_s:
            self.application.processEvents()

    @property
    def asked(self) -> list[tuple[str, dict[str, object]]]:
        """What was asked of the core because of something that the user did."""
        return [call for call in self.link.calls if call[0] != "settings"]

    @property
    def window(self) -> QWidget:
        return self.gui._overlay.window

    @property
    def card(self) -> QWidget | None:
        return self.gui._overlay.window.card

    def button(self, name: str) -> QAbstractButton:
        found = [each for each in self.window.findChildren(QAbstractButton) if each.accessibleName() == name]
        assert found, f"no button {name!r}"
        return found[-1]


@pytest.fixture
def shown(application: QApplication, tmp_path: Path) -> Shown:
    shown = Shown(application, tmp_path)
    yield shown
    shown.window.close()
    shown.gui.deleteLater()
    application.processEvents()


def test_a_yes_in_the_first_moment_counts_for_nothing(shown: Shown) -> None:
    shown.play(ASKED)
    shown.button(words.YES).click()
    assert not shown.asked
    shown.run_for(GUARD_MS + 100)
    shown.button(words.YES).click()
    assert [name for name, _ in shown.asked] == ["approve"]


def test_a_no_counts_at_once(shown: Shown) -> None:
    shown.play(ASKED)
    shown.button(words.NO).click()
    assert shown.asked == [("approve", {"is_granted": False, "question": "q1", "session": "main", "code": ""})]
    assert shown.card is None


def test_a_click_on_a_question_that_is_gone_answers_none(shown: Shown) -> None:
    shown.play(ASKED)
    card = shown.card
    assert isinstance(card, ConfirmationCard)
    shown.play({"type": "approval_given", "granted": False, "by": "voice"}, ASKED | {"id": "q2"})
    card.answered.emit(True, "")
    assert not shown.asked


def test_a_yes_with_a_code_needs_the_code(shown: Shown) -> None:
    shown.play(ASKED | {"demand": "code"})
    shown.run_for(GUARD_MS + 100)
    assert not shown.button(words.YES).isEnabled()
    for digit in "47":
        shown.button(digit).click()
    shown.button(words.YES).click()
    assert shown.asked[0][1]["code"] == "47"


def test_a_result_does_not_cover_a_question(shown: Shown) -> None:
    shown.play(ASKED, {"type": "error", "turn": 1, "message": "No microphone.", "hint": ""})
    assert isinstance(shown.card, ConfirmationCard)


def test_a_line_of_a_table_is_opened_by_its_number_in_any_order(shown: Shown) -> None:
    shown.play({"type": "plan", "turn": 1, "steps": [{"action": "files.find"}]}, FILES)
    table = shown.window.findChild(QTableWidget)
    search = shown.window.findChild(QLineEdit)
    search.setText("3.pdf")
    shown.application.processEvents()
    assert table.rowCount() == 1
    table.itemActivated.emit(table.item(0, 1))
    assert shown.asked == [("say_text", {"text": "open 4"})]


def test_a_list_that_is_not_the_newest_opens_nothing(shown: Shown) -> None:
    timers = {"type": "reply", "turn": 2, "text": "2 timers.", "card": {"title": "", "rows": [["1"], ["2"]]}}
    shown.play({"type": "plan", "turn": 1, "steps": [{"action": "files.find"}]}, FILES, timers)
    shown.gui._cards.show_content(shown.gui._presence.cards.answers[1])
    table = shown.window.findChildren(QTableWidget)[-1]
    table.itemActivated.emit(table.item(0, 1))
    assert table.rowCount() == 8 and not shown.asked


def choices(shown: Shown) -> QListWidget:
    shown.play(CHOICES)
    found: QListWidget = shown.window.findChildren(QListWidget)[-1]
    return found


def test_a_choice_is_made_by_a_click(shown: Shown) -> None:
    lines = choices(shown)
    lines.itemClicked.emit(lines.item(1))
    assert shown.asked == [("say_text", {"text": "number 2"})]


def test_a_choice_is_made_by_a_digit(shown: Shown) -> None:
    lines = choices(shown)
    for digit in "93":
        QTest.keyClick(lines, digit)
    assert shown.asked == [("say_text", {"text": "number 3"})], "there is no ninth"


def test_choices_go_when_one_was_chosen_and_are_no_answer_to_look_at_again(shown: Shown) -> None:
    choices(shown)
    assert isinstance(shown.card, ChoicesCard) and not shown.gui._presence.cards.answers
    shown.play({"type": "plan", "turn": 2, "steps": [{"action": "files.open"}]})
    assert shown.card is None


def test_a_question_shows_what_a_text_loses_and_gets(shown: Shown) -> None:
    shown.play(ASKED | {"changes": [["-", "milk"], ["+", "milk, bread"]]})
    names = [label.accessibleName() for label in shown.window.findChildren(QLabel)]
    assert f"{words.BEFORE} milk" in names and f"{words.AFTER} milk, bread" in names


def test_what_was_done_can_be_undone_by_a_click(shown: Shown) -> None:
    shown.play(
        {"type": "plan", "turn": 1, "steps": [{"action": "files.move"}]},
        {"type": "action_finished", "turn": 1, "action": "files.move", "ok": True, "undoable": True},
        {"type": "reply", "turn": 1, "text": "I moved it.", "card": {"title": "", "rows": []}},
    )
    shown.button(words.UNDO).click()
    assert shown.asked == [("undo", {})]


def test_help_says_what_is_clicked(shown: Shown) -> None:
    shown.gui._do("help")
    shown.application.processEvents()
    card = shown.card
    assert card is not None
    card._list.itemClicked.emit(card._list.item(0))
    assert shown.asked[-1] == ("say_text", {"text": "open the browser"})


def test_the_orb_listens_at_rest_and_stops_what_goes_on(shown: Shown) -> None:
    shown.gui._press()
    shown.play({"type": "state", "name": "speaking", "turn": 1})
    shown.gui._press()
    assert [name for name, _ in shown.asked] == ["listen", "interrupt"]


def test_the_menu_switches_and_shows_what_is_so(shown: Shown) -> None:
    menu = shown.gui._menu
    menu._mute.trigger()
    assert shown.asked == [("mute", {"is_muted": True})]
    shown.play({"type": "attention", "is_muted": True, "is_asleep": False}, {"type": "state", "name": "paused"})
    assert menu._mute.isChecked() and shown.gui._presence.face.mood(0.0) is Mood.MUTED
    assert len(shown.asked) == 1, "what the core tells is not sent back to it"


def test_only_a_question_that_follows_from_the_settings_window_takes_the_keyboard(shown: Shown) -> None:
    shown.play(ASKED)
    assert not shown.window.has_keyboard
    shown.play({"type": "approval_given", "turn": 1, "granted": False, "by": "voice"})
    shown.gui._settings.question_expected.emit()
    shown.play(ASKED | {"id": "q2"})
    assert shown.window.has_keyboard


def test_what_was_forgotten_is_no_longer_among_the_last_answers(shown: Shown) -> None:
    shown.play(FILES)
    assert shown.gui._presence.cards.answers
    shown.play({"type": "action_finished", "turn": 2, "action": "memory.forget", "ok": True})
    assert not shown.gui._presence.cards.answers
    assert [action.text() for action in shown.gui._menu._answers.actions()] == [words.MENU_NO_ANSWERS]


def test_a_look_is_chosen_and_remembered(shown: Shown, tmp_path: Path) -> None:
    shown.play({"type": "plan", "turn": 1, "steps": [{"action": "files.find"}]}, FILES)
    shown.gui._choose_look("text_scale", 1.6)
    assert ("set_setting", {"key": "gui.text_size", "value": 1.6}) in shown.link.calls
    field = {"key": "gui.text_size", "value": 1.6, "kind": "number"}
    shown.gui._apply_settings({"sections": [{"name": "gui", "fields": [field]}]}, None)
    assert Memory(tmp_path / "gui.json").now.text_scale == 1.6
    assert shown.gui._overlay.look.scale == 1.6 and shown.card is not None


def test_every_control_has_a_name_and_every_label_a_text(shown: Shown) -> None:
    shown.play(ASKED | {"demand": "code"})
    nameless = [
        type(widget).__name__
        for widget in shown.window.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit | QTableWidget) and not widget.accessibleName()
    ]
    silent = [
        label
        for label in shown.window.findChildren(QLabel)
        if label.isVisible() and not (label.text() or label.accessibleName())
    ]
    assert nameless == [] and silent == []


def test_every_control_is_reached_by_tab(shown: Shown) -> None:
    shown.play(ASKED)
    shown.run_for(GUARD_MS + 100)
    reached, widget = set(), shown.button(words.NO)
    for _ in range(60):
        widget = widget.nextInFocusChain()
        reached.add(widget.accessibleName())
    assert {words.YES, words.NO, words.KEYBOARD, words.CLOSE} <= reached


def test_turns_leave_no_widget_and_no_object_behind(shown: Shown) -> None:
    widgets_before, objects_before = replay(shown.application, shown.link, range(WARM_UP_TURNS))
    widgets_after, objects_after = replay(shown.application, shown.link, range(WARM_UP_TURNS, WARM_UP_TURNS + 200))
    assert widgets_after <= widgets_before
    assert objects_after <= objects_before + 200
