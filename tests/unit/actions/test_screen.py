import pytest
from PIL import Image

from assistant.actions.screen import ScreenActions
from assistant.kernel.errors import ActionError
from tests.unit.actions.files.desk import Desk, said
from tests.unit.actions.filesystem.world import snapshot

pytestmark = pytest.mark.anyio


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "home")


def painted(colour):
    return lambda path: Image.new("RGB", (64, 48), colour).save(path, format="PNG")


def screen(desk, capture, folder="Pictures/Screenshots"):
    """Let the desk take screenshots by `capture`."""
    desk.add(ScreenActions(capture, desk.home / folder, desk.tools))


async def test_a_screenshot_is_a_new_png(desk):
    screen(desk, painted("red"))
    first, second = await desk.do("screen.capture"), await desk.do("screen.capture")
    names = sorted(path.name for path in (desk.home / "Pictures/Screenshots").iterdir())
    stem = f"Screenshot {desk.tools.clock.now():%Y-%m-%d %H-%M-%S}"
    assert names == [f"{stem} (2).png", f"{stem}.png"]
    assert first.facts["path"] != second.facts["path"]
    assert first.is_verified


async def test_a_screenshot_is_taken_back_exactly_with_its_folder(desk):
    screen(desk, painted("red"))
    before = snapshot(desk.home)
    assert (await desk.do("screen.capture")).is_undoable
    assert (await desk.undo()).is_verified
    assert snapshot(desk.home) == before


@pytest.mark.parametrize("capture", [painted("black"), lambda path: path.write_bytes(b"no png")])
async def test_a_black_picture_and_what_is_no_picture_are_not_confirmed(desk, capture):
    screen(desk, capture)
    result = await desk.do("screen.capture")
    assert (result.ok, result.is_verified) == (True, False)
    assert said(result) == "I saved a screenshot in Screenshots, but I could not confirm it."


async def test_without_a_display_nothing_is_left_behind(desk):
    def fail(_path):
        raise ActionError("There is no display.", code="no-display", hint="Log in.")

    screen(desk, fail)
    before = snapshot(desk.home)
    result = await desk.do("screen.capture")
    assert (result.ok, result.error_code) == (False, "no-display")
    assert said(result) == "I could not do that because there is no display. Log in to a desktop and try again."
    assert snapshot(desk.home) == before
    assert desk.journal.recent() == []
