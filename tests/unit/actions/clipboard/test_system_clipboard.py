"""Which program is asked for what, with programs that write down how they were called; the real ones are asked in
`tests/integration/actions/test_clipboard.py`."""

import pytest

from assistant.actions.clipboard.clip import SECRET, TEXT
from assistant.actions.clipboard.system_clipboard import SystemClipboard
from assistant.kernel.errors import ActionError

X11, WAYLAND = {"DISPLAY": ":1"}, {"WAYLAND_DISPLAY": "wayland-0"}


@pytest.fixture
def programs(tmp_path):
    """Return a function that makes a program with this output, which notes its arguments and its input."""

    def make(name, output="", *, status=0, errors=""):
        script = tmp_path / name
        for stream, text in (("out", output), ("err", errors)):
            (tmp_path / f"{name}.{stream}").write_text(text)
        script.write_text(
            f'#!/bin/sh\necho "$0 $@" >>{tmp_path}/calls\n/bin/cat >>{tmp_path}/input\n'
            f"/bin/cat {script}.err >&2\n/bin/cat {script}.out\nexit {status}\n"
        )
        script.chmod(0o755)

    return make


@pytest.fixture
def calls(tmp_path):
    return lambda: (tmp_path / "calls").read_text().replace(f"{tmp_path}/", "").splitlines()


def clipboard(tmp_path, **environ):
    return SystemClipboard({"PATH": str(tmp_path), **environ})


def test_all_kinds_of_text_are_one_format_and_what_is_protocol_is_none(tmp_path, programs):
    programs("xclip", "TIMESTAMP\nTARGETS\nMULTIPLE\nSTRING\nUTF8_STRING\ntext/plain;charset=utf-8\ntext/html\n")
    assert clipboard(tmp_path, **X11).formats() == (TEXT, "text/html")


def test_the_mark_of_a_password_manager_is_seen(tmp_path, programs):
    programs("xclip", "TARGETS\nUTF8_STRING\nx-kde-passwordManagerHint\n")
    assert clipboard(tmp_path, **X11).formats() == (TEXT, SECRET)


def test_nothing_on_the_clipboard_is_no_error(tmp_path, programs):
    programs("xclip", status=1, errors="Error: target TARGETS not available\n")
    assert clipboard(tmp_path, **X11).formats() == ()


def test_text_is_asked_for_in_its_best_guise(tmp_path, programs, calls):
    programs("xclip", "TARGETS\nSTRING\nUTF8_STRING\n")
    clipboard(tmp_path, **X11).read(TEXT)
    assert calls()[-1] == "xclip -selection clipboard -o -t UTF8_STRING"


def test_the_oldest_guise_of_text_is_latin_1(tmp_path, programs):
    programs("xclip")
    (tmp_path / "xclip.out").write_bytes(b"STRING\ncaf\xe9")
    assert clipboard(tmp_path, **X11).read(TEXT) == "STRING\ncafé".encode()


@pytest.mark.parametrize(("form", "target"), [(TEXT, "UTF8_STRING"), ("image/png", "image/png")])
def test_content_is_written_through_standard_input(tmp_path, programs, calls, form, target):
    programs("xclip", "-o\0$(reboot)")
    clipboard(tmp_path, **X11).write(form, b"-o\0$(reboot)")
    assert calls()[0] == f"xclip -selection clipboard -i -t {target}"
    assert (tmp_path / "input").read_bytes() == b"-o\0$(reboot)"


def test_it_is_written_when_others_find_it_there(tmp_path, programs, calls):
    programs("xclip", "old")
    # The first that looks still finds what was there before.
    script = tmp_path / "xclip"
    script.write_text(script.read_text().replace("exit 0", f'case "$*" in *-o*) printf new >{script}.out;; esac'))
    clipboard(tmp_path, **X11).write(TEXT, b"new")
    assert [call.split()[3] for call in calls()] == ["-i", "-o", "-o"]


def test_what_never_gets_there_is_told(tmp_path, programs, calls, monkeypatch):
    monkeypatch.setattr("assistant.actions.clipboard.system_clipboard.CALL_LIMIT_S", 0.3)
    programs("xclip", "somebody else's")
    with pytest.raises(TimeoutError):
        clipboard(tmp_path, **X11).write(TEXT, b"mine")
    assert calls()[-1].split()[3] == "-o"


def test_on_wayland_its_own_programs_are_used(tmp_path, programs, calls):
    programs("wl-copy")
    programs("wl-paste", "text/plain\nimage/png\n")
    session = clipboard(tmp_path, **WAYLAND, **X11)
    assert session.formats() == (TEXT, "image/png")
    session.read("image/png")
    session.write(TEXT, b"hello")
    session.clear()
    assert calls() == [
        "wl-paste --list-types",
        "wl-paste --no-newline --type image/png",
        "wl-copy --type UTF8_STRING",
        "wl-copy --clear",
    ]


def test_an_empty_wayland_clipboard_is_no_error(tmp_path, programs):
    programs("wl-copy")
    programs("wl-paste", status=1, errors="Nothing is copied\n")
    assert clipboard(tmp_path, **WAYLAND).formats() == ()


def test_xclip_serves_wayland_where_xwayland_runs(tmp_path, programs, calls):
    programs("xclip")
    clipboard(tmp_path, **WAYLAND, **X11).formats()
    assert calls() == ["xclip -selection clipboard -o -t TARGETS"]


@pytest.mark.parametrize(
    ("environ", "code", "hint"),
    [
        ({}, "no-display", "Log in to a desktop."),
        ({"DISPLAY": "", "WAYLAND_DISPLAY": ""}, "no-display", "Log in to a desktop."),
        (X11, "no-clipboard", "Install xclip."),
        (WAYLAND, "no-clipboard", "Install wl-clipboard."),
    ],
)
@pytest.mark.parametrize("call", [lambda c: c.formats(), lambda c: c.write(TEXT, b"x"), lambda c: c.clear()])
def test_what_is_missing_is_told(tmp_path, environ, code, hint, call):
    with pytest.raises(ActionError) as caught:
        call(clipboard(tmp_path, **environ))
    assert (caught.value.code, caught.value.hint) == (code, hint)


@pytest.mark.parametrize("call", [lambda c: c.formats(), lambda c: c.read("image/png"), lambda c: c.write(TEXT, b"x")])
def test_a_session_that_is_gone_is_no_empty_clipboard(tmp_path, programs, call):
    programs("xclip", status=1, errors="Error: Can't open display: :1\n")
    with pytest.raises(ActionError) as caught:
        call(clipboard(tmp_path, **X11))
    assert caught.value.code == "no-display"


def test_a_program_that_does_not_answer_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.actions.clipboard.system_clipboard.CALL_LIMIT_S", 0.02)
    (tmp_path / "xclip").write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    (tmp_path / "xclip").chmod(0o755)
    with pytest.raises(TimeoutError):
        clipboard(tmp_path, **X11).formats()
