"""How a fetch tells what it is doing."""

from typing import Protocol


class Progress(Protocol):
    """Shown to the user by whoever started the fetch."""

    def begin(self, label: str, total_bytes: int) -> None:
        """A download of about `total_bytes` starts; an earlier one is over."""
        ...

    def reach(self, done_bytes: int) -> None:
        """So much of the download is here, what an earlier run left included."""
        ...

    def note(self, text: str) -> None:
        """Say one sentence."""
        ...


class SilentProgress:
    """Tells nobody."""

    def begin(self, label: str, total_bytes: int) -> None:
        """Do nothing."""

    def reach(self, done_bytes: int) -> None:
        """Do nothing."""

    def note(self, text: str) -> None:
        """Do nothing."""
