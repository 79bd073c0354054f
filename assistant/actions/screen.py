"""Screenshots, saved as PNG."""

from collections.abc import Callable
from pathlib import Path

from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.new_file import make_new
from assistant.actions.outcome import Outcome
from assistant.kernel.clock import Clock
from assistant.kernel.effects import Access, Effects, Prospect, Touch
from assistant.kernel.types import Risk


class ScreenActions:
    """Takes screenshots.

    Args:
        capture: Writes a picture of the whole screen to a path, as PNG. Blocking; raises `ActionError` `no-display`.
        folder: Where screenshots lie; made with the first one.
    """

    def __init__(self, capture: Callable[[Path], None], folder: Path, clock: Clock) -> None:
        self._capture = capture
        self._folder = folder
        self._clock = clock

    async def _foresee_capture(self) -> Prospect:
        return Prospect(Effects((Touch(Access.CREATE, str(self._folder / self._name())),), file_count=1))

    @action(
        "screen.capture",
        capabilities={"screen.read", "pictures.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=10.0,
        messages={"screen.capture.done": {"path"}},
        errors={"no-display"},
        effects=_foresee_capture,
    )
    async def capture(self) -> Outcome:
        """Take a screenshot and save it to a file."""
        path = await run_sync(make_new, self._folder, self._name(), self._capture)

        async def check() -> bool:
            return await run_sync(_shows_something, path)

        return Outcome("screen.capture.done", {"path": str(path)}, ("a screenshot was saved",), check)

    def _name(self) -> str:
        return f"Screenshot {self._clock.now():%Y-%m-%d %H-%M-%S}.png"


def _shows_something(path: Path) -> bool:
    """Tell whether the file is a picture that is not all black, which is what a screen that may not be read gives."""
    from PIL import Image

    with Image.open(path) as image:
        return image.width > 0 and image.height > 0 and image.convert("L").getextrema() != (0, 0)
