"""The settings window of a real `zenus run`: opened from the tray, and what is done in it holds in the running core."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.app.link.client import LinkClient
from gui.view import settings_words, words
from tests.e2e.accessible import ScreenReader
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.running import Running, zenus
from tests.e2e.tray import TrayHost

pytestmark = [pytest.mark.desktop, pytest.mark.models]


class Used:
    """A running Zenus with its window, a tray, and a user who sees by a screen reader."""

    def __init__(self, desktop: PrivateDesktop, run: Running, reader: ScreenReader, host: TrayHost) -> None:
        self.desktop = desktop
        self.run = run
        self.reader = reader
        self._host = host

    def open_from_tray(self) -> None:
        self._host.tray().choose(words.MENU_SETTINGS)
        self.reader.window(settings_words.TITLE)

    def open(self, page: str) -> None:
        assert zenus(self.run.env, "settings", page).returncode == 0
        self.reader.find(settings_words.TITLE, settings_words.PAGES[page][0], "label")

    def press(self, name: str, window: str = settings_words.TITLE) -> None:
        self.reader.press(window, name)

    def setting(self, key: str) -> Any:
        section, _, name = key.partition(".")
        return json.loads(zenus(self.run.env, "config", "show", "--json").stdout)["settings"][section][name]

    def call(self, command: str, **args: Any) -> Any:
        with LinkClient(self.run.socket) as client:
            return client.call(command, **args)

    def wait_for(self, is_true: Callable[[], object]) -> None:
        self.run.wait_for(is_true, 30.0)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Used]:
    with _used(tmp_path_factory.mktemp("run")) as used:
        yield used


@contextmanager
def _used(folder: Path) -> Iterator[Used]:
    with (
        PrivateDesktop(has_display=True) as desktop,
        ScreenReader(desktop) as reader,
        TrayHost(desktop) as host,
        Running(desktop.env(), folder, "--typed", stdin=subprocess.PIPE, has_gui=True) as run,
    ):
        run.wait_ready()
        yield Used(desktop, run, reader, host)


def test_the_tray_opens_it_and_a_change_holds_at_once(used: Used) -> None:
    used.open_from_tray()
    used.press("Short sounds")
    used.wait_for(lambda: used.setting("speech.earcons") is False)
    used.open("safety")
    assert used.call("say_text", text="take a screenshot")["results"][0]["ok"]
    used.press("Profile: Careful")
    used.wait_for(lambda: used.setting("safety.profile") == "careful")
    asked = used.call("say_text", text="take a screenshot")
    assert asked["reply"]["expects_answer"] and not asked["results"], "the gate goes by the other profile"
    used.call("say_text", text="no")
    used.press("Profile: Back to the default: Standard")
    used.wait_for(lambda: used.setting("safety.profile") == "standard")


def test_the_voice_is_exchanged_and_heard(used: Used) -> None:
    used.open("voice")
    with used.desktop.record() as slow:
        used.press(settings_words.PREVIEW)
        used.wait_for(lambda: used.call("status")["state"] == "speaking")
        used.wait_for(lambda: used.call("status")["state"] == "idle")
    used.call("set_setting", key="speech.speed", value=2.0)
    with used.desktop.record() as quick:
        assert used.call("preview_voice") is True
    slow_s, quick_s = (voiced_s(recording.pcm) for recording in (slow, quick))
    assert slow_s > 1.0 and quick_s < 0.75 * slow_s


def voiced_s(pcm: bytes) -> float:
    """Return how many seconds of int16 mono 16 kHz are louder than silence."""
    import numpy as np

    samples = np.frombuffer(pcm[: len(pcm) // 640 * 640], np.int16).reshape(-1, 320).astype(np.float32)
    return float((np.abs(samples).max(axis=1) > 400).sum()) * 0.02


def test_a_change_on_the_command_line_shows_in_the_open_window(used: Used) -> None:
    used.open("appearance")
    zenus(used.run.env, "config", "set", "gui.theme", "dark")
    used.wait_for(lambda: "checked" in used.reader.find(settings_words.TITLE, "Theme: Dark").states)
    remembered = used.desktop.folder / "home/.local/state/zenus/gui.json"
    used.wait_for(lambda: json.loads(remembered.read_text())["theme"] == "dark")


def test_the_history_shows_a_turn_just_made_and_forgetting_removes_it(used: Used) -> None:
    used.open("history")
    turn = used.call("say_text", text="set a timer for ten minutes")["turn"]
    used.reader.find(settings_words.TITLE, "set a timer for ten minutes", "label")
    tree = used.reader.window(settings_words.TITLE)
    used.press(next(node.name for node in tree.walk() if node.name.startswith("Undo: ")))
    used.wait_for(lambda: used.call("turn", turn=turn)["deeds"][0]["state"] == "undone")
    used.open("privacy")
    used.press("Forget the history")
    event = used.run.wait_for_event("approval_requested", demand="code")
    code = event["question"].partition("The code is ")[2].split(";")[0]
    time.sleep(1.0)  # No answer counts in the card's first moment.
    for digit in code:
        used.press(digit, "Zenus")
    used.press(words.YES, "Zenus")
    used.run.wait_for_event("action_finished", action="memory.forget", ok=True)
    used.wait_for(lambda: len(used.call("history")) == 1)
    assert used.call("history")[0]["actions"] == ["memory.forget"]
    used.open("history")
    told = " ".join(node.name for node in used.reader.window(settings_words.TITLE).walk())
    assert "ten minutes" not in told
    assert zenus(used.run.env, "audit", "verify").returncode == 0


def test_the_microphone_is_metered_while_its_page_is_open(tmp_path: Path) -> None:
    with PrivateDesktop(has_display=True) as desktop, Running(desktop.env(), tmp_path) as run:
        run.wait_ready()
        with LinkClient(run.socket) as client:
            assert "Test Microphone" in client.call("meter")
            events = client.events()
            assert next(event for event in events if event["type"] == "level")["level"] == 0


def test_another_microphone_is_heard_as_soon_as_it_is_chosen(tmp_path: Path) -> None:
    with PrivateDesktop(has_display=True) as desktop, Running(desktop.env(), tmp_path) as run:
        run.wait_ready()
        desktop.plug_microphone("other", is_default=False)
        with LinkClient(run.socket) as client:
            offered = client.call("settings")["offers"]["audio.microphone"]
            assert "Test Microphone other" in offered
            client.call("set_setting", key="audio.microphone", value="Test Microphone other")
            run.wait_for_event("microphone", name="Test Microphone other", is_live=True)
            client.call("reset_setting", key="audio.microphone")
            run.wait_for(lambda: client.call("status")["microphone"] == "Test Microphone zmic")
