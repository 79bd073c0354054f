"""The state of a machine whose files are written by the tests; the real one in `tests/e2e/test_machine.py`."""

import os
from collections import namedtuple

import pytest

from assistant.actions.machine.kernel_figures import read_battery
from assistant.actions.machine.system import SystemActions

pytestmark = pytest.mark.anyio

GIB_KIB = 1024 * 1024


class FakeSessions:
    """Knows what the test lets it know."""

    names = None

    def users(self):
        return self.names


@pytest.fixture
def machine(tmp_path):
    """A machine without a battery, with 8 GiB of memory and one busy core."""
    proc = tmp_path / "proc"
    proc.mkdir()
    (proc / "meminfo").write_text(f"MemTotal: {8 * GIB_KIB} kB\nMemFree: 1 kB\nMemAvailable: {6 * GIB_KIB} kB\nX:\n")
    (proc / "loadavg").write_text("1.00 0.50 0.10 1/200 1234\n")
    (proc / "stat").write_text("cpu  10 0 10 70 10 0 0 0 0 0\ncpu0 5 0 5 35 5 0 0 0 0 0\n")
    (proc / "uptime").write_text("4000.51 100.00\n")
    (tmp_path / "power").mkdir()
    return tmp_path


@pytest.fixture
def system(machine, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage(1000, 300, 600))
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    return SystemActions(machine, FakeSessions(), machine / "power", machine / "proc", machine / "class", sample_s=0.0)


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


async def test_processors_are_told_by_what_passed_meanwhile(system, machine, monkeypatch):
    async def pass_time(_s):
        (machine / "proc/stat").write_text("cpu  20 0 20 120 20 0 0 0 0 0\n")

    monkeypatch.setattr("anyio.sleep", pass_time)
    # Twenty ticks of eighty; waiting for a disk is idle as well.
    assert (await system.processor()).facts == {"load_percent": 25, "processor_count": 4}


@pytest.mark.parametrize(("uptime_s", "told_s"), [(59.9, 60), (4000.5, 3960), (200_000, 198_000)])
async def test_how_long_it_runs_is_rounded_as_people_tell_it(system, machine, uptime_s, told_s):
    (machine / "proc/uptime").write_text(f"{uptime_s} 0\n")
    assert (await system.uptime()).facts == {"uptime_s": told_s}


def add_sensor(machine, folder, **files):
    path = machine / "class" / folder
    path.mkdir(parents=True)
    for name, value in files.items():
        (path / name).write_text(f"{value}\n")


async def test_a_machine_without_sensors_has_no_temperature(system, machine):
    assert (await system.temperature()).message == "system.temperature.none"
    add_sensor(machine, "hwmon/hwmon0", name="acpitz", temp1_input=0)
    add_sensor(machine, "hwmon/hwmon1", name="broken", temp1_input="")
    assert (await system.temperature()).message == "system.temperature.none"


async def test_the_whole_processor_comes_before_its_cores_and_hotter_disks(system, machine):
    add_sensor(machine, "hwmon/hwmon0", name="nvme", temp1_input=61850)
    cores = {"temp1_label": "Package id 0", "temp1_input": 54200, "temp2_label": "Core 0", "temp2_input": 58000}
    add_sensor(machine, "hwmon/hwmon1", name="coretemp", **cores)
    facts = (await system.temperature()).facts
    assert (facts["celsius"], facts["is_processor"]) == (54, True)
    names = [sensor["name"] for sensor in facts["sensors"]]
    assert names == ["coretemp Package id 0", "nvme", "coretemp Core 0"]


async def test_thermal_zones_are_read_where_there_is_no_other_sensor(system, machine):
    add_sensor(machine, "thermal/thermal_zone0", type="acpitz", temp=47000)
    assert (await system.temperature()).facts["sensor"] == "acpitz"
    add_sensor(machine, "hwmon/hwmon0", name="k10temp", temp1_input=51000)
    assert (await system.temperature()).facts["sensor"] == "k10temp"


async def test_who_is_logged_in_is_told_or_that_nothing_tells(system, monkeypatch):
    assert (await system.users()).message == "system.users.unknown"
    monkeypatch.setattr(FakeSessions, "names", [])
    assert (await system.users()).message == "system.users.none"
    monkeypatch.setattr(FakeSessions, "names", ["ada", "bob"])
    assert (await system.users()).facts == {"count": 2, "names": ["ada", "bob"]}


async def test_the_version_is_that_of_this_very_system(system):
    facts = (await system.version()).facts
    assert (facts["release"], facts["host"]) == (os.uname().release, os.uname().nodename)
