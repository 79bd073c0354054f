"""The file system as it would be after changes that were only thought through.

Planning goes forwards over it, so that an operation can build on those before it; reviewing an undo goes backwards, so
that each operation is judged as its turn will find things. Nothing is touched: what was not thought of is read.
"""

import os

from assistant.actions.filesystem.errors import Naming
from assistant.actions.filesystem.identity import Identity
from assistant.actions.filesystem.places import OpenedFolder, name_of, parent_of, read_identity


class _Node:
    """A name that changes were thought of at or below."""

    __slots__ = ("children", "given", "is_placed", "real")

    def __init__(self, *, is_placed: bool = False, real: str | None = None) -> None:
        self.children: dict[str, _Node] = {}
        self.is_placed = is_placed
        self.real = real
        self.given: Identity | None = None

    @property
    def is_absent(self) -> bool:
        return self.is_placed and self.real is None and self.given is None


class View:
    """What is at a path, given the changes thought of so far. Their number does not slow a look down."""

    def __init__(self) -> None:
        self._root = _Node()

    def identity(self, path: str) -> Identity | None:
        """Return what would be at `path`; None if nothing would.

        Raises:
            FileError: It cannot be looked at.
        """
        node, real = self._resolve(path)
        if node and node.given:
            return node.given
        return None if real is None else read_identity(real)

    def is_folder(self, path: str) -> bool:
        """Tell whether a folder would be at `path`."""
        found = self.identity(path)
        return found is not None and found.is_folder

    def real(self, path: str) -> str | None:
        """Return where that which would be at `path` lies now; None if it does not lie anywhere."""
        return self._resolve(path)[1]

    def is_plain(self, path: str) -> bool:
        """Tell whether no change was thought of at or below `path`, other than moving it there."""
        node, _real = self._resolve(path)
        return node is None or not (node.children or node.given)

    def is_empty(self, path: str) -> bool:
        """Tell whether the folder at `path` would hold nothing.

        Raises:
            FileError: It cannot be listed.
        """
        node, real = self._resolve(path)
        children = node.children if node else {}
        if any(child.is_placed and not child.is_absent for child in children.values()):
            return False
        return real is None or all(name in children and children[name].is_absent for name in _names(real))

    def move(self, source: str, target: str) -> None:
        """Think of what is at `source` as being at `target`."""
        real = self.real(source)
        folder = self._node(parent_of(source))
        node = folder.children.get(name_of(source)) or _Node()
        folder.children[name_of(source)] = _Node(is_placed=True)
        node.is_placed, node.real = True, real
        self._node(parent_of(target)).children[name_of(target)] = node

    def remove(self, path: str) -> None:
        """Think of what is at `path` as gone."""
        self._node(parent_of(path)).children[name_of(path)] = _Node(is_placed=True)

    def put(self, path: str, identity: Identity) -> None:
        """Think of something with this identity as being at `path`."""
        node = self._node(path)
        if node.is_absent or self.identity(path) is None:
            node.is_placed = True
        node.given = identity

    def _node(self, path: str) -> _Node:
        node = self._root
        for part in _parts(path):
            node = node.children.setdefault(part, _Node())
        return node

    def _resolve(self, path: str) -> tuple[_Node | None, str | None]:
        if not self._root.children:
            return None, path
        node: _Node | None = self._root
        real: str | None = ""
        for part in _parts(path):
            if real is not None:
                real = f"{real}/{part}"
            node = node.children.get(part) if node else None
            if node and node.is_placed:
                real = node.real
        return node, "/" if real == "" else real


def _parts(path: str) -> list[str]:
    return path[1:].split("/") if path != "/" else []


def _names(path: str) -> list[str]:
    with OpenedFolder(path) as folder, Naming(path):
        fd = os.open(".", os.O_RDONLY | os.O_DIRECTORY, dir_fd=folder.fd)
        try:
            return os.listdir(fd)
        finally:
            os.close(fd)
