"""The session's clipboard through its own programs: xclip on X11, wl-copy and wl-paste on Wayland.

Both programs stay behind to serve what was put on the clipboard. A clipboard holds one thing in many guises; these
programs can put it back in one, so all kinds of text count as one format here.
"""

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.actions.clipboard.clip import SECRET, TEXT
from assistant.actions.outcome import NoDisplayError
from assistant.kernel.errors import ActionError

# A program that does not answer for what it put on the clipboard would otherwise hold us up for ever.
CALL_LIMIT_S = 2.0
_POLL_S = 0.01

# The guises of text, the best first. Source: ICCCM 2.6.2 and the media types that toolkits add.
_TEXTS = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING", "TEXT", "COMPOUND_TEXT")
# How requests are made, not what is there. Source: ICCCM 2.6.2 and the clipboard manager specification.
_PROTOCOL = frozenset(
    {"TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS", "DELETE", "INSERT_SELECTION", "INSERT_PROPERTY"}
)
# KeePassXC and others mark passwords so, for clipboard managers to forget.
_SECRET_MARK = "x-kde-passwordManagerHint"  # noqa: S105
# What xclip and wl-paste print when they reached the session and found nothing, or not in that format.
_NOTHING_THERE = (b"not available", b"No selection", b"Nothing is copied", b"No suitable type")


@dataclass(frozen=True, slots=True)
class _Tool:
    """How to ask one family of programs; a format is added to the end of `read` and `write`."""

    list: Sequence[str]
    read: Sequence[str]
    write: Sequence[str]


_XCLIP = _Tool(
    list=("xclip", "-selection", "clipboard", "-o", "-t", "TARGETS"),
    read=("xclip", "-selection", "clipboard", "-o", "-t"),
    write=("xclip", "-selection", "clipboard", "-i", "-t"),
)
_WAYLAND = _Tool(
    list=("wl-paste", "--list-types"),
    read=("wl-paste", "--no-newline", "--type"),
    write=("wl-copy", "--type"),
)


class SystemClipboard:
    """The clipboard of the session that `environ` describes. Implements `Clipboard`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)

    def formats(self) -> Sequence[str]:
        """Return the formats that are offered.

        Raises:
            ActionError: `no-display` or `no-clipboard`.
            TimeoutError: The program that holds what is on the clipboard does not answer.
        """
        return _formats(self._offered(self._tool()))

    def read(self, form: str) -> bytes:
        """Return what is on the clipboard in one of its formats; nothing if it has just gone.

        Raises:
            ActionError: `no-display` or `no-clipboard`.
            TimeoutError: The program that holds what is on the clipboard does not answer.
        """
        tool = self._tool()
        if form != TEXT:
            return self._call([*tool.read, form]).stdout
        best = next((name for name in _TEXTS if name in self._offered(tool)), "")
        content = self._call([*tool.read, best]).stdout if best else b""
        # The oldest guise of text is Latin-1. Source: ICCCM 2.6.2.
        return content.decode("latin-1").encode() if best == "STRING" else content

    def write(self, form: str, content: bytes) -> None:
        """Replace what is on the clipboard, and return when other programs find it there.

        Raises:
            ActionError: `no-display` or `no-clipboard`.
            TimeoutError: Something else is there.
        """
        tool, target = self._tool(), _TEXTS[0] if form == TEXT else form
        self._call([*tool.write, target], content)
        # xclip may end before its request to own the clipboard has gone out; until then the old content is there.
        if tool is _XCLIP:
            self._await(lambda: self._call([*tool.read, target]).stdout == content)

    def clear(self) -> None:
        """Leave nothing on the clipboard.

        Raises:
            ActionError: `no-display` or `no-clipboard`.
        """
        tool = self._tool()
        if tool is _WAYLAND:
            self._call(["wl-copy", "--clear"])
        else:
            self._take_and_leave(tool)

    def _take_and_leave(self, tool: _Tool) -> None:
        """Take the clipboard with an empty text and end: on X11 what a program put there goes with it."""
        argv = [*tool.write, _TEXTS[0], "-quiet"]
        with self._started(argv) as holder:
            try:
                self._await(lambda: self.formats() == (TEXT,) and not self.read(TEXT))
            finally:
                holder.terminate()

    def _await(self, is_done: Callable[[], bool]) -> None:
        until_s = time.monotonic() + CALL_LIMIT_S
        while not is_done():
            if time.monotonic() > until_s:
                raise TimeoutError
            time.sleep(_POLL_S)

    # ------------------------------------------------------------------------------------------------------- programs

    def _tool(self) -> _Tool:
        """Return the programs to be used; X11's serve Wayland too where Xwayland runs.

        Raises:
            ActionError: `no-display` or `no-clipboard`.
        """
        has_wayland, has_x11 = (bool(self._environ.get(name)) for name in ("WAYLAND_DISPLAY", "DISPLAY"))
        if not has_wayland and not has_x11:
            raise NoDisplayError()
        if has_wayland and self._has("wl-copy") and self._has("wl-paste"):
            return _WAYLAND
        if has_x11 and self._has("xclip"):
            return _XCLIP
        package = "wl-clipboard" if has_wayland else "xclip"
        raise ActionError("There is no clipboard program.", code="no-clipboard", hint=f"Install {package}.")

    def _has(self, program: str) -> bool:
        return shutil.which(program, path=self._environ.get("PATH")) is not None

    def _offered(self, tool: _Tool) -> tuple[str, ...]:
        return tuple(self._call(tool.list).stdout.decode("utf-8", "replace").split("\n")[:-1])

    def _call(self, argv: Sequence[str], content: bytes | None = None) -> "subprocess.CompletedProcess[bytes]":
        """Run a program to its end; one that writes leaves a child behind, which keeps what it inherits.

        Raises:
            ActionError: `no-display`; that nothing is on the clipboard is an answer like any other.
            TimeoutError: It does not end.
        """
        try:
            done = subprocess.run(
                argv,
                input=content or b"",
                stdout=subprocess.DEVNULL if content is not None else subprocess.PIPE,
                stderr=subprocess.DEVNULL if content is not None else subprocess.PIPE,
                env=self._environ,
                timeout=CALL_LIMIT_S,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
        if done.returncode and (content is not None or not any(words in done.stderr for words in _NOTHING_THERE)):
            raise NoDisplayError()
        return done

    def _started(self, argv: Sequence[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environ,
            start_new_session=True,
        )


def _formats(offered: Sequence[str]) -> Sequence[str]:
    """Return what is there, text once and first, then the mark of a password."""
    known = {*_TEXTS, *_PROTOCOL, _SECRET_MARK, ""}
    others = [name for name in offered if name not in known and not name.startswith("text/plain")]
    has_text = any(name in _TEXTS for name in offered)
    return (*([TEXT] * has_text), *([SECRET] * (_SECRET_MARK in offered)), *others)
