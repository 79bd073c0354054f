"""`zenus run`: the assistant itself."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.report import reported


def run(
    input_file: Annotated[
        Path | None,
        typer.Option("--input", metavar="FILE", help="Use a sound file as the microphone, and end with it."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE.wav", help="Also write what is spoken to this file.")
    ] = None,
    events: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Write every event to this file, one JSON object a line.")
    ] = None,
    is_typed: Annotated[bool, typer.Option("--typed", help="Type requests; no microphone is opened.")] = False,
    is_fast: Annotated[bool, typer.Option("--fast", help="Take the input file faster than real time.")] = False,
    has_no_gui: Annotated[bool, typer.Option("--no-gui", help="Show no window.")] = False,
) -> None:
    """Start the assistant: say “Hey Zenus” and a request. Ctrl+C silences it, and ends it when it is silent."""
    with reported():
        from assistant.app.run import RunOptions, run_assistant

        run_assistant(RunOptions(input_file, output, events, is_typed, is_fast, has_gui=not has_no_gui))
