"""One sequence: a random world, random deeds, a kill, a restart, the undo with kills of its own, and the comparison."""

import gc
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import anyio

from assistant.app.bench.crashing.killing import Kill, MortalDatabase, random_kill, run_mortal
from assistant.app.bench.crashing.meddling import meddle
from assistant.app.bench.crashing.session import Session, do_deeds, open_session, undo_everything, undo_in_disorder
from assistant.app.bench.crashing.world import World, build_world
from assistant.app.bench.snapshot import contents, differences, snapshot

_MOST_DEEDS = 8
_CHANGES_OF_DEEDS, _CHANGES_OF_UNDO = 200, 100
_SECONDS_OF_DEEDS, _SECONDS_OF_UNDO = 0.15, 0.08
_MOST_UNDO_KILLS = 2
_IN_DISORDER, _MEDDLED = 0.5, 0.04
_NEVER = Kill()

Part = Callable[[Session], Awaitable[None]]


@dataclass(slots=True)
class Ending:
    """What became of one sequence.

    Attributes:
        kills: How each of its processes was to die, and whether it did.
        is_in_disorder: Some deeds were taken back before later ones.
        meddled_with: Digest of what a file held that somebody else has changed before the undo; empty if nobody has.
        differing: Lines that tell what is not as it was.
        lost: Contents of files that are nowhere any more.
        undo_ms: Time of the undo that came to its end, with the start of its process.
        steps: By (phase, action, error code), how often; the code of a success is empty.
        complaint: Traceback of a process that failed by itself.
    """

    seed: int
    kills: list[str] = field(default_factory=list)
    killed: int = 0
    is_in_disorder: bool = False
    meddled_with: str = ""
    differing: Sequence[str] = ()
    lost: int = 0
    undo_ms: float = 0.0
    steps: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    complaint: str = ""

    @property
    def was_blocked(self) -> bool:
        """Whether an undo told that something stands in its way."""
        return any(phase != "do" and code for phase, _, code in self.steps)

    @property
    def differs_in_folders_alone(self) -> bool:
        """Whether nothing differs but when folders were changed, or that the trash's own folders are there, empty."""
        return bool(self.differing) and all(map(_is_of_folders_alone, self.differing))

    @property
    def is_faulty(self) -> bool:
        """Whether it is not as it was, though nobody else has changed anything; or something is lost in any case."""
        if self.complaint or self.lost:
            return True
        is_excused = bool(self.meddled_with) or (self.is_in_disorder and self.differs_in_folders_alone)
        return bool(self.differing) and not is_excused

    def told(self) -> str:
        """Return what is to be known of a faulty sequence, in one line; its seed repeats it."""
        kills = ", ".join(self.kills)
        what = "; ".join(self.differing[:3]) or self.complaint.strip().rpartition("\n")[2] or f"{self.lost} lost"
        return f"--seed {self.seed}: killed {kills}: {what}"


def run_sequence(seed: int, root: Path, stick_root: Path) -> Ending:
    """Run the sequence of this seed in two empty folders; they are removed afterwards."""
    sequence = _Sequence(seed, root, stick_root)
    try:
        return sequence.run()
    finally:
        for folder in (root, stick_root):
            shutil.rmtree(folder, ignore_errors=True)


def _is_of_folders_alone(line: str) -> bool:
    path, _, what = line.rpartition("': ")
    is_trash_folder = what == "came" and path.endswith(
        (".local", ".local/share", "/Trash", "/Trash/files", "/Trash/info")
    )
    return is_trash_folder or (what.startswith("mtime_ns ") and "," not in what)


def warm_up() -> None:
    """Load in this process what each process of a sequence needs, so that it begins with all of it.

    Leaves no thread behind.
    """
    with tempfile.TemporaryDirectory() as folder:
        world = build_world(Random(1), Path(folder) / "disk", Path(folder) / "other")
        log = Path(folder) / "steps.jsonl"
        anyio.run(_restarted, world, log, lambda session: do_deeds(session, Random(1), 5))
        anyio.run(_restarted, world, log, undo_everything)
    gc.freeze()


class _Sequence:
    def __init__(self, seed: int, root: Path, stick_root: Path) -> None:
        self._rng = Random(seed)
        self._ending = Ending(seed)
        self._world = build_world(self._rng, root, stick_root)
        self._log, self._complaint = root / "steps.jsonl", root / "complaint"

    def run(self) -> Ending:
        rng, ending = self._rng, self._ending
        before = snapshot(*self._world.tops)
        count, seed = rng.randint(1, _MOST_DEEDS), rng.getrandbits(32)
        is_mortal = rng.random() < 0.9
        kill = random_kill(rng, _CHANGES_OF_DEEDS, _SECONDS_OF_DEEDS) if is_mortal else _NEVER
        self._in_process(lambda session: do_deeds(session, Random(seed), count), kill)
        ending.is_in_disorder = rng.random() < _IN_DISORDER
        if rng.random() < _MEDDLED:
            ending.meddled_with = meddle(rng, self._world)
        # What somebody else has overwritten is not ours to keep; it may still be in a copy that the undo removes.
        held = contents(snapshot(*self._world.tops, self._world.state)).keys() & contents(before).keys()
        self._undo()
        after = snapshot(*self._world.tops)
        ending.differing = differences(before, after)
        ending.lost = len(held - contents(after, snapshot(self._world.state)).keys() - {ending.meddled_with})
        self._read_log()
        return ending

    def _undo(self) -> None:
        """Take everything back, in processes that are killed until one is not."""
        rng, ending = self._rng, self._ending
        if ending.is_in_disorder:
            seed = rng.getrandbits(32)
            self._in_process(lambda session: undo_in_disorder(session, Random(seed)), self._kill_of_undo())
        for _ in range(_MOST_UNDO_KILLS):
            if rng.random() < 0.5 and not self._in_process(undo_everything, self._kill_of_undo()):
                continue
            break
        began_s = time.perf_counter()
        self._in_process(undo_everything, _NEVER)
        ending.undo_ms = (time.perf_counter() - began_s) * 1000

    def _kill_of_undo(self) -> Kill:
        return random_kill(self._rng, _CHANGES_OF_UNDO, _SECONDS_OF_UNDO)

    def _in_process(self, part: Part, kill: Kill) -> bool:
        """Run a part in a process of its own, as after a restart; return whether it lived to the end."""
        lived = run_mortal(lambda: anyio.run(_restarted, self._world, self._log, part), kill, self._complaint)
        self._ending.kills.append(f"{kill}{'' if lived else ' (died)'}")
        self._ending.killed += not lived
        return lived

    def _read_log(self) -> None:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        self._ending.steps = Counter(tuple(json.loads(line)) for line in lines)
        self._ending.complaint = self._complaint.read_text() if self._complaint.exists() else ""


async def _restarted(world: World, log: Path, part: Part) -> None:
    with MortalDatabase(world.state / "zenus.db") as database:
        session = open_session(world, database, log)
        session.journal.recover()
        await part(session)
