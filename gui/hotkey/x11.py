"""The hot key on X11: grabbed from the server."""

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from gui.hotkey.chord import Chord
from gui.hotkey.key_source import KeySource
from gui.hotkey.presses import Presses
from gui.view import words
from gui.x11.key_grab import KeyGrab, KeyTakenError, NoSuchKeyError

# The down that makes an up a repetition comes within a few milliseconds.
_SETTLE_MS = 20


class X11Key(KeySource):
    """Implements `KeySource`. What goes wrong is told when the loop runs, so that whoever made it can listen to it."""

    def __init__(self, chord: Chord, parent: QObject) -> None:
        super().__init__(parent)
        self._presses = Presses()
        self._grab: KeyGrab | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._settle)
        try:
            self._grab = KeyGrab(chord.key, chord.mask)
        except KeyTakenError:
            self._fail(words.KEY_TAKEN, words.KEY_TAKEN_HINT)
        except NoSuchKeyError:
            self._fail(words.KEY_UNKNOWN, words.KEY_UNKNOWN_HINT)
        except OSError:
            self._fail(words.KEY_IMPOSSIBLE, words.KEY_IMPOSSIBLE_HINT)
        else:
            self._notifier = QSocketNotifier(self._grab.descriptor, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._read)

    def close(self) -> None:
        """Give the key back."""
        if self._grab is not None:
            self._notifier.setEnabled(False)
            self._grab.close()
            self._grab = None

    def _fail(self, message: str, hint: str) -> None:
        QTimer.singleShot(0, self, lambda: self.failed.emit(message, hint))

    def _read(self) -> None:
        if self._grab is None:
            return
        for is_down in self._grab.moves():
            if not is_down:
                self._presses.up()
                self._settling.start()
            elif self._presses.down():
                self.pressed.emit()

    def _settle(self) -> None:
        if self._presses.settle():
            self.released.emit()
