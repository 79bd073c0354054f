"""The menu of tray icon and orb: what can be asked of Zenus without a word, and how the window looks."""

from collections.abc import Iterable
from dataclasses import asdict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu

from assistant.kernel.types import JsonValue
from gui.memory import Remembered
from gui.view import words
from gui.view.cards import CardContent
from gui.view.face import BUSY, Face, Mood

_LONGEST_ANSWER = 60


class Menu(QObject):
    """The menu.

    Signals:
        chosen: An entry, by name: `mute`, `sleep`, `listen`, `stop`, `undo`, `help`, `focus`, `settings`, `quit`.
        switched: The entries `mute` and `sleep` with what they are to be.
        answer_chosen: One of the last answers is to be shown again.
        look_chosen: A field of the look and its value.
    """

    chosen = Signal(str)
    switched = Signal(str, bool)
    answer_chosen = Signal(object)
    look_chosen = Signal(str, object)

    def __init__(self, remembered: Remembered, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.widget = QMenu()
        self.widget.setAccessibleName("Zenus")
        self._mute = self._switch(words.MENU_MUTE, "mute")
        self._sleep = self._switch(words.MENU_SLEEP, "sleep")
        self.widget.addSeparator()
        self._listen = self._entry(words.MENU_LISTEN, "listen")
        self._stop = self._entry(words.MENU_STOP, "stop")
        self._undo = self._entry(words.MENU_UNDO, "undo")
        self._focus = self._entry(words.MENU_FOCUS, "focus")
        self.widget.addSeparator()
        self._answers = self.widget.addMenu(words.MENU_ANSWERS)
        self._help = self._entry(words.MENU_HELP, "help")
        self._look = self.widget.addMenu(words.MENU_LOOK)
        self._groups: list[QActionGroup] = []
        self.show_look(remembered)
        self._entry(words.MENU_SETTINGS, "settings")
        self.widget.addSeparator()
        self._entry(words.MENU_QUIT, "quit")
        self.show_answers(())

    def show_face(self, face: Face, *, has_card: bool) -> None:
        """Offer what makes sense now, and tick what is so."""
        is_there = face.mood is not Mood.OFFLINE
        for action, is_on in ((self._mute, face.is_muted), (self._sleep, face.mood is Mood.ASLEEP)):
            action.blockSignals(True)
            action.setChecked(is_on)
            action.blockSignals(False)
            action.setEnabled(is_there)
        self._stop.setEnabled(face.mood in BUSY)
        self._listen.setEnabled(is_there and not face.is_muted)
        self._undo.setEnabled(is_there)
        self._help.setEnabled(is_there)
        self._focus.setEnabled(has_card)

    def show_answers(self, answers: Iterable[CardContent]) -> None:
        """List the last answers, newest first."""
        self._answers.clear()
        for content in answers:
            text = content.text or content.title
            short = text if len(text) <= _LONGEST_ANSWER else text[: _LONGEST_ANSWER - 1] + "…"
            # A single & would mark a key.
            action = self._answers.addAction(short.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, content=content: self.answer_chosen.emit(content))
        if self._answers.isEmpty():
            self._answers.addAction(words.MENU_NO_ANSWERS).setEnabled(False)

    def show_look(self, remembered: Remembered) -> None:
        """Tick what of the look is so."""
        self._look.clear()
        self._groups.clear()
        self._fill_look(remembered)

    # ------------------------------------------------------------------------------------------------------- entries

    def _entry(self, text: str, name: str) -> QAction:
        action = self.widget.addAction(text)
        action.triggered.connect(lambda _checked=False: self.chosen.emit(name))
        return action

    def _switch(self, text: str, name: str) -> QAction:
        action = self.widget.addAction(text)
        action.setCheckable(True)
        action.toggled.connect(lambda is_on: self.switched.emit(name, is_on))
        return action

    def _fill_look(self, remembered: Remembered) -> None:
        now = asdict(remembered)
        for field, choices in words.LOOK_CHOICES.items():
            kind = type(now[field])
            self._choices(field, [(kind(value), text) for value, text in choices.items()], now[field])
        names = [screen.name() for screen in QGuiApplication.screens()]
        if len(names) > 1:
            self._choices("monitor", [(name, name) for name in names], now["monitor"] or names[0])
        for field in ("is_contrast_high", "is_motion_reduced"):
            action = self._look.addAction(words.LOOK_TITLES[field])
            action.setCheckable(True)
            action.setChecked(now[field])
            action.toggled.connect(lambda is_on, field=field: self.look_chosen.emit(field, is_on))

    def _choices(self, field: str, choices: list[tuple[JsonValue, str]], now: JsonValue) -> None:
        below = self._look.addMenu(words.LOOK_TITLES[field])
        group = QActionGroup(below)
        self._groups.append(group)
        for value, text in choices:
            action = below.addAction(text)
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(
                lambda _checked=False, field=field, value=value: self.look_chosen.emit(field, value)
            )
            group.addAction(action)
