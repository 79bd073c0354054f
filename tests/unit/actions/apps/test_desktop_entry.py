import pytest

from assistant.actions.apps.desktop_entry import read_entry


@pytest.fixture
def entry(tmp_path):
    """Return a function that reads an entry made of the given lines."""

    def read(*lines, languages=("en",), desktops=()):
        path = tmp_path / "a.desktop"
        path.write_text("\n".join(["# comment", "[Desktop Entry]", *lines]), encoding="utf-8")
        return read_entry(path, "a.desktop", languages, desktops)

    return read


APP = ("Type=Application", "Name=Tool", "Exec=tool")


def test_a_plain_entry_is_read(entry):
    found = entry(*APP, "GenericName=Web Browser", "Keywords=internet;www;", "[Desktop Action x]", "Name=Other")
    assert (found.name, found.names, found.argv) == ("Tool", ("Tool",), ("tool",))
    assert (found.kinds, found.keywords, found.needs_terminal) == (("Web Browser",), ("internet", "www"), False)


@pytest.mark.parametrize(
    ("line", "argv"),
    [
        ("tool %U", ("tool",)),
        ("tool --new-window %u", ("tool", "--new-window")),
        ("tool --file=%f", ("tool", "--file=")),
        ("tool 100%%", ("tool", "100%")),
        ("tool %c", ("tool", "Tool")),
        ("tool %i", ("tool",)),
        ("tool %d %D %n %N %v %m", ("tool",)),
        ('"/opt/my tool/run" "a b"', ("/opt/my tool/run", "a b")),
        (r'tool "a \\"b\\" \\$HOME \\\\"', ("tool", 'a "b" $HOME \\')),
        ('tool "$(rm -rf x)" `id` ; reboot', ("tool", "$(rm -rf x)", "`id`", ";", "reboot")),
        ('tool ""', ("tool", "")),
        (r"tool a\sb", ("tool", "a", "b")),
        ("sh -c 'echo \"hi there\"' --x='y z'", ("sh", "-c", 'echo "hi there"', "--x=y z")),
        (r"tool a\\ b", ("tool", "a b")),
    ],
)
def test_an_exec_line_becomes_an_argument_list(entry, line, argv):
    assert entry("Type=Application", "Name=Tool", f"Exec={line}").argv == argv


def test_an_icon_becomes_two_arguments(entry):
    assert entry("Type=Application", "Name=Tool", "Exec=tool %i x", "Icon=pic").argv == ("tool", "--icon", "pic", "x")


def test_the_path_of_the_entry_can_be_an_argument(entry, tmp_path):
    assert entry("Type=Application", "Name=Tool", "Exec=tool %k").argv == ("tool", str(tmp_path / "a.desktop"))


@pytest.mark.parametrize(
    "lines",
    [
        (*APP, "NoDisplay=true"),
        (*APP, "Hidden=true"),
        (*APP, "TryExec=/no/such/program"),
        (*APP, "OnlyShowIn=KDE;"),
        (*APP, "NotShowIn=GNOME;"),
        ("Type=Link", "Name=Tool", "Exec=tool"),
        ("Type=Application", "Exec=tool"),
        ("Type=Application", "Name=Tool"),
        ("Type=Application", "Name=Tool", "DBusActivatable=true"),
        ("Type=Application", "Name=Tool", 'Exec=tool "open'),
        ("Type=Application", "Name=Tool", "Exec=tool %z"),
        ("Type=Application", "Name=Tool", "Exec=tool 'open"),
        ("Type=Application", "Name=Tool", "Exec=tool \\"),
    ],
)
def test_what_cannot_or_should_not_be_started_is_left_out(entry, lines):
    assert entry(*lines, desktops=("GNOME",)) is None


@pytest.mark.parametrize("extra", ["TryExec=sh", "OnlyShowIn=GNOME;KDE;", "NotShowIn=XFCE;", "DBusActivatable=true"])
def test_what_can_be_started_stays(entry, extra):
    assert entry(*APP, extra, desktops=("GNOME",)) is not None


def test_names_of_all_wanted_languages_are_known_and_the_first_is_shown(entry):
    lines = (*APP, "Name[de]=Werkzeug", "Name[de_AT]=Zeug", "Name[fr]=Outil")
    assert entry(*lines, languages=("de", "en")).names == ("Werkzeug", "Zeug", "Tool")
    assert entry(*lines, languages=("en", "de")).names == ("Tool", "Werkzeug", "Zeug")


def test_escapes_in_names_and_lists_are_undone(entry):
    found = entry("Type=Application", r"Name=A\sB", "Exec=tool", r"Keywords=one\;two;three")
    assert (found.name, found.keywords) == ("A B", ("one;two", "three"))


def test_a_program_in_a_terminal_is_marked(entry):
    assert entry(*APP, "Terminal=true").needs_terminal


def test_a_damaged_file_is_left_out(tmp_path):
    path = tmp_path / "a.desktop"
    path.write_bytes(b"[Desktop Entry]\nType=Application\nName=\xff\nExec=tool\n")
    assert read_entry(path, "a.desktop", ("en",), ()) is None
    assert read_entry(tmp_path / "missing.desktop", "missing.desktop", ("en",), ()) is None
