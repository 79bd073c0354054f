"""`zenus wake`: when the wake phrase is said in sound files. `train` makes one of another, `enrol` learns a voice."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from assistant.cli.report import reported
from assistant.kernel.audio import duration_s

if TYPE_CHECKING:
    # Typer carries its own copy of click; only its types are named here.
    from typer._click.core import Context

    from speech.wake.scan import WakeScanner

Detections = Sequence[tuple[float, float]]


class FilesOrTrain(TyperGroup):
    """A group in which anything but the name of a command is files to be searched."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Put `find` before arguments that begin with no command."""
        if not args or args[0] not in (*self.commands, "--help"):
            args = ["find", *args]
        return super().parse_args(ctx, args)


wake = typer.Typer(
    cls=FilesOrTrain,
    add_completion=False,
    help="Find the wake phrase in sound files, train one, or enrol a voice.",
)


@wake.command()
def find(
    files: Annotated[list[Path], typer.Argument(help="Sound files.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Find the wake phrase in sound files; `zenus wake FILE…` does the same."""
    with reported(as_json=as_json):
        from speech.audio.files import read_pcm

        scanner = _scanner()
        for file in files:
            pcm = read_pcm(file)
            _print(file, duration_s(pcm), scanner.scan(pcm), as_json=as_json)


@wake.command()
def train(
    phrase: Annotated[str, typer.Argument(help="One to four English words.", show_default=False)],
    work: Annotated[Path | None, typer.Option(help="Folder for clips and recordings; kept, so a run goes on.")] = None,
    recordings: Annotated[Path, typer.Option(help="Folder with the development data, data/.")] = Path("../shared"),
    workers: Annotated[int, typer.Option(min=1, help="Processes, a core each.")] = os.cpu_count() or 1,
    synthesis_s: Annotated[float, typer.Option(min=0, help="Most seconds spent on speaking.")] = 3_000.0,
) -> None:
    """Train a wake word of your own, in about two hours; then: zenus config set wake.phrase PHRASE."""
    with reported():
        from assistant.app.wake_training import train as train_phrase

        head = train_phrase(phrase, work, recordings, typer.echo, workers=workers, synthesis_s=synthesis_s)
        typer.echo(f'{head} is ready. Use it with: zenus config set wake.phrase "{phrase}"')


@wake.command()
def enrol(
    files: Annotated[list[Path] | None, typer.Argument(help="Recordings; without any, the microphone.")] = None,
    is_forgotten: Annotated[bool, typer.Option("--forget", help="Forget the voice that was enrolled.")] = False,
) -> None:
    """Learn your voice from ten times the wake phrase; then: zenus config set wake.owner_only true."""
    with reported():
        from assistant.app import wake_enrolment

        if is_forgotten:
            is_known = wake_enrolment.forget_owner()
            typer.echo("I have forgotten your voice." if is_known else "I knew no voice.")
            return
        if files:
            count = wake_enrolment.enrol_files(files)
        else:
            typer.echo("Say the wake phrase ten times, with a pause after each.")
            count = wake_enrolment.enrol_live(lambda heard: typer.echo(f"{heard} of {wake_enrolment.UTTERANCES}"))
        typer.echo(f"I know your voice by {count} utterances. Use that with: zenus config set wake.owner_only true")


def _scanner() -> "WakeScanner":
    from assistant.app.wake_engines import load_scanner
    from assistant.config.loading import load_settings

    return load_scanner(load_settings())


def _print(file: Path, length_s: float, detections: Detections, *, as_json: bool) -> None:
    if as_json:
        found = [{"t_s": round(time_s, 2), "score": round(score, 4)} for time_s, score in detections]
        record = {"file": str(file), "duration_s": round(length_s, 3), "detections": found}
        typer.echo(json.dumps(record, ensure_ascii=False))
        return
    times = ", ".join(f"{time_s:.2f} s ({score:.2f})" for time_s, score in detections)
    typer.echo(f"{file}: {times or 'not said'}")
