"""What belongs to which application, as tables of processes and windows of real desktops."""

import pytest

from assistant.actions.apps.desktop_entry import DesktopEntry
from assistant.actions.apps.running_apps import Process, Window, installed_app, running_apps

OWN_PID = 9000


def app(name, command, program="", *, desktop_id="", window_class=""):
    argv = tuple(command.split())
    entry = DesktopEntry(desktop_id or f"{name}.desktop", name, (name,), (), (), argv, False, window_class)
    return installed_app(entry, lambda found: program or f"/usr/bin/{found}")


def process(pid, program, command="", *, parent=1):
    return Process(pid, pid * 10, parent, program, tuple((command or program).split()))


def window(pid, window_class, number=1):
    return Window(f"0x{number:08x}", pid, window_class)


FIREFOX = app("Firefox", "firefox", "/usr/lib/firefox/firefox", window_class="firefox")
XTERM = app("XTerm", "xterm", window_class="XTerm")
UXTERM = app("UXTerm", "uxterm", window_class="UXTerm")
MAIL = app("Mail", "xterm -e mutt")
WRITER = app(
    "Writer", "libreoffice --writer", "/usr/lib/libreoffice/program/soffice", window_class="libreoffice-writer"
)
CALC = app("Calc", "libreoffice --calc", "/usr/lib/libreoffice/program/soffice", window_class="libreoffice-calc")
CHROME = app(
    "Chrome", "/usr/bin/google-chrome-stable", "/opt/google/chrome/google-chrome", window_class="Google-chrome"
)
PWA = app("Notebook", "google-chrome --app-id=abc", "/opt/google/chrome/google-chrome", window_class="crx_abc")
EDITOR = app("Mousepad", "mousepad")
PREFERENCES = app("Preferences", "mousepad --preferences")
MAPS = app("Maps", "flatpak run --command=maps org.gnome.Maps", desktop_id="org.gnome.Maps.desktop")
SCRIPT = app("Tool", "/usr/bin/tool", "/usr/bin/tool")
PYTHON = app("Python", "/usr/bin/python3.11", "/usr/bin/python3.11")
SHELL_SCRIPT = app("Backup", "sh /opt/backup.sh", "/usr/bin/dash")
WITH_ENV = app("Odd", "env GTK_THEME=x --unset=y odd-program --flag")


def found(apps, processes, windows=()):
    """Return each application's name with its process numbers and how many windows it has."""
    running = running_apps(apps, processes, windows, OWN_PID)
    return {r.entry.name: ([p.pid for p in r.processes], len(r.windows)) for r in running}


@pytest.mark.parametrize(
    ("apps", "processes", "windows", "expected"),
    [
        pytest.param([FIREFOX], [process(5, "/usr/bin/bash")], [], {}, id="nothing runs"),
        pytest.param([FIREFOX], [process(5, "/usr/lib/firefox/firefox")], [], {"Firefox": ([5], 0)}, id="by path"),
        pytest.param([FIREFOX], [process(5, "/snap/firefox/1/firefox")], [], {"Firefox": ([5], 0)}, id="by name"),
        pytest.param(
            [FIREFOX],
            [
                process(5, "/usr/lib/firefox/firefox"),
                process(6, "/usr/lib/firefox/firefox", "firefox -contentproc", parent=5),
            ],
            [window(5, "Navigator.firefox")],
            {"Firefox": ([5, 6], 1)},
            id="with its helpers",
        ),
        pytest.param([XTERM, MAIL], [process(5, "/usr/bin/xterm")], [], {"XTerm": ([5], 0)}, id="no mail without mutt"),
        pytest.param(
            [XTERM, MAIL], [process(5, "/usr/bin/xterm", "xterm -e mutt")], [], {"Mail": ([5], 0)}, id="mail with mutt"
        ),
        pytest.param(
            [XTERM, MAIL],
            [process(5, "/usr/bin/xterm", "xterm -e mutt")],
            [window(5, "mutt.XTerm")],
            {"Mail": ([5], 1)},
            id="a window is what its process was started as",
        ),
        pytest.param(
            [XTERM, UXTERM],
            [process(5, "/usr/bin/xterm", "xterm -class UXTerm")],
            [window(5, "xterm.UXTerm")],
            {"UXTerm": ([5], 1)},
            id="a class in its own case comes first",
        ),
        pytest.param(
            [CALC, WRITER],
            [process(5, "/usr/lib/libreoffice/program/soffice.bin", "soffice.bin --writer")],
            [window(5, "libreoffice.libreoffice-writer")],
            {"Writer": ([5], 1)},
            id="one program for several applications",
        ),
        pytest.param(
            [CALC, WRITER],
            [process(5, "/usr/lib/libreoffice/program/soffice.bin")],
            [window(5, "libreoffice.libreoffice-writer", 1), window(5, "libreoffice.libreoffice-calc", 2)],
            {"Calc": ([5], 1), "Writer": ([5], 1)},
            id="a process that serves two applications",
        ),
        pytest.param(
            [CHROME, PWA],
            [process(5, "/opt/google/chrome/chrome")],
            [window(5, "google-chrome.Google-chrome", 1), window(5, "crx_abc.Google-chrome", 2)],
            {"Chrome": ([5], 1), "Notebook": ([5], 1)},
            id="the instance says more than the class",
        ),
        pytest.param(
            [PREFERENCES, EDITOR],
            [process(5, "/usr/bin/mousepad")],
            [window(5, "mousepad.Mousepad")],
            {"Mousepad": ([5], 1)},
            id="the entry that lacks least",
        ),
        pytest.param(
            [PREFERENCES, EDITOR],
            [process(5, "/usr/bin/mousepad", "mousepad --preferences")],
            [],
            {"Preferences": ([5], 0)},
            id="the entry that has most",
        ),
        pytest.param(
            [MAPS, FIREFOX],
            [process(5, "/usr/bin/bwrap", "bwrap --args 1 maps"), process(2, "/usr/bin/something")],
            [window(2, "org.gnome.Maps.org.gnome.Maps")],
            {"Maps": ([], 1)},
            id="the number of a process in a container is not taken for one of ours",
        ),
        pytest.param(
            [SCRIPT, PYTHON],
            [
                process(5, "/usr/bin/python3.11", "/usr/bin/python3 /usr/bin/tool --now"),
                process(6, "/usr/bin/python3.11", "python3 -m http.server"),
            ],
            [],
            {"Tool": ([5], 0)},
            id="an interpreter is what it runs",
        ),
        pytest.param(
            [PYTHON],
            [process(6, "/usr/bin/python3.11", "python3.11")],
            [],
            {"Python": ([6], 0)},
            id="a bare interpreter",
        ),
        pytest.param(
            [SHELL_SCRIPT],
            [process(5, "/usr/bin/dash", "sh /opt/backup.sh"), process(6, "/usr/bin/dash", "sh /opt/other.sh")],
            [],
            {"Backup": ([5], 0)},
            id="a script by its path",
        ),
        pytest.param([WITH_ENV], [process(5, "/usr/bin/odd-program")], [], {"Odd": ([5], 0)}, id="behind env"),
        pytest.param(
            [FIREFOX], [], [window(0, "Navigator.firefox")], {"Firefox": ([], 1)}, id="a window that tells no process"
        ),
        pytest.param(
            [EDITOR],
            [process(5, "/usr/bin/mousepad")],
            [window(5, "odd.Odd")],
            {"Mousepad": ([5], 1)},
            id="a class nobody knows",
        ),
        pytest.param([EDITOR], [], [window(77, "odd.Odd")], {}, id="nobody's window"),
        pytest.param([app("Gone", "gone", " ")], [process(5, "")], [], {}, id="a process that tells nothing"),
    ],
)
def test_what_runs_is_told_apart(apps, processes, windows, expected):
    assert found(apps, processes, windows) == expected


@pytest.mark.parametrize("program", ["/usr/bin/gnome-shell", "/usr/bin/openbox", "/usr/lib/xorg/Xorg", "/opt/zenus"])
def test_what_the_session_stands_on_is_protected(program):
    name = program.rpartition("/")[2]
    (running,) = running_apps([app(name, name)], [process(5, program)], [], OWN_PID)
    assert running.is_protected


def test_a_script_called_zenus_is_protected():
    zenus = app("Zenus", "/home/me/bin/zenus run")
    (running,) = running_apps(
        [zenus], [process(5, "/usr/bin/python3.11", "python /home/me/bin/zenus run")], [], OWN_PID
    )
    assert running.is_protected


def test_what_zenus_comes_from_is_protected_and_nothing_else():
    processes = [
        process(5, "/usr/bin/xterm"),
        process(6, "/usr/bin/bash", parent=5),
        process(OWN_PID, "/usr/bin/python3.11", "python zenus-tests", parent=6),
        process(7, "/usr/bin/mousepad", parent=OWN_PID),
    ]
    protected = {r.entry.name: r.is_protected for r in running_apps([XTERM, EDITOR], processes, [], OWN_PID)}
    assert protected == {"XTerm": True, "Mousepad": False}


def test_parents_that_go_in_a_circle_end_the_search():
    processes = [process(OWN_PID, "/usr/bin/a", parent=5), process(5, "/usr/bin/xterm", parent=OWN_PID)]
    assert running_apps([XTERM], processes, [], OWN_PID)[0].is_protected
