"""What the tests of the file layer share: full snapshots, notes that outlive a process, and crashes anywhere."""

import json
import os
import signal
import stat
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

from assistant.actions.filesystem.operation import Operation, operation_from_json
from assistant.actions.filesystem.performing import Performed, perform
from assistant.actions.filesystem.undoing import Undone, undo
from assistant.kernel.types import Facts

Snapshot = Mapping[bytes, tuple[object, ...]]

# Before each of these the process may die. Opening may make a file; the other calls only look.
_CHANGING = frozenset(
    (
        *("open", "mkdir", "mkfifo", "symlink", "link", "rename", "rmdir", "unlink"),
        *("write", "pwrite", "copy_file_range", "ftruncate", "fsync"),
        *("chmod", "chown", "utime", "setxattr", "removexattr"),
    )
)
_OWN_CALLS = frozenset({"_renameat2"})


def snapshot(*tops: Path) -> Snapshot:
    """Return all that undo promises to bring back, of each name below the tops."""
    found: dict[bytes, tuple[object, ...]] = {}
    inodes: dict[tuple[int, int], bytes] = {}
    for top in tops:
        found[os.fsencode(top)] = _of(os.fsencode(top), inodes)
        for folder, folders, files in os.walk(os.fsencode(top)):
            # In one order always, because an inode is called by the first of its names.
            folders.sort()
            for name in sorted(folders + files):
                path = os.path.join(folder, name)
                found[path] = _of(path, inodes)
    return found


def _of(path: bytes, inodes: dict[tuple[int, int], bytes]) -> tuple[object, ...]:
    status = os.lstat(path)
    content: bytes | str = b""
    if stat.S_ISLNK(status.st_mode):
        content = os.readlink(path)
    elif stat.S_ISREG(status.st_mode):
        with open(path, "rb") as file:
            content = file.read()
    xattrs = {
        name: os.getxattr(path, name, follow_symlinks=False) for name in os.listxattr(path, follow_symlinks=False)
    }
    linked = b"" if stat.S_ISDIR(status.st_mode) else inodes.setdefault((status.st_dev, status.st_ino), path)
    return (status.st_mode, status.st_uid, status.st_gid, status.st_mtime_ns, content, xattrs, linked)


class Notebook(dict[int, Facts]):
    """Keeps notes in memory, as JSON text would."""

    def note(self, index: int, facts: Facts) -> None:
        self[index] = json.loads(json.dumps(facts))


class NoteFile:
    """Keeps notes in a file, so that they outlive a process that is killed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, index: int, facts: Facts) -> None:
        fd = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(fd, json.dumps([index, facts]).encode() + b"\n")
        os.close(fd)

    def read(self) -> Mapping[int, Facts]:
        if not self._path.exists():
            return {}
        return dict(map(json.loads, self._path.read_text().splitlines()))


def never() -> bool:
    return False


def silent(_done: int, _total: int) -> None:
    return None


def through_json(operations: Sequence[Operation]) -> Sequence[Operation]:
    """Return the operations as a journal would give them back."""
    text = json.dumps([operation.to_json() for operation in operations])
    assert text.isascii()
    return [operation_from_json(facts) for facts in json.loads(text)]


def do(operations: Sequence[Operation], notes: Notebook) -> Performed:
    return perform(through_json(operations), note=notes.note, is_halted=never, progress=silent)


def take_back(operations: Sequence[Operation], notes: Notebook) -> Undone:
    return undo(through_json(operations), notes, note=notes.note, is_halted=never, progress=silent)


def dies_at(step: int, action: Callable[[], object]) -> bool:
    """Run `action` in a process of its own that is killed before its n-th change; return whether it came to that."""
    with warnings.catch_warnings():
        # Python 3.12 warns of threads; the child runs nothing but the action, and never returns.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        left = step

        def count(_frame: FrameType, event: str, arg: object) -> None:
            nonlocal left
            if _is_change(_frame, event, arg):
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1

        try:
            sys.setprofile(count)
            action()
            sys.setprofile(None)
        except BaseException:  # noqa: BLE001  # nothing may get out of the child
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the action failed by itself"
    return False


def fails_at(step: int, code: int, action: Callable[[], Performed]) -> tuple[Performed, bool]:
    """Run `action` with its n-th change failing, and return what it gave and whether it came to that."""
    left = step

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal left
        if event != "return" and _is_change(frame, event, arg):
            left -= 1
            if left < 0:
                raise OSError(code, os.strerror(code))

    sys.setprofile(count)
    try:
        return action(), left < 0
    finally:
        sys.setprofile(None)


def _is_change(frame: FrameType, event: str, arg: object) -> bool:
    if event == "c_call":
        return getattr(arg, "__module__", "") == "posix" and getattr(arg, "__name__", "") in _CHANGING
    return event in ("call", "return") and frame.f_code.co_name in _OWN_CALLS
