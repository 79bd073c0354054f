"""The windows as a screen reader has them, from outside: everything is named, reachable by keys, and can be used."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from assistant.config.form import form
from assistant.config.settings import Settings
from assistant.kernel import events as ev
from assistant.kernel.types import JsonValue
from gui.view import settings_words, words
from tests.e2e.accessible import Node, ScreenReader
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.window import Window, shown

pytestmark = pytest.mark.desktop

NOW = datetime.now(UTC).isoformat()
TURN = {"turn": 1, "at_utc": NOW, "text": "mute", "reply": "Muted.", "outcome": "done"}
ANSWERS: Mapping[str, JsonValue] = {
    "settings": {
        "sections": form(Settings(safety={"ask": ["sound.write"], "paths": [{"path": "~/a", "deny": ["all"]}]}), {}),
        "offers": {"audio.microphone": ["", "Desk Mic"], "assistant.language": ["en", "de"]},
    },
    "history": [TURN],
    "turn": {**TURN, "why": {"verdict": "allow"}, "timings_ms": {"total": 5.0}, "deeds": [
        {"deed": 1, "name": "mute the sound", "state": "done", "can_undo": True}]},
    "stored": [{"name": "turns", "path": "/d", "size_bytes": 9, "count": 1, "oldest": NOW, "scope": "history",
                "is_private": True}],
    "meter": "Desk Mic", "set_setting": True, "forget": True, "undo": {"results": []}, "preview_voice": True,
}  # fmt: skip
PAGES = list(settings_words.PAGES)


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    with PrivateDesktop(has_display=True) as desktop:
        yield desktop


@pytest.fixture(scope="module")
def reader(desktop: PrivateDesktop) -> Iterator[ScreenReader]:
    with ScreenReader(desktop) as reader:
        yield reader


@pytest.fixture(scope="module")
def window(desktop: PrivateDesktop, reader: ScreenReader) -> Iterator[Window]:
    with shown(desktop, answers=ANSWERS) as window:
        yield window


def nameless(tree: Node) -> list[Node]:
    return [node for node in tree.walk() if node.is_control and not node.told.strip()]


@pytest.mark.parametrize("page", PAGES)
def test_every_control_of_every_page_is_named_and_reachable(window: Window, reader: ScreenReader, page: str) -> None:
    title = settings_words.PAGES[page][0]
    window.core.publish(ev.WindowWanted(page=page))
    reader.find("Settings", title, "label")
    tree = reader.window("Settings")
    controls = [node for node in tree.walk() if node.is_control]
    assert tree.role == "frame" and len(controls) > 6
    assert nameless(tree) == []
    unreachable = [
        node for node in controls if "focusable" not in node.states and node.role not in ("progress bar", "list item")
    ]
    assert unreachable == []


def test_a_setting_tells_what_it_is_and_what_it_means(window: Window, reader: ScreenReader) -> None:
    window.core.publish(ev.WindowWanted(page="voice"))
    switch = reader.find("Settings", "Short sounds", "check box")
    assert "checked" in switch.states and "short sounds" in switch.description
    combo = next(n for n in reader.window("Settings").walk() if n.role == "combo box" and n.told == "Microphone")
    assert combo.name == settings_words.DEFAULT_DEVICE
    assert reader.find("Settings", "Sensitivity: Normal", "radio button")


def test_a_setting_is_changed_and_a_button_pressed_from_outside(window: Window, reader: ScreenReader) -> None:
    window.core.publish(ev.WindowWanted(page="voice"))
    reader.press("Settings", "Sensitivity: High")
    window.wait_for(lambda: window.called("set_setting") == [{"key": "wake.sensitivity", "value": "high"}])
    window.core.publish(ev.WindowWanted(page="privacy"))
    reader.press("Settings", "Forget the history")
    window.wait_for(lambda: window.called("forget") == [{"scope": "history"}])


def test_keys_alone_go_everywhere_and_show_where_they_are(window: Window, reader: ScreenReader) -> None:
    window.core.publish(ev.WindowWanted(page="appearance"))
    reader.find("Settings", "Theme: Dark")
    window_id = window.desktop.call("xdotool", "search", "--name", "^Zenus · Settings$").split()[-1]
    window.desktop.call("xdotool", "windowactivate", "--sync", window_id)
    seen: list[str] = []
    for _ in range(12):
        window.desktop.call("xdotool", "key", "--clearmodifiers", "Tab")
        window.wait_for(lambda: focused(reader) != (seen[-1:] or [""])[0])
        seen.append(focused(reader))
    assert "High contrast" in seen and "Text size" in seen and len(set(seen)) > 8


def focused(reader: ScreenReader) -> str:
    """Return what has the focus; the current line of every list says of itself that it has."""
    found = (node for node in reader.window("Settings").walk() if "focused" in node.states)
    return next((node.told for node in found if node.role != "list item"), "")


def test_a_question_is_named_with_all_it_is_about_and_answered(window: Window, reader: ScreenReader) -> None:
    window.ask(demand="code", question="This can't be undone: delete it. The code is 47.")
    tree = reader.window("Zenus")
    assert nameless(tree) == []
    told = {node.name for node in tree.walk()}
    assert {"This can't be undone: delete it. The code is 47.", words.YES, words.NO, words.CODE_CLEAR} <= told
    assert any("a.bin" in name for name in told)
    reader.press("Zenus", words.NO)
    window.wait_for(lambda: window.called("approve"))
    assert window.called("approve")[0]["is_granted"] is False


@pytest.mark.parametrize(
    ("action", "card"),
    [
        ("files.find", {"title": "Files", "rows": [[f"{n}.pdf", "Documents", "today", "2 kB"] for n in range(8)]}),
        ("clock.time", {"title": "Time", "rows": [["6:05 PM"]]}),
        ("dialog.help", {"title": "Help", "rows": [["open the browser", "apps"], ["mute", "volume"]]}),
        ("files.move", {"title": "Choose", "kind": "choices", "rows": [["a.odt", "Documents"], ["b.odt", "Work"]]}),
        ("files.write", {"title": "a.txt", "kind": "diff", "rows": [["-", "milk"], ["+", "bread"]]}),
    ],
)
def test_every_control_of_every_card_is_named(
    window: Window, reader: ScreenReader, action: str, card: dict[str, JsonValue]
) -> None:
    window.core.publish(
        ev.Planned(turn=5, source="grammar", steps=({"action": action, "args": {}, "risk": "reversible"},)),
        ev.ActionFinished(turn=5, action=action, ok=True, verified=True, undoable=True, effects=()),
        ev.Replied(turn=5, text="Here it is.", card=card),
    )
    reader.find("Zenus", str(card["title"]))
    tree = reader.window("Zenus")
    assert len([node for node in tree.walk() if node.is_control]) > 1 and nameless(tree) == []


def test_the_orb_says_how_things_are(window: Window, reader: ScreenReader) -> None:
    window.core.publish(ev.AttentionChanged(is_muted=True, is_asleep=False), ev.StateChanged(name="paused"))
    orb = reader.find("Zenus", f"Zenus: {words.MOODS['muted']}")
    assert orb.description == words.ORB_LISTEN
