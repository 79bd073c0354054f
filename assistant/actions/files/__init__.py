"""The user's files: finding, reading, making, changing, moving, deleting, sorting and packing them."""

from assistant.actions.files.archiving import ArchiveActions
from assistant.actions.files.copying import CopyActions
from assistant.actions.files.creating import CreateActions
from assistant.actions.files.deleting import DeleteActions
from assistant.actions.files.finding import FindActions
from assistant.actions.files.moving import MoveActions
from assistant.actions.files.opening import OpenActions
from assistant.actions.files.organising import OrganiseActions
from assistant.actions.files.reading import LastRead, ReadActions
from assistant.actions.files.tools import FileTools
from assistant.actions.files.trash import TrashActions
from assistant.actions.files.writing import WriteActions

__all__ = [
    "ArchiveActions",
    "CopyActions",
    "CreateActions",
    "DeleteActions",
    "FileTools",
    "FindActions",
    "LastRead",
    "MoveActions",
    "OpenActions",
    "OrganiseActions",
    "ReadActions",
    "TrashActions",
    "WriteActions",
    "file_actions",
]


def file_actions(tools: FileTools, last_read: LastRead) -> tuple[object, ...]:
    """Return every source of actions on files."""
    deeds = (
        *(MoveActions, CopyActions, CreateActions, WriteActions, DeleteActions),
        *(TrashActions, OrganiseActions, ArchiveActions),
    )
    return (FindActions(tools), ReadActions(tools, last_read), *(deed(tools) for deed in deeds))
