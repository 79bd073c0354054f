"""Running commands: always in a sandbox, on a view of the user's folders that changes nothing by itself.

A command that is known to only read is run as it is; any other is asked about first. What one would change is told, and
gets into the real folders only by a deed of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

from anyio.to_thread import run_sync
from pydantic import Field

from assistant.actions.declaration import action
from assistant.actions.files.deeds import DEED_ERRORS, DEED_MESSAGES, TIMEOUT_S, FileDeedActions, Foresight
from assistant.actions.files.planning import FilePlan
from assistant.actions.files.tools import FileTools, Looking, look
from assistant.actions.outcome import ActionFailedError, Outcome
from assistant.actions.sandbox import Limits, Sandbox, SandboxPlan, SandboxRun, Sight, Stop
from assistant.actions.selection import SpokenName
from assistant.actions.shell.shell_changes import HeldRun, HeldRuns, plan_keeping
from assistant.actions.work import Work
from assistant.kernel.effects import Effects, Prospect
from assistant.kernel.types import Facts, JsonValue, Risk
from assistant.safety.command_rules import CommandRules
from assistant.safety.command_text import CommandProblem, parse_command
from assistant.safety.commands import judge_command

RUN_LIMITS = Limits(wall_s=60.0)
MOST_SHOWN_LINES = 200
_SPOKEN_CHARS = 200
_RUN_FACTS = {"command", "exit_status", "output", "lines", "count", "created", "changed", "removed"}
_CHANGE_FACTS = {"command", "count", "created", "changed", "removed", "left_out", "changes"}

CommandText = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


@dataclass(frozen=True, slots=True)
class _Command:
    argv: tuple[str, ...]
    cwd: str
    is_read_only: bool


class ShellActions(FileDeedActions):
    """Runs commands and keeps what they changed.

    Args:
        rules: Returns what is known of commands that only read; slow the first time.
        held: Where what they changed is kept meanwhile.
        home: The folder that commands run in, unless another is named.
    """

    def __init__(
        self, tools: FileTools, sandbox: Sandbox, rules: Callable[[], CommandRules], held: HeldRuns, home: Path
    ) -> None:
        super().__init__(tools)
        self._sandbox = sandbox
        self._rules = rules
        self._held = held
        self._home = home

    # ------------------------------------------------------------------------------------------------------------ run

    async def _foresee_run(self, text: CommandText, folder: SpokenName = "") -> Prospect:
        argv = parse_command(text)
        if isinstance(argv, CommandProblem):
            raise ActionFailedError("shell.run.unclear", code=argv.code.value, facts={"problem": argv.code.value})
        cwd = await self._folder(folder)
        roots = self._sandbox.readable_roots
        judgement = await run_sync(lambda: judge_command(argv, Path(cwd), roots, self._rules()))
        effects = Effects(
            starts=(argv[0],),
            wants_preview=not judgement.is_read_only,
            fingerprint="\0".join([cwd, *argv]),
        )
        facts: Facts = {"command": text.strip(), "reason": judgement.reason.value}
        return Prospect(effects, facts, resolved=_Command(tuple(argv), cwd, judgement.is_read_only))

    @action(
        "shell.run",
        capabilities={"shell.run"},
        risk=Risk.REVERSIBLE,
        timeout_s=RUN_LIMITS.wall_s + 30.0,
        messages={
            "shell.run.done": _RUN_FACTS,
            "shell.run.unclear": {"problem"},
            "shell.run.stopped": {"command", "stopped_by"},
            "files.failed": {"name", "reason"},
        },
        errors={"sandbox-unavailable", "sandbox-failed", "program-not-found", "folder-not-granted"},
        effects=_foresee_run,
        foresees={"command", "reason"},
    )
    async def run(self, work: Work, text: CommandText, folder: SpokenName = "") -> Outcome:
        """Run a command in the sandbox."""
        command = cast(_Command, work.prospect.resolved)
        result, held = await run_sync(self._run, command, text.strip(), work)
        if result.stopped_by is not None:
            facts: Facts = {"command": text.strip(), "stopped_by": result.stopped_by.value}
            code = "halted" if result.stopped_by is Stop.HALT else "command-stopped"
            raise ActionFailedError("shell.run.stopped", code=code, facts=facts)
        facts = {**_told(text.strip(), result), **_counts(held)}

        async def is_held() -> bool:
            # Nothing of it is in the real folders; what it would change there must be found where it is kept.
            return held is None or await run_sync(self._held.newest) == held

        return Outcome("shell.run.done", facts, ("a command was run in the sandbox",), is_held)

    def _run(self, command: _Command, text: str, work: Work) -> tuple[SandboxRun, HeldRun | None]:
        scratch = self._held.scratch()
        home = self._home.resolve()
        plan = SandboxPlan(
            argv=command.argv,
            cwd=Path(command.cwd),
            granted=() if command.is_read_only else (home,),
            readable=(home,) if command.is_read_only else (),
            limits=RUN_LIMITS,
            sight=Sight.SYSTEM if command.is_read_only else Sight.PROGRAMS,
        )
        try:
            result = self._sandbox.run(plan, scratch, work.is_halted)
        except BaseException:
            self._held.hold(scratch, text, ())
            raise
        kept = () if result.stopped_by else result.changes
        return result, self._held.hold(scratch, text, kept)

    async def _folder(self, folder: str) -> str:
        def found(looking: Looking) -> str:
            return looking.folder(folder, str(self._home.resolve()))[0]

        return await look(self._tools, "shell.run", found)

    # ----------------------------------------------------------------------------------------------------------- keep

    async def _foresee_keep(self) -> Prospect:
        run = await self._newest()
        touches = [change.touch for change in run.kept]
        size_bytes = sum(change.size_bytes for change in run.kept)
        count = sum(change.entries for change in run.kept)
        seen = [f"{change.path}\0{change.kind}\0{change.inode}" for change in run.changes]
        fingerprint = "\0".join([run.folder.name, *seen])
        foresight = Foresight(touches, run.facts(), count, size_bytes, fingerprint)
        by_path = {change.path: change for change in run.kept}

        def plan(paths: Sequence[str]) -> FilePlan:
            return plan_keeping([by_path[path] for path in paths], self._tools)

        return await look(self._tools, "shell.keep", lambda _looking: self._prospect(list(by_path), plan, foresight))

    @action(
        "shell.keep",
        capabilities={"shell.apply"},
        risk=Risk.REVERSIBLE,
        timeout_s=TIMEOUT_S,
        messages={**DEED_MESSAGES, "shell.keep.done": _CHANGE_FACTS, "shell.keep.none": ()},
        errors=DEED_ERRORS,
        effects=_foresee_keep,
        foresees=_CHANGE_FACTS,
        undo=FileDeedActions.take_back,
        undo_review=FileDeedActions.obstacles,
    )
    async def keep(self, work: Work) -> Outcome:
        """Keep what the last command changed."""
        run = await self._newest()
        outcome = await self._carry_out(work, "shell.keep.done", "what a command changed was kept")
        await run_sync(self._held.drop, run)
        return outcome

    # -------------------------------------------------------------------------------------------------- look, discard

    @action(
        "shell.changes",
        capabilities={"shell.run"},
        risk=Risk.READ_ONLY,
        timeout_s=5.0,
        messages={"shell.changes.done": _CHANGE_FACTS, "shell.keep.none": ()},
    )
    async def changes(self) -> Outcome:
        """Tell what the last command would change."""
        return Outcome("shell.changes.done", (await self._newest()).facts())

    async def _foresee_discard(self) -> Prospect:
        return Prospect(facts={"command": (await self._newest()).command})

    @action(
        "shell.discard",
        capabilities={"shell.run"},
        risk=Risk.REVERSIBLE,
        timeout_s=30.0,
        messages={"shell.discard.done": {"command"}, "shell.keep.none": ()},
        effects=_foresee_discard,
        foresees={"command"},
    )
    async def discard(self, work: Work) -> Outcome:
        """Throw away what the last command would change."""
        run = await self._newest()
        await run_sync(self._held.drop, run)

        async def is_gone() -> bool:
            return not run.folder.exists()

        return Outcome("shell.discard.done", work.prospect.facts, ("a command's changes were thrown away",), is_gone)

    async def _newest(self) -> HeldRun:
        run = await run_sync(self._held.newest)
        if run is None:
            raise ActionFailedError("shell.keep.none", code="nothing-to-keep")
        return run


def _told(command: str, result: SandboxRun) -> Facts:
    text = (result.stdout.data or result.stderr.data).decode("utf-8", "replace")
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    shown: list[JsonValue] = list(lines[:MOST_SHOWN_LINES])
    spoken = " ".join(lines[:3])
    if len(lines) > 3 or len(spoken) > _SPOKEN_CHARS:
        spoken = spoken[:_SPOKEN_CHARS].rstrip() + " …"
    return {"command": command, "exit_status": result.exit_status or 0, "output": spoken, "lines": shown}


def _counts(held: HeldRun | None) -> Facts:
    if held is None:
        return dict.fromkeys(("count", "created", "changed", "removed"), 0)
    return {name: value for name, value in held.facts().items() if name in ("count", "created", "changed", "removed")}
