"""Runs of apt-get with a small program in its place: progress, stops, and how they ended."""

import os

import pytest

from assistant.actions.machine.apt_run import AptRun
from assistant.actions.machine.package_source import End, Order

SCRIPT = '#!/bin/sh\necho "$@" >> {calls}\n{lines}\n'


@pytest.fixture
def run(tmp_path):
    """Return a function that runs an order with an apt-get that does `lines`, and tells what it was called with."""

    def start(lines, order=Order.INSTALL, *, is_split=False, is_halted=lambda: False):
        program, calls = tmp_path / "apt-get", tmp_path / "calls"
        program.write_text(SCRIPT.format(calls=calls, lines=lines))
        program.chmod(0o755)
        told = []
        environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
        ran = AptRun(environ, (), lambda done, total: told.append(done), is_halted)
        return ran.carry_out(order, ("gimp",), is_split=is_split), told, calls.read_text().splitlines()

    return start


def test_names_stand_behind_the_options_and_progress_is_told(run):
    ran, told, (call,) = run("echo 'dlstatus:1:50.0:x'; echo 'pmstatus:gimp:40.0:x'")
    assert ran.end is End.DONE
    assert told[-1] == 70
    assert call.endswith(" install -- gimp")


def test_what_is_needed_is_fetched_by_a_run_of_its_own(run):
    _, _, calls = run("true", is_split=True)
    assert ["--download-only" in call for call in calls] == [True, False]


def test_a_stop_after_fetching_installs_nothing(run, tmp_path):
    ran, _, calls = run("true", is_split=True, is_halted=(tmp_path / "calls").exists)
    assert ran.end is End.HALTED
    assert all("--download-only" in call for call in calls)


def test_a_stop_while_packages_are_touched_waits_for_the_end(run):
    ran, told, _ = run("echo 'pmstatus:gimp:100.0:x'", is_halted=lambda: True)
    assert (ran.end, told) == (End.DONE, [100])


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        ("echo 'E: Could not get lock /var/lib/dpkg/lock-frontend'; exit 100", End.BUSY),
        ("echo 'E: Failed to fetch http://x 404'; exit 100", End.UNREACHABLE),
        ("echo 'W: Failed to fetch http://x Could not resolve'; exit 0", End.UNREACHABLE),
        ("echo 'E: Sub-process /usr/bin/dpkg returned an error code (1)'; exit 100", End.FAILED),
        ("exit 1", End.FAILED),
        ("echo 'W: a warning'", End.DONE),
    ],
)
def test_how_it_ended_is_told_by_what_it_said(run, lines, end):
    assert run(lines)[0].end is end
