"""This machine's own process table, with processes that the test starts."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from assistant.actions.apps.process_table import ProcessTable


@pytest.fixture
def sleeper():
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def table():
    return ProcessTable()


def entry_of(table, pid):
    return next((process for process in table.processes() if process.pid == pid), None)


def test_a_process_is_found_with_what_it_runs(table, sleeper):
    found = entry_of(table, sleeper.pid)
    assert (found.argv, found.parent) == (("sleep", "60"), os.getpid())
    assert found.program.rpartition("/")[2] in ("sleep", "busybox", "coreutils")
    assert table.lives(found)


def test_this_very_process_is_found(table):
    assert entry_of(table, os.getpid()).program == os.path.realpath(sys.executable)


def test_threads_of_the_kernel_are_no_processes_of_ours(table):
    assert all(process.argv for process in table.processes())


def test_a_signal_ends_it_and_what_was_not_waited_for_does_not_live(table, sleeper):
    found = entry_of(table, sleeper.pid)
    assert table.send(found, signal.SIGTERM)
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
    assert not table.lives(found)
    assert entry_of(table, sleeper.pid) is None
    assert not table.send(found, signal.SIGKILL)


def test_a_number_that_was_used_again_is_never_hit(table, sleeper):
    former = replace(entry_of(table, sleeper.pid), started_ticks=1)
    assert not table.lives(former)
    assert not table.send(former, signal.SIGKILL)
    assert sleeper.poll() is None


def test_a_number_that_nobody_has_is_gone(table, sleeper):
    found = entry_of(table, sleeper.pid)
    sleeper.kill()
    sleeper.wait()
    assert not table.send(found, signal.SIGKILL)


def proc(folder, pid, *, name="a b) c", state="S", argv=b"tool\0--x\0"):
    path = folder / str(pid)
    path.mkdir()
    (path / "stat").write_text(f"{pid} ({name}) {state} 1 " + "0 " * 17 + "4711 0 0\n")
    (path / "cmdline").write_bytes(argv)
    return path


def test_odd_names_and_replaced_programs_are_read(tmp_path):
    path = proc(tmp_path, 42)
    (path / "exe").symlink_to("/usr/bin/tool (deleted)")
    (found,) = ProcessTable(tmp_path).processes()
    assert (found.pid, found.started_ticks, found.parent) == (42, 4711, 1)
    assert (found.program, found.argv) == ("/usr/bin/tool", ("tool", "--x"))


@pytest.mark.parametrize("broken", [{"argv": b""}, {"state": "Z"}])
def test_what_has_ended_or_is_none_of_ours_is_left_out(tmp_path, broken):
    proc(tmp_path, 42, **broken)
    (tmp_path / "self").mkdir()
    (tmp_path / "43").mkdir()
    assert ProcessTable(tmp_path).processes() == []


def test_another_users_process_is_left_out(tmp_path, monkeypatch):
    proc(tmp_path, 42)
    own = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: own + 1)
    assert ProcessTable(tmp_path).processes() == []
