"""Turns replayed through the window in one process, without a screen: what is left of them in Python and in Qt.

Run as `python -m assistant.app.bench.gui.replay TURNS` it prints one JSON object.
"""

import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication

from assistant.app.bench.gui.turns import turn_events
from gui.app import Gui
from gui.memory import Memory

# After so many everything that is made once has been made.
WARM_UP_TURNS = 40
_SETTLE_S = 0.3


class ScriptedLink(QObject):
    """Stands in for the link to the core: a script plays the events, and the commands are answered at once.

    Attributes:
        calls: The commands that came, with their arguments.
        answers: What some of them answer; the others answer true.
    """

    connected = Signal(dict)
    happened = Signal(dict)
    disconnected = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, dict[str, object]]] = []
        self.answers: dict[str, object] = {}

    def call(self, command: str, then: Callable[..., None] = lambda *_: None, **args: object) -> None:
        """Note a command, and answer it."""
        self.calls.append((command, args))
        then(self.answers.get(command, True), None)


def replay(application: QApplication, link: ScriptedLink, turns: Sequence[int]) -> tuple[int, int]:
    """Play turns; return how many widgets and how many objects of Python there are afterwards."""
    for number in turns:
        for event in turn_events(number):
            link.happened.emit(event.to_json(0.0))
        application.processEvents()
    deadline_s = time.monotonic() + _SETTLE_S
    while time.monotonic() < deadline_s:
        application.processEvents()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    link.calls.clear()
    gc.collect()
    return len(application.allWidgets()), len(gc.get_objects())


def main(turns: int) -> None:
    """Replay so many turns and print what they left."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication(["zenus"])
    with tempfile.TemporaryDirectory() as folder:
        link = ScriptedLink()
        gui = Gui(link, Memory(Path(folder) / "gui.json"), None)  # type: ignore[arg-type]  # what it uses of a link
        link.connected.emit({"t_s": 0.0, "events": []})
        widgets_before, objects_before = replay(application, link, range(WARM_UP_TURNS))
        widgets, objects = replay(application, link, range(WARM_UP_TURNS, WARM_UP_TURNS + turns))
        gui.close()
    left = {"turns": turns, "widgets": [widgets_before, widgets], "objects": [objects_before, objects]}
    print(json.dumps(left))  # noqa: T201  this is the command's output


if __name__ == "__main__":
    main(int(sys.argv[1]))
