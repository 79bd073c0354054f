"""A picture of the whole screen as a PNG file, through mss.

Under XWayland mss returns a black picture without an error, so whoever needs the picture looks at it.
"""

from pathlib import Path

from assistant.kernel.errors import ActionError


def capture_screen(path: Path, display: str | None = None) -> None:
    """Write what all monitors show now to `path`. Blocking, some 50 ms for full HD.

    Args:
        path: A new file in a folder that exists.
        display: The X display; None for the session's own.

    Raises:
        ActionError: `no-display`.
        OSError: The file cannot be written.
    """
    import mss
    from PIL import Image

    try:
        with mss.MSS(display=display) as screen:
            # Monitor 0 is the rectangle round all monitors.
            shot = screen.grab(screen.monitors[0])
    except mss.ScreenShotError as error:
        raise ActionError("There is no display to look at.", code="no-display", hint="Log in to a desktop.") from error
    image = Image.frombytes("RGB", shot.size, bytes(shot.bgra), "raw", "BGRX")
    image.save(path, format="PNG", compress_level=1)
