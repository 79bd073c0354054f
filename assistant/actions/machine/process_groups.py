"""Processes told together under names that people know, as pure functions.

Those of an installed application go by its name; others by their program, or by the script that an interpreter runs.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.actions.apps.process_table import ProcessLoad
from assistant.actions.apps.running_apps import Process, is_launcher, is_session, line_of
from assistant.actions.file_search import joined, plain
from assistant.actions.foreign_text import spoken

# Programs that write their state into their own name: "nginx: worker process", "sshd: ada@pts/0".
_TITLE = re.compile(r"([\w.+-]+): ")
# What a program was started as, unless it wrote something else there.
_PLAIN_NAME = re.compile(r"-?([\w.+-]+)")
# A script that is called "3" says less than what runs it.
_SAYS_SOMETHING = re.compile(r"[^\W\d]{2}")
_DAEMONS_OF_THE_SYSTEM = "systemd-"


@dataclass(frozen=True, slots=True)
class ProcessGroup:
    """Processes of one user that go by one name.

    Attributes:
        loads: At least one.
    """

    name: str
    user_id: int
    loads: tuple[ProcessLoad, ...]

    @property
    def own_bytes(self) -> int:
        """Memory that the end of them all would set free."""
        return sum(load.own_bytes for load in self.loads)

    @property
    def pids(self) -> list[int]:
        """Their numbers, ascending."""
        return sorted(load.process.pid for load in self.loads)

    def is_called(self, words: str) -> bool:
        """Return whether `words` are the group's name, or that of a program in it."""
        wanted = joined(words)
        names = {self.name, *(name for load in self.loads for name in load.process.names())}
        return bool(wanted) and wanted in {joined(name) for name in names}

    def is_likely(self, words: str) -> bool:
        """Return whether `words` are some of those in its name."""
        wanted = set(plain(words).split())
        return bool(wanted) and wanted <= set(plain(self.name).split())


def group_processes(loads: Iterable[ProcessLoad], app_names: Mapping[int, str]) -> list[ProcessGroup]:
    """Return all processes by name and user.

    Args:
        loads: The processes.
        app_names: What the application of a process is called, by its number.
    """
    found: defaultdict[tuple[str, int], list[ProcessLoad]] = defaultdict(list)
    for load in loads:
        name = app_names.get(load.process.pid) or program_name(load.process)
        found[name, load.user_id].append(load)
    return [ProcessGroup(name, user_id, tuple(group)) for (name, user_id), group in found.items()]


def program_name(process: Process) -> str:
    """Return what the program of a process is called, as a short line, whatever it calls itself."""
    first = process.argv[0] if process.argv else ""
    if title := _TITLE.match(first):
        return title[1]
    started_as = _PLAIN_NAME.fullmatch(_last_part(first))
    name = started_as[1] if started_as else _last_part(process.program) or first
    script = _script_name(process.argv) if is_launcher(name) else ""
    return spoken(script if _SAYS_SOMETHING.search(script) else name)


def called(words: str, groups: Sequence[ProcessGroup]) -> list[ProcessGroup]:
    """Return the groups that `words` name: a process's number, a whole name, or else some words of one."""
    if words.isdecimal():
        return [
            ProcessGroup(group.name, group.user_id, (load,))
            for group in groups
            for load in group.loads
            if load.process.pid == int(words)
        ]
    exact = [group for group in groups if plain(group.name) == plain(words)]
    return exact or [g for g in groups if g.is_called(words)] or [g for g in groups if g.is_likely(words)]


def holds_up_session(group: ProcessGroup, everybody: Collection[ProcessLoad], own_pid: int) -> bool:
    """Return whether the session, the system or Zenus itself would end with one of the group."""
    by_pid = {load.process.pid: load.process for load in everybody}
    line = {1, *line_of(own_pid, by_pid)}
    return any(
        load.process.pid in line
        or is_session(load.process)
        or program_name(load.process).startswith(_DAEMONS_OF_THE_SYSTEM)
        for load in group.loads
    )


def _script_name(argv: Sequence[str]) -> str:
    """Return the script or the module that an interpreter runs; empty if it runs none."""
    words = list(argv[1:])
    if words[:1] == ["-m"] and len(words) > 1:
        return words[1]
    while words and words[0] in ("-u", "-I", "-E", "-s", "-B", "-O"):
        words = words[1:]
    return "" if not words or words[0].startswith("-") else _last_part(words[0])


def _last_part(path: str) -> str:
    return path.rpartition("/")[2]
