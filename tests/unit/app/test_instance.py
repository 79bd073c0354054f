import subprocess
import sys
from pathlib import Path

import pytest

from assistant.app.instance import single_instance
from assistant.kernel.errors import InstanceError

HOLD = """
import sys
from pathlib import Path
from assistant.app.instance import single_instance
with single_instance(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "zenus.lock"


def test_there_is_only_one_at_a_time(lock: Path) -> None:
    with single_instance(lock):
        with pytest.raises(InstanceError) as caught, single_instance(lock):
            pass
        assert caught.value.code == "already-running"


def test_the_next_one_may_start_when_the_first_has_ended(lock: Path) -> None:
    for _ in range(2):
        with single_instance(lock):
            assert lock.stat().st_mode & 0o077 == 0


def test_one_that_failed_gives_way(lock: Path) -> None:
    with pytest.raises(ValueError, match="boom"), single_instance(lock):
        raise ValueError("boom")
    with single_instance(lock):
        pass


def test_one_that_was_killed_gives_way(lock: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdout.readline() == "held\n"
        with pytest.raises(InstanceError), single_instance(lock):
            pass
        other.kill()
        other.wait()
        with single_instance(lock):
            pass
