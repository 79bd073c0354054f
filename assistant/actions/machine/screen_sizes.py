"""How many pixels the screens have: as the X server tells, else by what the kernel knows of the monitors."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.desktop.open_windows import Screen
from assistant.actions.machine.kernel_figures import SYS_CLASS, read_text
from assistant.actions.outcome import Outcome
from assistant.kernel.errors import ActionError
from assistant.kernel.types import JsonValue, Risk

_MODE = re.compile(r"(\d+)x(\d+)")


class ScreenSizeActions:
    """Tells the resolution of the screens.

    Args:
        look: Returns what is on the screen; raises `ActionError` where there is none, or none that tells.
        sys_class: Where the kernel shows devices by kind.
    """

    def __init__(self, look: Callable[[], Screen], sys_class: Path = SYS_CLASS) -> None:
        self._look = look
        self._sys_class = sys_class

    @action(
        "system.resolution",
        capabilities={"system.read"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={
            "system.resolution.none": (),
            "system.resolution.done": {"count", "width_px", "height_px", "sizes"},
        },
    )
    async def resolution(self) -> Outcome:
        """Tell how many pixels the screen has."""
        sizes = await run_sync(self._sizes, abandon_on_cancel=True)
        if not sizes:
            return Outcome("system.resolution.none")
        rows: JsonValue = [{"width_px": width, "height_px": height} for width, height in sizes]
        width, height = sizes[0]
        facts = {"count": len(sizes), "width_px": width, "height_px": height, "sizes": rows}
        return Outcome("system.resolution.done", facts)

    def _sizes(self) -> Sequence[tuple[int, int]]:
        try:
            found = [(rect.width, rect.height) for rect in self._look().monitors]
        except ActionError:
            found = []
        return found or self._connected()

    def _connected(self) -> Sequence[tuple[int, int]]:
        """Return the best mode of each monitor that is connected and in use."""
        connectors = sorted((self._sys_class / "drm").glob("card*-*"))
        used = [
            c for c in connectors if (read_text(c / "status"), read_text(c / "enabled")) == ("connected", "enabled")
        ]
        modes = [_MODE.match(read_text(connector / "modes")) for connector in used]
        return [(int(mode[1]), int(mode[2])) for mode in modes if mode]
