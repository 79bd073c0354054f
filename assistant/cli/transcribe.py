"""`zenus transcribe`: what is said in sound files."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.report import print_error, reported
from assistant.kernel.errors import AudioError
from assistant.kernel.types import SpeechHints, Transcript

if TYPE_CHECKING:
    from assistant.kernel.ports import SpeechToText

ANY_LANGUAGE = "any"


def transcribe(
    files: Annotated[list[Path], typer.Argument(help="Sound files.", show_default=False)],
    languages: Annotated[
        list[str] | None,
        typer.Option(
            "--language",
            metavar="CODE",
            help=f"Language spoken, such as en; may be given more than once; {ANY_LANGUAGE!r} for whatever is heard. "
            "By default those of the settings.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Write down what is said in sound files."""
    with reported(as_json=as_json):
        stt, spoken = _recogniser(languages)
        stt.warm_up()
        are_good = [_transcribe(file, stt, SpeechHints(spoken), as_json=as_json) for file in files]
        if not all(are_good):
            raise typer.Exit(1)


def _recogniser(languages: Sequence[str] | None) -> "tuple[SpeechToText, tuple[str, ...]]":
    """Return the recogniser of the settings, and the languages to expect; none means any."""
    from assistant.app.engines import whisper_settings
    from assistant.config import paths
    from assistant.config.loading import load_settings
    from models.store import ModelStore
    from speech.stt.whisper import WhisperStt

    settings = load_settings()
    model = ModelStore(paths.models_dir()).path(settings.recogniser.model)
    stt = WhisperStt(model, settings=whisper_settings(settings))
    spoken = tuple(languages or settings.speech.languages)
    return stt, () if ANY_LANGUAGE in spoken else spoken


def _transcribe(file: Path, stt: "SpeechToText", hints: SpeechHints, *, as_json: bool) -> bool:
    """Print what is said in one file; tell of a file that cannot be used, and return False."""
    from speech.audio.files import read_pcm

    started_s = time.perf_counter()
    try:
        transcript = stt.transcribe(read_pcm(file), hints)
    except AudioError as error:
        print_error(error, as_json=as_json)
        return False
    _print(file, transcript, time.perf_counter() - started_s, as_json=as_json)
    return True


def _print(file: Path, transcript: Transcript, elapsed_s: float, *, as_json: bool) -> None:
    if not as_json:
        typer.echo(f"{file}: {transcript.text or '(no speech)'}")
        return
    record = {
        "file": str(file),
        "text": transcript.text,
        "language": transcript.language,
        "confidence": round(transcript.confidence, 4),
        "duration_s": round(transcript.duration_s, 3),
        "elapsed_s": round(elapsed_s, 3),
    }
    typer.echo(json.dumps(record, ensure_ascii=False))
