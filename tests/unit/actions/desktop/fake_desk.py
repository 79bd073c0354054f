"""A screen with windows that does what it is told at once, for the tests of actions on windows and keys."""

from dataclasses import replace

from assistant.actions.apps.desktop_entry import DesktopEntry
from assistant.actions.apps.running_apps import RunningApp, Window
from assistant.actions.desktop.open_windows import Frame, OpenWindow, Rect, Screen

AREA = Rect(0, 20, 1000, 580)
WHOLE = (Rect(0, 0, 1000, 600),)
LEFT_MONITOR, RIGHT_MONITOR = Rect(0, 0, 500, 600), Rect(500, 0, 500, 600)


def a_window(number, title, kind="tool.Tool", *, pid=0, states=(), workspace=0):
    return OpenWindow(
        Window(f"0x{number:08x}", pid or number, kind),
        title,
        workspace,
        frozenset(states),
        Rect(100, 100, 300, 200),
        Frame(1, 1, 20, 5),
    )


class FakeDesk:
    """Implements `Desk` and `Focus`; `refuses` is what it silently does not do."""

    def __init__(self, *windows, monitors=WHOLE):
        self.windows = list(windows)
        self.active = windows[-1].window_id if windows else ""
        self.workspace = 0
        self.is_desktop_shown = False
        self.monitors = monitors
        self.refuses = set()
        self.is_held = False

    def look(self):
        active = next((window for window in self.windows if window.window_id == self.active), None)
        return Screen(tuple(self.windows), active, self.workspace, 4, self.is_desktop_shown, AREA, tuple(self.monitors))

    def is_keyboard_held(self):
        return self.is_held

    def window(self, window_id):
        return next(window for window in self.windows if window.window_id == window_id)

    def change(self, verb, window_id, **fields):
        if verb not in self.refuses:
            self.windows = [replace(w, **fields) if w.window_id == window_id else w for w in self.windows]

    def activate(self, window_id):
        if "activate" not in self.refuses and any(window.window_id == window_id for window in self.windows):
            self.active = window_id
            self.change("activate", window_id, states=self.window(window_id).states - {"hidden"})

    def minimise(self, window_id):
        self.change("minimise", window_id, states=self.window(window_id).states | {"hidden"})
        self.active = "" if self.active == window_id and "minimise" not in self.refuses else self.active

    def set_maximised(self, window_id, is_on):
        both, states = {"maximized_vert", "maximized_horz"}, self.window(window_id).states
        self.change("maximise", window_id, states=states | both if is_on else states - both)

    def set_fullscreen(self, window_id, is_on):
        states = self.window(window_id).states - {"fullscreen"}
        self.change("fullscreen", window_id, states=states | {"fullscreen"} if is_on else states)

    def place(self, window_id, rect, frame):
        self.change("place", window_id, rect=rect)

    def send_to(self, window_id, workspace):
        self.change("send", window_id, workspace=workspace)

    def go_to(self, workspace):
        self.workspace = workspace

    def show_desktop(self, is_shown):
        self.is_desktop_shown = is_shown


class FakeApplications:
    """Which application each window is of, as names and kinds by window number."""

    def __init__(self, **named):
        self.named = named

    async def running(self):
        found = []
        for window_id, (names, kinds) in self.named.items():
            entry = DesktopEntry(f"{names[0]}.desktop", names[0], tuple(names), tuple(kinds), (), ("x",), False)
            found.append(RunningApp(entry, windows=[Window(window_id, 0, "")]))
        return found
