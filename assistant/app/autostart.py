"""Starting with the desktop: an entry in the user's autostart folder.

Source: FreeDesktop.org Desktop Application Autostart Specification 0.5; Desktop Entry Specification 1.5, Exec.
"""

import os
import sys
from pathlib import Path

from assistant.kernel.errors import ConfigError

_ENTRY = """[Desktop Entry]
Type=Application
Name=Zenus
Comment=Voice assistant
Exec={command} run
Icon=zenus
Terminal=false
X-GNOME-Autostart-enabled=true
"""
_RESERVED = '"`$\\'


def autostart_file() -> Path:
    """Return where the entry lies."""
    config = os.environ.get("XDG_CONFIG_HOME")
    return (Path(config) if config else Path.home() / ".config") / "autostart" / "zenus.desktop"


def set_autostart(*, is_on: bool) -> Path:
    """Write the entry, or take it away; return where it lies.

    Raises:
        ConfigError: `autostart-unwritable`.
    """
    path = autostart_file()
    try:
        if is_on:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_ENTRY.format(command=_quoted(str(Path(sys.executable).with_name("zenus")))), "utf-8")
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"The autostart entry {str(path)!r} cannot be written: {error.strerror}.",
            code="autostart-unwritable",
            hint="Check who may write there.",
        ) from error
    return path


def _quoted(argument: str) -> str:
    escaped = "".join(f"\\{char}" if char in _RESERVED else char for char in argument).replace("%", "%%")
    return f'"{escaped}"'
