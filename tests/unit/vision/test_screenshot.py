import pytest

from assistant.kernel.errors import ActionError
from vision.capture.screenshot import capture_screen


@pytest.mark.parametrize("display", [None, ":987"])
def test_no_display_is_an_honest_error(tmp_path, monkeypatch, display):
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(ActionError) as caught:
        capture_screen(tmp_path / "a.png", display)
    assert caught.value.code == "no-display"
    assert not list(tmp_path.iterdir())
