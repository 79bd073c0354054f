"""The life of the window's process: one of it, on a display that is there, until the core or the user ends it."""

import fcntl
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import paths

if TYPE_CHECKING:
    from gui.x11.server import XServer

# Qt puts the overlay where it belongs, and keeps the focus from it, on X alone; Wayland's servers offer X as well.
_PLATFORM_VARIABLE = "QT_QPA_PLATFORM"
# The core starts the window again within this time when it was only restarted itself.
_LEAVES_WITH_CORE_S = 5.0


def run_gui(*, is_supervised: bool = False) -> int:
    """Show the window until it is ended; return the exit status.

    Args:
        is_supervised: The core has started it, so that it goes when the core is gone.
    """
    if not has_display():
        return 0
    paths.ensure_private(paths.runtime_dir())
    paths.ensure_private(paths.state_dir())
    lock = _lock(paths.runtime_dir() / "gui.lock")
    if lock is None:
        return 0
    if os.environ.get("DISPLAY"):
        os.environ.setdefault(_PLATFORM_VARIABLE, "xcb")
    return _run(is_supervised=is_supervised)


def has_display() -> bool:
    """Return whether there is something to show a window on."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _run(*, is_supervised: bool) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from gui.app import Gui
    from gui.link import Link
    from gui.memory import Memory

    application = QApplication(sys.argv[:1])
    application.setApplicationName("Zenus")
    application.setDesktopFileName("zenus")
    application.setStyle("Fusion")
    application.setQuitOnLastWindowClosed(False)
    # `quit` would close the windows first, with paintings for them still under way.
    signal.signal(signal.SIGTERM, lambda _number, _frame: application.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    link = Link(paths.socket_file())
    gui = Gui(
        link,
        Memory(paths.state_dir() / "gui.json"),
        _server(),
        leaves_with_core_s=_LEAVES_WITH_CORE_S if is_supervised else 0.0,
    )
    # Python's signal handlers run only when Python does.
    beat = QTimer()
    beat.timeout.connect(lambda: None)
    beat.start(1000)
    link.open()
    status = application.exec()
    gui.close()
    return status


def _server() -> "XServer | None":
    from PySide6.QtGui import QGuiApplication

    from gui.x11.server import XServer

    if QGuiApplication.platformName() != "xcb":
        return None
    try:
        return XServer()
    except OSError:
        return None


def _lock(path: Path) -> int | None:
    """Return a lock that the kernel drops with this process; None if another window has it."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
