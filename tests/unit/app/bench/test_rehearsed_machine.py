"""The computer that dialogues are played on does what it is told, and is not this one."""

import os

import pytest

from assistant.actions.machine.package_changes import PackageChangeActions
from assistant.actions.machine.process_ending import ProcessEndingActions
from assistant.actions.machine.process_survey import ProcessSurvey
from assistant.actions.machine.service_control import ServiceControlActions
from assistant.app.bench.dialogues.machine import rehearsed_machine
from tests.unit.actions.acting import act
from tests.unit.actions.machine.scripted_processes import FakeApps

pytestmark = pytest.mark.anyio


async def test_its_processes_end_and_are_none_of_this_computers():
    machine = rehearsed_machine()
    loads = machine.processes.loads()
    assert os.getpid() not in {load.process.pid for load in loads}
    survey = ProcessSurvey(machine.processes, FakeApps(), sample_s=0.0)
    assert await (
        await act(ProcessEndingActions(survey, machine.processes), "processes.end", process="train.py")
    ).check()


async def test_its_services_stop_and_start():
    actions = ServiceControlActions(rehearsed_machine().services)
    for name in ("services.stop", "services.start", "services.restart"):
        assert await (await act(actions, name, service="nginx")).check()


async def test_its_packages_come_and_go():
    actions = PackageChangeActions(rehearsed_machine().packages)
    for name, args in (
        ("packages.install", {"package": "gimp"}),
        ("packages.remove", {"package": "gimp"}),
        ("packages.upgrade", {}),
    ):
        assert await (await act(actions, name, **args)).check()
