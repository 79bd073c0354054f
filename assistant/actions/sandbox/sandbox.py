"""Owns a sandboxed run as a whole: checks the plan, lays out the layers, runs, and tells what would change.

Nothing is ever run without a sandbox. Nothing of what a command wrote reaches the real folders: that is the work of
whoever applies the changes, after they were shown.
"""

import shutil
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.actions.sandbox.arguments import SANDBOX_PATH, Layer, Surroundings, bwrap_options, limited_command
from assistant.actions.sandbox.bubblewrap import unavailable, usable_bwrap
from assistant.actions.sandbox.changes import read_changes
from assistant.actions.sandbox.plan import SandboxPlan, SandboxRun, Sight
from assistant.actions.sandbox.process import Ended, SandboxProcess
from assistant.kernel.errors import ActionError
from assistant.safety.readable import ReadableRoots, home_roots, real_path


class Sandbox:
    """Runs commands on a view of the user's folders.

    Every method blocks: call it in a worker thread, which must outlive the run. Runs may overlap, in scratch folders of
    their own.

    Args:
        home: The user's home folder.
        secrets: What no run may see, besides the usual places of keys and passwords: Zenus's own folders and socket.
        bwrap: The bubblewrap to use; by default the first that works is found at the first run.
    """

    def __init__(self, home: Path, secrets: Sequence[Path] = (), bwrap: Path | None = None) -> None:
        self._home = real_path(home)
        self._roots = home_roots(home, secrets=secrets)
        self._bwrap = bwrap
        self._checked: Path | None = None

    @property
    def readable_roots(self) -> ReadableRoots:
        """What lies in the home folder and is not hidden; the same roots that commands are judged by."""
        return self._roots

    def check(self, scratch: Path) -> Path:
        """Return the bubblewrap that works here, tried once.

        Args:
            scratch: An absent folder on the disk where runs keep what they write.

        Raises:
            ActionError: `sandbox-unavailable`.
        """
        if self._checked is None:
            self._checked = usable_bwrap(scratch, None if self._bwrap is None else [self._bwrap])
        return self._checked

    def run(self, plan: SandboxPlan, scratch: Path, is_halted: Callable[[], bool]) -> SandboxRun:
        """Run a command and tell what it would change.

        Args:
            plan: What to run.
            scratch: An absent folder, on a disk that can carry an overlay and outside the granted folders. It is made,
                and holds the content of the changes until `discard` removes it.
            is_halted: Asked every 20 ms; once it says so, all processes are dead within 100 ms.

        Raises:
            ActionError: `sandbox-unavailable`, `sandbox-failed`, `program-not-found`, `folder-not-granted`.
        """
        plan = _with_real_paths(plan)
        self._check_plan(plan, real_path(scratch))
        bwrap = self.check(scratch.with_name(f"{scratch.name}.trial"))
        around = Surroundings(self._home, self._roots.hidden, _prlimit())
        layers = _laid_out(plan.granted, real_path(scratch))
        process = SandboxProcess(
            bwrap=bwrap,
            options=lambda status_fd: bwrap_options(plan, layers, around, status_fd),
            command=limited_command(plan, around),
            limits=plan.limits,
            disk=scratch,
        )
        ended = process.run(is_halted)
        if ended.exit_status is None and ended.stopped_by is None:
            raise _failed(ended)
        changes = [change for layer in layers for change in read_changes(layer.lower, layer.upper)]
        return SandboxRun(
            exit_status=ended.exit_status,
            stdout=ended.stdout,
            stderr=ended.stderr,
            stopped_by=ended.stopped_by,
            changes=tuple(change for change in changes if not self._is_hidden(change.path)),
            forbidden=tuple(change for change in changes if self._is_hidden(change.path)),
        )

    def _is_hidden(self, path: Path) -> bool:
        return any(path.is_relative_to(hidden) for hidden in self._roots.hidden)

    def _check_plan(self, plan: SandboxPlan, scratch: Path) -> None:
        _check_program(plan)
        for folder in plan.granted:
            if not folder.is_dir() or scratch.is_relative_to(folder):
                raise _not_granted()
        for path in (*plan.granted, *plan.readable):
            if self._is_hidden(path):
                raise _not_granted()
        shown = (*plan.granted, *plan.readable, self._home)
        if plan.sight is not Sight.SYSTEM and not any(plan.cwd.is_relative_to(folder) for folder in shown):
            raise _not_granted()


def _with_real_paths(plan: SandboxPlan) -> SandboxPlan:
    granted = {real_path(path) for path in plan.granted}
    # A folder within a granted one is granted with it: two overlays over the same files would not agree.
    outer = {path for path in granted if not any(path != other and path.is_relative_to(other) for other in granted)}
    readable = {real_path(path) for path in plan.readable} - granted
    return replace(plan, cwd=real_path(plan.cwd), granted=tuple(sorted(outer)), readable=tuple(sorted(readable)))


def _laid_out(granted: Sequence[Path], scratch: Path) -> tuple[Layer, ...]:
    scratch.mkdir(mode=stat.S_IRWXU, parents=True)
    layers: list[Layer] = []
    for number, lower in enumerate(granted):
        layer = Layer(lower, scratch / f"{number}" / "upper", scratch / f"{number}" / "work")
        layer.upper.mkdir(parents=True)
        layer.work.mkdir()
        # The folder shows the mode and the time of its upper layer.
        shutil.copystat(lower, layer.upper)
        layers.append(layer)
    return tuple(layers)


def _check_program(plan: SandboxPlan) -> None:
    program = plan.argv[0] if plan.argv else ""
    found = (plan.cwd / program).is_file() if "/" in program else shutil.which(program, path=SANDBOX_PATH)
    if not program or not found:
        raise ActionError(
            f"There is no program called {program!r}.",
            code="program-not-found",
            hint="Check its name, or install it.",
        )


def _prlimit() -> Path:
    found = shutil.which("prlimit", path=SANDBOX_PATH)
    if found is None:
        raise unavailable("no-prlimit")
    return Path(found)


def _not_granted() -> ActionError:
    return ActionError(
        "A command may not use this folder.",
        code="folder-not-granted",
        hint="Name a folder of yours that holds no secrets.",
    )


def _failed(ended: Ended) -> ActionError:
    # What bubblewrap complains of names paths: the first words say which step failed, and no more is told.
    reason = ended.stderr.data.decode(errors="replace").partition("/")[0].strip()[:80]
    return ActionError(
        f"The sandbox could not be set up: {reason!r}.",
        code="sandbox-failed",
        hint="Nothing was run and nothing was changed.",
    )
