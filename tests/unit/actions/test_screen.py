import pytest
from PIL import Image

from assistant.actions.screen import ScreenActions
from assistant.kernel.errors import ActionError

pytestmark = pytest.mark.anyio


def painted(colour):
    return lambda path: Image.new("RGB", (64, 48), colour).save(path, format="PNG")


async def test_a_screenshot_is_a_new_png(tmp_path, clock):
    actions = ScreenActions(painted("red"), tmp_path / "Screenshots", clock)
    first, second = await actions.capture(), await actions.capture()
    names = sorted(path.name for path in (tmp_path / "Screenshots").iterdir())
    stem = f"Screenshot {clock.now():%Y-%m-%d %H-%M-%S}"
    assert names == [f"{stem} (2).png", f"{stem}.png"]
    assert first.facts["path"] != second.facts["path"]
    assert await first.check()


async def test_a_black_picture_is_not_confirmed(tmp_path, clock):
    assert not await (await ScreenActions(painted("black"), tmp_path, clock).capture()).check()


async def test_a_file_that_is_no_picture_is_not_confirmed(tmp_path, clock):
    outcome = await ScreenActions(lambda path: path.write_bytes(b"no png"), tmp_path, clock).capture()
    with pytest.raises(OSError, match="cannot identify"):
        await outcome.check()


async def test_without_a_display_nothing_is_left_behind(tmp_path, clock):
    def fail(_path):
        raise ActionError("There is no display.", code="no-display")

    with pytest.raises(ActionError):
        await ScreenActions(fail, tmp_path / "Screenshots", clock).capture()
    assert list((tmp_path / "Screenshots").iterdir()) == []
