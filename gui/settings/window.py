"""The settings window: a side with search and pages, and the page that was chosen. It decides nothing.

It is an ordinary window: it takes the keyboard, can be moved, made larger and closed, and Escape closes it.
"""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from assistant.kernel.types import JsonValue
from gui.settings.history_page import HistoryPage
from gui.settings.parts import label
from gui.settings.privacy import StoredBox
from gui.settings.settings_page import SettingsPage
from gui.settings.sheet import window_sheet
from gui.settings.sidebar import Sidebar
from gui.settings.sound_check import SoundCheck
from gui.theme.look import Look
from gui.theme.tokens import GAP_L, GAP_XL
from gui.view import settings_words as words
from gui.view.settings import SettingsModel
from gui.view.stored import stored_lines

_SIZE = (980, 720)
_LEAST = (760, 480)


class SettingsWindow(QMainWindow):
    """The window.

    Signals:
        wanted: A setting's key and the value that it is to have.
        reset_wanted: The key of a setting that is to have its default again.
        page_changed: The name of the page that is seen now.
        preview_wanted: The voice is to be heard.
        turn_wanted: The number of a turn that is to be told in full.
        undo_wanted: The number of a deed that is to be taken back.
        forget_wanted: The scope that is to be forgotten.
        closed: The user has done with it.
    """

    wanted = Signal(str, object)
    reset_wanted = Signal(str)
    page_changed = Signal(str)
    preview_wanted = Signal()
    turn_wanted = Signal(int)
    undo_wanted = Signal(int)
    forget_wanted = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, model: SettingsModel) -> None:
        super().__init__()
        self._model = model
        self._look = look
        self._page = ""
        self._is_online = True
        self._stored: StoredBox | None = None
        self.setWindowTitle(f"Zenus · {words.TITLE}")
        self.setAccessibleName(words.TITLE)
        self.setObjectName("window")
        free = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(look.px(_SIZE[0]), free.width()), min(look.px(_SIZE[1]), free.height()))
        self.setMinimumSize(*_LEAST)
        self.dress(look)

    # ------------------------------------------------------------------------------------------------------- building

    def dress(self, look: Look) -> None:
        """Build everything anew: the look, or what there is to set, has changed. Page, search and focus are kept."""
        searched = self.sidebar.search.text() if self.centralWidget() is not None else ""
        focused = self._focused_key()
        page, self._page, self._look, self._stored = self._page, "", look, None
        self.setStyleSheet(window_sheet(look))
        self.setCentralWidget(self._build(look))
        self.sidebar.search.setText(searched)
        self.show_online(self._is_online)
        self.go_to(page or next(iter(words.PAGES)))
        self._focus(focused)

    def _build(self, look: Look) -> QWidget:
        content = QWidget()
        across = QHBoxLayout(content)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.sidebar = Sidebar(look, self._model.pages)
        across.addWidget(self.sidebar)
        right = QVBoxLayout()
        right.setContentsMargins(0, look.px(GAP_XL), 0, 0)
        right.setSpacing(0)
        right.addWidget(self._make_heading(look))
        right.addWidget(self._make_offline(look))
        right.addWidget(self._make_pages(look), 1)
        across.addLayout(right, 1)
        self.sidebar.chosen.connect(self._show_page)
        self.sidebar.searched.connect(self._search)
        return content

    def _make_heading(self, look: Look) -> QLabel:
        self._heading = label(look, "", "title", is_bold=True)
        self._heading.setContentsMargins(look.px(GAP_XL), 0, look.px(GAP_XL), 0)
        return self._heading

    def _make_offline(self, look: Look) -> QLabel:
        self._offline = label(look, words.OFFLINE, "small")
        self._offline.setProperty("error", True)
        self._offline.setContentsMargins(look.px(GAP_XL), look.px(GAP_L), look.px(GAP_XL), 0)
        self._offline.hide()
        return self._offline

    def _make_pages(self, look: Look) -> QStackedWidget:
        self._stack = QStackedWidget()
        self.settings_pages: Mapping[str, SettingsPage] = {
            page.name: SettingsPage(look, page) for page in self._model.pages if page.name != "history"
        }
        self.history = HistoryPage(look)
        self.sound = SoundCheck(look)
        self.settings_pages["voice"].add(self.sound, is_first=True)
        for page in self.settings_pages.values():
            page.wanted.connect(self.wanted)
            page.reset_wanted.connect(self.reset_wanted)
        self.history.turn_wanted.connect(self.turn_wanted)
        self.history.undo_wanted.connect(self.undo_wanted)
        self.sound.preview_wanted.connect(self.preview_wanted)
        for each in self._model.pages:
            self._stack.addWidget(self._widget(each.name))
        return self._stack

    def _widget(self, name: str) -> QWidget:
        return self.history if name == "history" else self.settings_pages[name]

    # -------------------------------------------------------------------------------------------------------- showing

    @property
    def page(self) -> str:
        """The name of the page that is seen."""
        return self._page

    def go_to(self, name: str) -> None:
        """Show a page by its name."""
        self.sidebar.choose(name)

    def show_values(self) -> None:
        """Show other values of the same settings."""
        for page in self._model.pages:
            if page.name in self.settings_pages:
                self.settings_pages[page.name].show_values(page)

    def show_error(self, key: str, text: str) -> None:
        """Say at a setting what was wrong with what was wanted."""
        for page in self.settings_pages.values():
            page.show_error(key, text, self._model.value(key))

    def show_online(self, is_online: bool) -> None:
        """Say whether there is a core whose settings these are."""
        self._is_online = is_online
        self._offline.setVisible(not is_online)
        self._stack.setEnabled(is_online)

    def show_stored(self, answer: JsonValue, now: datetime) -> None:
        """Show what the core answers to `stored`."""
        before, self._stored = self._stored, StoredBox(self._look, stored_lines(answer, now))
        self._stored.forget_wanted.connect(self.forget_wanted)
        self.settings_pages["privacy"].add(self._stored, is_first=True)
        if before is not None:
            before.hide()
            before.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Begin at the pages: arrows go through them, and Tab into the one that is seen."""
        super().showEvent(event)
        self.sidebar.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Escape closes the window; Ctrl+F goes to the search."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_F and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sidebar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: object) -> None:  # noqa: N802  Qt's name
        """Tell that it is no longer needed."""
        super().closeEvent(event)  # type: ignore[arg-type]  # a QCloseEvent
        self.closed.emit()

    def _show_page(self, name: str) -> None:
        self._page = name
        titles = {page.name: page.title for page in self._model.pages}
        self._heading.setText(titles[name])
        self._stack.setCurrentWidget(self._widget(name))
        self.page_changed.emit(name)

    def _search(self, text: str) -> None:
        keys = self._model.search(text)
        found = [name for name, page in self.settings_pages.items() if page.filter(keys)]
        self.sound.setVisible(not text.strip())
        if self._stored is not None:
            self._stored.setVisible(not text.strip())
        self.sidebar.offer(found if text.strip() else [page.name for page in self._model.pages], text)

    # ---------------------------------------------------------------------------------------------------------- focus

    def _focused_key(self) -> str:
        """Return the key of the setting that has the focus; empty if none has."""
        focused = self.focusWidget()
        if focused is None or self.centralWidget() is None:
            return ""
        rows = [row for page in self.settings_pages.values() for row in page.rows.values()]
        return next((row.key for row in rows if row.isAncestorOf(focused)), "")

    def _focus(self, key: str) -> None:
        for page in self.settings_pages.values():
            if key in page.rows:
                focusable = page.rows[key].control.findChildren(QWidget)
                wanted = (child for child in focusable if child.focusPolicy() & Qt.FocusPolicy.TabFocus)
                first = next(wanted, None)
                if first is not None:
                    first.setFocus(Qt.FocusReason.OtherFocusReason)
