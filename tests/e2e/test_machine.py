"""The machine by the public commands: what it says beside what the kernel says, processes that really end, real apt."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import machine_services
from tests.e2e.apt_world import AptWorld
from tests.e2e.asking import Asking
from tests.e2e.desktop import PrivateDesktop
from tests.e2e.running import private_env

pytestmark = pytest.mark.slow

MIB = 2**20
# Holds memory that nobody else of that name does, and says when it does.
HOLDER = f"held = b'x' * (64 * {MIB}); print('ready', flush=True); import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
)


@pytest.fixture
def ask(tmp_path):
    return Asking(private_env(tmp_path))


@pytest.fixture
def run(tmp_path):
    """Return a function that starts a script under a name, waits until it is ready, and ends it after the test."""
    started = []

    def start(name, code):
        script = tmp_path / name
        script.write_text(code)
        process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
        started.append(process)
        assert process.stdout.readline() == b"ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def facts(answer):
    (result,) = answer["results"]
    assert result["ok"], answer
    return result["facts"]


# ------------------------------------------------------------------------------------------------------------ figures


def test_memory_disk_and_uptime_are_those_of_the_kernel(ask):
    memory = facts(ask("how much memory is free"))
    total_kib = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1])
    assert memory["memory_bytes"] == total_kib * 1024
    assert facts(ask("how much disk space is left"))["total_bytes"] == shutil.disk_usage(Path.home()).total
    uptime_s = float(Path("/proc/uptime").read_text().split()[0])
    assert 0 <= uptime_s - facts(ask("how long has the computer been on"))["uptime_s"] < 3_700


def test_the_kernel_and_the_address_are_this_machines_own(ask):
    assert facts(ask("which kernel is running"))["release"] == os.uname().release
    answer = ask("what's my ip address")
    addresses = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
    known = answer["results"][0]["facts"].get("addresses", [])
    assert set(known) <= set(addresses)
    assert bool(known) == bool(addresses)


def test_what_this_machine_has_not_is_said(ask):
    has_sensors = any(Path("/sys/class").glob("hwmon/*/temp*_input")) or any(Path("/sys/class/thermal").glob("*/temp"))
    assert ("no sensors" in ask.reply("how hot is the processor")) is not has_sensors
    if not Path("/run/systemd/system").exists():
        assert ask.reply("which services have failed").startswith("There is no systemd on this computer")
    if not any(Path("/sys/class").glob("backlight/*")):
        assert ask.reply("make the screen brighter") == "This machine has no brightness I can change."


# ---------------------------------------------------------------------------------------------------------- processes


def test_what_takes_memory_is_told_as_the_kernel_counts_it(ask, run):
    holder = run("memory-holder.py", HOLDER)
    found = facts(ask("is memory-holder.py running"))
    resident, shared = (int(pages) for pages in Path(f"/proc/{holder.pid}/statm").read_text().split()[1:3])
    assert found["numbers"] == [holder.pid]
    assert abs(found["size_bytes"] - (resident - shared) * os.sysconf("SC_PAGE_SIZE")) < MIB
    listed = facts(ask("what is using so much memory"))["processes"]
    own = next((row for row in listed if row["name"] == "memory-holder.py"), None)
    assert own is None or own["size_bytes"] == found["size_bytes"]


def test_a_process_is_ended_after_a_yes_and_not_before(ask, run):
    holder, other = run("first-holder.py", HOLDER), run("other-holder.py", HOLDER)
    assert ask.reply("end the process first-holder.py", "--dry-run").startswith("I would end first-holder.py")
    asked = ask("end the process first-holder.py")
    assert asked["reply"]["text"] == f"Shall I end first-holder.py, process number {holder.pid}, which can't be undone?"
    assert holder.poll() is None
    done = ask("yes")
    assert [(r["ok"], r["verified"], r["undoable"]) for r in done["results"]] == [(True, True, False)]
    assert holder.wait(5.0) != 0
    assert other.poll() is None
    assert not ask("undo that")["results"][0]["ok"]


def test_one_that_stays_is_told_and_force_is_asked_about_with_a_code(ask, run):
    stubborn = run("stubborn-one.py", STUBBORN)
    ask(f"kill process {stubborn.pid}")
    assert ask.reply("yes").startswith("stubborn-one.py is still running, although I asked it to end.")
    code = re.search(r"code is (\d+)", ask.reply("kill it by force"))[1]
    assert stubborn.poll() is None
    assert ask(f"confirm {code}")["results"][0]["verified"]
    assert stubborn.wait(5.0) == -9


def test_the_first_process_and_what_zenus_comes_from_are_never_ended(ask):
    for number in (1, os.getpid()):
        assert "I won't end" in ask.reply(f"kill process number {number}")


def test_what_is_denied_ends_nothing(ask, run):
    holder = run("denied-holder.py", HOLDER)
    ask.configure("safety.deny", '["processes.end", "processes.kill"]')
    assert "I am not allowed to" in ask.reply(f"kill process {holder.pid}")
    assert holder.poll() is None


# ----------------------------------------------------------------------------------------------------------- services


@pytest.mark.desktop
def test_services_by_sentences_with_a_question_a_deed_and_undo(tmp_path):
    with PrivateDesktop(has_microphone=False) as desktop:
        command = [sys.executable, machine_services.__file__, str(tmp_path), "org.freedesktop.systemd1"]
        process = desktop.start(command, stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"ready\n"
        process.stdout.close()
        bus = desktop.env()["DBUS_SESSION_BUS_ADDRESS"]
        ask = Asking(desktop.env(ZENUS_HOME=str(tmp_path / "z"), DBUS_SYSTEM_BUS_ADDRESS=bus))
        assert ask.reply("stop the nginx service") == "Shall I stop the system service nginx?"
        assert '"nginx": "active"' in (tmp_path / "services.json").read_text()
        assert ask.reply("yes") == "The service nginx is stopped."
        assert '"nginx": "inactive"' in (tmp_path / "services.json").read_text()
        assert ask.reply("undo that") == "I took this back: stop the system service nginx."
        assert '"nginx": "active"' in (tmp_path / "services.json").read_text()
        assert ask.reply("restart the postgres service").startswith("Which one:")
        assert ask.reply("the second one") == "Shall I restart the system service postgresql@13-old?"


# ----------------------------------------------------------------------------------------------------------- packages


@pytest.fixture(scope="module")
def offered(tmp_path_factory) -> Iterator[AptWorld]:
    """A collection of packages; nothing of it is installed."""
    if os.geteuid() or not shutil.which("dpkg-scanpackages"):
        pytest.skip("needs root, apt and dpkg-dev")
    world = AptWorld(tmp_path_factory.mktemp("apt"))
    world.build()
    world.offer("greeter", "1.0", "a program for greeting people", Depends="greeter-data")
    world.offer("greeter-data", "1.0", "what greeter greets with")
    world.offer("keystone", "1.0", "what everything stands on", Essential="yes")
    world.offer("rival", "1.0", "greets people as well", Conflicts="greeter")
    # There is no shell in this root, so that its script cannot run.
    world.offer("stumbler", "1.0", "never gets ready", script="#!/bin/sh\nexit 0\n")
    world.publish()
    return world


@pytest.fixture
def world(offered, tmp_path) -> AptWorld:
    """A copy of the collection with a root of its own."""
    copy = AptWorld(tmp_path / "apt")
    shutil.copytree(offered.folder, copy.folder)
    for name in ("apt.conf", "root/etc/apt/sources.list"):
        file = copy.folder / name
        file.write_text(file.read_text().replace(str(offered.folder), str(copy.folder)))
    copy.publish()
    return copy


@pytest.fixture
def manage(world, tmp_path):
    return Asking(world.env(private_env(tmp_path)))


def test_packages_are_found_looked_up_and_nothing_is_installed_by_a_dry_run(manage, world):
    found = facts(manage("is there a program for greeting people"))
    assert found["first"][0] == "greeter"
    assert manage.reply("is the greeter installed") == "greeter is not installed, but version 1.0 can be."
    assert manage.reply("install the first one", "--dry-run").startswith("I would install")
    assert manage.reply("install greeter", "--dry-run").startswith("I would install greeter 1.0 with greeter-data")
    assert world.installed() == {}


def test_a_package_is_installed_with_what_it_needs_and_undo_leaves_nothing(manage, world):
    asked = manage.reply("install greeter")
    assert "install greeter 1.0 with greeter-data" in asked
    assert world.installed() == {}
    done = manage("yes")
    assert [(r["ok"], r["verified"], r["undoable"]) for r in done["results"]] == [(True, True, True)]
    assert world.installed() == {"greeter": "1.0", "greeter-data": "1.0"}
    assert (world.root / "usr/share/greeter/version").read_text() == "1.0"
    assert manage("undo that")["results"][0]["verified"]
    assert world.installed() == {}
    assert not (world.root / "usr/share/greeter").exists()


def test_removing_more_than_was_named_needs_a_code_and_the_essential_stays(manage, world):
    for name in ("greeter", "keystone"):
        manage(f"install {name}", "--yes")
    assert manage.reply("uninstall keystone").startswith("I won't do that, because keystone would be removed")
    asked = manage.reply("uninstall greeter data")
    assert "remove greeter-data, and with it greeter" in asked
    code = re.search(r"code is (\d+)", asked)[1]
    assert not manage("yes")["results"]
    code = re.search(r"code is (\d+)", manage.reply("uninstall greeter data"))[1]
    assert manage(f"confirm {code}")["results"][0]["verified"]
    assert world.installed() == {"keystone": "1.0"}


def test_updates_are_told_and_installed(manage, world):
    manage("install greeter", "--yes")
    world.offer("greeter-data", "1.1", "what greeter greets with")
    world.publish()
    assert manage.reply("what needs updating") == "1 package can be updated, among them greeter-data."
    assert manage("install all updates", "--yes")["results"][0]["verified"]
    assert world.installed() == {"greeter": "1.0", "greeter-data": "1.1"}
    assert manage.reply("is everything up to date") == "Everything is up to date."


def test_what_cannot_be_is_told_and_what_failed_half_way_is_no_success(manage, world):
    assert manage.reply("install frobnicator") == "I know no package called “frobnicator”."
    manage("install greeter", "--yes")
    assert "remove greeter for it" in manage.reply("install rival")
    failed = manage("install stumbler", "--yes")
    assert [(r["ok"], r["verified"]) for r in failed["results"]] == [(False, False)]
    assert failed["reply"]["text"].startswith("That failed, and some packages may be changed")
    assert "stumbler" not in world.installed()


@pytest.mark.parametrize("name", ["--allow-unauthenticated", "-oDebug::x=1", "greeter=0.1", "./evil.deb", "a;id"])
def test_a_name_is_never_an_option_a_version_or_a_file(manage, world, name):
    answer = manage(f"install the package {name}", "--yes")
    assert all(not result["ok"] for result in answer["results"])
    assert world.installed() == {}


def test_old_lists_are_told_and_fetched_anew(manage, world):
    before_s = time.time() - 12 * 86_400
    lists = world.root / "var/lib/apt/lists"
    for path in (lists / "partial", lists):
        os.utime(path, (before_s, before_s))
    assert "12 days old" in manage.reply("are there any updates")
    assert manage("refresh the package lists", "--yes")["results"][0]["verified"]
    assert manage.reply("are there any updates") == "Everything is up to date."
