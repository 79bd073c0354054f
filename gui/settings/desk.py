"""Behind the settings window: its wishes become commands to the core, the core's answers are shown in it.

The window is made when it is wanted and dropped when it is closed, so that at rest it costs nothing.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from assistant.kernel.types import Facts, JsonValue
from gui.link import Link
from gui.theme.look import Look
from gui.view import settings_words as words
from gui.view.fields import facts, flag, number, objects, text
from gui.view.meter import MeterModel
from gui.view.settings import SettingsModel

if TYPE_CHECKING:
    from gui.settings.window import SettingsWindow

# The core tells levels for five seconds after it was asked.
_METER_MS = 3000


class SettingsDesk(QObject):
    """Opens the window, and keeps it up to date.

    Args:
        look: Returns the look that is in force.

    Signals:
        question_expected: The user has asked here for something that the core asks about first.
    """

    question_expected = Signal()

    def __init__(self, link: Link, look: Callable[[], Look], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._look = look
        self._model = SettingsModel()
        self._meter = MeterModel()
        self._is_online = False
        self._is_muted = False
        self._window: SettingsWindow | None = None
        self._meter_timer = QTimer(self)
        self._meter_timer.setInterval(_METER_MS)
        self._meter_timer.timeout.connect(self._ask_for_levels)

    # -------------------------------------------------------------------------------------------------------- outside

    @property
    def window(self) -> "SettingsWindow | None":
        """The window while it is open."""
        return self._window

    def open(self, page: str = "") -> None:
        """Show the window, on a page; empty for the one that is seen, or the first."""
        if self._window is None:
            self._window = self._make_window()
        self._window.go_to(page)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        self._link.call("settings", self._take_answer)
        self._visit(self._window.page)

    def close(self) -> None:
        """Close the window, if there is one."""
        if self._window is not None:
            self._window.close()

    def dress(self) -> None:
        """Take another look."""
        if self._window is not None:
            self._window.dress(self._look())

    def take_form(self, form: JsonValue) -> None:
        """Take what the core answers to `settings`."""
        monitors = [screen.name() for screen in QGuiApplication.screens()]
        has_another_shape = self._model.take(form, monitors)
        if self._window is None:
            return
        if has_another_shape:
            self._window.dress(self._look())
        else:
            self._window.show_values()

    def connect_core(self, is_online: bool) -> None:
        """Take notice that the core has come or gone."""
        self._is_online = is_online
        if self._window is not None:
            self._window.show_online(is_online)
            self._visit(self._window.page)

    def take(self, event: Facts) -> None:
        """Take an event of the core."""
        match text(event, "type"):
            case "window_wanted":
                self.open(text(event, "page"))
            case "attention":
                self._is_muted = flag(event, "is_muted")
            case "level":
                self._take_level(number(event, "level"))
            case "state" if text(event, "name") in ("idle", "paused"):
                self._refresh()

    # ---------------------------------------------------------------------------------------------------------- wishes

    def _make_window(self) -> "SettingsWindow":
        from gui.settings.window import SettingsWindow  # costs a tenth of a second, which a start can do without

        window = SettingsWindow(self._look(), self._model)
        window.show_online(self._is_online)
        window.wanted.connect(self._put)
        window.reset_wanted.connect(self._reset)
        window.page_changed.connect(self._visit)
        window.preview_wanted.connect(self._preview)
        window.turn_wanted.connect(self._ask_for_turn)
        window.undo_wanted.connect(self._undo)
        window.forget_wanted.connect(self._forget)
        window.closed.connect(self._drop)
        return window

    def _drop(self) -> None:
        self._meter_timer.stop()
        if self._window is not None:
            self._window.deleteLater()
            self._window = None

    def _put(self, key: str, value: JsonValue) -> None:
        self._link.call("set_setting", lambda _result, error: self._answered(key, error), key=key, value=value)

    def _reset(self, key: str) -> None:
        self._link.call("reset_setting", lambda _result, error: self._answered(key, error), key=key)

    def _answered(self, key: str, error: Facts | None) -> None:
        told = self._model.answer(key, error)
        if self._window is not None:
            self._window.show_error(key, told)

    def _take_answer(self, result: JsonValue, error: Facts | None) -> None:
        if error is None:
            self.take_form(result)

    # ----------------------------------------------------------------------------------------------------------- pages

    def _visit(self, page: str) -> None:
        """Fetch what is on a page; the meter runs only while it is seen."""
        if self._window is None or not self._is_online:
            return
        if page == "voice":
            self._ask_for_levels()
            self._meter_timer.start()
        else:
            self._meter_timer.stop()
        self._refresh()

    def _refresh(self) -> None:
        """Fetch what a turn may have changed."""
        if self._window is None or not self._is_online:
            return
        if self._window.page == "history":
            self._link.call("history", self._show_history)
        elif self._window.page == "privacy":
            self._link.call("stored", self._show_stored)

    def _show_history(self, result: JsonValue, error: Facts | None) -> None:
        if self._window is not None and error is None:
            self._window.history.show_history(result, _now())

    def _ask_for_turn(self, turn: int) -> None:
        self._link.call("turn", self._show_turn, turn=turn)

    def _show_turn(self, result: JsonValue, error: Facts | None) -> None:
        if self._window is not None and error is None:
            self._window.history.show_turn(result, _now())

    def _show_stored(self, result: JsonValue, error: Facts | None) -> None:
        if self._window is not None and error is None:
            self._window.show_stored(result, _now())

    def _undo(self, deed: int) -> None:
        self.question_expected.emit()
        self._link.call("undo", self._undone, deed=deed)

    def _undone(self, result: JsonValue, error: Facts | None) -> None:
        """Say why a deed was not taken back; what was is seen in the history, which is fetched anew."""
        if self._window is None:
            return
        answer = {"answer": result}
        results = objects(facts(answer, "answer"), "results")
        reply = text(facts(facts(answer, "answer"), "reply"), "text")
        if error is not None or not all(flag(each, "ok") for each in results):
            self._window.history.view.show_error(text(error or {}, "message") or reply)

    def _forget(self, scope: str) -> None:
        self.question_expected.emit()
        self._link.call("forget", scope=scope)

    # ----------------------------------------------------------------------------------------------------------- sound

    def _ask_for_levels(self) -> None:
        self._link.call("meter", self._metered)

    def _metered(self, _result: JsonValue, error: Facts | None) -> None:
        if error is not None:
            self._meter.fail(words.METER_NONE)
        elif self._is_muted:
            self._meter.fail(words.METER_MUTED)
        self._show_meter()

    def _take_level(self, level: float) -> None:
        if self._window is not None and self._window.page == "voice":
            self._meter.take(level, time.monotonic())
            self._show_meter()

    def _show_meter(self) -> None:
        if self._window is not None:
            self._window.sound.show_meter(self._meter)

    def _preview(self) -> None:
        if self._window is not None:
            self._window.sound.show_preview(is_playing=True)
            self._link.call("preview_voice", self._previewed)

    def _previewed(self, _result: JsonValue, error: Facts | None) -> None:
        if self._window is not None:
            told = f"{text(error, 'message')} {text(error, 'hint')}".strip() if error else ""
            self._window.sound.show_preview(is_playing=False, error=told)


def _now() -> datetime:
    return datetime.now().astimezone()
