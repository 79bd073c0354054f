"""What a move to another file system would cost: its bytes, and whether there is an exact way back."""

from assistant.actions.filesystem.attributes import attributes_of, is_ours_to_give
from assistant.actions.filesystem.places import OpenedFolder, name_of, parent_of
from assistant.actions.filesystem.trees import Event, walk


def weigh(path: str) -> tuple[int, bool]:
    """Return the bytes of a tree, and whether a transfer of it can be taken back exactly.

    Raises:
        FileError: It cannot be read, or reaches over to another file system.
    """
    size_bytes, is_exact = 0, True
    names_left: dict[int, int] = {}
    with OpenedFolder(parent_of(path)) as folder:
        for step in walk(folder.place(name_of(path))):
            status = step.status
            is_exact &= is_ours_to_give(attributes_of(step.place, status))
            if step.event is Event.LEAF:
                size_bytes += status.st_size
                names_left[status.st_ino] = names_left.get(status.st_ino, status.st_nlink) - 1
    return size_bytes, is_exact and not any(names_left.values())
