"""The clipboard of a real X server through the real xclip, looked at with a process of the test's own."""

import pytest

from assistant.actions.clipboard.clip import TEXT, look
from assistant.actions.clipboard.system_clipboard import SystemClipboard
from assistant.kernel.errors import ActionError

pytestmark = pytest.mark.desktop


@pytest.fixture
def clipboard(desktop):
    return SystemClipboard(desktop.env())


@pytest.mark.parametrize("content", [b"hello", "Grüße 👋\n\n".encode(), b"-o", b"x" * 600_000])
def test_a_text_is_there_for_other_programs(desktop, clipboard, content):
    clipboard.write(TEXT, content)
    assert desktop.clipboard() == content
    assert clipboard.formats() == (TEXT,)
    assert clipboard.read(TEXT) == content


def test_a_picture_is_read_and_put_back_byte_for_byte(desktop, clipboard):
    content = bytes(range(256)) * 2000
    desktop.copy(content, "image/png")
    clip = look(clipboard)
    assert (clip.formats, clip.is_whole) == (("image/png",), True)
    clipboard.clear()
    clipboard.write("image/png", clip.content)
    assert desktop.clipboard("image/png") == content


def test_cleared_means_that_nothing_holds_it(desktop, clipboard):
    for _ in range(2):
        clipboard.write(TEXT, b"something")
        clipboard.clear()
        assert desktop.clipboard("TARGETS") is None
        assert look(clipboard).formats == ()


def test_a_display_that_is_gone_is_told(desktop):
    with pytest.raises(ActionError) as caught:
        look(SystemClipboard({**desktop.env(), "DISPLAY": ":987"}))
    assert caught.value.code == "no-display"
