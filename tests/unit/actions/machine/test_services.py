"""Services under a manager that is scripted; one on a real bus in `tests/integration/actions/test_machine_bus.py`."""

from dataclasses import replace

import pytest

from assistant.actions.machine import service_control
from assistant.actions.machine.service_control import ServiceControlActions
from assistant.actions.machine.service_names import meant
from assistant.actions.machine.services import ServiceActions
from assistant.actions.machine.systemd import Service, ServiceDetails, Verb
from assistant.actions.outcome import ActionFailedError
from assistant.kernel.errors import ActionError
from tests.unit.actions.acting import act, foresee, take_back

pytestmark = pytest.mark.anyio

STATES = {Verb.START: "active", Verb.STOP: "inactive", Verb.RESTART: "active"}


class FakeManager:
    """Carries out orders at once, unless the test says otherwise."""

    def __init__(self, **states):
        self.now = {
            name.replace("_", "-"): Service(name.replace("_", "-"), True, active=s) for name, s in states.items()
        }
        self.orders = []
        self.problem = ""
        self.obeys = True
        self.starts = 0

    def services(self):
        return list(self.now.values())

    def failed(self):
        return [service for service in self.now.values() if service.active == "failed"]

    def service(self, name, is_system):
        return self.now.get(name)

    def details(self, service):
        return ServiceDetails(entered_us=1_700_000_000_000_000 + self.starts, file_state="enabled")

    def order(self, service, verb):
        self.orders.append((service.name, verb))
        if self.problem:
            return self.problem
        if self.obeys:
            self.starts += 1
            self.now[service.name] = replace(self.now[service.name], active=STATES[verb])
        return ""


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("ssh", ["ssh"]),
        ("cron", ["crond"]),
        ("network manager", ["NetworkManager"]),
        ("my sql", ["mysql"]),
        ("postgre", ["postgresql@13", "postgresql@15"]),
        ("nothing", []),
        ("...", []),
    ],
)
def test_a_service_is_meant_by_its_name_its_daemon_or_how_names_begin(words, names):
    known = ["ssh", "sshd", "crond", "NetworkManager", "mysql", "postgresql@13", "postgresql@15"]
    assert [service.name for service in meant(words, [Service(name, True) for name in known])] == names


def test_of_the_same_name_the_one_that_runs_is_meant():
    own, other = Service("syncthing", False, active="active"), Service("syncthing", True)
    assert meant("syncthing", [other, own]) == [own]
    assert meant("sync", [other, own]) == [own]


async def test_how_a_service_is_is_told_with_since_when():
    facts = (await act(ServiceActions(FakeManager(nginx="active")), "services.status", service="nginx")).facts
    assert (facts["is_active"], facts["is_enabled"], facts["since"][:4]) == (True, True, "2023")
    facts = (await act(ServiceActions(FakeManager(nginx="failed")), "services.status", service="nginx")).facts
    assert (facts["is_active"], facts["state"], facts["since"]) == (False, "failed", "")


async def test_which_failed_is_told_or_that_none_did():
    assert (await act(ServiceActions(FakeManager(a="failed", b="active")), "services.failed")).facts["first"] == ["a"]
    assert (await act(ServiceActions(FakeManager(b="active")), "services.failed")).message == "services.failed.none"


@pytest.mark.parametrize(("name", "before", "after"), [("start", "inactive", "active"), ("stop", "active", "inactive")])
async def test_a_service_is_turned_and_back_again(name, before, after):
    manager = FakeManager(nginx=before)
    actions = ServiceControlActions(manager)
    prospect = await foresee(actions, f"services.{name}", service="nginx")
    assert prospect.effects.wants_preview
    assert manager.orders == []
    outcome = await act(actions, f"services.{name}", service="nginx")
    assert await outcome.check()
    assert manager.now["nginx"].active == after
    assert await take_back(actions, f"services.{name}", prospect)
    assert manager.now["nginx"].active == before


async def test_a_restart_is_confirmed_by_a_new_beginning_alone():
    manager = FakeManager(nginx="active")
    actions = ServiceControlActions(manager)
    assert (await foresee(actions, "services.restart", service="nginx")).undo is None
    assert await (await act(actions, "services.restart", service="nginx")).check()
    manager.obeys = False
    assert not await (await act(actions, "services.restart", service="nginx")).check()


@pytest.mark.parametrize(
    ("name", "service", "key"),
    [
        ("start", "nginx", "services.start.already"),
        ("stop", "cups", "services.stop.already"),
        ("stop", "dbus", "services.kept"),
        ("restart", "systemd-logind", "services.kept"),
        ("stop", "gdm", "services.kept"),
        ("stop", "gone", "services.unknown"),
        ("stop", "n", "services.several"),
        ("stop", "--now nginx", "services.unknown"),
        ("start", "nginx;reboot", "services.unknown"),
    ],
)
async def test_what_cannot_or_may_not_be_done_is_told_before(name, service, key):
    states = {"nginx": "active", "cups": "inactive", "dbus": "active", "systemd_logind": "active", "gdm": "active"}
    manager = FakeManager(**states, ntp="active")
    with pytest.raises(ActionFailedError) as failed:
        await foresee(ServiceControlActions(manager), f"services.{name}", service=service)
    assert failed.value.key == key
    assert manager.orders == []


@pytest.mark.parametrize("name", ["stop", "restart"])
async def test_what_the_network_hangs_on_is_final(name):
    prospect = await foresee(ServiceControlActions(FakeManager(ssh="active")), f"services.{name}", service="ssh")
    assert (prospect.effects.is_final, prospect.undo, prospect.facts["cuts_off"]) == (True, None, True)


@pytest.mark.parametrize(
    ("problem", "key"), [("refused", "services.no_rights"), ("org.freedesktop.systemd1.Masked", "services.failed_to")]
)
async def test_an_order_that_is_not_taken_is_told_with_what_to_type(problem, key):
    manager = FakeManager(nginx="active")
    manager.problem = problem
    with pytest.raises(ActionFailedError) as failed:
        await act(ServiceControlActions(manager), "services.stop", service="nginx")
    assert failed.value.key == key
    assert failed.value.facts.get("line") in (None, "sudo systemctl stop nginx")


async def test_one_that_fails_to_start_and_one_that_stays_are_no_successes(monkeypatch):
    monkeypatch.setitem(STATES, Verb.START, "failed")
    with pytest.raises(ActionFailedError, match="failed_to"):
        await act(ServiceControlActions(FakeManager(nginx="inactive")), "services.start", service="nginx")
    monkeypatch.setitem(STATES, Verb.STOP, "deactivating")
    monkeypatch.setattr(service_control, "SETTLE_S", 0.0)
    with pytest.raises(ActionFailedError, match="slow"):
        await act(ServiceControlActions(FakeManager(nginx="active")), "services.stop", service="nginx")


async def test_a_machine_without_systemd_is_told():
    class NoManager(FakeManager):
        def services(self):
            raise ActionError("There is no systemd.", code="no-systemd")

    for name in ("services.status", "services.list"):
        with pytest.raises(ActionError, match="no systemd"):
            await act(ServiceActions(NoManager()), name, **({"service": "x"} if name.endswith("status") else {}))
