"""Keys as people write them."""

import pytest

from gui.hotkey.chord import Chord, chord_of


@pytest.mark.parametrize(
    ("text", "key", "mask"),
    [
        ("Ctrl+Alt+Space", "space", 4 | 8),
        ("ctrl + alt + space", "space", 4 | 8),
        ("Super+Shift+Z", "z", 64 | 1),
        ("F9", "F9", 0),
        ("Control+Page Up", "Page_Up", 4),
        ("pause", "pause", 0),
    ],
)
def test_a_key_is_read_with_its_modifiers(text: str, key: str, mask: int) -> None:
    chord = chord_of(text)
    assert chord is not None and (chord.key, chord.mask) == (key, mask)


@pytest.mark.parametrize("text", ["", "Ctrl", "Ctrl+", "A+B", "Ctrl+Alt"])
def test_what_is_no_single_key_is_none(text: str) -> None:
    assert chord_of(text) is None


def test_the_portal_gets_its_own_spelling() -> None:
    assert Chord("space", frozenset({"alt", "ctrl", "super"})).trigger == "CTRL+ALT+LOGO+space"
