"""A held key that repeats itself is one press."""

from gui.hotkey.presses import Presses


def test_a_repeated_key_was_pressed_once() -> None:
    presses = Presses()
    assert presses.down()
    for _ in range(5):
        presses.up()
        assert not presses.down()
        assert not presses.settle()
    assert presses.is_down


def test_an_up_that_nothing_follows_lets_go_once() -> None:
    presses = Presses()
    presses.down()
    presses.up()
    assert presses.settle() and not presses.is_down
    assert not presses.settle()
    assert presses.down(), "the next one is a press again"


def test_an_up_of_a_key_that_was_not_down_lets_nothing_go() -> None:
    presses = Presses()
    presses.up()
    assert not presses.settle()
