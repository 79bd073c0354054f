"""Tells presses of a key from its repeating itself while it is held. Pure."""

from dataclasses import dataclass


@dataclass(slots=True)
class Presses:
    """What a held key reports becomes one going down and one coming up.

    X repeats a held key as pairs of up and down, so that an up counts only when no down follows it at once: whoever
    feeds this waits a moment after each up, and then asks `settle`.

    Attributes:
        is_down: Whether the key is held.
    """

    is_down: bool = False
    _is_up_pending: bool = False

    def down(self) -> bool:
        """Take a down; return whether the key was pressed, rather than repeated."""
        is_press, self.is_down, self._is_up_pending = not self.is_down, True, False
        return is_press

    def up(self) -> None:
        """Take an up, of which it is not known yet whether it counts."""
        self._is_up_pending = self.is_down

    def settle(self) -> bool:
        """Return whether the key was let go: the last up was not followed by a down."""
        was_let_go, self._is_up_pending = self._is_up_pending, False
        self.is_down = self.is_down and not was_let_go
        return was_let_go
