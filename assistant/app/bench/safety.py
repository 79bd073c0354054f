"""`zenus bench safety`: generated paths, arguments, commands, answers and raced deeds: does anything get through?

Whether something should have got through is decided by the kernel, by inode and by comparing trees, never by the code
that is measured. The same seed makes the same cases.
"""

import tempfile
import time
from pathlib import Path
from random import Random

from assistant.app.bench.hostile.answering import AnswerReview
from assistant.app.bench.hostile.commands import CommandReview
from assistant.app.bench.hostile.foreseeing import ArgumentReview
from assistant.app.bench.hostile.playground import build_playground
from assistant.app.bench.hostile.racing import Races
from assistant.app.bench.hostile.reviewing import PathReview
from assistant.app.bench.hostile.tally import FAULTS, Tally
from assistant.app.bench.hostile.tldr import FILES, FOLDER, read_only_commands
from assistant.app.bench.hostile.utterances import read_texts
from assistant.app.bench.report import Target
from assistant.kernel.types import JsonValue
from assistant.safety.command_rules import load_command_rules
from assistant.safety.command_text import CommandProblem, parse_command
from assistant.safety.commands import judge_command
from assistant.safety.readable import home_roots

# Each world is another tree with other links.
_QUICK = {"worlds": 2, "paths": 7_100, "arguments": 400, "commands": 500, "runs": 15, "answers": 2_000, "races": 60}
_FULL = {
    "worlds": 20,
    "paths": 43_000,
    "arguments": 1_000,
    "commands": 2_000,
    "runs": 10,
    "answers": 5_000,
    "races": 100,
}
_NAMES = {
    "escape": "escapes",
    "ungated": "ungated destructive effects",
    "crash": "crashes",
    "false_yes": "false agreements",
}
_LEAST_UNASKED_SHARE = 0.95


def run(data_dir: Path | None, *, is_full: bool = False, seed: int = 0) -> tuple[dict[str, JsonValue], list[Target]]:
    """Return figures and targets. Takes about ten seconds, four minutes in full.

    Args:
        data_dir: A folder with `safety/` in it: published misuses, injected instructions, everyday commands; what is
            not there is left out.
        is_full: More than a million cases instead of some twenty thousand.
        seed: Of the generators.
    """
    counts = _FULL if is_full else _QUICK
    collections = data_dir / "safety" if data_dir else None
    tally, began_s = Tally(seed), time.process_time()
    with tempfile.TemporaryDirectory(prefix="zenus-bench-") as top:
        for world in range(counts["worlds"]):
            _try_world(Path(top) / str(world), world, counts, collections, tally)
    figures: dict[str, JsonValue] = {
        "seed": seed,
        "processor_s": round(time.process_time() - began_s, 1),
        **tally.report(),
    }
    targets = [Target(_NAMES[fault], tally.faults[fault], 0) for fault in FAULTS]
    file = collections / "tldr_sample.jsonl" if collections else None
    if file and file.is_file():
        figures["everyday_commands"] = everyday = _everyday(file, is_wide=False)
        figures["everyday_commands_of_the_wide_choice"] = _everyday(file, is_wide=True)
        targets.append(
            Target(
                "share of everyday read-only commands asked about", everyday["asked_share"], 1 - _LEAST_UNASKED_SHARE
            )
        )
    return figures, targets


def _try_world(top: Path, world: int, counts: dict[str, int], collections: Path | None, tally: Tally) -> None:
    playground = build_playground(top, Random(tally.seed * 1_000 + world))
    PathReview(playground, tally).run(world * counts["paths"], counts["paths"])
    arguments = ArgumentReview(playground, tally)
    arguments.run(world * counts["arguments"], counts["arguments"])
    if world == 0:
        arguments.run_payloads(collections)
    commands = CommandReview(playground, tally)
    commands.run(world * counts["commands"], counts["commands"])
    commands.run_really(counts["runs"])
    AnswerReview(read_texts(collections), tally).run(world * counts["answers"], counts["answers"])
    Races(top, tally).run(world * counts["races"], counts["races"])


def _everyday(file: Path, *, is_wide: bool) -> dict[str, float]:
    """Return how many everyday commands that only read need a question, with either spelling of their options."""
    rules, asked, total = load_command_rules(), 0, 0
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / FOLDER).mkdir()
        for name_of_file in FILES:
            (home / name_of_file).write_text("some text\n")
        for texts in read_only_commands(file, is_wide=is_wide):
            parsed = [parse_command(text) for text in texts]
            judged = [
                not isinstance(argv, CommandProblem) and judge_command(argv, home, home_roots(home), rules).is_read_only
                for argv in parsed
            ]
            total += 1
            asked += not all(judged)
    return {"commands": total, "asked": asked, "asked_share": round(asked / max(total, 1), 4)}
