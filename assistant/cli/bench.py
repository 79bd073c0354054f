"""`zenus bench`: measure this machine."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.report import reported
from assistant.kernel.errors import UsageError
from assistant.kernel.types import JsonValue

if TYPE_CHECKING:
    from assistant.app.bench.report import Target

Figures = dict[str, JsonValue]


class Bench(StrEnum):
    """What can be measured."""

    VOICE = "voice"
    ASK = "ask"
    RECOGNISER = "recogniser"
    UNDERSTANDING = "understanding"
    DIALOGUES = "dialogues"
    GUI = "gui"
    DEEDS = "deeds"
    SAFETY = "safety"
    SCHEDULES = "schedules"
    UNDO = "undo"
    WAKE = "wake"


def bench(  # noqa: PLR0913  # each is an option of the command line
    name: Annotated[Bench, typer.Argument(help="What to measure.")] = Bench.VOICE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    is_full: Annotated[bool, typer.Option("--full", help="More clips and rounds; takes minutes.")] = False,
    data: Annotated[
        Path | None, typer.Option(help="Folder with recordings and their texts (asr.jsonl, intents/, safety/).")
    ] = None,
    seed: Annotated[int, typer.Option(help="Where chance begins; repeats what a run has shown.")] = 0,
    positives: Annotated[Path | None, typer.Option(help="wake: sound files that end with the phrase.")] = None,
    negatives: Annotated[Path | None, typer.Option(help="wake: sound files without the phrase.")] = None,
    language: Annotated[str, typer.Option(help="dialogues: en, de, es … or all.")] = "all",
) -> None:
    """Measure Zenus on this machine and hold the figures against the numbers asked for; exits with 0 either way."""
    with reported(as_json=as_json):
        from assistant.app.bench.report import machine

        began_on = machine()
        if name is Bench.WAKE:
            figures, targets = _run_wake(positives, negatives, data or _default_data(), is_full=is_full)
        elif name is Bench.DIALOGUES:
            from assistant.app.bench.dialogues.run import run as run_dialogues

            figures, targets = run_dialogues(data, language)
        else:
            figures, targets = _run(name, data or _default_data(), is_full=is_full, seed=seed)
        if as_json:
            rows = [target.to_json() for target in targets]
            result = {"bench": name.value, "machine": began_on, "figures": figures, "targets": rows}
            typer.echo(json.dumps(result, ensure_ascii=False))
        else:
            typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
            for target in targets:
                mark = "met   " if target.is_met else "MISSED"
                typer.echo(f"{mark}  {target.name}: {target.value:.3f} (at most {target.limit})")


def _run(name: Bench, data: Path | None, *, is_full: bool, seed: int) -> "tuple[Figures, list[Target]]":
    match name:
        case Bench.VOICE:
            from assistant.app.bench import voice

            return voice.run(data, is_full=is_full)
        case Bench.ASK:
            from assistant.app.bench import ask

            return ask.run(is_full=is_full)
        case Bench.RECOGNISER:
            from assistant.app.bench import recogniser, voice

            heard = recogniser.run(_model("whisper-base"), _needed(data), is_full=is_full)
            return heard, voice.recogniser_targets(heard, is_full=is_full)
        case Bench.GUI:
            from assistant.app.bench.gui.run import run as run_gui_bench

            return run_gui_bench(is_full=is_full)
        case Bench.UNDERSTANDING:
            from assistant.app.bench import understanding

            return understanding.run(_needed(data))
        case _:
            return _run_deeds(name, data, is_full=is_full, seed=seed)


def _run_deeds(name: Bench, data: Path | None, *, is_full: bool, seed: int) -> "tuple[Figures, list[Target]]":
    if name is Bench.SAFETY:
        from assistant.app.bench import safety

        return safety.run(data, is_full=is_full, seed=seed)
    if name is Bench.SCHEDULES:
        from assistant.app.bench import schedules

        return schedules.run(is_full=is_full, seed=seed)
    if name is Bench.DEEDS:
        from assistant.app.bench.deeds import run

        return run(is_full=is_full)
    from assistant.app.bench import undo

    return undo.run(is_full=is_full, seed=seed)


def _run_wake(
    positives: Path | None, negatives: Path | None, data: Path | None, *, is_full: bool
) -> "tuple[Figures, list[Target]]":
    from assistant.app.bench import wake
    from assistant.app.bench.wake_setup import gathered, prepared
    from assistant.config.loading import load_settings

    bench = prepared(load_settings(), is_full=is_full)
    return wake.run(bench, gathered(bench.word.phrase, positives, negatives or _needed(data), is_full=is_full))


def _model(name: str) -> Path:
    from assistant.config import paths
    from models.store import ModelStore

    return ModelStore(paths.models_dir()).path(name)


def _default_data() -> Path | None:
    beside = Path("../shared/data")
    return beside if beside.is_dir() else None


def _needed(data: Path | None) -> Path:
    if data is None:
        raise UsageError(
            "There is nothing to measure with.", code="bench-data-missing", hint="Name a folder: --data DIR"
        )
    return data
