"""The settings window in one process, with a link that notes what is sent: what a user can do, and what that asks."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QSlider,
    QSpinBox,
    QWidget,
)

from assistant.config.form import form
from assistant.config.settings import Settings
from gui.memory import Memory, Remembered
from gui.settings.desk import SettingsDesk
from gui.settings.setting_row import SettingRow
from gui.theme.look import current_look
from gui.view import settings_words as words

pytestmark = pytest.mark.slow

OFFERS = {
    "audio.microphone": ["", "Desk Mic"], "audio.speaker": [""], "speech.voice": ["en_US-joe-medium"],
    "wake.phrase": ["hey zenus"], "recogniser.model": ["whisper-base"], "assistant.language": ["en", "de"],
}  # fmt: skip
TURNS = [
    {"turn": 8, "at_utc": "2026-11-22T16:05:00+00:00", "text": "mute", "reply": "Muted.", "outcome": "done"},
    {"turn": 7, "at_utc": "2026-11-22T16:04:00+00:00", "text": "what time is it", "reply": "Noon.", "outcome": "done"},
]
PLACES = [
    {"name": "turns", "path": "/d", "size_bytes": 9, "count": 2, "oldest": None, "scope": "history", "is_private": True}
]


class FakeLink(QObject):
    """Notes the commands, and answers them at once."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, dict[str, object]]] = []
        self.errors: dict[str, dict[str, str]] = {}
        self.answers: dict[str, object] = {"history": TURNS, "stored": PLACES}

    def call(self, command: str, then: Callable[..., None] = lambda *_: None, **args: object) -> None:
        self.calls.append((command, args))
        error = self.errors.get(command)
        then(None if error else self._answer(command, args), error)

    def _answer(self, command: str, args: dict[str, object]) -> object:
        if command == "turn":
            deed = {"deed": args["turn"], "name": "mute the sound", "state": "done", "can_undo": True}
            return {**next(t for t in TURNS if t["turn"] == args["turn"]), "deeds": [deed], "why": {"outcome": "done"}}
        return self.answers.get(command, True)

    def called(self, command: str) -> list[dict[str, object]]:
        return [args for name, args in self.calls if name == command]


def answer(**sections: object) -> dict[str, object]:
    return {"file": "/c", "sections": form(Settings(**sections), {}), "offers": OFFERS}


class Opened:
    """The window, and what a user does to it."""

    def __init__(self, application: QApplication) -> None:
        self.application = application
        self.link = FakeLink()
        self.link.answers["settings"] = answer()
        self.remembered = Remembered(theme="light")
        self.desk = SettingsDesk(self.link, lambda: current_look(self.remembered, has_compositor=True))
        self.desk.connect_core(is_online=True)

    def open(self, page: str = "") -> QWidget:
        self.desk.open(page)
        self.settle()
        return self.window

    def settle(self) -> None:
        self.application.sendPostedEvents()
        self.application.processEvents()

    def wait_for(self, condition: Callable[[], object], limit_s: float = 5.0) -> None:
        end_s = time.monotonic() + limit_s
        while not condition() and time.monotonic() < end_s:
            QTest.qWait(10)

    @property
    def window(self) -> QWidget:
        assert self.desk.window is not None
        return self.desk.window

    def row(self, key: str) -> SettingRow:
        return next(row for row in self.window.centralWidget().findChildren(SettingRow) if row.key == key)

    def control(self, key: str, kind: type[QWidget]) -> QWidget:
        return next(widget for widget in self.row(key).findChildren(kind) if not widget.isHidden())

    def button(self, name: str) -> QAbstractButton:
        found = [each for each in self.window.findChildren(QAbstractButton) if each.accessibleName() == name]
        assert found, f"no button {name!r}"
        return found[-1]

    def texts(self) -> list[str]:
        return [label.text() for label in self.window.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def opened(application: QApplication) -> Iterator[Opened]:
    opened = Opened(application)
    yield opened
    opened.desk.close()
    opened.settle()


# ------------------------------------------------------------------------------------------------------------ settings


def test_a_switch_asks_for_the_other_value(opened: Opened) -> None:
    opened.open()
    opened.control("speech.earcons", QAbstractButton)
    switch = next(b for b in opened.row("speech.earcons").control.findChildren(QAbstractButton))
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert opened.link.called("set_setting") == [{"key": "speech.earcons", "value": False}]


def test_one_of_a_few_is_chosen_by_a_click(opened: Opened) -> None:
    opened.open()
    opened.button("Sensitivity: High").click()
    assert opened.link.called("set_setting") == [{"key": "wake.sensitivity", "value": "high"}]


def test_one_of_many_is_chosen_by_the_keyboard(opened: Opened) -> None:
    opened.open()
    combo = opened.control("audio.microphone", QComboBox)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    combo.activated.emit(combo.currentIndex())
    assert opened.link.called("set_setting")[-1] == {"key": "audio.microphone", "value": "Desk Mic"}


def test_a_slider_asks_once_it_has_come_to_rest(opened: Opened) -> None:
    opened.open("appearance")
    slider = opened.control("gui.opacity", QSlider)
    for _ in range(3):
        QTest.keyClick(slider, Qt.Key.Key_Left)
    assert not opened.link.called("set_setting")
    opened.wait_for(lambda: opened.link.called("set_setting"))
    assert opened.link.called("set_setting") == [{"key": "gui.opacity", "value": 0.85}]


def test_a_number_can_be_typed(opened: Opened) -> None:
    opened.open("privacy")
    spin = opened.control("privacy.keep_history_days", QSpinBox)
    spin.setValue(30)
    opened.wait_for(lambda: opened.link.called("set_setting"))
    assert opened.link.called("set_setting") == [{"key": "privacy.keep_history_days", "value": 30}]


def test_a_list_is_typed_with_commas(opened: Opened) -> None:
    opened.open()
    edit = opened.control("speech.languages", QLineEdit)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "en, de")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert opened.link.called("set_setting") == [{"key": "speech.languages", "value": ["en", "de"]}]


def test_a_name_is_added_to_a_list_and_removed_from_it(opened: Opened) -> None:
    opened.link.answers["settings"] = answer(safety={"ask": ["sound.write"]})
    opened.open("safety")
    combo = opened.control("safety.ask", QComboBox)
    combo.activated.emit(combo.findText("delete files for good"))
    assert opened.link.called("set_setting")[-1] == {"key": "safety.ask", "value": ["sound.write", "files.destroy"]}
    opened.row("safety.ask").control.findChildren(QAbstractButton)[0].click()
    assert opened.link.called("set_setting")[-1] == {"key": "safety.ask", "value": []}


def test_a_place_is_added_with_what_may_be_done_there(opened: Opened) -> None:
    opened.open("safety")
    row = opened.row("safety.paths")
    edit = row.findChildren(QLineEdit)[0]
    edit.setText("~/secret")
    ruling = next(combo for combo in row.findChildren(QComboBox) if combo.findText("Never") >= 0)
    ruling.setCurrentText("Never")
    opened.button(f"Paths: {words.ADD_LINE}").click()
    wanted = {"key": "safety.paths", "value": [{"path": "~/secret", "deny": ["all"]}]}
    assert opened.link.called("set_setting") == [wanted]


def test_a_line_of_texts_is_added_to_a_table_by_enter(opened: Opened) -> None:
    opened.open("more")
    name, address = opened.row("web.bookmarks").findChildren(QLineEdit)
    name.setText("mail")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert not opened.link.called("set_setting"), "half a line is none"
    address.setText("https://mail.example")
    QTest.keyClick(address, Qt.Key.Key_Return)
    wanted = {"key": "web.bookmarks", "value": [{"name": "mail", "address": "https://mail.example"}]}
    assert opened.link.called("set_setting") == [wanted]


def test_a_value_that_is_refused_is_answered_in_its_place_and_goes_back(opened: Opened) -> None:
    opened.open("safety")
    opened.link.errors["set_setting"] = {"code": "config-invalid", "message": "No.", "hint": "It must begin with /."}
    edit = opened.row("safety.paths").findChildren(QLineEdit)[0]
    edit.setText("secret")
    opened.button(f"Paths: {words.ADD_LINE}").click()
    assert "It must begin with /." in [label.text() for label in opened.row("safety.paths").findChildren(QLabel)]
    opened.link.errors.clear()
    edit.setText("/secret")
    opened.button(f"Paths: {words.ADD_LINE}").click()
    assert "It must begin with /." not in [label.text() for label in opened.row("safety.paths").findChildren(QLabel)]


def test_a_reset_is_offered_only_where_it_would_change_something(opened: Opened) -> None:
    opened.open()
    reset = opened.button(f"Pace: {words.RESET.format(default='1')}")
    assert reset.isHidden()
    opened.desk.take_form(answer(speech={"speed": 1.5}))
    assert not reset.isHidden()
    reset.click()
    assert opened.link.called("reset_setting") == [{"key": "speech.speed"}]


def test_what_holds_later_and_what_is_fixed_say_so(opened: Opened) -> None:
    opened.link.answers["settings"] = {
        "sections": form(Settings(), {"speech": {"speed": "1.2"}}), "offers": OFFERS
    }  # fmt: skip
    opened.open("understanding")
    assert words.RESTART in opened.texts()
    opened.window.go_to("voice")
    opened.settle()
    assert not opened.row("speech.speed").control.isEnabled() and words.FIXED in opened.texts()


def test_a_search_leaves_what_fits_and_goes_to_it(opened: Opened) -> None:
    opened.open()
    opened.window.sidebar.search.setText("contrast")
    opened.settle()
    assert opened.window.page == "appearance"
    shown = [row.key for row in opened.window.findChildren(SettingRow) if not row.isHidden()]
    assert shown == ["gui.high_contrast"]
    opened.window.sidebar.search.setText("xyzzy")
    assert words.NOTHING_FOUND.format(text="xyzzy") in opened.texts()
    opened.window.sidebar.search.clear()
    assert len([row for row in opened.window.findChildren(SettingRow) if not row.isHidden()]) == len(
        [field for section in form(Settings(), {}) for field in section["fields"]]
    )


def test_a_change_from_elsewhere_shows_at_once(opened: Opened) -> None:
    opened.open()
    opened.desk.take_form(answer(wake={"sensitivity": "high"}))
    assert opened.button("Sensitivity: High").isChecked()


def test_another_look_keeps_page_search_and_focus(opened: Opened) -> None:
    opened.open("appearance")
    opened.button("Theme: Dark").setFocus()
    opened.remembered = Remembered(theme="dark", text_scale=1.6)
    opened.desk.dress()
    opened.settle()
    assert opened.window.page == "appearance"
    assert opened.row("gui.theme").isAncestorOf(opened.window.focusWidget())


def test_without_a_core_nothing_can_be_set_and_that_is_said(opened: Opened) -> None:
    opened.open()
    opened.desk.connect_core(is_online=False)
    opened.desk.dress()
    opened.settle()
    assert words.OFFLINE in opened.texts()
    assert not opened.row("speech.speed").control.isEnabled()


# ---------------------------------------------------------------------------------------------------------- sound check


def test_the_meter_runs_while_its_page_is_seen(opened: Opened) -> None:
    opened.open()
    assert opened.link.called("meter")
    opened.desk.take({"type": "level", "level": 0.7})
    assert opened.window.sound.bar.value() == 70 and words.METER_FINE in opened.texts()
    opened.window.go_to("safety")
    assert not opened.desk._meter_timer.isActive()


def test_a_microphone_that_is_off_or_away_is_said(opened: Opened) -> None:
    opened.desk.take({"type": "attention", "is_muted": True})
    opened.open()
    assert words.METER_MUTED in opened.texts()
    opened.link.errors["meter"] = {"code": "no-microphone", "message": "There is none."}
    opened.desk._ask_for_levels()
    assert words.METER_NONE in opened.texts()


def test_the_voice_is_heard_on_demand(opened: Opened) -> None:
    opened.open()
    opened.link.errors["preview_voice"] = {"code": "busy", "message": "Zenus is busy.", "hint": "Wait."}
    opened.button(words.PREVIEW).click()
    assert opened.link.called("preview_voice") and "Zenus is busy. Wait." in opened.texts()
    assert opened.button(words.PREVIEW).isEnabled()


# -------------------------------------------------------------------------------------------------------------- history


def test_the_newest_turn_is_told_and_the_arrows_go_on_to_the_next(opened: Opened) -> None:
    opened.open("history")
    assert opened.link.called("turn")[-1] == {"turn": 8}
    assert "mute" in opened.texts()
    QTest.keyClick(opened.window.history.turns, Qt.Key.Key_Down)
    opened.settle()
    assert opened.link.called("turn")[-1] == {"turn": 7}
    assert "what time is it" in opened.texts()


def test_a_deed_is_taken_back_and_why_not_is_said(opened: Opened) -> None:
    opened.open("history")
    expected: list[bool] = []
    opened.desk.question_expected.connect(lambda: expected.append(True))
    opened.link.answers["undo"] = {"results": [{"ok": False}], "reply": {"text": "There is nothing to take back."}}
    opened.button(words.UNDO_DEED.format(name="mute the sound")).click()
    assert opened.link.called("undo") == [{"deed": 8}] and expected == [True]
    opened.settle()
    assert "There is nothing to take back." in opened.texts()


def test_the_history_is_fetched_anew_after_a_turn(opened: Opened) -> None:
    opened.open("history")
    before = len(opened.link.called("history"))
    opened.desk.take({"type": "state", "name": "idle"})
    assert len(opened.link.called("history")) == before + 1


def test_what_is_searched_in_the_history_leaves_what_fits(opened: Opened) -> None:
    opened.open("history")
    opened.window.history.findChild(QLineEdit).setText("noon")
    assert opened.window.history.turns.count() == 1


# -------------------------------------------------------------------------------------------------------------- privacy


def test_forgetting_is_asked_of_the_core(opened: Opened) -> None:
    opened.open("privacy")
    expected: list[bool] = []
    opened.desk.question_expected.connect(lambda: expected.append(True))
    opened.button("Forget the history").click()
    opened.button(words.FORGET_ALL).click()
    assert opened.link.called("forget") == [{"scope": "history"}, {"scope": "all"}]
    assert expected == [True, True]


def test_nothing_is_left_of_a_window_that_was_closed(opened: Opened) -> None:
    opened.open()
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    opened.settle()
    assert opened.desk.window is None and not opened.desk._meter_timer.isActive()
    assert not [w for w in opened.application.topLevelWidgets() if w.isVisible() and w.objectName() == "window"]


def test_the_look_of_the_settings_is_remembered(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "gui.json")
    assert memory.keep_settings({"gui.theme": "dark", "gui.text_size": 1.5, "speech.speed": 2})
    assert (memory.now.theme, memory.now.text_scale) == ("dark", 1.5)
    assert not memory.keep_settings({"gui.theme": "dark"})
    assert Memory(tmp_path / "gui.json").now == memory.now
