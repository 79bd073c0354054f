"""Screenshots, saved as PNG."""

from collections.abc import Callable
from pathlib import Path

from anyio.to_thread import run_sync

from assistant.actions.declaration import action
from assistant.actions.files.creating import plan_in_folder
from assistant.actions.files.deeds import DEED_MESSAGES, FileDeedActions, Foresight
from assistant.actions.files.naming import free_path
from assistant.actions.files.tools import FileTools, Looking, look
from assistant.actions.filesystem import FromProducer
from assistant.actions.filesystem.attributes import reference
from assistant.actions.filesystem.places import Place, real_path
from assistant.actions.outcome import Outcome
from assistant.actions.selection import shown_path
from assistant.actions.work import Work
from assistant.kernel.effects import Access, Prospect, Touch
from assistant.kernel.types import Risk

_PICTURE = "screenshot"


class ScreenActions(FileDeedActions):
    """Takes screenshots.

    Args:
        capture: Writes a picture of the whole screen to a path, as PNG. Blocking; raises `ActionError` `no-display`.
        folder: Where screenshots lie; made with the first one.
    """

    def __init__(self, capture: Callable[[Path], None], folder: Path, tools: FileTools) -> None:
        super().__init__(tools)
        self._capture = capture
        self._folder = folder

    async def _foresee_capture(self) -> Prospect:
        return await look(self._tools, "screen.capture", self._plan)

    @action(
        "screen.capture",
        capabilities={"screen.read", "pictures.create"},
        risk=Risk.REVERSIBLE,
        timeout_s=30.0,
        messages={"screen.capture.done": {"path"}, **DEED_MESSAGES},
        errors={"no-display"},
        effects=_foresee_capture,
        foresees={"path"},
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def capture(self, work: Work) -> Outcome:
        """Take a screenshot and save it to a file."""
        producers = {_PICTURE: self._take}
        outcome = await self._carry_out(work, "screen.capture.done", "a screenshot was saved", producers=producers)
        is_there, path = outcome.check, Path(work.prospect.effects.paths()[0])

        async def check() -> bool:
            return is_there is not None and await is_there() and await run_sync(_shows_something, path)

        return Outcome(outcome.message, outcome.facts, outcome.effects, check)

    def _plan(self, _looking: Looking) -> Prospect:
        folder = real_path(str(self._folder))
        path = free_path(folder, f"Screenshot {self._tools.clock.now():%Y-%m-%d %H-%M-%S}.png")
        foresight = Foresight((Touch(Access.CREATE, path),), {"path": shown_path(path)})
        return self._prospect([path], lambda _paths: plan_in_folder(folder, path, FromProducer(_PICTURE)), foresight)

    def _take(self, place: Place, _tick: Callable[[int], None]) -> None:
        self._capture(Path(reference(place)))


def _shows_something(path: Path) -> bool:
    """Tell whether the file is a picture that is not all black, which is what a screen that may not be read gives."""
    from PIL import Image

    with Image.open(path) as image:
        return image.width > 0 and image.height > 0 and image.convert("L").getextrema() != (0, 0)
