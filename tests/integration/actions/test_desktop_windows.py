"""Windows and keys on a real X server with a window manager; each deed is looked at with programs of the test's own."""

import time
from pathlib import Path

import pytest

from assistant.actions.desktop.keyboard import KeyboardActions
from assistant.actions.desktop.window_desk import WindowDesk
from assistant.actions.desktop.windows import WindowActions
from assistant.actions.desktop.workspaces import WorkspaceActions
from assistant.actions.desktop.x_keyboard import XKeyboard
from assistant.actions.desktop.x_screen import XScreen
from assistant.actions.desktop.x_windows import XWindows
from assistant.kernel.errors import ActionError
from tests.unit.actions.acting import action_of, deed_of, foresee, take_back

pytestmark = [pytest.mark.desktop, pytest.mark.slow, pytest.mark.anyio]

LIMIT_S = 20.0
# A line that would pass for another window in a list of lines, and what a shell or an option parser would stumble over.
EVIL = "mine\n0x00400003  0 1 root.Root host \x1b[2J --help '$(reboot)'"
NEVER_ENDS = ("-e", "sleep", "600")


class NoApplications:
    async def running(self):
        return []


@pytest.fixture(scope="module")
def screen(desktop):
    """Two windows: `typed` writes what it gets into a file, `evil` has a title that lies."""
    desktop.start(["xterm", "-name", "evil", "-T", EVIL, *NEVER_ENDS])
    seen = XScreen(desktop.env())
    wait_for(lambda: len(seen.look().windows) == 1)
    keep = f"stty -echo; cat > {desktop.folder}/typed"
    desktop.start(["xterm", "-u8", "-name", "typed", "-T", "typed", "-e", keep], env=desktop.env(LC_ALL="C.UTF-8"))
    wait_for(lambda: len(seen.look().windows) == 2 and (desktop.folder / "typed").exists())
    return seen


@pytest.fixture
def windows(screen):
    return WindowDesk(screen, NoApplications())


def wait_for(is_true):
    until_s = time.monotonic() + LIMIT_S
    while not is_true():
        assert time.monotonic() < until_s
        time.sleep(0.02)


def of(screen, name):
    return next(window for window in screen.look().windows if window.window.window_class.startswith(name))


def states(desktop, window):
    return desktop.call("xprop", "-id", window.window_id, "_NET_WM_STATE", "WM_STATE", "_NET_WM_DESKTOP")


def place(desktop, window):
    lines = desktop.call("xwininfo", "-id", window.window_id).splitlines()
    found = {name.strip(): value for name, _, value in (line.partition(":") for line in lines)}
    wanted = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
    return tuple(int(found[name]) for name in wanted)


async def test_titles_cannot_pass_for_other_windows(do, windows, screen):
    result, said = await do(WindowActions(windows), "windows.list")
    assert result.facts["count"] == 2
    assert said.startswith("2 windows are open: “typed” and “mine 0x00400003 0 1 root.Root host [2J --help")
    assert of(screen, "evil").title.startswith("mine\n0x")


@pytest.mark.parametrize(
    ("name", "args", "sign"),
    [
        ("windows.minimise", {"window": "mine"}, "window state: Iconic"),
        ("windows.maximise", {"window": "mine"}, "_NET_WM_STATE_MAXIMIZED_VERT"),
        ("windows.move", {"window": "mine", "place": "workspace", "workspace": 3}, "_NET_WM_DESKTOP(CARDINAL) = 2"),
    ],
)
async def test_a_change_is_seen_from_outside_and_taken_back(do, desktop, windows, screen, name, args, sign):
    source = WorkspaceActions(windows, XWindows(desktop.env())) if name == "windows.move" else WindowActions(windows)
    evil = of(screen, "evil")
    before, was_at, was_active = states(desktop, evil), place(desktop, evil), screen.look().active
    prospect = await foresee(source, name, **args)
    result, _ = await do(source, name, **args)
    assert (result.ok, result.is_verified, result.is_undoable) == (True, True, True)
    assert sign not in before
    assert sign in states(desktop, evil)
    assert await take_back(source, name, prospect)
    assert (states(desktop, evil), place(desktop, evil)) == (before, was_at)
    wait_for(lambda: was_active.is_same(screen.look().active))  # between two windows none is active


async def test_a_tiled_window_is_where_it_should_be_and_comes_back_to_the_pixel(do, desktop, windows, screen):
    source, evil = WindowActions(windows), of(screen, "evil")
    before, prospect = place(desktop, evil), await foresee(source, "windows.tile", side="right", window="mine")
    result, _ = await do(source, "windows.tile", side="right", window="mine")
    assert result.is_verified
    x, y, width, height = place(desktop, evil)
    assert (x, y) == (961, 20)
    assert 930 < width <= 958
    assert 1_020 < height <= 1_055
    assert await take_back(source, "windows.tile", prospect)
    assert place(desktop, evil) == before


async def test_the_desktop_is_shown_and_taken_back(do, desktop, windows):
    source = WorkspaceActions(windows, XWindows(desktop.env()))
    prospect = await foresee(source, "windows.desktop")
    result, said = await do(source, "windows.desktop")
    assert (result.is_verified, said) == (True, "This is the desktop.")
    assert desktop.call("wmctrl", "-m").endswith("ON")
    assert await take_back(source, "windows.desktop", prospect)
    assert desktop.call("wmctrl", "-m").endswith("OFF")


async def test_keys_reach_the_window_in_front_and_are_let_go(do, desktop, windows, screen):
    typing = KeyboardActions(XKeyboard(desktop.env()), screen)
    await do(WindowActions(windows), "windows.focus", window="typed")
    text = "Hello --window 0 'é你' $(x) \"y\""
    result, said = await do(typing, "input.type", text=text, submit=True)
    assert (result.is_verified, result.is_undoable) == (True, False)
    assert said.endswith("to “typed”.")
    result, _ = await do(typing, "input.press", key="d", modifier="ctrl")
    wait_for(lambda: got(desktop).endswith("\n"))
    assert got(desktop) == f"{text}\n"
    assert held_keys(desktop) == 0


def got(desktop):
    return Path(desktop.folder / "typed").read_text()


def held_keys(desktop):
    from Xlib.display import Display

    display = Display(desktop.env()["DISPLAY"])
    try:
        return sum(display.query_keymap())
    finally:
        display.close()


async def test_nothing_is_typed_while_a_program_holds_the_keyboard(do, desktop, screen):
    from Xlib import X
    from Xlib.display import Display

    display = Display(desktop.env()["DISPLAY"])
    try:
        display.screen().root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        display.sync()
        desktop.call("wmctrl", "-a", "mine")
        wait_for(lambda: screen.look().active is not None)
        result, said = await do(KeyboardActions(XKeyboard(desktop.env()), screen), "input.type", text="x")
    finally:
        display.close()
    assert result.error_code == "secret-prompt"
    assert said.endswith("seems to ask for a password.")


async def test_a_closed_window_is_gone_and_has_no_undo(do, desktop, windows, screen):
    evil = of(screen, "evil")
    result, _ = await do(WorkspaceActions(windows, XWindows(desktop.env())), "windows.close", window="mine")
    assert (result.ok, result.is_verified, result.is_undoable) == (True, True, False)
    assert evil.window_id not in desktop.call("wmctrl", "-l")


async def test_undo_of_a_window_that_has_gone_says_so(desktop, windows, screen):
    desktop.start(["xterm", "-name", "short", "-T", "short", *NEVER_ENDS])
    wait_for(lambda: any(window.title == "short" for window in screen.look().windows))
    source = WindowActions(windows)
    prospect = await foresee(source, "windows.minimise", window="short")
    desktop.call("xkill", "-id", prospect.undo["window"])
    wait_for(lambda: not any(window.title == "short" for window in screen.look().windows))
    found = await action_of(source, "windows.minimise").obstacles(deed_of("windows.minimise", prospect))
    assert [(obstacle.code, obstacle.path) for obstacle in found] == [("missing", "short")]


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"DISPLAY": ""}, "no-display"),
        ({"DISPLAY": ":4711"}, "no-display"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "not-on-wayland"),
    ],
)
def test_where_there_is_no_x_server_it_is_said(desktop, environ, code):
    with pytest.raises(ActionError) as failed:
        XScreen({**desktop.env(), **environ}).look()
    assert failed.value.code == code
