"""A tray for tests: a host that items register with, and an item as such a host uses it, over D-Bus."""

import re
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.e2e.desktop import PrivateDesktop

_ENTRY = re.compile(
    r'int32 (\d+)\s+array \[(?:(?!int32 \d+\s+array \[).)*?string "label"\s+variant\s+string "([^"]*)"', re.S
)


class Tray:
    """The item in the tray."""

    def __init__(self, desktop: PrivateDesktop, service: str) -> None:
        self._desktop = desktop
        self._service = service

    def send(self, path: str, method: str, *args: str) -> str:
        return self._desktop.call(
            "dbus-send", "--session", "--print-reply", f"--dest={self._service}", path, method, *args
        )

    def entries(self) -> dict[str, str]:
        """Return the entries of the menu: label to number."""
        self.send("/MenuBar", "com.canonical.dbusmenu.AboutToShow", "int32:0")
        layout = self.send("/MenuBar", "com.canonical.dbusmenu.GetLayout", "int32:0", "int32:-1", "array:string:")
        return {label.replace("_", ""): number for number, label in _ENTRY.findall(layout)}

    def choose(self, label: str) -> None:
        self.send("/MenuBar", "com.canonical.dbusmenu.Event", f"int32:{self.entries()[label]}", "string:clicked",
                  "variant:int32:0", "uint32:0")  # fmt: skip

    def tooltip(self) -> str:
        return self.send("/StatusNotifierItem", "org.freedesktop.DBus.Properties.Get",
                         "string:org.kde.StatusNotifierItem", "string:ToolTip")  # fmt: skip

    def activate(self) -> None:
        self.send("/StatusNotifierItem", "org.kde.StatusNotifierItem.Activate", "int32:0", "int32:0")


class TrayHost:
    """The program that items register with; use as a context manager."""

    def __init__(self, desktop: PrivateDesktop) -> None:
        self._desktop = desktop

    def __enter__(self) -> Self:
        program = str(Path(__file__).with_name("tray_host.py"))
        self._process = self._desktop.start([sys.executable, program], stdout=subprocess.PIPE)
        assert self._process.stdout is not None and self._process.stdout.readline() == b"ready\n"
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._process.stdout is not None
        self._process.stdout.close()

    def tray(self) -> Tray:
        """Wait for an item, and return it."""
        assert self._process.stdout is not None
        return Tray(self._desktop, self._process.stdout.readline().decode().strip())
