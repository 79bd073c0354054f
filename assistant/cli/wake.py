"""`zenus wake`: when the wake phrase is said in sound files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.report import reported
from assistant.kernel.audio import duration_s

if TYPE_CHECKING:
    from speech.wake.scan import WakeScanner

Detections = Sequence[tuple[float, float]]


def wake(
    files: Annotated[list[Path], typer.Argument(help="Sound files.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Find the wake phrase in sound files."""
    with reported(as_json=as_json):
        from speech.audio.files import read_pcm

        scanner = _scanner()
        for file in files:
            pcm = read_pcm(file)
            _print(file, duration_s(pcm), scanner.scan(pcm), as_json=as_json)


def _scanner() -> "WakeScanner":
    from assistant.config import paths
    from assistant.config.loading import load_settings
    from models import hey_zenus
    from models.store import ModelStore
    from speech.wake.detector import WakeRule
    from speech.wake.scan import WakeScanner

    rule = WakeRule(**hey_zenus.rule(load_settings().wake.sensitivity))
    return WakeScanner(ModelStore(paths.models_dir()).path("wake-features"), hey_zenus.head_path(), rule)


def _print(file: Path, length_s: float, detections: Detections, *, as_json: bool) -> None:
    if as_json:
        found = [{"t_s": round(time_s, 2), "score": round(score, 4)} for time_s, score in detections]
        record = {"file": str(file), "duration_s": round(length_s, 3), "detections": found}
        typer.echo(json.dumps(record, ensure_ascii=False))
        return
    times = ", ".join(f"{time_s:.2f} s ({score:.2f})" for time_s, score in detections)
    typer.echo(f"{file}: {times or 'not said'}")
