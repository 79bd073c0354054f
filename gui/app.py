"""The window's process: events come in over the link, view models say what is to be seen, widgets show it.

Everything runs on Qt's loop. Nothing is decided here: what the user wants goes to the core as a command, and what is
shown follows from the events that come back.
"""

import time

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QCursor, QGuiApplication

from assistant.kernel.types import Facts, JsonValue
from gui.cards.build import build_card
from gui.cards.confirmation import ConfirmationCard
from gui.cards.frame import CardFrame
from gui.hotkey.push_to_talk import PushToTalk
from gui.link import Link
from gui.memory import SETTINGS, Memory
from gui.overlay.placing import Place
from gui.overlay.window import OverlayWindow
from gui.settings.desk import SettingsDesk
from gui.theme.look import Look, current_look
from gui.tray.icon import TrayIcon
from gui.tray.menu import Menu
from gui.view import words
from gui.view.cards import CardContent, CardKind
from gui.view.face import BUSY, Face
from gui.view.fields import number, objects, rows, setting_values, text
from gui.view.presence import Presence
from gui.x11.server import XServer

# A countdown that moves in steps of this is smooth enough to be read.
_TICK_MS = 200
_COMPOSITOR_MS = 2000
# A question comes within this time after what leads to it was asked for.
_EXPECTED_S = 3.0


class Gui(QObject):
    """Everything of the window, wired. Make it after the QApplication, and keep it."""

    def __init__(self, link: Link, memory: Memory, server: XServer | None, *, leaves_with_core_s: float = 0.0) -> None:
        super().__init__()
        self._link = link
        self._memory = memory
        self._server = server
        self._presence = Presence()
        self._content: CardContent | None = None
        self._is_over_card = False
        self._ticker = self._timer(_TICK_MS, self._tick)
        self._changes = self._timer(0, self._refresh, is_single=True)
        self._card_due = self._timer(0, self._retire_card, is_single=True)
        self._leave = self._timer(round(leaves_with_core_s * 1000), lambda: QGuiApplication.exit(0), is_single=True)
        self._leaves_with_core = leaves_with_core_s > 0
        self._menu = Menu(memory.now, self)
        self._look = self._current_look()
        self._tray = TrayIcon(self._look, self._menu.widget, self)
        self._window = self._make_window()
        self._push_to_talk = PushToTalk(link, self)
        self._settings = SettingsDesk(link, lambda: self._look, self)
        self._keyboard_until_s = 0.0
        self._connect()
        self._watch_desktop()
        self._tray.open()
        self._refresh()

    def close(self) -> None:
        """Take everything off the screen, before Qt goes."""
        for timer in self.findChildren(QTimer):
            timer.stop()
        self._push_to_talk.close()
        self._settings.close()
        self._window.hide()

    # --------------------------------------------------------------------------------------------------------- events

    def _connect(self) -> None:
        self._link.connected.connect(self._greet)
        self._link.happened.connect(self._take)
        self._link.disconnected.connect(self._lose)
        self._menu.chosen.connect(self._do)
        self._menu.switched.connect(self._switch)
        self._menu.answer_chosen.connect(self._show_content)
        self._menu.look_chosen.connect(self._choose_look)
        self._push_to_talk.failed.connect(lambda error: self._take({"type": "error", **error}))
        self._push_to_talk.held.connect(self._hold)
        self._settings.question_expected.connect(self._expect_question)
        self._tray.clicked.connect(self._press)
        self._tray.availability_changed.connect(lambda _is_there: self._apply_rest())

    def _greet(self, known: Facts) -> None:
        self._leave.stop()
        self._presence.catch_up(list(objects(known, "events")), number(known, "t_s"), time.monotonic())
        self._menu.show_answers(self._presence.cards.answers)
        self._show_question()
        self._refresh()
        self._settings.connect_core(is_online=True)
        self._link.call("settings", self._apply_settings)

    def _apply_settings(self, result: JsonValue, error: Facts | None) -> None:
        if error is not None:
            return
        values = setting_values(result)
        self._push_to_talk.apply(text(values, "gui.push_to_talk_key"), text(values, "gui.push_to_talk_mode"))
        if self._memory.keep_settings(values):
            self._rebuild()
            self._menu.show_look(self._memory.now)
        self._settings.take_form(result)

    def _hold(self, hint: str) -> None:
        self._presence.face.hold(hint)
        self._refresh()

    def _take(self, event: Facts) -> None:
        change = self._presence.take(event, time.monotonic())
        if change.has_question_changed:
            self._show_question()
        if event.get("type") in ("plan", "reply") and self._content and self._content.kind is CardKind.CHOICES:
            self._close_card()  # One was chosen, or something else was asked for.
        if change.card is not None:
            self._show_content(change.card)
        self._settings.take(event)
        if event.get("type") == "settings_changed":
            self._link.call("settings", self._apply_settings)
        if event.get("type") in ("reply", "action_finished"):
            self._menu.show_answers(self._presence.cards.answers)
        self._refresh()

    def _lose(self) -> None:
        self._presence.disconnect()
        self._settings.connect_core(is_online=False)
        self._show_question()
        self._refresh()
        if self._leaves_with_core and not self._leave.isActive():
            self._leave.start()

    # -------------------------------------------------------------------------------------------------------- showing

    def _refresh(self) -> None:
        """Show what is to be seen now, and come again when that changes without an event."""
        now_s = time.monotonic()
        face = self._presence.face.face(now_s)
        self._window.show_face(face)
        self._tray.show_face(face)
        self._menu.show_face(face, has_card=self._window.card is not None)
        due_s = self._presence.face.changes_at_s(now_s)
        if due_s is not None:
            self._changes.start(max(1, round((due_s - now_s) * 1000) + 5))
        is_counting = bool(face.countdown) or self._presence.question.open is not None
        if is_counting != self._ticker.isActive():
            self._ticker.start() if is_counting else self._ticker.stop()

    def _tick(self) -> None:
        now_s = time.monotonic()
        if self._presence.question.expire(now_s):
            self._show_question()
        question, card = self._presence.question.open, self._window.card
        if question is not None and isinstance(card, ConfirmationCard):
            card.show_left(question.left(now_s))
        self._refresh()

    def _show_question(self) -> None:
        question, card = self._presence.question.open, self._window.card
        if question is None:
            if isinstance(card, ConfirmationCard):
                self._window.hide_card()
            return
        if isinstance(card, ConfirmationCard) and card.question.id == question.id:
            return
        self._content = None
        asking = ConfirmationCard(self._look, question)
        asking.answered.connect(lambda is_granted, code: self._answer(question.id, is_granted, code))
        self._put_card(asking)
        if time.monotonic() < self._keyboard_until_s:
            self._window.take_keyboard()

    def _expect_question(self) -> None:
        """The user is at the settings window: a question that follows from that may have the keyboard."""
        self._keyboard_until_s = time.monotonic() + _EXPECTED_S

    def _show_content(self, content: CardContent) -> None:
        if self._presence.question.open is not None:
            return  # The question comes first; the answer is among the last ones.
        card = build_card(self._look, content)
        card.closed.connect(self._close_card)
        card.undo_wanted.connect(lambda: self._do("undo"))
        card.said.connect(lambda text: self._link.call("say_text", text=text))
        card.hovered.connect(self._hover)
        self._content = content
        self._put_card(card)
        self._card_due.start(round(content.shown_for_s * 1000))
        self._refresh()

    def _put_card(self, card: CardFrame) -> None:
        card.keyboard_wanted.connect(self._window.take_keyboard)
        self._window.show_card(card)

    def _hover(self, is_over: bool) -> None:
        self._is_over_card = is_over

    def _retire_card(self) -> None:
        if self._content is None:
            return
        if self._is_over_card or self._window.has_keyboard:
            self._card_due.start(round(self._content.shown_for_s * 1000))
        else:
            self._close_card()

    def _close_card(self) -> None:
        self._content = None
        self._is_over_card = False
        self._window.hide_card()

    # -------------------------------------------------------------------------------------------------------- wishes

    def _answer(self, question_id: str, is_granted: bool, code: str) -> None:
        question = self._presence.question.open
        if question is None or question.id != question_id:
            return
        self._link.call("approve", is_granted=is_granted, question=question_id, session=question.session, code=code)
        self._presence.question.close()
        self._show_question()
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
                self._window.take_keyboard()
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
            self._show_content(CardContent(CardKind.HELP, words.HELP_TITLE, rows=lines))

    # ----------------------------------------------------------------------------------------------------------- look

    def _choose_look(self, field: str, value: JsonValue) -> None:
        """Set the look; without a core it is remembered here until there is one."""
        key = next(key for key, name in SETTINGS.items() if name == field)

        def settle(_result: JsonValue, error: Facts | None) -> None:
            if error is not None:
                self._memory.keep(**{field: value})
                self._rebuild()

        self._link.call("set_setting", settle, key=key, value=value)

    def _current_look(self) -> Look:
        has_compositor = self._server.has_compositor() if self._server else True
        return current_look(self._memory.now, has_compositor=has_compositor)

    def _watch_desktop(self) -> None:
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(lambda _scheme: self._rebuild())
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication), "made before the window"
        for changed in (application.screenAdded, application.screenRemoved, application.primaryScreenChanged):
            changed.connect(lambda _screen: self._rebuild())
        if self._server is not None:
            self._timer(_COMPOSITOR_MS, self._look_for_compositor).start()

    def _look_for_compositor(self) -> None:
        if self._server is not None and self._server.has_compositor() != self._look.has_compositor:
            self._rebuild()

    def _rebuild(self) -> None:
        """Make the window anew: its look, or what it stands on, has changed."""
        self._look = self._current_look()
        before, self._window = self._window, self._make_window()
        before.close()
        before.deleteLater()
        self._apply_rest()
        self._settings.dress()
        self._show_question()
        if self._content is not None:
            self._show_content(self._content)
        self._refresh()

    def _make_window(self) -> OverlayWindow:
        window = OverlayWindow(self._look, self._memory.now, self._server)
        window.moved.connect(self._remember_place)
        window.pill.orb.clicked.connect(self._press)
        window.pill.orb.menu_wanted.connect(self._open_menu)
        window.pill.stop.clicked.connect(lambda: self._do("stop"))
        window.show_face(Face())
        return window

    def _apply_rest(self) -> None:
        """Without a tray there would be nothing left to click, so the dot stays."""
        self._window.hide_at_rest(self._memory.now.idle == "hidden" and self._tray.is_available)

    def _remember_place(self, place: Place) -> None:
        self._memory.keep(at_x=place.at_x, at_y=place.at_y)

    def _open_menu(self, at: QPoint) -> None:
        self._menu.widget.popup(at if not at.isNull() else QCursor.pos())

    def _timer(self, interval_ms: int, do: object, *, is_single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval_ms)
        timer.setSingleShot(is_single)
        timer.timeout.connect(do)
        return timer
