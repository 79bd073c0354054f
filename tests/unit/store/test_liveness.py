"""A process is known by more than its number, which another may have later."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.store import liveness
from assistant.store.liveness import is_alive, process_name


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def test_this_process_is_alive() -> None:
    assert is_alive(process_name())
    assert process_name() == process_name(os.getpid())


def test_another_process_is_alive_until_it_ends(sleeper: subprocess.Popen[bytes]) -> None:
    name = process_name(sleeper.pid)
    assert name != process_name() and is_alive(name)
    sleeper.kill()
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(name), "dead, although its parent has not taken note yet"
    sleeper.wait()
    assert not is_alive(name)


def test_a_stopped_process_is_alive(sleeper: subprocess.Popen[bytes]) -> None:
    name = process_name(sleeper.pid)
    sleeper.send_signal(signal.SIGSTOP)
    assert is_alive(name)


def test_a_later_process_of_the_same_number_is_another() -> None:
    boot, pid, started = process_name().split(":")
    assert not is_alive(f"{boot}:{pid}:{int(started) - 1}")


def test_a_process_from_before_a_restart_of_the_machine_is_dead() -> None:
    _boot, pid, started = process_name().split(":")
    assert not is_alive(f"11111111-2222-3333-4444-555555555555:{pid}:{started}")


def test_a_number_that_nobody_has_is_dead() -> None:
    assert not is_alive(process_name(2**22 + 7))


def test_a_name_with_spaces_and_parentheses_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liveness, "_PROC", tmp_path)
    liveness._boot.cache_clear()
    fields = " ".join(str(number) for number in range(3, 50))
    (tmp_path / "7").mkdir()
    (tmp_path / "7/stat").write_text(f"7 (a) b (c) S {fields}")
    try:
        assert process_name(7).endswith(":7:21"), "the 22nd field, counted from 1"
    finally:
        liveness._boot.cache_clear()


class TestWithoutProc:
    """Where the kernel tells nothing, a process that answers counts as alive: nothing of it is taken back too early."""

    @pytest.fixture(autouse=True)
    def _no_proc(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        liveness._boot.cache_clear()
        monkeypatch.setattr(liveness, "_PROC", tmp_path / "proc")
        yield
        liveness._boot.cache_clear()

    def test_it_has_a_name_by_its_number_alone(self) -> None:
        assert process_name() == f":{os.getpid()}:"

    def test_it_lives_while_it_answers(self, sleeper: subprocess.Popen[bytes]) -> None:
        name = process_name(sleeper.pid)
        assert is_alive(name)
        sleeper.kill()
        sleeper.wait()
        assert not is_alive(name)
