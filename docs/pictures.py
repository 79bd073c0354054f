"""Renders every state, card and page of the windows into docs/pictures: `python docs/pictures.py [NAME…]`.

A private X server with window manager and compositor is started; a core of paper plays the events of each scene on a
socket of its own, and the real window, as a process of its own, shows them.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import mss
import settings_scenes
from PIL import Image, ImageDraw, ImageFilter

from assistant.app.bench.gui.display import private_display, started
from assistant.app.bench.gui.paper_core import PaperCore, paper_core
from assistant.kernel import events as ev
from assistant.kernel.types import Facts

FOLDER = Path(__file__).parent / "pictures"
SIZE = (660, 640)
_SETTINGS_SCREEN = (1040, 900)
_SETTLE_S = 0.9
_GROUNDS = {"light": ("#dfe6f5", "#f4e9f0", "#c9d6f2"), "dark": ("#10131f", "#241d3a", "#0d2a33")}
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>
<alias binding="strong"><family>Sans Serif</family><prefer><family>Inter</family></prefer></alias>
<alias binding="strong"><family>sans-serif</family><prefer><family>Inter</family></prefer></alias>
<alias binding="strong"><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>"""

Scene = Sequence[ev.Event]


def _says(text: str, title: str = "", rows: Sequence[Sequence[str]] = (), *, card: Facts | None = None) -> ev.Replied:
    return ev.Replied(turn=3, text=text, card=card or {"title": title, "rows": [list(row) for row in rows]})


def _plan(*actions: str, risk: str = "reversible") -> ev.Planned:
    return ev.Planned(
        turn=3, source="grammar", steps=tuple({"action": name, "args": {}, "risk": risk} for name in actions)
    )


def _heard(text: str, *, final: bool = True) -> ev.Transcribed:
    return ev.Transcribed(turn=3, text=text, final=final, language="en", confidence=0.94)


def _state(name: ev.StateName) -> ev.StateChanged:
    return ev.StateChanged(turn=3, name=name)


def _done(action: str, *, undoable: bool = False) -> ev.ActionFinished:
    return ev.ActionFinished(turn=3, action=action, ok=True, verified=True, undoable=undoable, effects=())


_IDLE, _LISTENING, _THINKING = _state("idle"), _state("listening"), _state("thinking")
_TIME = "The time is 6:05 PM."
_FILES = (
    ("invoice-2026-10.pdf", "Invoices", "yesterday at 4:12 PM", "182 kilobytes"),
    ("lease-signed.pdf", "Documents", "Monday at 9:30 AM", "1.4 megabytes"),
    ("boarding-pass.pdf", "Downloads", "Monday at 8:02 AM", "96 kilobytes"),
    ("talk-slides-final.pdf", "Talks", "Sunday at 7:45 PM", "12 megabytes"),
    ("recipe-dumplings.pdf", "Documents", "Sunday at 1:20 PM", "310 kilobytes"),
    ("thesis-chapter-3.pdf", "Thesis", "Saturday at 11:08 AM", "2.9 megabytes"),
    ("warranty-kettle.pdf", "Home", "Friday at 6:51 PM", "77 kilobytes"),
    ("map-of-the-harbour.pdf", "Downloads", "Friday at 2:15 PM", "5.3 megabytes"),
)
_TRASHED = (
    "setup-1.4.2.deb", "setup-1.4.3.deb", "archive (1).zip", "archive (2).zip", "IMG_2041 copy.jpg",
    *(f"part-{number:02}.bin" for number in range(37)),
)  # fmt: skip
_SENTENCES = (
    ("set a timer for ten minutes", "timers"), ("wake me up at seven am", "timers"), ("open the browser", "apps"),
    ("find my PDFs from last week", "files"), ("move the report to documents", "files"), ("turn it up", "volume"),
    ("take a screenshot", "screen"), ("how much battery is left", "system"), ("undo that", "undo"),
)  # fmt: skip


def _question(home: Path, **more: object) -> ev.ApprovalRequested:
    asked: dict[str, object] = {
        "turn": 3,
        "question": "Shall I move 42 files to the trash?",
        "steps": ({"action": "files.trash", "args": {}, "risk": "reversible"},),
        "id": "q1",
        "session": "main",
        "targets": tuple((str(home / "Downloads" / name), "to the trash") for name in _TRASHED),
        "open_s": 45.0,
    }
    return ev.ApprovalRequested(**{**asked, **more})  # type: ignore[arg-type]  # the fields are those of the event


def scenes(folder: Path) -> Mapping[str, Scene]:
    """Return what happens in each picture; `folder` holds the screenshot that one of them shows."""
    shot = str(folder / "Pictures" / "Screenshot 18-05.png")
    speaking = (_heard("what time is it"), _state("speaking"), _says(_TIME, "Time", [["6:05 PM"]]))
    return {
        "idle": (_IDLE,),
        "listening": (_LISTENING, ev.LevelHeard(level=0.75), _heard("set a timer for ten", final=False)),
        "follow-up": (_LISTENING, ev.FollowUpOpened(open_s=8.0)),
        "thinking": (_THINKING, _heard("move the holiday pictures to the archive")),
        "acting": (
            _heard("move the holiday pictures to the archive"),
            _plan("files.find", "files.move", "files.list"),
            _state("acting"),
            ev.ActionStarted(turn=3, action="files.find"),
            ev.ActionStarted(turn=3, action="files.move"),
            ev.Progressed(turn=3, action="files.move", done=27, total=42),
        ),
        "speaking": (*speaking[:2], _says("You have 3 timers. The next is a timer with 4 minutes left."),
                     ev.Captioned(turn=3, text="You have 3 timers. The next is")),
        "muted": (ev.AttentionChanged(is_muted=True, is_asleep=False), _state("paused")),
        "asleep": (ev.AttentionChanged(is_muted=False, is_asleep=True), _state("paused")),
        "error": (_IDLE, ev.ErrorRaised(turn=3, code="no-microphone", message="No microphone is connected.",
                                        hint="Connect one, or choose another: zenus devices")),
        "card-figure": (_plan("clock.time"), _state("speaking"), _says(_TIME, "Time", [["6:05 PM"]]),
                        ev.Captioned(turn=3, text=_TIME)),
        "card-table": (_plan("files.find"), _state("speaking"),
                       _says("I found 8 PDFs. The newest is invoice-2026-10.", card={
                           "title": "Files", "kind": "items", "rows": [list(row) for row in _FILES]}),
                       ev.Captioned(turn=3, text="I found 8 PDFs.")),
        "card-undo": (_plan("files.move"), _done("files.move", undoable=True), _state("speaking"),
                      _says("I moved 42 pictures to Archive.", "Moved", [["42 pictures", "Pictures/2025 → Archive"]]),
                      ev.Captioned(turn=3, text="I moved 42 pictures to Archive.")),
        "card-confirm": (_plan("files.trash"), _state("speaking"), _question(folder),
                         _says("Shall I move 42 files to the trash?"), _LISTENING, ev.FollowUpOpened(open_s=30.0)),
        "card-confirm-code": (
            _plan("files.delete", risk="irreversible"), _state("speaking"),
            _question(folder, demand="code", question="This can't be undone: delete old-backup for good. The code is "
                      "47; if you want it, say confirm, and then the code.",
                      targets=((str(folder / "old-backup"), "deleted for good"),)),
            _LISTENING, ev.FollowUpOpened(open_s=30.0),
        ),
        "card-confirm-diff": (
            _plan("files.write"), _state("speaking"),
            _question(folder, question="Shall I write to shopping.txt?",
                      targets=((str(folder / "Documents" / "shopping.txt"), "changed"),),
                      changes=((" ", "For Sunday"), ("-", "milk, bread"), ("+", "milk, bread, two lemons"),
                               (" ", "Call Grace"))),
            _LISTENING, ev.FollowUpOpened(open_s=30.0),
        ),
        "card-choices": (_LISTENING, _says("Which report do you mean?", card={
            "title": "Choose", "kind": "choices",
            "rows": [["report.odt", "Documents"], ["report-2025.odt", "Archive"], ["report.pdf", "Downloads"]]})),
        "card-diff": (_plan("files.write"), _state("idle"), _says(
            "I would write to notes.txt, but this was a dry run, so nothing was done.",
            card={"title": "I would do this", "kind": "diff", "rows": [
                [" ", "Shopping"], ["-", "milk, bread"], ["+", "milk, bread, two lemons"], [" ", "Call Grace"]]})),
        "card-help": (_plan("dialog.help"), _state("idle"), _says("Here is what you can say.", "What you can say",
                                                                 _SENTENCES)),
        "card-picture": (_plan("screen.capture"), _done("screen.capture", undoable=True), _state("idle"),
                         _says("I took a screenshot.", "Screenshot", [["Screenshot 18-05.png", shot]])),
    }  # fmt: skip


def main(wanted: Sequence[str]) -> None:
    """Render the scenes that are named, or all of them."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zp-") as name:
        folder = Path(name)
        (folder / "Pictures").mkdir()
        _desktop("dark", (640, 400)).save(folder / "Pictures" / "Screenshot 18-05.png")
        (folder / "fonts.conf").write_text(_FONTS.format(cache=folder / "fonts"))
        with private_display(folder, size=SIZE) as env:
            subprocess.run(["xdotool", "mousemove", "0", "0"], env=env, check=True)
            env["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
            for theme in ("light", "dark"):
                _render_all(theme, folder, env, wanted)
        pages = [page for page in settings_scenes.PAGES if not wanted or f"settings-{page}" in wanted]
        with private_display(folder, size=_SETTINGS_SCREEN, has_compositor=False) as env:
            env["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
            for theme in ("light", "dark") if pages else ():
                _render_settings(theme, folder, env, pages)


def _render_all(theme: str, folder: Path, env: dict[str, str], wanted: Sequence[str]) -> None:
    (folder / "state").mkdir(exist_ok=True)
    (folder / "state" / "gui.json").write_text(json.dumps({"theme": theme}))
    ground = folder / f"{theme}.png"
    _desktop(theme, SIZE).save(ground)
    wallpaper = [sys.executable, str(Path(__file__)), "--wallpaper", str(ground)]
    with started(wallpaper, env):
        time.sleep(0.6)
        for name, events in scenes(folder).items():
            if not wanted or name in wanted:
                _render(FOLDER / f"{name}-{theme}.png", events, folder, env)


def _render_settings(theme: str, folder: Path, env: dict[str, str], pages: Sequence[str]) -> None:
    """Render pages of the settings window, one after another in the same window."""
    (folder / "state").mkdir(exist_ok=True)
    (folder / "state" / "gui.json").write_text(json.dumps({"theme": theme}))
    answers = settings_scenes.answers(datetime.now().astimezone(), theme)
    gui = [sys.executable, "-m", "gui"]
    with paper_core(folder / "run" / "zenus.sock", answers) as core, started(gui, env):
        _wait(lambda: core.has_window)
        time.sleep(0.3)
        core.publish(_IDLE)
        for page in pages:
            core.publish(ev.WindowWanted(page=page))
            time.sleep(_SETTLE_S)
            core.publish(*(ev.LevelHeard(level=level) for level in (0.72, 0.58)))
            time.sleep(0.3)
            path = FOLDER / f"settings-{page}-{theme}.png"
            _window_picture("Zenus · Settings", env).save(path, optimize=True)
            print(path.relative_to(Path.cwd()))  # noqa: T201  this is the command's output


def _window_picture(title: str, env: dict[str, str]) -> Image.Image:
    """Return what a window shows."""
    found = subprocess.run(
        ["xwininfo", "-name", title],
        env=env, check=True, capture_output=True, text=True,
    )  # fmt: skip
    told = dict(line.strip().split(":", 1) for line in found.stdout.splitlines() if ":" in line)
    names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
    left, top, width, height = (int(told[name]) for name in names)
    region = {"left": left, "top": top, "width": width, "height": height}
    with mss.MSS(display=env["DISPLAY"]) as screen:
        shot = screen.grab(region)
    return Image.frombytes("RGB", shot.size, shot.bgra, "raw", "BGRX")


def _render(path: Path, events: Scene, folder: Path, env: dict[str, str]) -> None:
    with paper_core(folder / "run" / "zenus.sock") as core, started([sys.executable, "-m", "gui"], env):
        _wait(lambda: core.has_window)
        time.sleep(0.3)
        core.publish(_IDLE)
        _play(core, events)
        with mss.MSS(display=env["DISPLAY"]) as screen:
            shot = screen.grab({"left": 0, "top": 0, "width": SIZE[0], "height": SIZE[1]})
    picture = Image.frombytes("RGB", shot.size, shot.bgra, "raw", "BGRX")
    _cropped(picture).save(path, optimize=True)
    print(path.relative_to(Path.cwd()))  # noqa: T201  this is the command's output


def _play(core: PaperCore, events: Scene) -> None:
    core.publish(*events)
    time.sleep(_SETTLE_S)
    # What is fleeting has been and gone by now.
    core.publish(*(event for event in events if event.is_fleeting))
    time.sleep(0.1)


def _cropped(picture: Image.Image) -> Image.Image:
    """Cut away what holds nothing but desktop above the window, in steps, so that pictures have few heights."""
    ground = picture.filter(ImageFilter.FIND_EDGES).convert("L").point(lambda value: 255 if value > 40 else 0)
    box = ground.crop((4, 4, SIZE[0] - 4, SIZE[1] - 4)).getbbox()
    top = max(0, (box[1] if box else SIZE[1] - 120) - 40)
    return picture.crop((0, min(top, SIZE[1] - 130), *SIZE))


def _desktop(theme: str, size: tuple[int, int]) -> Image.Image:
    """Return a desktop to stand before: a few soft discs of colour."""
    first, second, third = _GROUNDS[theme]
    picture = Image.new("RGB", size, first)
    draw = ImageDraw.Draw(picture)
    width, height = size
    draw.ellipse((-width * 0.3, height * 0.2, width * 0.7, height * 1.6), fill=second)
    draw.ellipse((width * 0.5, -height * 0.5, width * 1.4, height * 0.8), fill=third)
    return picture.filter(ImageFilter.GaussianBlur(min(size) / 5))


def _wait(is_true: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 10.0
    while not is_true() and time.monotonic() < deadline_s:
        time.sleep(0.01)


def _show_wallpaper(path: str) -> None:
    """Run as a process of its own: a window below all others."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QApplication, QLabel

    application = QApplication(sys.argv[:1])
    label = QLabel()
    label.setPixmap(QPixmap(path))
    label.setAttribute(Qt.WidgetAttribute.WA_X11NetWmWindowTypeDesktop)
    label.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    label.setGeometry(0, 0, *SIZE)
    label.show()
    application.exec()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--wallpaper"]:
        _show_wallpaper(sys.argv[2])
    else:
        main(sys.argv[1:])
