"""Screenshots of a real X server."""

from functools import partial

import pytest
from PIL import Image

from assistant.actions.screen import ScreenActions
from assistant.kernel.clock import SystemClock
from vision.capture.screenshot import capture_screen

pytestmark = [pytest.mark.desktop, pytest.mark.anyio]


@pytest.fixture
def screen(desktop, tmp_path):
    capture = partial(capture_screen, display=desktop.env()["DISPLAY"])
    return ScreenActions(capture, tmp_path / "Pictures" / "Screenshots", SystemClock())


async def test_a_screenshot_shows_what_is_on_the_screen(desktop, do, screen):
    desktop.call("xsetroot", "-solid", "#3366cc")
    result, text = await do(screen, "screen.capture")
    assert (result.ok, result.is_verified, text) == (True, True, "I saved a screenshot in Screenshots.")
    with Image.open(result.facts["path"]) as image:
        assert (image.format, image.size, image.getpixel((960, 540))) == ("PNG", (1920, 1080), (0x33, 0x66, 0xCC))


async def test_a_black_screen_is_not_confirmed(desktop, do, screen):
    desktop.call("xsetroot", "-solid", "black")
    result, text = await do(screen, "screen.capture")
    assert (result.ok, result.is_verified) == (True, False)
    assert text == "I saved a screenshot in Screenshots, but I could not confirm it."


async def test_no_display_is_told(do, tmp_path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    result, text = await do(ScreenActions(capture_screen, tmp_path / "new", SystemClock()), "screen.capture")
    assert (result.ok, result.error_code) == (False, "no-display")
    assert text == "I could not do that because there is no display. Log in to a desktop and try again."
