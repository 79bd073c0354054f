"""Keys and buttons of an X11 session, pressed through xdotool, which finds each letter on whatever layout there is."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from assistant.actions.outcome import NoDisplayError
from assistant.kernel.errors import ActionError

Button: TypeAlias = Literal["left", "middle", "right", "up", "down", "scroll-left", "scroll-right"]

CALL_LIMIT_S = 5.0
# Slower than a program can fall behind, faster than anybody types; in milliseconds.
_BETWEEN_KEYS_MS = 4
# A letter that the layout lacks gets a key for a moment; at 4 ms xterm missed it, at 60 ms it did not.
_BETWEEN_RARE_KEYS_MS = 60
_BUTTONS: Mapping[Button, int] = {
    "left": 1,
    "middle": 2,
    "right": 3,
    "up": 4,
    "down": 5,
    "scroll-left": 6,
    "scroll-right": 7,
}
# xdotool reads the letters that it is to type by its locale.
_LOCALE = {"LC_ALL": "C.UTF-8"}
_MODIFIERS = ("shift", "ctrl", "alt", "super")


class XKeyboard:
    """The keyboard and pointer of the session that `environ` describes. Blocking; any thread may call it.

    Every method raises `ActionError`: `no-display`, `not-on-wayland` or `no-keyboard-program`; and TimeoutError.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)

    def type(self, text: str) -> None:
        """Type letters; no sign in them is taken for a key or an option."""
        delay_ms = _BETWEEN_KEYS_MS if text.isascii() else _BETWEEN_RARE_KEYS_MS
        self._call("type", "--clearmodifiers", "--delay", str(delay_ms), "--", text)

    def press(self, combination: str, count: int = 1) -> None:
        """Press keys together and let them go, several times over."""
        self._call("key", "--clearmodifiers", "--repeat", str(count), "--delay", str(_BETWEEN_KEYS_MS), combination)

    def click(self, button: Button, count: int = 1) -> None:
        """Press a button where the pointer is."""
        self._call("click", "--clearmodifiers", "--repeat", str(count), "--delay", "10", str(_BUTTONS[button]))

    def release(self, keys: Sequence[str] = ()) -> None:
        """Let go of all modifiers and of these keys."""
        self._call("keyup", *_MODIFIERS, *keys)

    def _call(self, *arguments: str) -> None:
        if self._environ.get("WAYLAND_DISPLAY"):
            raise ActionError("Wayland does not let me press keys.", code="not-on-wayland", hint="Log in with X11.")
        if not self._environ.get("DISPLAY"):
            raise NoDisplayError()
        program = shutil.which("xdotool", path=self._environ.get("PATH"))
        if program is None:
            message = "There is no program to press keys with."
            raise ActionError(message, code="no-keyboard-program", hint="Install xdotool.")
        try:
            done = subprocess.run(
                [program, *arguments],
                env={**self._environ, **_LOCALE},
                capture_output=True,
                timeout=CALL_LIMIT_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
        if done.returncode:
            raise NoDisplayError()
