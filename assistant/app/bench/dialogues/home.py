"""A throw-away home for one conversation: files lie about in it, and everything of the user's own points to it."""

import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

# Programs by file name; what they are called and their window class are in the entry.
APPLICATIONS = {
    "firefox": ("Firefox", "Web Browser", "firefox"),
    "gedit": ("Text Editor", "Editor", "gedit"),
    "xterm": ("Terminal", "Terminal Emulator", "xterm"),
    "gnome-calculator": ("Calculator", "Calculator", "gnome-calculator"),
    "thunderbird": ("Thunderbird", "Mail Client", "thunderbird"),
    "nautilus": ("Files", "File Manager", "nautilus"),
    "spotify": ("Spotify", "Music Player", "spotify"),
    "gimp": ("GIMP", "Image Editor", "gimp"),
    "code": ("Visual Studio Code", "Code Editor", "code"),
    "writer": ("LibreOffice Writer", "Word Processor", "libreoffice-writer"),
}
_FOLDERS = ("Documents", "Downloads", "Desktop", "Pictures", "Music", "Videos")
_TEXT = "The first line of a file.\nAnd a second one, so that there is something to read.\n"


@contextmanager
def throw_away_home(top: Path) -> Iterator[Path]:
    """Make `top` the home of this process while the body lasts, with applications but without files."""
    before = dict(os.environ)
    data = top / ".local/share"
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        del os.environ[name]
    os.environ.update(HOME=str(top), ZENUS_HOME=str(top / ".zenus"), XDG_DATA_HOME=str(data), XDG_DATA_DIRS=str(data))
    try:
        _install(top / "programs", data / "applications")
        yield top
    finally:
        os.environ.clear()
        os.environ.update(before)


def fill(home: Path, files: Sequence[str], now: datetime) -> None:
    """Put the files of a conversation into a home; the first was changed an hour ago, each other a day before."""
    for folder in _FOLDERS:
        (home / folder).mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(files):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir(exist_ok=True)
        elif path.suffix == ".zip":
            _pack(path)
        else:
            path.write_text(_TEXT, encoding="utf-8")
        changed_s = (now - timedelta(hours=1, days=number)).timestamp()
        os.utime(path, (changed_s, changed_s))


def _pack(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inside.txt", _TEXT)


def _install(programs: Path, entries: Path) -> None:
    programs.mkdir(parents=True)
    entries.mkdir(parents=True)
    for file, (name, kind, window_class) in APPLICATIONS.items():
        program = programs / file
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        lines = ("[Desktop Entry]", "Type=Application", f"Name={name}", f"GenericName={kind}", f"Exec={program} %U")
        (entries / f"{file}.desktop").write_text("\n".join((*lines, f"StartupWMClass={window_class}", "")))
