"""What all sources of the hot key have in common: they say when it is down and when it is up."""

from PySide6.QtCore import QObject, Signal


class KeySource(QObject):
    """Watches the key from when it is made until it is closed.

    Signals:
        pressed: The key is down.
        released: The key is up again.
        failed: It can't be watched; carries a sentence and what can be done about it.
    """

    pressed = Signal()
    released = Signal()
    failed = Signal(str, str)

    def close(self) -> None:
        """Give the key back."""
