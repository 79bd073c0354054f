"""`zenus bench undo`: the quick run brings everything back, and a wrong undo would be seen."""

import os
from pathlib import Path
from random import Random

import pytest

from assistant.app.bench import undo
from assistant.app.bench.crashing.killing import Kill, run_mortal
from assistant.app.bench.crashing.world import build_world
from assistant.app.bench.snapshot import differences, snapshot

pytestmark = pytest.mark.slow


def test_the_quick_run_brings_everything_back() -> None:
    figures, targets = undo.run(sequences=60)
    assert figures["first_faults"] == []
    assert figures["sequences"] == 60 and figures["processes_killed"] > 20
    assert [target.name for target in targets if not target.is_met] == []


def test_one_seed_makes_one_world(tmp_path: Path) -> None:
    worlds = [build_world(Random(7), tmp_path / name / "disk", tmp_path / name / "stick") for name in ("one", "two")]
    one, two = (
        {path.relative_to(world.home): path.lstat().st_mtime_ns for path in world.home.rglob("*")} for world in worlds
    )
    assert one and {name for name in one if one[name] != two[name]} <= {
        n for n in one if (worlds[0].home / n).is_symlink()
    }


def test_the_process_dies_before_the_change_that_was_chosen(tmp_path: Path) -> None:
    def make_three() -> None:
        for name in "abc":
            os.mkdir(tmp_path / name)  # noqa: PTH102  # counted, unlike what pathlib calls

    assert not run_mortal(make_three, Kill(at_change=2), tmp_path / "complaint")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert run_mortal(lambda: None, Kill(), tmp_path / "complaint")


def test_what_a_process_complains_of_is_kept(tmp_path: Path) -> None:
    assert run_mortal(lambda: 1 // 0, Kill(), tmp_path / "complaint")  # type: ignore[arg-type,return-value]
    assert "ZeroDivisionError" in (tmp_path / "complaint").read_text()


@pytest.mark.parametrize("change", ["content", "mode", "time", "xattr", "link", "name"])
def test_a_snapshot_sees_every_kind_of_change(tmp_path: Path, change: str) -> None:
    file, other = tmp_path / "file", tmp_path / "other"
    file.write_text("text")
    os.link(file, other)
    before = snapshot(tmp_path)
    times = file.stat()
    match change:
        case "content":
            file.write_text("texT")
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        case "mode":
            file.chmod(0o600)
        case "time":
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns + 1))
        case "xattr":
            os.setxattr(file, "user.colour", b"red")
        case "link":
            other.unlink()
            other.write_text("text")
            os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
        case "name":
            file.rename(tmp_path / "third")
    assert differences(before, snapshot(tmp_path))
