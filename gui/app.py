"""The window's process: events come in over the link, view models say what is to be seen, widgets show it.

Everything runs on Qt's loop. Nothing is decided here: what the user wants goes to the core as a command, and what is
shown follows from the events that come back.
"""

import time

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QCursor, QGuiApplication

from assistant.kernel.types import Facts, JsonValue
from gui.cards.slot import CardSlot
from gui.hotkey.push_to_talk import PushToTalk
from gui.link import Link
from gui.memory import SETTINGS, Memory
from gui.overlay.current import CurrentOverlay
from gui.settings.desk import SettingsDesk
from gui.tray.icon import TrayIcon
from gui.tray.menu import Menu
from gui.view import words
from gui.view.cards import CardContent, CardKind
from gui.view.face import BUSY
from gui.view.fields import number, objects, rows, setting_values, text
from gui.view.presence import Presence
from gui.x11.server import XServer

# A countdown that moves in steps of this is smooth enough to be read.
_TICK_MS = 200


class Gui(QObject):
    """Everything of the window, wired. Make it after the QApplication, and keep it."""

    def __init__(self, link: Link, memory: Memory, server: XServer | None, *, leaves_with_core_s: float = 0.0) -> None:
        super().__init__()
        self._link = link
        self._memory = memory
        self._presence = Presence()
        self._ticker = self._timer(_TICK_MS, self._tick)
        self._changes = self._timer(0, self._refresh, is_single=True)
        self._leave = self._timer(round(leaves_with_core_s * 1000), lambda: QGuiApplication.exit(0), is_single=True)
        self._leaves_with_core = leaves_with_core_s > 0
        self._menu = Menu(memory.now, self)
        self._overlay = CurrentOverlay(memory, server, self)
        self._cards = CardSlot(self._overlay, self._presence.question, self)
        self._tray = TrayIcon(self._overlay.look, self._menu.widget, self)
        self._push_to_talk = PushToTalk(link, self)
        self._settings = SettingsDesk(link, lambda: self._overlay.look, self)
        self._connect_core()
        self._connect_user()
        self._tray.open()
        self._refresh()

    def close(self) -> None:
        """Take everything off the screen, before Qt goes."""
        for timer in self.findChildren(QTimer):
            timer.stop()
        self._push_to_talk.close()
        self._settings.close()
        self._overlay.window.hide()

    def _connect_core(self) -> None:
        self._link.connected.connect(self._greet)
        self._link.happened.connect(self._take)
        self._link.disconnected.connect(self._lose)
        self._push_to_talk.failed.connect(lambda error: self._take({"type": "error", **error}))
        self._push_to_talk.held.connect(self._hold)

    def _connect_user(self) -> None:
        self._menu.chosen.connect(self._do)
        self._menu.switched.connect(self._switch)
        self._menu.answer_chosen.connect(self._cards.show_content)
        self._menu.look_chosen.connect(self._choose_look)
        self._overlay.pressed.connect(self._press)
        self._overlay.stop_wanted.connect(lambda: self._do("stop"))
        self._overlay.menu_wanted.connect(self._open_menu)
        self._overlay.made_anew.connect(self._furnish)
        self._cards.answered.connect(self._answer)
        self._cards.undo_wanted.connect(lambda: self._do("undo"))
        self._cards.said.connect(lambda text: self._link.call("say_text", text=text))
        self._cards.shown.connect(self._refresh)
        self._settings.question_expected.connect(self._cards.expect_question)
        self._tray.clicked.connect(self._press)
        self._tray.availability_changed.connect(self._overlay.rely_on_tray)

    # --------------------------------------------------------------------------------------------------------- events

    def _greet(self, known: Facts) -> None:
        self._leave.stop()
        self._presence.catch_up(list(objects(known, "events")), number(known, "t_s"), time.monotonic())
        self._menu.show_answers(self._presence.cards.answers)
        self._cards.show_question()
        self._refresh()
        self._settings.connect_core(is_online=True)
        self._link.call("settings", self._apply_settings)

    def _apply_settings(self, result: JsonValue, error: Facts | None) -> None:
        if error is not None:
            return
        values = setting_values(result)
        self._push_to_talk.apply(text(values, "gui.push_to_talk_key"), text(values, "gui.push_to_talk_mode"))
        if self._memory.keep_settings(values):
            self._overlay.rebuild()
            self._menu.show_look(self._memory.now)
        self._settings.take_form(result)

    def _hold(self, hint: str) -> None:
        self._presence.face.hold(hint)
        self._refresh()

    def _take(self, event: Facts) -> None:
        change = self._presence.take(event, time.monotonic())
        if change.has_question_changed:
            self._cards.show_question()
        if event.get("type") in ("plan", "reply"):
            self._cards.drop_choices()
        if change.card is not None:
            self._cards.show_content(change.card)
        self._settings.take(event)
        if event.get("type") == "settings_changed":
            self._link.call("settings", self._apply_settings)
        if event.get("type") in ("reply", "action_finished"):
            self._menu.show_answers(self._presence.cards.answers)
        self._refresh()

    def _lose(self) -> None:
        self._presence.disconnect()
        self._settings.connect_core(is_online=False)
        self._cards.show_question()
        self._refresh()
        if self._leaves_with_core and not self._leave.isActive():
            self._leave.start()

    # -------------------------------------------------------------------------------------------------------- showing

    def _refresh(self) -> None:
        """Show what is to be seen now, and come again when that changes without an event."""
        now_s = time.monotonic()
        face = self._presence.face.face(now_s)
        self._overlay.window.show_face(face)
        self._tray.show_face(face)
        self._menu.show_face(face, has_card=self._cards.card is not None)
        due_s = self._presence.face.changes_at_s(now_s)
        if due_s is not None:
            self._changes.start(max(1, round((due_s - now_s) * 1000) + 5))
        is_counting = bool(face.countdown) or self._presence.question.open is not None
        if is_counting != self._ticker.isActive():
            self._ticker.start() if is_counting else self._ticker.stop()

    def _tick(self) -> None:
        now_s = time.monotonic()
        if self._presence.question.expire(now_s):
            self._cards.show_question()
        self._cards.show_left(now_s)
        self._refresh()

    def _furnish(self) -> None:
        """Show on a window that was made anew, and in the settings, what is to be seen."""
        self._settings.dress()
        self._cards.show_again()
        self._refresh()

    # --------------------------------------------------------------------------------------------------------- wishes

    def _answer(self, question_id: str, is_granted: bool, code: str) -> None:
        question = self._presence.question.open
        if question is None or question.id != question_id:
            return
        self._link.call("approve", is_granted=is_granted, question=question_id, session=question.session, code=code)
        self._presence.question.close()
        self._cards.show_question()
        self._refresh()

    def _press(self) -> None:
        """The orb or the icon was clicked: stop what goes on, otherwise listen."""
        self._do("stop" if self._presence.face.mood(time.monotonic()) in BUSY else "listen")

    def _do(self, name: str) -> None:
        match name:
            case "listen":
                self._link.call("listen", self._tell_error)
            case "stop":
                self._link.call("interrupt")
            case "undo":
                self._link.call("undo", self._tell_error)
            case "help":
                self._link.call("examples", self._show_help)
            case "focus":
                self._overlay.window.take_keyboard()
            case "settings":
                self._settings.open()
            case "quit":
                self._link.call("shutdown")
                self._leave.start(1)

    def _switch(self, name: str, is_on: bool) -> None:
        argument = {"mute": "is_muted", "sleep": "is_asleep"}[name]
        self._link.call(name, self._tell_error, **{argument: is_on})

    def _tell_error(self, _result: JsonValue, error: Facts | None) -> None:
        if error is not None and error.get("message"):
            self._take({"type": "error", **error})

    def _show_help(self, result: JsonValue, _error: Facts | None) -> None:
        lines = rows({"rows": result}, "rows")
        if lines:
            self._cards.show_content(CardContent(CardKind.HELP, words.HELP_TITLE, rows=lines))

    def _choose_look(self, field: str, value: JsonValue) -> None:
        """Set the look; without a core it is remembered here until there is one."""
        key = next(key for key, name in SETTINGS.items() if name == field)

        def settle(_result: JsonValue, error: Facts | None) -> None:
            if error is not None:
                self._memory.keep(**{field: value})
                self._overlay.rebuild()

        self._link.call("set_setting", settle, key=key, value=value)

    def _open_menu(self, at: QPoint) -> None:
        self._menu.widget.popup(at if not at.isNull() else QCursor.pos())

    def _timer(self, interval_ms: int, do: object, *, is_single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval_ms)
        timer.setSingleShot(is_single)
        timer.timeout.connect(do)
        return timer
