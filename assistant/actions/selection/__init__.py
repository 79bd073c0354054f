"""Selecting: from what people say of files and folders to the real paths that are meant, or to why there are none."""

from assistant.actions.selection.failures import SELECTION_ERRORS, SELECTION_MESSAGES
from assistant.actions.selection.file_names import FileNames
from assistant.actions.selection.folders import FolderFinder, FoundFolder
from assistant.actions.selection.request import Selection, SpokenName
from assistant.actions.selection.scanning import Limits, SearchCancelledError
from assistant.actions.selection.selector import Selected, Selector
from assistant.actions.selection.showing import shown, shown_path
from assistant.actions.selection.user_folders import UserFolders, read_user_folders

__all__ = [
    "SELECTION_ERRORS",
    "SELECTION_MESSAGES",
    "FileNames",
    "FolderFinder",
    "FoundFolder",
    "Limits",
    "SearchCancelledError",
    "Selected",
    "Selection",
    "Selector",
    "SpokenName",
    "UserFolders",
    "read_user_folders",
    "shown",
    "shown_path",
]
