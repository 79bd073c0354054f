"""What a key does, held or pressed once; the test presses it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject

from gui.hotkey.chord import Chord
from gui.hotkey.key_source import KeySource
from gui.hotkey.push_to_talk import PushToTalk, source_of
from gui.view import words


class FakeKey(KeySource):
    def __init__(self, chord: Chord, parent: QObject) -> None:
        super().__init__(parent)
        self.chord = chord
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


class FakeLink:
    """Notes the commands; the test answers those that wait."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, object]]] = []
        self.waiting: list[Callable[..., None]] = []

    def call(self, command: str, then: Callable[..., None] | None = None, **args: object) -> None:
        self.calls.append((command, args))
        self.waiting += [then] if then else []


class Desk:
    def __init__(self, mode: str, key: str = "Ctrl+Alt+Space") -> None:
        self.keys: list[FakeKey] = []
        self.link = FakeLink()
        self.talk = PushToTalk(self.link, watch=self._watch)
        self.errors: list[dict[str, str]] = []
        self.hints: list[str] = []
        self.talk.failed.connect(self.errors.append)
        self.talk.held.connect(self.hints.append)
        self.talk.apply(key, mode)

    def _watch(self, chord: Chord, parent: QObject) -> FakeKey:
        self.keys.append(FakeKey(chord, parent))
        return self.keys[-1]

    @property
    def commands(self) -> list[str]:
        return [command for command, _ in self.link.calls]


def test_a_held_key_holds_until_it_is_let_go() -> None:
    desk = Desk("hold")
    desk.keys[0].pressed.emit()
    assert desk.link.calls == [("hold", {"ends_in_silence": False})]
    desk.keys[0].released.emit()
    assert desk.commands == ["hold", "release"]


def test_a_key_that_is_pressed_again_ends_what_it_began() -> None:
    desk = Desk("toggle")
    for _ in range(2):
        desk.keys[0].pressed.emit()
        desk.keys[0].released.emit()
    assert desk.link.calls == [("hold", {"ends_in_silence": True}), ("release", {})]


def test_after_silence_has_ended_it_the_key_begins_anew() -> None:
    desk = Desk("toggle")
    desk.keys[0].pressed.emit()
    desk.link.waiting[0](True, None)
    desk.keys[0].pressed.emit()
    assert desk.commands == ["hold", "hold"]


def test_the_end_of_an_earlier_hold_is_not_taken_for_that_of_the_present_one() -> None:
    desk = Desk("hold")
    desk.keys[0].pressed.emit()
    desk.keys[0].released.emit()
    desk.keys[0].pressed.emit()
    desk.link.waiting[0](True, None)
    assert desk.hints == [words.HELD, words.HELD]
    desk.link.waiting[1](True, None)
    assert desk.hints[-1] == ""


def test_a_core_that_can_not_listen_says_so() -> None:
    desk = Desk("hold")
    desk.keys[0].pressed.emit()
    desk.link.waiting[0](None, {"code": "microphone-off", "message": "The microphone is off.", "hint": ""})
    assert [error["code"] for error in desk.errors] == ["microphone-off"]


def test_a_key_that_is_taken_is_told_once_by_its_name() -> None:
    desk = Desk("hold", "Super+Z")
    desk.keys[0].failed.emit(words.KEY_TAKEN, words.KEY_TAKEN_HINT)
    desk.talk.apply("Super+Z", "hold")
    assert ["Super+Z" in error["message"] for error in desk.errors] == [True] and len(desk.keys) == 1


@pytest.mark.parametrize(("key", "errors"), [("", 0), ("Ctrl", 1)])
def test_no_key_is_watched_where_none_is_set(key: str, errors: int) -> None:
    desk = Desk("hold", key)
    assert desk.keys == [] and len(desk.errors) == errors


def test_another_key_takes_the_place_of_the_one_before() -> None:
    desk = Desk("hold")
    desk.talk.apply("F9", "hold")
    assert desk.keys[0].is_closed and desk.keys[1].chord.key == "F9"
    desk.talk.apply("F9", "toggle")
    assert len(desk.keys) == 2, "the mode is no matter of the key"
    desk.talk.close()
    assert desk.keys[1].is_closed


def test_the_desktop_decides_who_watches() -> None:
    from gui.hotkey import portal, x11

    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((x11, "X11Key"), (portal, "PortalKey")):
            patch.setattr(module, name, lambda chord, parent, name=name: name)
        chord = Chord("F9")
        assert source_of(chord, QObject(), {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}) == "PortalKey"
        assert source_of(chord, QObject(), {"DISPLAY": ":0"}) == "X11Key"
