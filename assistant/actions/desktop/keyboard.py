"""Typing, pressing keys, scrolling and clicking, in the window that has the keys.

None of it can be taken back. What a program makes of a key cannot be read either, so that only this is confirmed: the
window that was meant is still the one that gets the keys. A terminal runs what it is sent, so that one is asked first.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, Protocol, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.desktop.keys import KEYS, Modifier, asks_for_secrets, chord, is_grave, is_terminal
from assistant.actions.desktop.open_windows import OpenWindow, Screen
from assistant.actions.desktop.window_errors import WINDOW_ERRORS
from assistant.actions.desktop.x_keyboard import Button
from assistant.actions.foreign_text import spoken
from assistant.actions.outcome import ActionFailedError, Check, Outcome
from assistant.actions.work import Work
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, Risk

MAX_TEXT_CHARS = 2_000
MAX_COUNT = 50
# After each piece the user may have said stop, or another window may have come to the front.
PIECE_CHARS = 16

Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT_CHARS)]
Count = Annotated[int, Field(ge=1, le=MAX_COUNT)]
Clicks = Annotated[int, Field(ge=1, le=3)]
Direction = Literal["up", "down", "left", "right"]
ClickButton = Literal["left", "middle", "right"]

_ERRORS = WINDOW_ERRORS | {"no-keyboard-program"}
_REFUSALS = {
    "input.secret": frozenset({"window"}),
    "input.unfocused": frozenset[str](),
    "input.moved": frozenset({"window"}),
    "input.halted": frozenset[str](),
}
_WHEELS: dict[Direction, Button] = {"up": "up", "down": "down", "left": "scroll-left", "right": "scroll-right"}


class Keyboard(Protocol):
    """Presses keys and buttons. Blocking."""

    def type(self, text: str) -> None: ...  # noqa: D102  # as `XKeyboard` says
    def press(self, combination: str, count: int = 1) -> None: ...  # noqa: D102
    def click(self, button: Button, count: int = 1) -> None: ...  # noqa: D102
    def release(self, keys: tuple[str, ...] = ()) -> None: ...  # noqa: D102


class Focus(Protocol):
    """Knows who gets the keys. Blocking."""

    def look(self) -> Screen: ...  # noqa: D102  # as `XScreen` says
    def is_keyboard_held(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class _Press:
    window: OpenWindow
    combination: str


class KeyboardActions:
    """Does what hands do on a keyboard and a mouse."""

    def __init__(self, keyboard: Keyboard, focus: Focus) -> None:
        self._keyboard = keyboard
        self._focus = focus

    # ----------------------------------------------------------------------------------------------------------- type

    async def _foresee_type(self, text: Text, submit: bool = False) -> Prospect:
        window = await self._focused()
        if await run_sync(self._focus.is_keyboard_held):
            raise ActionFailedError("input.secret", code="secret-prompt", facts={"window": window.name})
        if any(not letter.isprintable() and letter not in "\n\t" for letter in text):
            raise ActionFailedError("input.unprintable", code="unprintable")
        effects = Effects(wants_preview=is_terminal(window.window.window_class), fingerprint=window.window_id)
        return Prospect(effects, {"text": spoken(text), "window": window.name}, resolved=window)

    @action(
        "input.type",
        capabilities={"input.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=30.0,
        messages={"input.type.done": {"text", "window"}, "input.unprintable": (), **_REFUSALS},
        errors=_ERRORS,
        effects=_foresee_type,
        foresees={"text", "window"},
    )
    async def type(self, work: Work, text: Text, submit: bool = False) -> Outcome:
        """Type a text into the window that has the keys, and press enter after it if `submit` says so."""
        window = cast(OpenWindow, work.prospect.resolved)
        await run_sync(self._type, text, submit, window, work)
        return Outcome("input.type.done", work.prospect.facts, ("a text was typed",), self._check(window))

    def _type(self, text: str, submit: bool, window: OpenWindow, work: Work) -> None:
        pieces = _pieces(text) + ["\n"] * submit
        try:
            for index, piece in enumerate(pieces):
                self._stop_if_moved(window, work, is_partial=index > 0)
                # A line feed that is typed does not submit what toolkits show; the key does.
                keys = {"\n": "Return", "\t": "Tab"}
                self._keyboard.press(keys[piece]) if piece in keys else self._keyboard.type(piece)
                work.progress(index + 1, len(pieces))
        finally:
            self._keyboard.release()

    def _stop_if_moved(self, window: OpenWindow, work: Work, *, is_partial: bool) -> None:
        if work.is_halted():
            raise ActionFailedError("input.halted", code="halted", is_partial=is_partial)
        if not window.is_same(self._focus.look().active):
            facts: Facts = {"window": window.name}
            raise ActionFailedError("input.moved", code="focus-moved", facts=facts, is_partial=is_partial)

    # ---------------------------------------------------------------------------------------------------------- press

    async def _foresee_press(
        self, key: str, modifier: Modifier = "", second_modifier: Modifier = "", times: Count = 1
    ) -> Prospect:
        if key not in KEYS:
            raise ActionFailedError("input.no_key", code="no-key", facts={"key": spoken(key)})
        window = await self._focused()
        combination = chord(key, (modifier, second_modifier))
        is_run = is_terminal(window.window.window_class) and key == "Return"
        effects = Effects(wants_preview=is_run or is_grave(combination), fingerprint=window.window_id)
        facts: Facts = {"keys": combination.replace("+", " "), "window": window.name, "count": times}
        return Prospect(effects, facts, resolved=_Press(window, combination))

    @action(
        "input.press",
        capabilities={"input.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=10.0,
        messages={"input.press.done": {"keys", "window", "count"}, "input.no_key": {"key"}, **_REFUSALS},
        errors=_ERRORS,
        effects=_foresee_press,
        foresees={"keys", "window", "count"},
    )
    async def press(
        self, work: Work, key: str, modifier: Modifier = "", second_modifier: Modifier = "", times: Count = 1
    ) -> Outcome:
        """Press a key, perhaps with others held down, in the window that has the keys."""
        wanted = cast(_Press, work.prospect.resolved)
        await run_sync(self._press, wanted, times, work)
        return Outcome("input.press.done", work.prospect.facts, ("keys were pressed",), self._check(wanted.window))

    def _press(self, wanted: _Press, count: int, work: Work) -> None:
        try:
            for index in range(count):
                self._stop_if_moved(wanted.window, work, is_partial=index > 0)
                self._keyboard.press(wanted.combination)
                work.progress(index + 1, count)
        finally:
            self._keyboard.release(tuple(wanted.combination.split("+")[-1:]))

    # ---------------------------------------------------------------------------------------------- scroll and click

    async def _foresee_scroll(self, direction: Direction, notches: Count = 5) -> Prospect:
        window = await self._focused()
        return Prospect(
            Effects(fingerprint=window.window_id), {"direction": direction, "window": window.name}, resolved=window
        )

    @action(
        "input.scroll",
        capabilities={"input.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=10.0,
        messages={"input.scroll.done": {"direction", "window"}, **_REFUSALS},
        errors=_ERRORS,
        effects=_foresee_scroll,
        foresees={"direction", "window"},
    )
    async def scroll(self, work: Work, direction: Direction, notches: Count = 5) -> Outcome:
        """Turn the mouse wheel so many notches where the pointer is."""
        window = cast(OpenWindow, work.prospect.resolved)
        await run_sync(self._click, _WHEELS[direction], notches, work)
        return Outcome("input.scroll.done", work.prospect.facts, ("the wheel was turned",), self._check(window))

    async def _foresee_click(self, button: ClickButton = "left", times: Clicks = 1) -> Prospect:
        screen = await run_sync(self._focus.look)
        window = screen.active.name if screen.active else ""
        return Prospect(Effects(fingerprint=window), {"button": button, "count": times, "window": window})

    @action(
        "input.click",
        capabilities={"input.write"},
        risk=Risk.REVERSIBLE,
        timeout_s=5.0,
        messages={"input.click.done": {"button", "count", "window"}, "input.halted": ()},
        errors=_ERRORS,
        effects=_foresee_click,
        foresees={"button", "count", "window"},
    )
    async def click(self, work: Work, button: ClickButton = "left", times: Clicks = 1) -> Outcome:
        """Click where the pointer is; what that did cannot be known, so that it is never confirmed."""
        await run_sync(self._click, button, times, work)
        return Outcome("input.click.done", work.prospect.facts, ("a mouse button was pressed",))

    def _click(self, button: Button, count: int, work: Work) -> None:
        if work.is_halted():
            raise ActionFailedError("input.halted", code="halted")
        self._keyboard.click(button, count)

    # --------------------------------------------------------------------------------------------------------- inside

    async def _focused(self) -> OpenWindow:
        """Return the window that gets the keys.

        Raises:
            ActionFailedError: There is none, or it asks for a password.
        """
        window = (await run_sync(self._focus.look)).active
        if window is None:
            raise ActionFailedError("input.unfocused", code="no-window")
        if asks_for_secrets(window.window.window_class, window.title):
            raise ActionFailedError("input.secret", code="secret-prompt", facts={"window": window.name})
        return window

    def _check(self, window: OpenWindow) -> Check:
        async def check() -> bool:
            return window.is_same((await run_sync(self._focus.look)).active)

        return check


def _pieces(text: str) -> list[str]:
    """Return the text in short pieces; line feeds and tabs stand alone, since they are keys."""
    found: list[str] = []
    for letter in text:
        if letter in "\n\t" or not found or found[-1] in "\n\t" or len(found[-1]) >= PIECE_CHARS:
            found.append(letter)
        else:
            found[-1] += letter
    return found
