"""A private X server with a window manager and, if wanted, a compositor, for whoever looks at the window."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from assistant.kernel.errors import UsageError

_LIMIT_S = 10.0
_PROGRAMS = ("Xvfb", "openbox", "xprop", "picom")


@contextmanager
def private_display(
    folder: Path, *, size: tuple[int, int] = (1280, 800), has_compositor: bool = True
) -> Iterator[dict[str, str]]:
    """Run the programs while the body lasts.

    Args:
        folder: Becomes home, runtime folder and `ZENUS_HOME` of whoever runs there.
        size: Of the screen in px.
        has_compositor: Translucent windows are seen through.

    Yields:
        The environment for programs on that display.

    Raises:
        UsageError: `display-programs-missing`.
    """
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        raise UsageError(
            f"These programs are missing: {', '.join(missing)}.",
            code="display-programs-missing",
            hint="Install what packaging/setup.sh lists for tests.",
        )
    env = {
        **os.environ,
        "ZENUS_HOME": str(folder),
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "XDG_CONFIG_HOME": str(folder / ".config"),
        "XDG_CACHE_HOME": str(folder / ".cache"),
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "LANG": "C.UTF-8",
    }
    with ExitStack() as stack:
        env["DISPLAY"] = f":{stack.enter_context(_x_server(env, size))}"
        stack.enter_context(started(["openbox"], env))
        _wait_for_manager(env)
        if has_compositor:
            stack.enter_context(started(["picom", "--backend", "xrender", "--config", os.devnull], env))
            time.sleep(0.3)
        yield env


@contextmanager
def started(command: list[str], env: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program while the body lasts."""
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(2.0)
        process.kill()
        process.wait()


@contextmanager
def _x_server(env: dict[str, str], size: tuple[int, int]) -> Iterator[str]:
    reader, writer = os.pipe()
    screen = f"{size[0]}x{size[1]}x24"
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", screen, "-nolisten", "tcp", "-noreset", "-ac"]
    process = subprocess.Popen(
        [*command, "-dpi", "96"],
        env=env,
        pass_fds=(writer,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as pipe:
            yield pipe.readline().strip()
    finally:
        process.terminate()
        process.wait()


def _wait_for_manager(env: dict[str, str]) -> None:
    deadline_s = time.monotonic() + _LIMIT_S
    while time.monotonic() < deadline_s:
        found = subprocess.run(
            ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], env=env, capture_output=True, text=True, check=False
        )
        if "window id" in found.stdout:
            return
        time.sleep(0.02)
