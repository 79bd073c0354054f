"""The last stage of the recipe: chooses the numbers that go with head and verifier, and tells what they do."""

import json
import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from models.hey_zenus import shipped
from models.hey_zenus.corpus import Places
from models.hey_zenus.heard import Heard
from models.hey_zenus.phrase import Phrase
from models.hey_zenus.report import Measured, Step, choose, measure, tables
from models.hey_zenus.verifier import measure as both_stages
from models.hey_zenus.verifier.windows import recogniser
from speech.wake.detector import Head
from speech.wake.features import Floats, OnnxWakeFeatures
from speech.wake.trigger import WakeRule
from speech.wake.verifier import Verifier


@dataclass(frozen=True, slots=True)
class Measuring:
    """Where everything lies.

    Attributes:
        work: Folder for clips, recordings and features.
        models: Folder of the fetched models.
        out: Holds head and verifier; receives the numbers and the tables.
        workers: Processes that look at the parts; one core each.
    """

    work: Path
    models: Path
    out: Path
    workers: int = 1


def write_card(phrase: Phrase, where: Measuring) -> None:
    """Choose the numbers on the development part; write them, and the results of both parts as tables of the card."""
    head = Head(shipped.head_path(where.out, phrase.name))
    places = Places.under(where.work, phrase.name)
    heard = Heard(places.heard, OnnxWakeFeatures(where.models / "wake-features"))
    first = {part: measure(head, heard, places, part) for part in ("dev", "test")}
    steps = choose(first["dev"])
    rule = both_stages.candidate_rule(first["dev"].real)
    # The test part takes longest.
    asked = {part: (phrase, where, rule, part, first[part].real) for part in ("test", "dev")}
    with ProcessPoolExecutor(where.workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        looking = {part: pool.submit(_look, *arguments) for part, arguments in asked.items()}
        both = {part: done.result() for part, done in looking.items()}
    verifying = both_stages.choose(both["dev"], rule.threshold)
    values = {name: {**step.values(), **asdict(verifying[name])} for name, step in steps.items()}
    shipped.rules_path(where.out, phrase.name).write_text(json.dumps(values, indent=2) + "\n")
    parts = [
        f"# Measured: the wake word “{phrase.text}”\n",
        *_first_stage(first, steps),
        *_both_stages(both, verifying),
    ]
    (where.out / f"{phrase.name}.md").write_text("\n".join(parts))


def _look(
    phrase: Phrase, where: Measuring, rule: WakeRule, part: str, real: Mapping[str, Floats]
) -> both_stages.BothStages:
    """Measure both stages on one part, in a process of its own."""
    ears = recogniser(where.models / shipped.RECOGNISER)
    verifier = Verifier(shipped.verifier_path(where.out, phrase.name), phrase.text, ears)
    places = Places.under(where.work, phrase.name)
    heard = Heard(places.heard, OnnxWakeFeatures(where.models / "wake-features"))
    stages = both_stages.Stages(Head(shipped.head_path(where.out, phrase.name)), rule, verifier.verify)
    return both_stages.measure(stages, heard, places, part, real)


def _first_stage(measured: Mapping[str, Measured], steps: Mapping[shipped.Sensitivity, Step]) -> list[str]:
    wanted = [("dev", "normal"), *(("test", name) for name in steps)]
    return [
        f"## First stage, {part} part, {name}: {_describe(steps[name])}\n\n{tables(measured[part], steps[name].rule)}"
        for part, name in wanted
    ]


def _describe(step: Step) -> str:
    return f"threshold {step.rule.threshold}, {step.rule.consecutive_frames} scores in a row"


def _both_stages(
    measured: Mapping[str, both_stages.BothStages], verifying: Mapping[shipped.Sensitivity, shipped.Verifying]
) -> list[str]:
    wanted = [("dev", "normal"), *(("test", name) for name in verifying)]
    numbers = {(part, name): verifying[name] for part, name in wanted}
    return [
        f"## Both stages, {part} part, {name}: candidates from {each.candidate_prob}, verified from "
        f"{each.verified_prob}\n\n{both_stages.tables(measured[part], each.verified_prob)}"
        for (part, name), each in numbers.items()
    ]
