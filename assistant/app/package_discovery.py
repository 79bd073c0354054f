"""Finds the installed packages that bring actions: the entry points of the group `zenus.actions`.

Asking `importlib.metadata` costs more than all the rest of a typed request's start, so that it is asked only after a
plain look found a distribution that mentions the group.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.actions.package import ENTRY_POINTS

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

# Source: the entry points specification of the Python packaging guide.
_ENDINGS = (".dist-info", ".egg-info")
_FILE = "entry_points.txt"


def package_entry_points() -> "Sequence[EntryPoint]":
    """Return the entry points, in the order of their names; nothing is imported by that."""
    if not any(ENTRY_POINTS.encode() in text for text in _entry_point_files()):
        return ()
    from importlib.metadata import entry_points

    return sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: (entry.name, entry.value))


def _entry_point_files() -> Iterator[bytes]:
    for folder in dict.fromkeys(sys.path):
        with suppress(OSError), os.scandir(folder or ".") as listing:
            for entry in listing:
                if entry.name.endswith(_ENDINGS):
                    with suppress(OSError), open(f"{entry.path}/{_FILE}", "rb") as file:  # noqa: PTH123  fast
                        yield file.read()
