"""The real sandbox: nothing gets out of it, everything in it ends, and what it would change is told exactly."""

import os
import shutil
import socket
import stat
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assistant.actions.sandbox import Limits, Sandbox, SandboxPlan, SandboxRun, Sight, Stop, discard
from assistant.actions.sandbox.bubblewrap import bwrap_candidates, try_bwrap
from assistant.kernel.errors import ActionError

ROOT = Path(__file__).parents[3]
NOBODY = 65534


@pytest.fixture(autouse=True, scope="module")
def usable(tmp_path_factory: pytest.TempPathFactory) -> None:
    trials = [try_bwrap(each, tmp_path_factory.mktemp("trial") / "x") for each in bwrap_candidates()]
    if all(trial.reason for trial in trials):
        pytest.skip(f"no sandbox here: {trials}")


class Bench:
    def __init__(self, root: Path) -> None:
        self.home, self.root = root / "home", root
        self.work = self.home / "work"
        self.work.mkdir(parents=True)
        (self.home / ".ssh").mkdir()
        (self.home / ".ssh" / "id").write_text("secret")
        (self.home / "private.txt").write_text("private")
        self.sandbox = Sandbox(self.home)
        self.scratch = root / "scratch"

    def plan(self, *argv: str, **more: object) -> SandboxPlan:
        given = {"cwd": self.work, "granted": (self.work,), **more}
        return SandboxPlan(argv, **given)  # type: ignore[arg-type]  # the fields are named by each test

    def run(self, script: str, **more: object) -> SandboxRun:
        return self.sandbox.run(self.plan("sh", "-c", script, **more), self.scratch, lambda: False)

    def told(self, script: str) -> list[tuple[str, str]]:
        result = self.run(script)
        assert result.exit_status == 0, result.stderr.data
        return [(change.kind.value, str(change.path.relative_to(self.work))) for change in result.changes]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


# ------------------------------------------------------------------------------------------------- nothing gets out


@pytest.mark.slow
def test_what_it_writes_does_not_reach_the_real_folder(bench: Bench) -> None:
    (bench.work / "a").write_text("before")
    result = bench.run("echo after > a; cat a; rm -r ../work/*; echo $?")
    assert result.stdout.data == b"after\n0\n"
    assert (bench.work / "a").read_text() == "before"


@pytest.mark.slow
@pytest.mark.parametrize("place", ["/usr/bin", "/usr/lib", "/etc", "/", "/dev", "/opt"])
def test_it_cannot_write_to_the_system(bench: Bench, place: str) -> None:
    # Asked, and never tried: a hole would change the machine that runs the tests.
    assert bench.run(f"test -d {place} && ! test -w {place}").exit_status == 0


@pytest.mark.slow
@pytest.mark.parametrize("sight", list(Sight))
def test_the_settings_of_the_kernel_are_read_only(bench: Bench, sight: Sight) -> None:
    result = bench.run("cat /proc/self/mountinfo", sight=sight)
    mounts = [line.split() for line in result.stdout.data.decode().splitlines()]
    kernels = [mount for mount in mounts if mount[4].startswith(("/proc", "/sys"))]
    assert kernels and all("ro" in mount[5].split(",") for mount in kernels)


@pytest.mark.slow
def test_it_sees_nothing_of_home_but_what_is_shown(bench: Bench) -> None:
    result = bench.run("ls -A ..; cat ../private.txt ../.ssh/id; echo x > ../private.txt")
    assert result.stdout.data == b"work\n"
    assert (bench.home / "private.txt").read_text() == "private"


@pytest.mark.slow
def test_secrets_stay_hidden_in_a_home_that_is_granted_whole(bench: Bench) -> None:
    (bench.home / ".netrc").write_text("secret")
    result = bench.run(
        "cat .netrc; ls -A .ssh; echo x > .ssh/y; rm -rf .ssh; cat private.txt", granted=(bench.home,), cwd=bench.home
    )
    assert result.stdout.data == b"private"
    assert result.changes == ()


@pytest.mark.slow
def test_a_secret_that_it_would_put_in_place_is_forbidden(bench: Bench) -> None:
    result = bench.run("mkdir .gnupg; touch .gnupg/x y", granted=(bench.home,), cwd=bench.home)
    assert [change.path.name for change in result.changes] == ["y"]
    assert [change.path.name for change in result.forbidden] == [".gnupg", "x"]


@pytest.mark.slow
def test_what_is_readable_cannot_be_written(bench: Bench) -> None:
    result = bench.run("cat ../private.txt; echo x > ../private.txt", readable=(bench.home / "private.txt",))
    assert (result.stdout.data, result.exit_status) == (b"private", 2)


@pytest.mark.slow
def test_it_reaches_no_socket_of_this_machine(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind("\0zenus-test")
        abstract.listen()
        port = server.getsockname()[1]
        connect = (
            "import socket\n"
            f"for family, to in ((socket.AF_INET, ('127.0.0.1', {port})), (socket.AF_UNIX, '\\0zenus-test')):\n"
            "    try: socket.socket(family).connect(to); print('reached')\n"
            "    except OSError: print('refused')\n"
        )
        plan = bench.plan("python3", "-c", connect)
        if not shutil.which("python3", path="/usr/bin:/bin"):
            pytest.skip("the system has no Python of its own")
        result = bench.sandbox.run(plan, bench.scratch, lambda: False)
    assert result.stdout.data == b"refused\nrefused\n", result.stderr.data


@pytest.mark.slow
def test_its_environment_holds_nothing_of_ours(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
    names = {line.partition(b"=")[0] for line in bench.run("env").stdout.data.splitlines()}
    assert names == {b"PATH", b"HOME", b"LANG", b"PWD"}


@pytest.mark.slow
def test_it_sees_no_process_but_its_own(bench: Bench) -> None:
    seen = bench.run("cat /proc/[0-9]*/cmdline").stdout.data
    assert b"pytest" not in seen and b".ssh" not in seen


@pytest.mark.slow
def test_it_has_no_privileges_and_can_get_none(bench: Bench) -> None:
    result = bench.run("grep CapEff /proc/self/status; mount -t tmpfs x /tmp; unshare -U true; echo $?")
    assert result.stdout.data.split() == [b"CapEff:", b"0000000000000000", b"1"]


@pytest.mark.slow
def test_a_link_inside_leads_nowhere_outside(bench: Bench) -> None:
    result = bench.run(f"ln -s {bench.home} out; ln -s / all; echo x > out/private.txt; echo x > all{bench.home}/new")
    assert (bench.home / "private.txt").read_text() == "private"
    assert not (bench.home / "new").exists()
    assert [change.path.name for change in result.changes] == ["all", "out"]


@pytest.mark.slow
def test_a_link_that_is_granted_grants_where_it_leads(bench: Bench) -> None:
    (bench.home / "link").symlink_to(bench.home / ".ssh")
    with pytest.raises(ActionError) as refusal:
        bench.run("ls", granted=(bench.home / "link",))
    assert refusal.value.code == "folder-not-granted"


@pytest.mark.slow
def test_the_whole_system_can_be_seen_but_not_changed_nor_its_secrets(bench: Bench) -> None:
    reads = f"cat {bench.home}/private.txt; ls /proc/{os.getpid()}/status; ls -A {bench.home}/.ssh"
    script = f"{reads}; echo x > {bench.work}/x"
    result = bench.run(script, granted=(), sight=Sight.SYSTEM)
    assert result.stdout.data == b"private" + f"/proc/{os.getpid()}/status\n".encode()
    assert list(bench.work.iterdir()) == []


# ----------------------------------------------------------------------------------------------------- everything ends


def is_alive(marker: str) -> bool:
    return any(marker.encode() in _cmdline(each) for each in Path("/proc").glob("[0-9]*/cmdline"))


def _cmdline(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.slow
def test_a_halt_kills_all_within_100_ms(bench: Bench) -> None:
    script = "setsid sleep 31531 & (sleep 31532 &) ; trap '' TERM INT; while :; do sleep 31533; done"

    def halting_s(scratch: Path) -> float:
        halted = threading.Event()
        at_s: list[float] = []

        def halt() -> None:
            at_s.append(time.monotonic())
            halted.set()

        threading.Timer(0.5, halt).start()
        result = bench.sandbox.run(bench.plan("sh", "-c", script), scratch, halted.is_set)
        took_s = time.monotonic() - at_s[0]
        assert result.is_halted and result.exit_status is None
        assert not is_alive("3153")
        return took_s

    # The second tenth is for two busy cores, and so is the median.
    assert statistics.median(halting_s(bench.scratch / str(attempt)) for attempt in range(3)) < 0.1 + 0.1


@pytest.mark.slow
def test_time_is_limited_and_what_was_written_till_then_is_told(bench: Bench) -> None:
    result = bench.run("echo x > a; sleep 31541", limits=Limits(wall_s=0.5))
    assert result.is_timed_out and not is_alive("31541")
    assert [change.path.name for change in result.changes] == ["a"]


@pytest.mark.slow
def test_a_process_left_behind_ends_with_the_command(bench: Bench) -> None:
    result = bench.run("setsid sleep 31551 > /dev/null 2>&1 & echo done")
    assert result.exit_status == 0 and not is_alive("31551")


@pytest.mark.slow
def test_output_is_cut(bench: Bench) -> None:
    result = bench.run("head -c 5000000 /dev/zero; echo e >&2", limits=Limits(output_bytes=1000))
    assert (len(result.stdout.data), result.stdout.is_cut) == (1000, True)
    assert (result.stderr.data, result.stderr.is_cut) == (b"e\n", False)


@pytest.mark.slow
def test_memory_is_limited(bench: Bench) -> None:
    result = bench.run("head -c 300000000 /dev/zero | tail -c 299999999 > /dev/null", limits=Limits(memory_bytes=2**26))
    assert result.exit_status != 0 or result.stopped_by is Stop.MEMORY


@pytest.mark.slow
def test_files_are_limited(bench: Bench) -> None:
    bench.run("head -c 5000000 /dev/zero > big", limits=Limits(file_bytes=10**6))
    assert (bench.scratch / "0" / "upper" / "big").stat().st_size <= 10**6


@pytest.mark.slow
def test_memory_folders_are_limited(bench: Bench) -> None:
    script = "head -c 400000000 /dev/zero > /tmp/x; head -c 400000000 /dev/zero > /dev/shm/x; du -sm /tmp /dev/shm"
    sizes = [int(line.split()[0]) for line in bench.run(script).stdout.data.splitlines()]
    assert len(sizes) == 2 and max(sizes) <= 260


@pytest.mark.slow
def test_processor_time_is_limited(bench: Bench) -> None:
    result = bench.run("while :; do :; done", limits=Limits(cpu_s=1, wall_s=20))
    assert result.stopped_by is None and result.exit_status is not None and result.exit_status >= 128


@pytest.mark.slow
def test_processes_are_limited(bench: Bench) -> None:
    script = "i=0; while [ $i -lt 150 ]; do sleep 31561 & i=$((i+1)); done; wait"
    result = bench.run(script, limits=Limits(processes=20, wall_s=20))
    assert result.stopped_by is Stop.PROCESSES or result.exit_status not in (0, None)
    assert not is_alive("31561")


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() == 0, reason="the kernel does not count the processes of root")
def test_a_fork_bomb_fizzles_out(bench: Bench) -> None:
    result = bench.run("f() { f | f & }; f; sleep 1", limits=Limits(processes=30, wall_s=3))
    assert result.stopped_by in (None, Stop.PROCESSES, Stop.TIME)


@pytest.mark.slow
def test_a_disk_that_fills_up_stops_it(bench: Bench) -> None:
    result = bench.run("sleep 31571", limits=Limits(free_disk_bytes=2**62))
    assert result.stopped_by is Stop.DISK


# --------------------------------------------------------------------------------------------- changes, told exactly


@pytest.mark.slow
def test_a_created_file_is_told_with_its_content(bench: Bench) -> None:
    result = bench.run("echo hello > a; chmod 640 a; touch -d @1000 a")
    (change,) = result.changes
    assert change.after is not None and change.content is not None
    assert (change.after.mode, change.after.mtime_ns, change.after.size_bytes) == (0o640, 1000 * 10**9, 6)
    assert change.content.read_text() == "hello\n"


@pytest.mark.slow
def test_changed_removed_and_renamed_files(bench: Bench) -> None:
    for name in "abc":
        (bench.work / name).write_text(name)
    assert bench.told("echo x >> a; rm b; mv c d; : >> a") == [
        ("changed", "a"),
        ("removed", "b"),
        ("removed", "c"),
        ("created", "d"),
    ]


@pytest.mark.slow
def test_attributes_and_links(bench: Bench) -> None:
    for name in ("mode", "time", "same", "link"):
        (bench.work / name).write_text(name)
    script = "chmod 700 mode; touch -d @5 time; chmod --reference=same same; ln -sf mode link; ln -s none new"
    assert bench.told(script) == [
        ("removed", "link"),
        ("created", "link"),
        ("attributes", "mode"),
        ("created", "new"),
        ("attributes", "time"),
    ]


@pytest.mark.slow
def test_a_folder_that_was_removed_and_made_anew(bench: Bench) -> None:
    (bench.work / "d" / "e").mkdir(parents=True)
    (bench.work / "d" / "old").touch()
    told = bench.told("rm -r d; mkdir d; touch d/new")
    assert told == [("removed", "d/e"), ("removed", "d/old"), ("created", "d/new")]


@pytest.mark.slow
def test_a_renamed_folder_is_told_file_by_file(bench: Bench) -> None:
    (bench.work / "d" / "e").mkdir(parents=True)
    (bench.work / "d" / "e" / "f").write_text("x")
    assert bench.told("mv d n") == [("removed", "d"), ("created", "n"), ("created", "n/e"), ("created", "n/e/f")]


@pytest.mark.slow
def test_reading_is_no_change(bench: Bench) -> None:
    (bench.work / "a").write_text("a")
    assert bench.told("cat a; ls -R; cp a /tmp/a; mkdir x; rmdir x; find . -type f -exec sha256sum {} +") in (
        [],
        [("attributes", ".")],  # Making and removing a folder leaves the time of the one that it was in.
    )


@pytest.mark.slow
def test_two_granted_folders_and_one_within(bench: Bench) -> None:
    (bench.home / "other").mkdir()
    (bench.work / "inner").mkdir()
    result = bench.run("touch inner/a ../other/b", granted=(bench.work / "inner", bench.work, bench.home / "other"))
    assert [change.path for change in result.changes] == [bench.home / "other" / "b", bench.work / "inner" / "a"]


@pytest.mark.slow
def test_strange_names_are_told(bench: Bench) -> None:
    (bench.work / "a:b,c \\d").mkdir()
    plan = bench.plan(
        "sh", "-c", "touch \"$(printf 'x\\ny')\"", cwd=bench.work / "a:b,c \\d", granted=(bench.work / "a:b,c \\d",)
    )
    (change,) = bench.sandbox.run(plan, bench.scratch, lambda: False).changes
    assert change.path.name == "x\ny"


@pytest.mark.slow
def test_the_scratch_folder_can_be_discarded_after_anything(bench: Bench) -> None:
    bench.run("mkdir -p d/e; touch d/e/f; chmod 000 d/e/f d/e d; mkfifo p; ln -s / l")
    discard(bench.scratch)
    assert not bench.scratch.exists()
    assert stat.S_ISDIR(Path("/").stat().st_mode)


# ------------------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("argv", "more", "code"),
    [
        (("no-such-program",), {}, "program-not-found"),
        ((), {}, "program-not-found"),
        (("./none",), {}, "program-not-found"),
        (("ls",), {"granted": ("none",)}, "folder-not-granted"),
        (("ls",), {"granted": (".ssh",)}, "folder-not-granted"),
        (("ls",), {"readable": (".ssh/id",)}, "folder-not-granted"),
        (("ls",), {"granted": ("..",)}, "folder-not-granted"),
        (("ls",), {"cwd": "../scratch"}, "folder-not-granted"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(
    bench: Bench, argv: tuple[str, ...], more: dict[str, str | tuple[str, ...]], code: str
) -> None:
    given = {
        name: bench.home / value if isinstance(value, str) else tuple(bench.home / each for each in value)
        for name, value in more.items()
    }
    with pytest.raises(ActionError) as refusal:
        bench.sandbox.run(bench.plan(*argv, **given), bench.scratch, lambda: False)
    assert refusal.value.code == code
    assert not bench.scratch.exists()


@pytest.mark.slow
def test_a_sandbox_that_cannot_be_set_up_says_so(bench: Bench) -> None:
    with pytest.raises(ActionError) as refusal:
        bench.run("true", cwd=bench.home / "none")
    assert refusal.value.code == "sandbox-failed" and str(bench.home) not in refusal.value.message


@pytest.mark.slow
def test_the_status_of_the_command_is_told(bench: Bench) -> None:
    assert bench.run("exit 7").exit_status == 7


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can become somebody else")
def test_all_of_this_holds_for_a_normal_user(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = Path("/var/tmp") / f"zenus-sandbox-{os.getpid()}"
    base.mkdir()
    os.chown(base, NOBODY, NOBODY)
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
    options = ["-q", "-x", "-p", "no:cacheprovider", f"--basetemp={base}/t", __file__]
    environment = {"PATH": os.environ["PATH"], "HOME": str(base), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*become, sys.executable, "-m", "pytest", *options],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        discard(base)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "skipped" not in done.stdout.splitlines()[-1] or "1 skipped" in done.stdout.splitlines()[-1]
