"""Real repositories for tests, and the actions on them."""

import os
import subprocess
from pathlib import Path

from assistant.actions.files.tools import FileTools
from assistant.actions.git.program import GitProgram
from assistant.actions.git.where import RepositoryFinder
from assistant.actions.selection import Selector, UserFolders


class MadeRepository:
    """A repository in a folder; `git` runs the real program, as its user would."""

    def __init__(self, top: Path, home: Path):
        self.top = top
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
        }
        top.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(self.top), *arguments], env=self.env, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def committed(self, name: str, text: str, message: str) -> str:
        self.write(name, text)
        self.git("add", name)
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")


def program(home: Path) -> GitProgram:
    return GitProgram({"PATH": os.environ["PATH"], "HOME": str(home), "GIT_DIR": "/nowhere"})


def finder(home: Path, *, last_used: str = "", chosen: str = "") -> RepositoryFinder:
    tools = FileTools(Selector(UserFolders(home, {})), None, None, "", None, None, None)
    return RepositoryFinder(program(home), tools, lambda: 0, lambda: [], lambda: last_used, chosen, str(home))
