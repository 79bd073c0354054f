"""What every action on windows takes and can fail with."""

from typing import Annotated

from pydantic import Field

MAX_NAME_CHARS = 200

WindowName = Annotated[str, Field(max_length=MAX_NAME_CHARS)]
"""What a window was called; empty for the active one."""

WINDOW_ERRORS = frozenset({"no-display", "not-on-wayland", "no-window-manager"})

TARGET_MESSAGES = {
    "windows.none_active": frozenset[str](),
    "windows.unknown": frozenset({"name"}),
    "windows.several": frozenset({"name", "count", "names"}),
}
