"""What bubblewrap is told: nothing is shared that the plan does not name, and what is hidden is laid over last."""

from itertools import pairwise
from pathlib import Path

import pytest

from assistant.actions.sandbox.arguments import Layer, Surroundings, bwrap_options, limited_command
from assistant.actions.sandbox.plan import Limits, SandboxPlan, Sight


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".netrc").touch()
    return tmp_path


def arguments(home: Path, plan: SandboxPlan, *layers: Layer) -> list[str]:
    hidden = (home / ".ssh", home / ".netrc", home / ".gnupg")
    return bwrap_options(plan, layers, Surroundings(home, hidden, Path("/usr/bin/prlimit")), 7)


def test_there_is_no_network_unless_granted(home: Path) -> None:
    assert "--unshare-net" in arguments(home, SandboxPlan(("true",), home))
    assert "--unshare-net" not in arguments(home, SandboxPlan(("true",), home, has_network=True))


def test_the_environment_is_cleared_but_for_three_names(home: Path) -> None:
    told = arguments(home, SandboxPlan(("true",), home))
    assert "--clearenv" in told
    assert [after for before, after in pairwise(told) if before == "--setenv"] == ["PATH", "HOME", "LANG"]


def test_a_granted_folder_is_an_overlay_and_never_bound(home: Path) -> None:
    layer = Layer(home / "work", Path("/s/0/upper"), Path("/s/0/work"))
    told = arguments(home, SandboxPlan(("true",), home / "work", granted=(home / "work",)), layer)
    assert told[told.index("--overlay") : told.index("--overlay") + 4] == [
        "--overlay",
        "/s/0/upper",
        "/s/0/work",
        str(home / "work"),
    ]
    assert "--bind" not in told and "--dev-bind" not in told


def test_what_is_hidden_is_laid_over_what_is_shown(home: Path) -> None:
    told = arguments(home, SandboxPlan(("true",), home, readable=(home,)))
    shown, folder = told.index(str(home), told.index("--ro-bind")), told.index(str(home / ".ssh"))
    assert shown < folder
    assert told[told.index(str(home / ".netrc")) - 1] == "/dev/null"
    assert str(home / ".gnupg") not in told


def test_what_is_hidden_needs_no_cover_where_nothing_is_shown(home: Path) -> None:
    assert str(home / ".ssh") not in arguments(home, SandboxPlan(("true",), home))
    assert str(home / ".ssh") in arguments(home, SandboxPlan(("true",), home, sight=Sight.SYSTEM))


def test_the_command_runs_within_its_limits(home: Path) -> None:
    limits = Limits(cpu_s=3, memory_bytes=4, file_bytes=5, processes=6)
    plan = SandboxPlan(("echo", "--x"), home, limits=limits)
    assert limited_command(plan, Surroundings(home, (), Path("/usr/bin/prlimit"))) == [
        "/usr/bin/prlimit",
        "--cpu=3",
        "--data=4",
        "--fsize=5",
        "--nproc=6",
        "--core=0",
        "--",
        "echo",
        "--x",
    ]
