"""The file layer: deeds as lists of primitive operations that can be done, verified and taken back exactly.

Plan with `Planner`, keep `operation.to_json()` of each, then `perform`; `verify`, `undo` and `tidy` need no more than
the operations and what was noted.
"""

from assistant.actions.filesystem.archives import FromFiles, Packed
from assistant.actions.filesystem.errors import FileError
from assistant.actions.filesystem.operation import Conflict, Note, Notes, Operation, operation_from_json
from assistant.actions.filesystem.originals import SavedOriginals
from assistant.actions.filesystem.performing import DEED, Failure, Performed, perform
from assistant.actions.filesystem.places import real_path
from assistant.actions.filesystem.planner import Planner
from assistant.actions.filesystem.reviewing import review_undo
from assistant.actions.filesystem.sources import FromBytes, FromCopy, FromProducer
from assistant.actions.filesystem.surveying import Survey, survey
from assistant.actions.filesystem.trash import Trash, Trashed
from assistant.actions.filesystem.undoing import Undone, tidy, undo, verify
from assistant.actions.filesystem.unpacking import FromArchive, Limits

__all__ = [
    "DEED",
    "Conflict",
    "Failure",
    "FileError",
    "FromArchive",
    "FromBytes",
    "FromCopy",
    "FromFiles",
    "FromProducer",
    "Limits",
    "Note",
    "Notes",
    "Operation",
    "Packed",
    "Performed",
    "Planner",
    "SavedOriginals",
    "Survey",
    "Trash",
    "Trashed",
    "Undone",
    "operation_from_json",
    "perform",
    "real_path",
    "review_undo",
    "survey",
    "tidy",
    "undo",
    "verify",
]
