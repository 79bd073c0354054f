"""Push to talk: the key's moves become commands to the core.

Held, Zenus listens until the key is let go. Pressed once, it listens until there is silence or the key is pressed
again. The core answers `hold` when the listening is over, whoever ended it.
"""

import os
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from assistant.kernel.types import Facts, JsonValue
from gui.hotkey.chord import Chord, chord_of
from gui.hotkey.key_source import KeySource
from gui.link import Link
from gui.view import words

Watch = Callable[[Chord, QObject], KeySource]


def source_of(chord: Chord, parent: QObject, environment: Mapping[str, str] = os.environ) -> KeySource:
    """Return what watches the key in this session: an X server sees only part of the keys on a Wayland desktop."""
    if environment.get("WAYLAND_DISPLAY"):
        from gui.hotkey.portal import PortalKey  # its loop takes a tenth of a second to import

        return PortalKey(chord, parent)
    from gui.hotkey.x11 import X11Key

    return X11Key(chord, parent)


class PushToTalk(QObject):
    """Watches the key that is set.

    Args:
        watch: Makes what watches a key.

    Signals:
        failed: The key does not work, or Zenus can't listen: an error, as events have it. Once for each key.
        held: Zenus listens because of the key; carries how that ends, or nothing once it has.
    """

    failed = Signal(dict)
    held = Signal(str)

    def __init__(self, link: Link, parent: QObject | None = None, watch: Watch = source_of) -> None:
        super().__init__(parent)
        self._link = link
        self._make_source = watch
        self._setting = ("", "")
        self._source: KeySource | None = None
        self._is_toggle = False
        self._is_on = False
        self._holds = 0

    def apply(self, key: str, mode: str) -> None:
        """Watch another key, or in another way; an empty key watches none."""
        if (key, mode) == self._setting:
            return
        is_other_key, self._setting = key != self._setting[0], (key, mode)
        self._is_toggle = mode == "toggle"
        if is_other_key:
            self.close()
            self._watch(key)

    def close(self) -> None:
        """Give the key back."""
        if self._source is not None:
            self._source.close()
            self._source.deleteLater()
            self._source = None

    def _watch(self, key: str) -> None:
        if not key:
            return
        chord = chord_of(key)
        if chord is None:
            self._fail(words.KEY_UNKNOWN, words.KEY_UNKNOWN_HINT)
            return
        self._source = self._make_source(chord, self)
        self._source.pressed.connect(self._press)
        self._source.released.connect(self._let_go)
        self._source.failed.connect(self._fail)

    def _press(self) -> None:
        if self._is_toggle and self._is_on:
            self._link.call("release")
            return
        self._holds += 1
        self._turn(is_on=True)
        self._link.call("hold", partial(self._end, self._holds), ends_in_silence=self._is_toggle)

    def _let_go(self) -> None:
        if not self._is_toggle:
            self._link.call("release")

    def _end(self, hold: int, _result: JsonValue, error: Facts | None) -> None:
        if hold == self._holds:
            self._turn(is_on=False)
        if error is not None and error.get("message"):
            self.failed.emit(dict(error))

    def _turn(self, *, is_on: bool) -> None:
        self._is_on = is_on
        hint = words.HELD_ONCE if self._is_toggle else words.HELD
        self.held.emit(hint if is_on else "")

    def _fail(self, message: str, hint: str) -> None:
        key = self._setting[0]
        self.failed.emit({"code": "key-not-watched", "message": message.format(key=key), "hint": hint})
