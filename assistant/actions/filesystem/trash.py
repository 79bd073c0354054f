"""The desktop's trash, as every file manager knows it: putting things in, listing, taking out, emptying.

Source: FreeDesktop.org Trash specification 1.0. A trash folder holds `files/NAME`, the thing, and
`info/NAME.trashinfo`, where it came from and when. Things go into the trash of their own disk; nothing is copied.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote_from_bytes, unquote_to_bytes

from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.mounts import mount_of
from assistant.actions.filesystem.places import join, name_of, parent_of, read_identity
from assistant.actions.filesystem.planner import Planner
from assistant.actions.filesystem.sources import FromBytes
from assistant.actions.filesystem.surveying import survey

_PRIVATE = 0o700
_INFO_MODE = 0o600
_ENDING = ".trashinfo"
_MAX_INFO_BYTES = 65_536
_MAX_NAME_BYTES = 255
_MAX_ENDING_CHARS = 16
_MAX_NAME_TRIES = 10_000


@dataclass(frozen=True, slots=True)
class Trashed:
    """A thing in the trash.

    Attributes:
        path: Where it came from.
        deleted: When, in local time; None if its note says nothing that can be read.
        thing: Where it lies.
        info: Where its note lies.
        size_bytes: With all that is in it.
    """

    path: str
    deleted: datetime | None
    thing: str
    info: str
    size_bytes: int

    @property
    def name(self) -> str:
        """Return the name that it had."""
        return name_of(self.path)


class Trash:
    """The trash folders of one user.

    Args:
        data_home: The user's `XDG_DATA_HOME`, absolute and real.
        uid: The user's number.
        tops: The folders where other disks are mounted, for listing.
    """

    def __init__(self, data_home: str, uid: int, tops: Sequence[str] = ()) -> None:
        self._home = join(data_home, "Trash")
        self._uid = uid
        self._tops = tops

    # ------------------------------------------------------------------------------------------------------- putting in

    def plan_trash(self, path: str, planner: Planner, now: datetime) -> str:
        """Plan putting something into the trash of its disk; return where it will lie.

        Args:
            path: Absolute and real.
            planner: The note comes first, then the thing: both or none can be taken back.
            now: Local time.

        Raises:
            FileError: `not-found`, `no-trash`, `inside-itself` for something that holds the trash, or lies in it.
        """
        folder, base = self._folder_for(path)
        if f"{folder}/".startswith(f"{path}/") or path.startswith(f"{folder}/"):
            raise FileError("inside-itself", path)
        for each in (join(folder, "files"), join(folder, "info")):
            planner.make_folders(each, _PRIVATE, is_shared=True)
        name = _free_name(folder, name_of(path), planner)
        named = path if base is None else path[len(base.rstrip("/")) + 1 :]
        planner.create(join(folder, f"info/{name}{_ENDING}"), FromBytes(_note(named, now), _INFO_MODE))
        planner.rename(path, join(folder, f"files/{name}"))
        return join(folder, f"files/{name}")

    def _folder_for(self, path: str) -> tuple[str, str | None]:
        """Return the trash for a thing, and the folder to which its note is relative; None in the home trash."""
        mount = mount_of(parent_of(path))
        # People with little room make a link of it.
        home = os.path.realpath(self._home)
        if mount == mount_of(_nearest(home)):
            return home, None
        top = parent_of(path)
        while top != "/" and mount_of(parent_of(top)) == mount:
            top = parent_of(top)
        shared, own = join(top, ".Trash"), join(top, f".Trash-{self._uid}")
        if _is_shared_trash(shared):
            return join(shared, str(self._uid)), top
        if self._is_own(own) or (not os.path.lexists(own) and os.access(top, os.W_OK)):
            return own, top
        raise FileError("no-trash", path)

    def _is_own(self, folder: str) -> bool:
        try:
            status = os.lstat(folder)
        except OSError:
            return False
        return stat.S_ISDIR(status.st_mode) and status.st_uid == self._uid

    # ---------------------------------------------------------------------------------------------------------- listing

    def items(self) -> Sequence[Trashed]:
        """Return what lies in the trash, the newest first; what has no note, or no thing, is left out."""
        found = [item for folder, base in self._folders() for item in _items(folder, base)]
        return sorted(found, key=lambda item: item.deleted or datetime.min, reverse=True)

    def named(self, name: str) -> Sequence[Trashed]:
        """Return what had this name, the newest first."""
        return [item for item in self.items() if item.name == name]

    def _folders(self) -> Iterator[tuple[str, str | None]]:
        yield os.path.realpath(self._home), None
        for top in self._tops:
            if _is_shared_trash(join(top, ".Trash")):
                yield join(top, f".Trash/{self._uid}"), top
            if self._is_own(join(top, f".Trash-{self._uid}")):
                yield join(top, f".Trash-{self._uid}"), top

    # --------------------------------------------------------------------------------------------- taking out, emptying

    def plan_restore(self, item: Trashed, planner: Planner, kept: str, target: str = "") -> None:
        """Plan putting something back where it came from.

        Args:
            item: As listed.
            planner: Folders that are gone are made anew.
            kept: Where its note is kept, so that it can be put into the trash again; among the saved originals.
            target: Where it goes instead.

        Raises:
            FileError: `name-taken`, `not-found`.
        """
        target = target or item.path
        planner.make_folders(parent_of(target), is_shared=True)
        planner.move(item.thing, target)
        planner.move(item.info, kept)

    def plan_empty(self, items: Sequence[Trashed], planner: Planner) -> None:
        """Plan deleting things in the trash for good; there is no way back.

        Raises:
            FileError: `not-found`.
        """
        for item in items:
            planner.destroy(item.thing)
            planner.destroy(item.info)


def _is_shared_trash(folder: str) -> bool:
    """Tell whether an administrator has made a trash for all users, and safely: sticky, and no link."""
    try:
        status = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and bool(status.st_mode & stat.S_ISVTX)


def _nearest(folder: str) -> str:
    while not os.path.isdir(folder):
        folder = parent_of(folder)
    return folder


def _note(path: str, now: datetime) -> bytes:
    return b"[Trash Info]\nPath=%s\nDeletionDate=%s\n" % (
        quote_from_bytes(os.fsencode(path)).encode(),
        now.strftime("%Y-%m-%dT%H:%M:%S").encode(),
    )


def _free_name(folder: str, name: str, planner: Planner) -> str:
    """Return a name like `name` that neither a thing nor a note in the trash has."""
    stem, ending = os.path.splitext(name)
    if len(ending) > _MAX_ENDING_CHARS:
        stem, ending = name, ""
    for number in range(1, _MAX_NAME_TRIES):
        tried = _joined(stem, ending if number == 1 else f".{number}{ending}")
        taken: tuple[Identity | None, ...] = (
            planner.identity(join(folder, f"files/{tried}")),
            planner.identity(join(folder, f"info/{tried}{_ENDING}")),
        )
        if not any(taken):
            return tried
    raise FileError("name-taken", join(folder, f"files/{name}"))


def _joined(stem: str, rest: str) -> str:
    """Return a name that leaves room for `.trashinfo`."""
    while len(os.fsencode(stem + rest + _ENDING)) > _MAX_NAME_BYTES:
        stem = stem[:-1]
    return stem + rest


def _items(folder: str, base: str | None) -> Iterator[Trashed]:
    try:
        names = os.listdir(join(folder, "info"))
    except OSError:
        return
    for name in names:
        if name.endswith(_ENDING):
            item = _item(folder, base, name.removesuffix(_ENDING))
            if item:
                yield item


def _item(folder: str, base: str | None, name: str) -> Trashed | None:
    thing, info = join(folder, f"files/{name}"), join(folder, f"info/{name}{_ENDING}")
    path, deleted = _read(info)
    if not path or read_identity(thing) is None:
        return None
    if not path.startswith("/"):
        path = join(base or "/", path)
    if os.path.normpath(path) != path:
        # A note that leads out of its disk by "..", which the specification forbids.
        return None
    found = survey([thing], is_cancelled=lambda: False, progress=lambda _count: None)
    return Trashed(path, deleted, thing, info, found.size_bytes)


def _read(info: str) -> tuple[str, datetime | None]:
    try:
        fd = os.open(info, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return "", None
    try:
        lines = os.read(fd, _MAX_INFO_BYTES).splitlines()
    finally:
        os.close(fd)
    if not lines or lines[0].strip() != b"[Trash Info]":
        return "", None
    values = dict(reversed([line.partition(b"=")[::2] for line in lines[1:]]))
    return os.fsdecode(unquote_to_bytes(values.get(b"Path", b"").strip())), _moment(values.get(b"DeletionDate", b""))


def _moment(text: bytes) -> datetime | None:
    try:
        return datetime.strptime(text.decode("ascii").strip(), "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return None
