"""Which disk a folder lies on, and where others are mounted."""

import os
import re
from collections.abc import Sequence

from assistant.actions.filesystem.errors import Naming
from assistant.actions.filesystem.places import OpenedFolder

# File systems that hold no files of anybody.
_PSEUDO = frozenset(
    (
        *("autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs"),
        *("fuse.gvfsd-fuse", "fuse.portal", "fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "ramfs"),
        *("rpc_pipefs", "securityfs", "squashfs", "sysfs", "tracefs"),
    )
)
_FDINFO_BYTES = 4096


def mount_of(folder: str) -> int:
    """Return the number of the mount that a folder lies on; only within one can things be renamed.

    The same file system can be mounted twice, so the number of the device is not enough.

    Raises:
        FileError: It cannot be opened.
    """
    with OpenedFolder(folder) as opened, Naming(folder):
        fd = os.open(f"/proc/self/fdinfo/{opened.fd}", os.O_RDONLY)
        try:
            lines = os.read(fd, _FDINFO_BYTES).decode().splitlines()
        finally:
            os.close(fd)
    return next(int(line.split()[1]) for line in lines if line.startswith("mnt_id:"))


def mounted_folders() -> Sequence[str]:
    """Return where disks are mounted, as `Trash` wants to know.

    Source: proc_pid_mountinfo(5); spaces and the like are octal there.

    Raises:
        FileError: The system does not tell.
    """
    path = "/proc/self/mountinfo"
    with Naming(path), open(path, "rb") as file:
        lines = [line.split(b" ") for line in file]
    found = {fields[4]: fields[fields.index(b"-") + 1] for fields in lines}
    return sorted(os.fsdecode(_plain(point)) for point, kind in found.items() if kind.decode() not in _PSEUDO)


def _plain(point: bytes) -> bytes:
    return re.sub(rb"\\([0-7]{3})", lambda match: bytes([int(match[1], 8)]), point)
