"""Where the content of something new comes from: given bytes, a copy, or whoever can produce it."""

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass

from assistant.actions.filesystem.codec import storable
from assistant.actions.filesystem.content import write_pieces
from assistant.actions.filesystem.copying import copy
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.fingerprint import content_digest
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.made import read_content
from assistant.actions.filesystem.operation import Run
from assistant.actions.filesystem.places import Place, name_of
from assistant.actions.filesystem.view import View

_STEP_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Source(ABC):
    """Makes something at a staging name."""

    @property
    def weight(self) -> int:
        """Return how much work it is, in steps of 64 KiB."""
        return 0

    @property
    def makes_folder(self) -> bool:
        """Tell whether a folder comes of it."""
        return False

    @abstractmethod
    def build(self, place: Place, run: Run) -> None:
        """Make it, on the disk when this returns; what a failure leaves is removed by the caller.

        Raises:
            FileError: It could not be made.
        """

    def expected(self, view: View) -> str | None:
        """Return the digest of the content that must come of it; None if that is not known."""
        return None


@storable
@dataclass(frozen=True, slots=True)
class FromBytes(Source):
    """A file with this content.

    Attributes:
        mode: Permission bits, less the process's umask.
    """

    content: bytes
    mode: int = 0o666

    def build(self, place: Place, run: Run) -> None:
        """Write the file."""
        with run.changing(place):
            fd = place.open(os.O_WRONLY | os.O_CREAT | os.O_EXCL, self.mode)
        try:
            with Naming(place.path):
                write_pieces(fd, self.content, 0, run.tick)
                os.fsync(fd)
        finally:
            os.close(fd)

    def expected(self, view: View) -> str | None:
        """Return the digest of the bytes."""
        return content_digest(self.content)


@storable
@dataclass(frozen=True, slots=True)
class FromCopy(Source):
    """A copy of a file, link or tree, with its metadata.

    Attributes:
        size_bytes: What is to be copied, for progress alone.
    """

    source: str
    identity: Identity
    size_bytes: int = 0

    @property
    def makes_folder(self) -> bool:
        """Tell whether a folder is copied."""
        return self.identity.is_folder

    @property
    def weight(self) -> int:
        """Return the size in steps of 64 KiB."""
        return self.size_bytes // _STEP_BYTES

    def build(self, place: Place, run: Run) -> None:
        """Copy it."""
        with run.folder_of(self.source) as folder:
            source = folder.place(name_of(self.source))
            source.require(self.identity)
            copy(source, place, tick=run.tick, making=run.changing(place))

    def expected(self, view: View) -> str | None:
        """Read what was copied; None if it was changed since."""
        if not self.identity.is_same(view.identity(self.source)):
            return None
        return read_content(self.source, view)


@storable
@dataclass(frozen=True, slots=True)
class FromProducer(Source):
    """Whatever a producer makes that was given to `perform` under this name."""

    name: str

    def build(self, place: Place, run: Run) -> None:
        """Let the producer make it."""
        with Naming(place.path), run.changing(place):
            run.producers[self.name](place, run.tick)
        if place.status() is None:
            raise FileError("not-found", place.path)
