"""Screenshots of a real X server."""

from functools import partial

import pytest
from PIL import Image

from assistant.actions.screen import ScreenActions
from tests.unit.actions.files.desk import Desk, said
from vision.capture.screenshot import capture_screen

pytestmark = [pytest.mark.desktop, pytest.mark.anyio]


def desk_before(display, tmp_path):
    """Return a desk whose screenshots show this display."""
    desk = Desk(tmp_path / "home")
    capture = partial(capture_screen, display=display) if display else capture_screen
    desk.add(ScreenActions(capture, desk.home / "Pictures" / "Screenshots", desk.tools))
    return desk


@pytest.fixture
def desk(desktop, tmp_path):
    return desk_before(desktop.env()["DISPLAY"], tmp_path)


async def test_a_screenshot_shows_what_is_on_the_screen(desktop, desk):
    desktop.call("xsetroot", "-solid", "#3366cc")
    result = await desk.do("screen.capture")
    assert (result.ok, result.is_verified) == (True, True)
    assert said(result) == "I saved a screenshot in Screenshots."
    with Image.open(result.facts["path"]) as image:
        assert (image.format, image.size, image.getpixel((960, 540))) == ("PNG", (1920, 1080), (0x33, 0x66, 0xCC))


async def test_a_black_screen_is_not_confirmed(desktop, desk):
    desktop.call("xsetroot", "-solid", "black")
    result = await desk.do("screen.capture")
    assert (result.ok, result.is_verified) == (True, False)
    assert said(result) == "I saved a screenshot in Screenshots, but I could not confirm it."


async def test_no_display_is_told(tmp_path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    result = await desk_before("", tmp_path).do("screen.capture")
    assert (result.ok, result.error_code) == (False, "no-display")
    assert said(result) == "I could not do that because there is no display. Log in to a desktop and try again."
