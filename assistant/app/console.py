"""The terminal as a front end: the timeline of events, and a typed prompt."""

import os
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TextIO

import anyio

from assistant.kernel import events as ev
from assistant.kernel.bus import Stamped
from assistant.kernel.errors import ZenusError


def tell(sentence: str) -> None:
    """Print a sentence that is not an event."""
    print(sentence, flush=True)  # noqa: T201  the terminal is the front end


class TypedPrompt:
    """Reads requests from standard input, a line each, until it ends."""

    async def run(self, ask: Callable[[str], Awaitable[None]]) -> None:
        """Hand each line to `ask`; what a request ends with is the timeline's to tell."""
        async for line in _typed_lines(sys.stdin.fileno(), prompt="> " if sys.stdin.isatty() else ""):
            if not line.strip():
                continue
            try:
                await ask(line.strip())
            except ZenusError as error:
                tell(f"{error.message} {error.hint}".rstrip())


async def _typed_lines(descriptor: int, prompt: str) -> AsyncIterator[str]:
    """Yield line by line. Python's own buffer is passed by: a line in it would not wake who waits for the system."""
    # Files and /dev/null are always readable, and the system's way of waiting refuses them.
    mode = os.fstat(descriptor).st_mode
    can_wait = os.isatty(descriptor) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
    waiting = b""
    while True:
        print(prompt, end="", flush=True)  # noqa: T201
        while b"\n" not in waiting:
            if can_wait:
                await anyio.wait_readable(descriptor)
            chunk = os.read(descriptor, 65_536)
            if not chunk:
                yield waiting.decode(errors="replace")
                return
            waiting += chunk
        line, _, waiting = waiting.partition(b"\n")
        yield line.decode(errors="replace")


class Timeline:
    """Prints one line an event, with the seconds since start, to standard output or `out`. A sink of the event bus."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout

    def __call__(self, stamped: Stamped) -> None:
        """Print the event, if it tells a user anything."""
        line = _describe(stamped.event)
        if line:
            print(f"{stamped.t_s:8.2f} s  {line}", file=self._out, flush=True)


def _describe(event: ev.Event) -> str:
    for kind, describe in _DESCRIPTIONS.items():
        if isinstance(event, kind):
            name, text = describe(event)
            return f"{name:<11} {text}".rstrip()
    return ""


def _plan(event: ev.Planned) -> str:
    return ", ".join(f"{step['action']} {step['args'] or ''}".rstrip() for step in event.steps)


def _finished(event: ev.ActionFinished) -> str:
    outcome = "failed" if not event.ok else "verified" if event.verified else "done, not confirmed"
    return " · ".join([f"{event.action}: {outcome}", *event.effects])


_DESCRIPTIONS: dict[type[ev.Event], Callable[..., tuple[str, str]]] = {
    ev.StateChanged: lambda e: ("state", e.name),
    ev.MicrophoneChanged: lambda e: ("microphone", f"{e.name}: {'live' if e.is_live else 'lost'}"),
    ev.WakeDetected: lambda e: ("wake", f"{e.name} ({e.score:.2f})"),
    ev.SpeechStarted: lambda _e: ("speech", "started"),
    ev.SpeechEnded: lambda e: ("speech", f"ended ({e.reason})"),
    ev.Transcribed: lambda e: ("transcript", f"“{e.text}” ({e.confidence:.2f})") if e.final else ("", ""),
    ev.Planned: lambda e: ("plan", f"{e.source}: {_plan(e)}"),
    ev.ApprovalRequested: lambda e: ("question", e.question),
    ev.ApprovalGiven: lambda e: ("answer", f"{'yes' if e.granted else 'no'} ({e.by})"),
    ev.ActionFinished: lambda e: ("action", _finished(e)),
    ev.Replied: lambda e: ("reply", f"“{e.text}”"),
    ev.Spoken: lambda e: ("spoken", "to the end" if e.complete else f"until “{e.text}”"),
    ev.Interrupted: lambda e: ("interrupted", f"by {e.by}"),
    ev.ErrorRaised: lambda e: ("error", f"{e.message} {e.hint}".rstrip()),
}
