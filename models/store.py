"""Where weights lie on this machine, and whether they are whole.

    <root>/blobs/<sha256>        each file once, named by its content
    <root>/<model-id>/<file>     hard links to the blobs (copies where the disk knows no links): what engines open
    <root>/partial/              what a fetch has so far; may be removed at any time

A file enters only through `place`, which checks its digest and gives it a fixed time of change, its *seal*. A start
looks at sizes alone; a fetch also looks at the seal, and reads again only what someone has touched; `verify` reads all.
"""

import os
import shutil
from enum import Enum
from pathlib import Path

from assistant.kernel.errors import ModelError
from models.catalogue import Catalogue, Model, ModelFile, zenus_catalogue
from models.disk import CHUNK_BYTES, disk_errors, sha256_of, sync_folder, write_synced

# Any time that no tool would set by chance: 2001-09-09T01:46:40Z.
SEAL_NS = 1_000_000_000 * 1_000_000_000
FETCH_HINT = "Run `zenus models fetch`."


class ModelState(Enum):
    """How a model looks from its files' sizes."""

    READY = "ready"
    MISSING = "missing"
    DAMAGED = "damaged"


class ModelStore:
    """The models folder.

    Args:
        root: Need not exist.
        catalogue: By default the one that comes with Zenus.
    """

    def __init__(self, root: Path, catalogue: Catalogue | None = None) -> None:
        self.root = root
        self.catalogue = catalogue or zenus_catalogue()

    @property
    def partial(self) -> Path:
        """The folder for what a fetch has so far."""
        return self.root / "partial"

    def path(self, model_id: str) -> Path:
        """Return the folder with the model's files. Looks at their sizes only, so it costs next to nothing.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
            UsageError: `unknown-model`.
        """
        model = self.catalogue.find(model_id)
        match self.state(model):
            case ModelState.MISSING:
                raise missing(model)
            case ModelState.DAMAGED:
                raise damaged(model, "a file has the wrong size")
        return self.root / model.id

    def state(self, model: Model) -> ModelState:
        """Return how the model looks from its files' sizes."""
        sizes = [_size_bytes(self.root / model.id / file.name) for file in model.files]
        if None in sizes:
            return ModelState.MISSING
        is_whole = all(size == file.size_bytes for size, file in zip(sizes, model.files, strict=True))
        return ModelState.READY if is_whole else ModelState.DAMAGED

    def verify(self, model_id: str) -> None:
        """Read every byte of the model. Damaged files are removed, so that a fetch brings them anew.

        Raises:
            ModelError: `model-missing` or `model-damaged`.
            UsageError: `unknown-model`.
        """
        model = self.catalogue.find(model_id)
        paths = {file: self.root / model.id / file.name for file in model.files}
        if not all(path.is_file() for path in paths.values()):
            raise missing(model)
        with disk_errors(self.root):
            bad = [file for file, path in paths.items() if sha256_of(path) != file.sha256]
            for file in bad:
                self._discard(model, file)
        if bad:
            names = " and ".join(repr(file.name) for file in bad)
            raise damaged(model, f"{names} is not what its digest says, and was removed")

    def is_settled(self, model: Model) -> bool:
        """Tell from sizes and seals whether nothing has to be fetched; changes nothing."""
        return all(_is_sealed(self.root / model.id / file.name, file) for file in model.files)

    def lacking(self, model: Model) -> tuple[ModelFile, ...]:
        """Return the files that have to be fetched, after taking in those that lie there already.

        A sealed file is trusted; one that somebody else put or changed there is read, and removed if it is wrong.
        """
        return tuple(file for file in model.files if not self._settle(model, file))

    def place(self, staged: Path, model: Model, file: ModelFile) -> None:
        """Move `staged`, a complete file on this disk, into the store as `file` of `model`.

        Raises:
            ModelError: `wrong-digest`, and `staged` is removed; `disk-full`; `models-folder-unusable`.
        """
        with disk_errors(self.root):
            if sha256_of(staged) != file.sha256:
                staged.unlink()
                raise ModelError(
                    f"What came as {file.name!r} of the model {model.id!r} is not that file: its digest is wrong.",
                    code="wrong-digest",
                    hint="It was thrown away. Try again later; if it happens again, tell the makers of Zenus.",
                )
            _seal(staged)
            blob = self._blob(file)
            blob.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(blob)
            sync_folder(blob.parent)
            self._link(model, file)

    def _settle(self, model: Model, file: ModelFile) -> bool:
        with disk_errors(self.root):
            blob, path = self._blob(file), self.root / model.id / file.name
            if _is_sealed(path, file):
                return True
            for found in (blob, path):
                if _is_sealed(found, file) or _has_content(found, file):
                    self._take_in(found, model, file)
                    return True
            self._discard(model, file)
            return False

    def _take_in(self, found: Path, model: Model, file: ModelFile) -> None:
        blob = self._blob(file)
        if found != blob:
            blob.parent.mkdir(parents=True, exist_ok=True)
            _link_or_copy(found, blob)
        _seal(blob)
        self._link(model, file)

    def _link(self, model: Model, file: ModelFile) -> None:
        folder = self.root / model.id
        folder.mkdir(parents=True, exist_ok=True)
        _link_or_copy(self._blob(file), folder / file.name)
        sync_folder(folder)

    def _discard(self, model: Model, file: ModelFile) -> None:
        for path in (self._blob(file), self.root / model.id / file.name):
            path.unlink(missing_ok=True)

    def _blob(self, file: ModelFile) -> Path:
        return self.root / "blobs" / file.sha256


def missing(model: Model) -> ModelError:
    """Return the error that says that the model is not on this machine."""
    hint = FETCH_HINT if model.required else f"Run `zenus models fetch {model.id}`."
    return ModelError(f"The model {model.id!r} is missing.", code="model-missing", hint=hint)


def damaged(model: Model, why: str) -> ModelError:
    """Return the error that says that the model's files are not what they should be."""
    hint = FETCH_HINT if model.required else f"Run `zenus models fetch {model.id}`."
    return ModelError(f"The model {model.id!r} is damaged: {why}.", code="model-damaged", hint=hint)


def _size_bytes(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _is_sealed(path: Path, file: ModelFile) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return status.st_size == file.size_bytes and status.st_mtime_ns == SEAL_NS


def _has_content(path: Path, file: ModelFile) -> bool:
    return _size_bytes(path) == file.size_bytes and sha256_of(path) == file.sha256


def _seal(path: Path) -> None:
    os.utime(path, ns=(SEAL_NS, SEAL_NS))


def _link_or_copy(source: Path, target: Path) -> None:
    """Make `target` another name of `source`, in one step, over whatever `target` was."""
    beside = target.with_name(f".{target.name}.link")
    beside.unlink(missing_ok=True)
    try:
        os.link(source, beside)
    except OSError:
        with source.open("rb") as stream:
            write_synced(beside, iter(lambda: stream.read(CHUNK_BYTES), b""))
        shutil.copystat(source, beside)
    beside.replace(target)
    beside.unlink(missing_ok=True)  # Renaming one name of a file onto another of its names leaves both.
