"""What a thing has besides its content: mode, owner, times, extended attributes; read and put."""

import os
import stat
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.places import Place
from assistant.kernel.types import Facts

# What the system's policy gives a thing according to where it lies.
_BY_PLACE = ("security.selinux",)


@dataclass(frozen=True, slots=True)
class Attributes:
    """What is kept of a thing besides its content.

    Attributes:
        mode: Permission bits; those of a link mean nothing.
        xattrs: Extended attributes as far as they can be read.
    """

    mode: int
    uid: int
    gid: int
    atime_ns: int
    mtime_ns: int
    xattrs: Mapping[str, bytes]

    def to_json(self) -> Facts:
        """Return it as plain values."""
        return {
            "mode": self.mode,
            "uid": self.uid,
            "gid": self.gid,
            "atime_ns": self.atime_ns,
            "mtime_ns": self.mtime_ns,
            "xattrs": {name: b64encode(value).decode() for name, value in self.xattrs.items()},
        }

    def keeps(self, wanted: "Attributes") -> bool:
        """Tell whether everything but the time of reading is as wanted."""
        return (self.mode, self.uid, self.gid, self.mtime_ns, dict(self.xattrs)) == (
            wanted.mode,
            wanted.uid,
            wanted.gid,
            wanted.mtime_ns,
            dict(wanted.xattrs),
        )


def attributes_from_json(facts: Facts) -> Attributes:
    """Return what `Attributes.to_json` gave."""
    numbers = {name: cast(int, facts[name]) for name in ("mode", "uid", "gid", "atime_ns", "mtime_ns")}
    xattrs = cast(Mapping[str, str], facts["xattrs"])
    return Attributes(**numbers, xattrs={name: b64decode(value) for name, value in xattrs.items()})


def is_ours_to_give(wanted: Attributes) -> bool:
    """Tell whether this process may give a thing these attributes."""
    if os.geteuid() == 0:
        return True
    is_our_group = wanted.gid == os.getegid() or wanted.gid in os.getgroups()
    return wanted.uid == os.geteuid() and is_our_group and all(name.startswith("user.") for name in wanted.xattrs)


def attributes_of(place: Place, status: os.stat_result) -> Attributes:
    """Read the attributes of what is at `place`, where `status` was found."""
    return Attributes(
        stat.S_IMODE(status.st_mode),
        status.st_uid,
        status.st_gid,
        status.st_atime_ns,
        status.st_mtime_ns,
        read_xattrs(reference(place)),
    )


def read_attributes(place: Place) -> Attributes:
    """Read the attributes of what is at `place`.

    Raises:
        FileError: `not-found`.
    """
    status = place.status()
    if status is None:
        raise FileError("not-found", place.path)
    return attributes_of(place, status)


def reference(place: Place) -> str:
    """Return a path by which calls without `dir_fd` reach a place, free of links that somebody could swap in."""
    return f"/proc/self/fd/{place.folder}/{place.name}"


def read_xattrs(path: str, *, follows: bool = False) -> Mapping[str, bytes]:
    """Return the extended attributes of `path`; those that cannot be read are left out."""
    try:
        names = os.listxattr(path, follow_symlinks=follows)
    except OSError:
        return {}
    found: dict[str, bytes] = {}
    for name in names:
        if name in _BY_PLACE:
            continue
        try:
            found[name] = os.getxattr(path, name, follow_symlinks=follows)
        except OSError:
            continue
    return found


def put_attributes(place: Place, wanted: Attributes, *, is_link: bool) -> bool:
    """Give what is at `place` these attributes, as far as possible; return whether it has them all now.

    The place must be one that nobody else can change: a staging name, or a folder within one.
    """
    _put(reference(place), wanted, is_link=is_link, follows=False)
    status = place.status()
    return status is not None and attributes_of(place, status).keeps(wanted)


def put_attributes_of_open(fd: int, wanted: Attributes) -> None:
    """Give an open file these attributes, as far as possible, whatever has its name now."""
    _put(f"/proc/self/fd/{fd}", wanted, is_link=False, follows=True)


def _put(path: str, wanted: Attributes, *, is_link: bool, follows: bool) -> None:
    has_owner = _put_owner(path, wanted, follows)
    _put_xattrs(path, wanted.xattrs, follows)
    if not is_link:
        # After the owner, because a change of owner clears the set-uid bits, which nobody else may be given.
        mode = wanted.mode if has_owner else wanted.mode & ~(stat.S_ISUID | stat.S_ISGID)
        with suppress(OSError):
            os.chmod(path, mode)
    with suppress(OSError):
        os.utime(path, ns=(wanted.atime_ns, wanted.mtime_ns), follow_symlinks=follows)


def _put_owner(path: str, wanted: Attributes, follows: bool) -> bool:
    found = os.stat(path, follow_symlinks=follows)
    if (found.st_uid, found.st_gid) == (wanted.uid, wanted.gid):
        return True
    try:
        os.chown(path, wanted.uid, wanted.gid, follow_symlinks=follows)
    except OSError:
        return False
    return True


def _put_xattrs(path: str, wanted: Mapping[str, bytes], follows: bool) -> None:
    present = read_xattrs(path, follows=follows)
    for name in present.keys() - wanted.keys():
        with suppress(OSError):
            os.removexattr(path, name, follow_symlinks=follows)
    for name, value in wanted.items():
        # What the system labelled alike by itself may not be set by everybody.
        if present.get(name) != value:
            with suppress(OSError):
                os.setxattr(path, name, value, follow_symlinks=follows)
