"""Which installed applications run: programs and windows told apart by desktop entry, as a pure function.

A window belongs to the entry that its class names, a process to the entry of its windows or else to that of its
program. A process number alone proves nothing, since numbers are used again: with its start time it does.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assistant.actions.apps.desktop_entry import DesktopEntry

_PROGRAMS = Path(__file__).with_name("programs.toml")


@dataclass(frozen=True, slots=True)
class Process:
    """A process of this user.

    Attributes:
        started_ticks: Start time in clock ticks since boot; with the number it names one process for ever.
        program: Real path of what it executes; empty if the kernel does not tell.
    """

    pid: int
    started_ticks: int
    parent: int
    program: str
    argv: tuple[str, ...]

    def names(self) -> set[str]:
        """Return what the program may be called: by its file, as it was started, or by the script that it runs."""
        words = [self.program, *self.argv[:1]]
        if is_launcher(_name(self.program)):
            words += [word for word in self.argv[1:2] if not word.startswith("-")]
        return {_name(word) for word in words if word}


@dataclass(frozen=True, slots=True)
class Window:
    """A window on the screen.

    Attributes:
        pid: The process that it says it belongs to; 0 if it does not say.
        window_class: Instance and class, joined by a dot.
    """

    window_id: str
    pid: int
    window_class: str

    def likeness(self, name: str) -> int:
        """Return how surely the instance, or else the class, is called so; 0 if neither is, whatever the case."""
        return _likeness(self.window_class, name) or min(1, _likeness(self.window_class.lower(), name.lower()))


@dataclass(frozen=True, slots=True)
class InstalledApp:
    """A desktop entry with its program.

    Attributes:
        program: Real path; empty if it is not there.
        name: What the program is called in the entry.
        arguments: What it is told there.
    """

    entry: DesktopEntry
    program: str
    name: str
    arguments: tuple[str, ...]

    def runs_as(self, process: Process) -> bool:
        """Return whether a process is the program, run as the entry says.

        An option that is missing is overlooked, since programs drop those that they have dealt with; a word is not: a
        terminal is no mail program unless it was told to run that.
        """
        names = process.names()
        if is_launcher(self.name):
            return self.name in names and process.argv[1 : 1 + max(1, len(self.arguments))] == self.arguments
        if self.program != process.program and self.name not in names:
            return False
        return all(argument.startswith("-") or argument in process.argv for argument in self.arguments)

    def closeness(self, process: Process) -> tuple[int, int]:
        """Return how many of the entry's arguments a process has, and how many it lacks as a negative number."""
        if not self.runs_as(process):
            return (0, 0)
        wanted, found = {*self.arguments}, {*process.argv}
        return (len(wanted & found), -len(wanted - found))

    def is_akin_to(self, process: Process, window: Window) -> bool:
        """Return whether the process that a window names has to do with the application.

        A program in a container of its own gives the number that it has there, which is anybody's here.
        """
        folder = self.program.rpartition("/")[0]
        if self.runs_as(process) or ("/bin" not in folder and folder == process.program.rpartition("/")[0] != ""):
            return True
        words = {word.lower() for word in (self.name, window.window_class.partition(".")[0]) if not is_launcher(word)}
        return any(word and word in process.program.lower() for word in words)


@dataclass(slots=True)
class RunningApp:
    """An application with what runs of it.

    Attributes:
        is_protected: The session, or Zenus itself, would end with it.
    """

    entry: DesktopEntry
    processes: list[Process] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    is_protected: bool = False


def installed_app(entry: DesktopEntry, find: Callable[[str], str]) -> InstalledApp:
    """Return an application.

    Args:
        entry: Its entry; what that says to `env` before the program is left out.
        find: Returns the real path of a program; empty if it is not there.
    """
    argv = entry.argv
    if _name(argv[0]) == "env":
        rest = [index for index, word in enumerate(argv) if index and "=" not in word and not word.startswith("-")]
        argv = argv[rest[0] :] if rest else argv
    return InstalledApp(entry, find(argv[0]), _name(argv[0]), argv[1:])


def running_apps(
    apps: Sequence[InstalledApp], processes: Collection[Process], windows: Collection[Window], own_pid: int
) -> Sequence[RunningApp]:
    """Return the applications that run, in the order of `apps`.

    Args:
        apps: What is installed.
        processes: Those of this user, and of no other.
        windows: Those on the screen.
        own_pid: The process of Zenus.
    """
    by_pid = {process.pid: process for process in processes}
    by_program = _by_program(apps)
    found = {app.entry.desktop_id: RunningApp(app.entry) for app in apps}
    claimed: set[int] = set()
    for window in windows:
        process = by_pid.get(window.pid)
        app = _app_of_window(window, process, apps, by_program)
        if app:
            running = found[app.entry.desktop_id]
            running.windows.append(window)
            if process and app.is_akin_to(process, window):
                claimed.add(process.pid)
                running.processes += [process] * (process not in running.processes)
    for process in processes:
        app = _app_of_process(process, by_program) if process.pid not in claimed else None
        if app:
            found[app.entry.desktop_id].processes.append(process)
    line = set(line_of(own_pid, by_pid))
    for running in found.values():
        running.is_protected = any(process.pid in line or is_session(process) for process in running.processes)
    return [running for running in found.values() if running.processes or running.windows]


def is_launcher(name: str) -> bool:
    """Return whether a program's name says nothing of what it runs."""
    return name.rstrip("0123456789.") in _listed("launchers")


def is_session(process: Process) -> bool:
    """Return whether the session stands on this program, or it is Zenus."""
    return not process.names().isdisjoint(_listed("session"))


def line_of(pid: int, by_pid: Mapping[int, Process]) -> Iterator[int]:
    """Yield a process and those that it comes from; what ends them may end it."""
    seen: set[int] = set()
    while pid > 1 and pid not in seen:
        seen.add(pid)
        yield pid
        pid = by_pid[pid].parent if pid in by_pid else 0


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(tomllib.loads(_PROGRAMS.read_text("utf-8"))[kind])


_ByProgram = Mapping[str, Sequence[InstalledApp]]


def _by_program(apps: Sequence[InstalledApp]) -> _ByProgram:
    """Return the applications by the path and by the name of their program."""
    found: defaultdict[str, list[InstalledApp]] = defaultdict(list)
    for app in apps:
        for key in {app.program, app.name} - {""}:
            found[key].append(app)
    return found


def _app_of_process(process: Process, by_program: _ByProgram) -> InstalledApp | None:
    """Return the application whose program this is, and of several the one that was started most like it."""
    known = [app for key in (process.program, *sorted(process.names())) for app in by_program.get(key, ())]
    return max((app for app in known if app.runs_as(process)), key=lambda app: app.closeness(process), default=None)


def _app_of_window(
    window: Window, process: Process | None, apps: Sequence[InstalledApp], by_program: _ByProgram
) -> InstalledApp | None:
    """Return the application that the class of a window names best, else that of its process.

    Of several that it names, the one that the process was started as is meant.
    """

    def rank(app: InstalledApp) -> tuple[int, ...]:
        return (*(app.closeness(process) if process else (0, 0)), *_class_rank(window, app))

    named = [app for app in apps if any(_class_rank(window, app))]
    return max(named, key=rank) if named else _app_of_process(process, by_program) if process else None


def _class_rank(window: Window, app: InstalledApp) -> tuple[int, ...]:
    """Return how surely a window is an application's: by what its entry says, its id, its program, its name."""
    entry = app.entry
    names = (entry.window_class, entry.desktop_id.removesuffix(".desktop"), app.name, entry.name)
    return tuple(window.likeness(name) for name in names)


def _likeness(window_class: str, name: str) -> int:
    if not name:
        return 0
    if window_class == name or window_class.startswith(f"{name}."):
        return 3
    return 2 * window_class.endswith(f".{name}")


def _name(path: str) -> str:
    return path.rpartition("/")[2]
