"""A process table that is scripted, and applications that claim some of it."""

import signal

from assistant.actions.apps.desktop_entry import DesktopEntry
from assistant.actions.apps.process_table import ProcessLoad
from assistant.actions.apps.running_apps import Process, RunningApp
from assistant.actions.machine.process_survey import ProcessSurvey

OWN_USER = 1000
MIB = 2**20


def load(pid, *argv, parent=2, user=OWN_USER, mib=10, ticks=0, program=""):
    """Return a process; `program` is its path, by default that of its first word."""
    process = Process(pid, pid * 10, parent, program or f"/usr/bin/{argv[0].rpartition('/')[2]}", tuple(argv))
    return ProcessLoad(process, user, mib * MIB, ticks)


class FakeTable:
    """Processes that end on the signals that they are told to end on."""

    def __init__(self, *loads):
        self.alive = list(loads)
        self.sent = []
        self.ends_on = {signal.SIGTERM, signal.SIGKILL}
        # Ticks that each process is busy from one look to the next.
        self.busy = {}
        self._looks = 0

    def loads(self):
        self._looks += 1
        return [
            ProcessLoad(each.process, each.user_id, each.own_bytes, self.busy.get(each.process.pid, 0) * self._looks)
            for each in self.alive
        ]

    def lives(self, process):
        return any(each.process == process for each in self.alive)

    def send(self, process, number):
        self.sent.append((process.pid, number))
        if number in self.ends_on:
            self.alive = [each for each in self.alive if process.pid not in (each.process.pid, each.process.parent)]
        return True


class FakeApps:
    def __init__(self, **names):
        self.names = names

    async def running(self):
        return [RunningApp(_entry(name), list(processes)) for name, processes in self.names.items()]


def _entry(name):
    return DesktopEntry(f"{name}.desktop", name, (name,), (), (), (name,), needs_terminal=False)


def survey_of(table, **names):
    """Return a survey of a scripted table in no time."""
    return ProcessSurvey(table, FakeApps(**names), sample_s=0.0)
