"""The network of a machine whose tables are written by the tests; NetworkManager in `tests/integration/actions`."""

import pytest

from assistant.actions.machine.network import NetworkActions
from assistant.actions.machine.network_links import Link, LinkKind, NetworkLinks
from assistant.kernel.errors import ActionError
from tests.unit.actions.acting import act

pytestmark = pytest.mark.anyio

HEADER = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
BY_CABLE = (
    HEADER + "eth0 0002A8C0 00000000 0001 0 0 0 00FFFFFF 0 0 0\neth0 00000000 010200C0 0003 0 0 0 00000000 0 0 0\n"
)
SERVICE = "org.freedesktop.NetworkManager"


class FakeBus:
    """Answers with the properties of an interface."""

    def __init__(self, **tables):
        self.tables = tables

    def ask(self, *calls):
        if not self.tables:
            raise ActionError("There is no bus.", code="no-system-bus")
        return [[self.tables[call.path.rpartition("/")[2]]] for call in calls]


@pytest.fixture
def machine(tmp_path):
    (tmp_path / "proc/net").mkdir(parents=True)
    (tmp_path / "proc/net/route").write_text(BY_CABLE)
    (tmp_path / "class/net/eth0/device").mkdir(parents=True)
    (tmp_path / "class/net/wlan0/wireless").mkdir(parents=True)
    (tmp_path / "class/net/tun0").mkdir(parents=True)
    return tmp_path


def links(machine, **tables):
    return NetworkLinks(FakeBus(**tables), machine / "proc", machine / "class")


def test_the_kernels_table_tells_the_way_where_nothing_manages_it(machine):
    assert links(machine).link() == Link("eth0", LinkKind.WIRED)


@pytest.mark.parametrize("table", ["", HEADER, HEADER + "eth0 00000000 010200C0 0002 0 0 0 00000000 0 0 0\n"])
def test_without_a_way_that_is_up_there_is_no_network(machine, table):
    (machine / "proc/net/route").write_text(table)
    assert links(machine).link() is None


def test_a_way_of_the_newer_protocol_counts_as_well(machine):
    (machine / "proc/net/route").write_text(HEADER)
    zeros = "0" * 32
    lines = f"{zeros} 00 {zeros} 00 {zeros} ffffffff 1 0 00200200 lo\n{zeros} 00 {zeros} 00 {zeros} 400 1 0 3 wlan0\n"
    (machine / "proc/net/ipv6_route").write_text(lines)
    assert links(machine).link() == Link("wlan0", LinkKind.WIFI)


def test_a_tunnel_is_neither_cable_nor_air(machine):
    (machine / "proc/net/route").write_text(BY_CABLE.replace("eth0", "tun0"))
    assert links(machine).link() == Link("tun0", LinkKind.OTHER)


def test_the_name_and_the_strength_come_from_what_manages_the_network(machine):
    (machine / "proc/net/route").write_text(BY_CABLE.replace("eth0", "wlan0"))
    found = links(
        machine,
        NetworkManager={"PrimaryConnection": "/active/1", "Connectivity": 4},
        **{"1": {"Id": "profile", "SpecificObject": "/air/7"}, "7": {"Ssid": b"Caf\xc3\xa9\n\x07", "Strength": 63}},
    ).link()
    assert found == Link("wlan0", LinkKind.WIFI, "Café", 63, "full")


def test_what_answers_oddly_is_left_out(machine):
    found = links(machine, NetworkManager={"PrimaryConnection": 5, "Connectivity": "x"}).link()
    assert found == Link("eth0", LinkKind.WIRED)


class FakeLinks:
    def __init__(self, link=None, addresses=()):
        self._link = link
        self._addresses = list(addresses)

    def link(self):
        return self._link

    def addresses(self):
        return self._addresses


async def test_no_network_is_told_and_no_address_made_up():
    actions = NetworkActions(FakeLinks())
    for name in ("system.network", "system.address"):
        assert (await act(actions, name)).message == "system.network.none"


async def test_the_address_is_the_one_on_the_way_out():
    facts = (await act(NetworkActions(FakeLinks(addresses=["10.0.0.7", "fd00::7"])), "system.address")).facts
    assert facts == {"address": "10.0.0.7", "addresses": ["10.0.0.7", "fd00::7"]}
