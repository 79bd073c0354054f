from collections import namedtuple

import pytest

from assistant.actions.system import SystemActions, read_battery

pytestmark = pytest.mark.anyio

GIB_KIB = 1024 * 1024


@pytest.fixture
def machine(tmp_path):
    """A machine without a battery, with 8 GiB of memory and one busy core."""
    proc = tmp_path / "proc"
    proc.mkdir()
    (proc / "meminfo").write_text(f"MemTotal: {8 * GIB_KIB} kB\nMemFree: 1 kB\nMemAvailable: {6 * GIB_KIB} kB\nX:\n")
    (proc / "loadavg").write_text("1.00 0.50 0.10 1/200 1234\n")
    (tmp_path / "power").mkdir()
    return tmp_path


@pytest.fixture
def system(machine, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage(1000, 300, 600))
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    return SystemActions(machine, machine / "power", machine / "proc")


def add_supply(machine, name, **values):
    folder = machine / "power" / name
    folder.mkdir()
    for key, value in values.items():
        (folder / key).write_text(f"{value}\n")


async def test_disk_counts_what_the_user_can_have(system):
    assert (await system.disk()).facts == {"free_bytes": 600, "total_bytes": 1000, "disk_used_percent": 33}


async def test_memory_in_use_is_what_is_not_available(system):
    facts = (await system.memory()).facts
    assert facts["memory_used_percent"] == 25
    assert facts["available_bytes"] == 6 * GIB_KIB * 1024


async def test_no_battery_is_told(system, machine):
    add_supply(machine, "AC", type="Mains", online=1)
    add_supply(machine, "mouse", type="Battery", scope="Device", capacity=80, status="Discharging")
    assert (await system.battery()).message == "system.battery.none"


async def test_a_machine_without_power_supplies_has_no_battery(tmp_path):
    assert read_battery(tmp_path / "missing") is None


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ([(80, "Discharging")], (80, False, False)),
        ([(80, "Charging"), (60, "Not charging")], (70, True, False)),
        ([(100, "Full")], (100, False, True)),
        ([(103, "Full")], (100, False, True)),
    ],
)
async def test_batteries_are_taken_together(system, machine, supplies, expected):
    for number, (capacity, status) in enumerate(supplies):
        add_supply(machine, f"BAT{number}", type="Battery", capacity=capacity, status=status)
    facts = (await system.battery()).facts
    assert (facts["battery_percent"], facts["is_charging"], facts["is_full"]) == expected


async def test_a_battery_that_does_not_answer_does_not_count(system, machine):
    add_supply(machine, "BAT0", type="Battery")
    assert (await system.battery()).message == "system.battery.none"


async def test_status_sums_up(system, machine):
    facts = (await system.status()).facts
    assert (facts["load_percent"], facts["battery_percent"], facts["free_bytes"]) == (25, None, 600)
    add_supply(machine, "BAT0", type="Battery", capacity=42, status="Discharging")
    assert (await system.status()).facts["battery_percent"] == 42
