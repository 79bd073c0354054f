"""Typing and pressing with a keyboard that writes down what it is told."""

import pytest

from assistant.actions.desktop.keyboard import MAX_TEXT_CHARS, PIECE_CHARS, KeyboardActions
from assistant.actions.desktop.keys import asks_for_secrets, chord, is_grave, is_terminal
from assistant.actions.desktop.x_keyboard import XKeyboard
from assistant.actions.outcome import ActionFailedError
from assistant.actions.work import Work
from assistant.kernel.errors import ActionError
from tests.unit.actions.acting import act, action_of, foresee
from tests.unit.actions.desktop.fake_desk import FakeDesk, a_window

pytestmark = pytest.mark.anyio

EDITOR = a_window(1, "letter.txt - Mousepad", "mousepad.Mousepad")
SHELL = a_window(2, "ann@host", "xterm.XTerm")


class FakeKeyboard:
    def __init__(self):
        self.done = []
        self.after = lambda: None

    def type(self, text):
        self.done.append(text)
        self.after()

    def press(self, combination, count=1):
        self.done.append((combination, count))
        self.after()

    def click(self, button, count=1):
        self.done.append((button, count))

    def release(self, keys=()):
        self.done.append(("release", *keys))


@pytest.fixture
def keyboard():
    return FakeKeyboard()


@pytest.fixture
def desk():
    return FakeDesk(SHELL, EDITOR)


@pytest.fixture
def typing(keyboard, desk):
    return KeyboardActions(keyboard, desk)


async def test_a_text_is_typed_into_the_window_that_is_named(typing, keyboard):
    outcome = await act(typing, "input.type", text="hello world")
    assert keyboard.done == ["hello world", ("release",)]
    assert outcome.facts == {"text": "hello world", "window": "letter.txt - Mousepad"}
    assert await outcome.check()


async def test_line_feeds_and_tabs_are_keys(typing, keyboard):
    await act(typing, "input.type", text="a\n\tb", submit=True)
    assert keyboard.done == ["a", ("Return", 1), ("Tab", 1), "b", ("Return", 1), ("release",)]


async def test_nothing_of_it_can_be_taken_back(typing):
    for name, args in (
        ("type", {"text": "x"}),
        ("press", {"key": "a"}),
        ("scroll", {"direction": "up"}),
        ("click", {}),
    ):
        assert (await foresee(typing, f"input.{name}", **args)).undo is None
        assert not action_of(typing, f"input.{name}").spec.can_be_undone


@pytest.mark.parametrize("text", ["--help", "-- $(reboot) `x`", "'; rm -rf ~ #", "ünïcödé \u4f60"])
async def test_what_looks_like_an_option_or_a_command_is_text(typing, keyboard, text):
    await act(typing, "input.type", text=text)
    assert "".join(keyboard.done[:-1]) == text


@pytest.mark.parametrize("text", ["\x1b[A", "a\x00b", "\x03", "\x7f", "\u202eabc"])
async def test_control_characters_are_refused(typing, keyboard, text):
    with pytest.raises(ActionFailedError, match=r"input\.unprintable"):
        await act(typing, "input.type", text=text)
    assert keyboard.done == []


async def test_a_very_long_text_is_no_argument(typing):
    with pytest.raises(ValueError, match="at most"):
        await foresee(typing, "input.type", text="x" * (MAX_TEXT_CHARS + 1))


async def test_a_halt_ends_it_after_the_piece_and_all_keys_are_let_go(typing, keyboard):
    entry = action_of(typing, "input.type")
    arguments = entry.validated({"text": "x" * 5 * PIECE_CHARS})
    work = Work(deed=1, prospect=await entry.foresee(arguments), is_halted=lambda: len(keyboard.done) > 1)
    with pytest.raises(ActionFailedError) as failed:
        await entry.act(arguments, work)
    assert (failed.value.code, failed.value.is_partial) == ("halted", True)
    assert keyboard.done == ["x" * PIECE_CHARS] * 2 + [("release",)]


async def test_it_ends_where_another_window_comes_to_the_front(typing, keyboard, desk):
    keyboard.after = lambda: desk.activate("0x00000002")
    with pytest.raises(ActionFailedError) as failed:
        await act(typing, "input.type", text="x" * 5 * PIECE_CHARS)
    assert (failed.value.key, failed.value.is_partial) == ("input.moved", True)
    assert keyboard.done == ["x" * PIECE_CHARS, ("release",)]


async def test_keys_that_bring_another_window_to_the_front_are_not_confirmed(typing, keyboard, desk):
    keyboard.after = lambda: desk.activate("0x00000002")
    outcome = await act(typing, "input.press", key="Tab", modifier="alt")
    assert not await outcome.check()


async def test_nothing_is_typed_while_a_program_keeps_the_keyboard_to_itself(typing, keyboard, desk):
    desk.is_held = True
    with pytest.raises(ActionFailedError, match=r"input\.secret"):
        await act(typing, "input.type", text="x")
    assert keyboard.done == []


@pytest.mark.parametrize(
    ("window", "is_asking"),
    [
        (a_window(1, "x", "pinentry-gtk-2.Pinentry-gtk-2"), True),
        (a_window(1, "Enter your Password", "thing.Thing"), True),
        (a_window(1, "vault", "keepassxc.KeePassXC"), True),
        (EDITOR, False),
    ],
)
@pytest.mark.parametrize(("name", "args"), [("input.type", {"text": "x"}), ("input.press", {"key": "Return"})])
async def test_a_window_that_asks_for_a_password_gets_nothing(keyboard, window, is_asking, name, args):
    actions = KeyboardActions(keyboard, FakeDesk(window))
    if is_asking:
        with pytest.raises(ActionFailedError, match=r"input\.secret"):
            await act(actions, name, **args)
    else:
        await act(actions, name, **args)
    assert bool(keyboard.done) is not is_asking


async def test_without_a_window_that_gets_the_keys_it_is_told(keyboard):
    with pytest.raises(ActionFailedError, match=r"input\.unfocused"):
        await act(KeyboardActions(keyboard, FakeDesk()), "input.press", key="Return")


async def test_keys_are_pressed_together_and_let_go(typing, keyboard):
    outcome = await act(typing, "input.press", key="t", modifier="shift", second_modifier="ctrl", times=2)
    assert keyboard.done == [("ctrl+shift+t", 1), ("ctrl+shift+t", 1), ("release", "t")]
    assert outcome.facts == {"keys": "ctrl shift t", "window": "letter.txt - Mousepad", "count": 2}


@pytest.mark.parametrize("key", ["", "ctrl+alt+Delete", "--help", "Return exec", "XF86PowerOff", "\n"])
async def test_only_listed_keys_are_pressed(typing, keyboard, key):
    with pytest.raises(ActionFailedError, match=r"input\.no_key"):
        await act(typing, "input.press", key=key)
    assert keyboard.done == []


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        *[
            (("F4", "alt"), True),
            (("w", "ctrl"), True),
            (("Delete", "ctrl", "alt"), True),
            (("Delete", "alt", "ctrl"), True),
        ],
        *[(("w", "shift", "ctrl"), True), (("s", "ctrl"), False), (("Return",), False), (("Tab", "alt"), False)],
    ],
)
async def test_combinations_that_close_something_are_asked_about(typing, keys, wanted):
    key, *modifiers = keys
    args = dict(zip(("modifier", "second_modifier"), modifiers, strict=False))
    assert (await foresee(typing, "input.press", key=key, **args)).effects.wants_preview is wanted
    assert is_grave(chord(key, tuple(modifiers))) is wanted


async def test_what_a_terminal_would_run_is_asked_about(keyboard):
    actions = KeyboardActions(keyboard, FakeDesk(SHELL))
    assert (await foresee(actions, "input.type", text="ls")).effects.wants_preview
    assert (await foresee(actions, "input.press", key="Return")).effects.wants_preview
    assert not (await foresee(actions, "input.press", key="Up")).effects.wants_preview


def test_windows_are_known_by_instance_and_class():
    assert is_terminal("gnome-terminal-server.Gnome-terminal")
    assert is_terminal("org.gnome.Console.org.gnome.Console")
    assert is_terminal("zenus-test.XTerm")
    assert not is_terminal("mousepad.Mousepad")
    assert not asks_for_secrets("xterm.XTerm", "ann@host")


async def test_it_scrolls_and_clicks_where_the_pointer_is(typing, keyboard):
    assert await (await act(typing, "input.scroll", direction="down", notches=3)).check()
    clicked = await act(typing, "input.click", button="right", times=2)
    assert keyboard.done == [("down", 3), ("right", 2)]
    assert clicked.check is None  # what a click did cannot be known


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({}, "no-display"),
        ({"DISPLAY": ":1", "WAYLAND_DISPLAY": "wayland-0"}, "not-on-wayland"),
        ({"DISPLAY": ":1", "PATH": "/nowhere"}, "no-keyboard-program"),
    ],
)
def test_where_there_are_no_keys_to_press_it_is_said(environ, code):
    with pytest.raises(ActionError) as failed:
        XKeyboard(environ).press("a")
    assert failed.value.code == code


def test_a_text_is_never_an_option_of_the_program(tmp_path):
    script = tmp_path / "xdotool"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >{tmp_path}/called\n')
    script.chmod(0o755)
    XKeyboard({"DISPLAY": ":1", "PATH": f"{tmp_path}:/bin"}).type("--file /etc/passwd")
    assert (tmp_path / "called").read_text().splitlines()[-2:] == ["--", "--file /etc/passwd"]
