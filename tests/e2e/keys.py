"""Keys pressed as a keyboard would press them, and taken as another program would take them."""

from collections.abc import Iterator
from contextlib import contextmanager

from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

from tests.e2e.desktop import PrivateDesktop

CTRL_ALT_SPACE = ("Control_L", "Alt_L", "space")


class Keyboard:
    """A keyboard on the desktop's display."""

    def __init__(self, display: Display) -> None:
        self._display = display

    def down(self, *keys: str) -> None:
        self._send(X.KeyPress, keys)

    def up(self, *keys: str) -> None:
        self._send(X.KeyRelease, keys)

    def tap(self, *keys: str) -> None:
        self.down(*keys)
        self.up(*reversed(keys))

    def take(self, key: str, mask: int) -> None:
        """Grab a key, as another program would."""
        root = self._display.screen().root
        root.grab_key(self._code(key), mask, True, X.GrabModeAsync, X.GrabModeAsync)
        self._display.sync()

    def _send(self, kind: int, keys: tuple[str, ...]) -> None:
        for key in keys:
            xtest.fake_input(self._display, kind, self._code(key))
        self._display.sync()

    def _code(self, key: str) -> int:
        code: int = self._display.keysym_to_keycode(XK.string_to_keysym(key))
        return code


@contextmanager
def keyboard(desktop: PrivateDesktop) -> Iterator[Keyboard]:
    display = Display(desktop.env()["DISPLAY"])
    try:
        yield Keyboard(display)
    finally:
        display.close()
