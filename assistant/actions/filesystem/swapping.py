"""Swapping the content of a file: the new inode takes the name, the old inode becomes the saved original.

At every moment the old inode has one of three names: the file's, the staging name, or that of the saved original.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

from assistant.actions.filesystem.attributes import Attributes, put_attributes, read_attributes
from assistant.actions.filesystem.codec import encode
from assistant.actions.filesystem.content import Tick, copy_content
from assistant.actions.filesystem.copying import copy, sync_folder
from assistant.actions.filesystem.errors import FileError, Naming
from assistant.actions.filesystem.fingerprint import fingerprint, is_unchanged
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.made import Made, discard, look_at_made
from assistant.actions.filesystem.operation import Run
from assistant.actions.filesystem.places import OpenedFolder, Place, name_of, parent_of
from assistant.actions.filesystem.removing import remove
from assistant.actions.filesystem.rewriting import Rewrite
from assistant.actions.filesystem.syscalls import exchange

# Whoever may write a file may not always add another one beside it.
_CANNOT_STAGE = ("no-permission", "read-only-disk")


@dataclass(frozen=True, slots=True)
class Spots:
    """The three names: the file's, one beside it, and that of its saved original."""

    target: Place
    staged: Place
    saved: Place


@contextmanager
def spots(target_folder: OpenedFolder, target: str, staging: str, saved: str) -> Iterator[Spots]:
    """Hold the folders of the three names open.

    Raises:
        FileError: `not-found` without a folder for saved originals.
    """
    with target_folder, OpenedFolder(parent_of(saved)) as store:
        yield Spots(target_folder.place(name_of(target)), target_folder.place(staging), store.place(name_of(saved)))


def stage(at: Spots, rewrite: Rewrite, run: Run) -> bool:
    """Make the new content beside the file, and return whether it could be given all that the old one has.

    Raises:
        FileError: It could not be written; nothing is left.
    """
    try:
        with run.changing(at.staged):
            os.close(at.staged.open(os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    except FileError as error:
        if error.code in _CANNOT_STAGE:
            return False
        raise
    try:
        _fill(at, rewrite, run.tick)
        is_whole = _dress(at)
    except BaseException:
        discard(at.staged, run)
        raise
    if not is_whole:
        discard(at.staged, run)
    return is_whole


def _fill(at: Spots, rewrite: Rewrite, tick: Tick) -> None:
    fd, old_fd = at.staged.open(os.O_WRONLY), -1
    try:
        old_fd = at.target.open(os.O_RDONLY | os.O_NONBLOCK)
        with Naming(at.target.path):
            if rewrite.kept_bytes:
                copy_content(old_fd, fd, tick)
            rewrite.write(fd)
    finally:
        os.close(fd)
        if old_fd >= 0:
            os.close(old_fd)


def _dress(at: Spots) -> bool:
    """Give the new content what the old one has, but for the times."""
    now = read_attributes(at.staged)
    wanted = replace(read_attributes(at.target), atime_ns=now.atime_ns, mtime_ns=now.mtime_ns)
    return put_attributes(at.staged, wanted, is_link=False)


def swap_in(at: Spots, identity: Identity, run: Run) -> None:
    """Let the staged content take the file's name, and save the old inode.

    Raises:
        FileError: `changed-since`, or the original cannot be saved; all is as it was.
    """
    try:
        run.note(made=encode(look_at_made(at.staged, run)), attributes=read_attributes(at.target).to_json())
        with run.changing(at.staged):
            at.target.require(identity)
            if not _exchange(at):
                _overwrite(at, identity, run.tick)
                return
            _save(at, identity, run.tick)
    except BaseException:
        # Should swapping back have failed, the old inode is at the staging name: undo still finds it by the note.
        if not identity.is_same_inode(at.staged.identity()):
            run.note(made=None)
            discard(at.staged, run)
        raise


def _exchange(at: Spots) -> bool:
    with Naming(at.target.path):
        return exchange(at.target.folder, at.staged.name, at.target.name)


def _overwrite(at: Spots, identity: Identity, tick: Tick) -> None:
    """Do without swapping where the file system cannot: a copy is saved before the old inode goes."""
    try:
        save_copy(at.target, at.saved, tick)
        at.target.require(identity)
        with Naming(at.target.path):
            os.rename(at.staged.name, at.target.name, src_dir_fd=at.staged.folder, dst_dir_fd=at.target.folder)
    except BaseException:
        remove(at.saved)
        raise


def _save(at: Spots, identity: Identity, tick: Tick) -> None:
    try:
        if not identity.is_same(at.staged.identity()):
            raise FileError("changed-since", at.target.path)
        keep_old(at, tick)
    except BaseException:
        _exchange(at)
        remove(at.saved)
        raise


def keep_old(at: Spots, tick: Tick) -> None:
    """Move the old inode from the staging name to the saved originals.

    Raises:
        FileError: It cannot be saved there, and is still at the staging name.
    """
    try:
        at.staged.rename_to(at.saved)
    except FileError as error:
        if error.code not in ("other-file-system", "name-taken"):
            raise
        # What has the name already is a copy that a crash cut short.
        remove(at.saved)
        save_copy(at.staged, at.saved, tick)
        remove(at.staged)


def save_copy(source: Place, saved: Place, tick: Tick) -> None:
    """Copy a file to the saved originals, and make sure that the copy is right and on its disk.

    Raises:
        FileError: `copy-differs`, `disk-full`; what was copied so far is left.
    """
    copy(source, saved, tick=tick, making=nullcontext())
    if fingerprint(saved, drops_cache=True).content != fingerprint(source).content:
        raise FileError("copy-differs", source.path)
    with Naming(saved.path):
        sync_folder(saved.folder)


def swap_back(at: Spots, identity: Identity, made: Made, wanted: Attributes, tick: Tick) -> None:
    """Give the old inode its name back, and remove the new one.

    Raises:
        FileError: `changed-since` if the file is no longer what was made; nothing is lost.
    """
    if not identity.is_alike(at.staged.identity()):
        # Also what is left of a copy that a crash cut short.
        remove(at.staged)
        _fetch_old(at, wanted, tick)
    if _exchange(at):
        if not is_unchanged(at.staged, made.fingerprint):
            _exchange(at)
            raise FileError("changed-since", at.target.path)
        remove(at.staged)
    else:
        if not is_unchanged(at.target, made.fingerprint):
            raise FileError("changed-since", at.target.path)
        with Naming(at.target.path):
            os.rename(at.staged.name, at.target.name, src_dir_fd=at.staged.folder, dst_dir_fd=at.target.folder)
    remove(at.saved)


def _fetch_old(at: Spots, wanted: Attributes, tick: Tick) -> None:
    try:
        at.saved.rename_to(at.staged)
    except FileError as error:
        if error.code != "other-file-system":
            raise
        copy(at.saved, at.staged, tick=tick, making=nullcontext())
    put_attributes(at.staged, wanted, is_link=False)
