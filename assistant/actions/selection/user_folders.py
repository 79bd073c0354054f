"""The folders that people call by a name of their own: home, Documents, Downloads and the like."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import platformdirs

from assistant.actions.selection.showing import shown

HOME = "home"


class UserFolders:
    """Where the well-known folders of one user lie.

    Args:
        home: The user's home.
        folders: Well-known name to path.
    """

    def __init__(self, home: Path, folders: Mapping[str, Path]) -> None:
        self.home = home.resolve()
        # The desktop marks a folder as switched off by pointing it at the home itself.
        self._folders = {name: path for name, path in folders.items() if path.resolve() != self.home}

    def path(self, name: str) -> Path | None:
        """Return the folder that is known as `name`, whether or not it is there; None if none is."""
        key = name.casefold()
        return self.home if key == HOME else self._folders.get(key)

    @property
    def kept(self) -> Sequence[Path]:
        """Return where files are kept; without the home, in which everything lies."""
        return tuple(self._folders.values())

    @property
    def documents(self) -> Path:
        """Return where what has no other place belongs."""
        folder = self._folders.get("documents")
        return folder.resolve() if folder and folder.is_dir() else self.home

    def shown(self, path: str) -> str:
        """Return what a folder is called in a sentence: its name, and nothing for the home."""
        return "" if path == str(self.home) else shown(path)

    def holder(self, path: str) -> str:
        """Return what the folder that holds `path` is called in a sentence."""
        return self.shown(path.rpartition("/")[0] or "/")


def read_user_folders(home: Path) -> UserFolders:
    """Return the folders as the desktop has them in `user-dirs.dirs`, with its usual names where it says nothing."""
    return UserFolders(
        home,
        {
            "documents": platformdirs.user_documents_path(),
            "downloads": platformdirs.user_downloads_path(),
            "pictures": platformdirs.user_pictures_path(),
            "music": platformdirs.user_music_path(),
            "videos": platformdirs.user_videos_path(),
            "desktop": platformdirs.user_desktop_path(),
        },
    )
