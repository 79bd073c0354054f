"""How wmctrl is called and read, with one that writes down its arguments; the real one is used in
`tests/e2e/test_applications.py`."""

import socket

import pytest

from assistant.actions.apps.running_apps import Window
from assistant.actions.desktop.x_windows import XWindows

HOST = socket.gethostname()
LISTED = f"""\
0x0060000c  0 31106  zt.XTerm              {HOST} a title with {HOST} in it
0x02000003 -1 412    Microsoft Teams - Preview.Microsoft Teams  {HOST} chat
0x03000003  1 99     remote.Remote         elsewhere far away
0x04000003  1 0      plain.Plain           N/A
not a line
"""


@pytest.fixture
def screen(tmp_path):
    """Return a function that makes the windows of a session whose wmctrl prints this."""

    def make(output="", *, status=0, **environ):
        (tmp_path / "output").write_text(output)
        script = tmp_path / "wmctrl"
        script.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/calls\n/bin/cat {tmp_path}/output\nexit {status}\n')
        script.chmod(0o755)
        return XWindows({"PATH": str(tmp_path), "DISPLAY": ":1", **environ})

    return make


def test_windows_are_read_with_their_class_and_local_process(screen):
    assert screen(LISTED).windows() == [
        Window("0x0060000c", 31106, "zt.XTerm"),
        Window("0x02000003", 412, "Microsoft Teams - Preview.Microsoft Teams"),
        Window("0x03000003", 0, "remote.Remote"),
        Window("0x04000003", 0, "plain.Plain"),
    ]


def test_a_window_is_closed_by_its_id(screen, tmp_path):
    screen().close(Window("0x0060000c", 31106, "zt.XTerm"))
    assert (tmp_path / "calls").read_text() == "-i -c 0x0060000c\n"


@pytest.mark.parametrize(
    ("environ", "status", "expected"),
    [({}, 0, True), ({"WAYLAND_DISPLAY": "wayland-0"}, 0, False), ({}, 1, False), ({"DISPLAY": ""}, 0, False)],
)
def test_it_is_known_whether_windows_may_be_missing(screen, environ, status, expected):
    assert screen(LISTED, status=status, **environ).sees_all() is expected


def test_without_a_window_manager_there_are_no_windows(screen):
    assert screen(LISTED, status=1).windows() == []


def test_without_wmctrl_there_are_no_windows(tmp_path):
    windows = XWindows({"PATH": str(tmp_path), "DISPLAY": ":1"})
    assert (windows.windows(), windows.sees_all()) == ([], False)


def test_a_window_manager_that_does_not_answer_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.actions.desktop.x_windows.CALL_LIMIT_S", 0.02)
    (tmp_path / "wmctrl").write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    (tmp_path / "wmctrl").chmod(0o755)
    assert XWindows({"PATH": str(tmp_path), "DISPLAY": ":1"}).windows() == []
