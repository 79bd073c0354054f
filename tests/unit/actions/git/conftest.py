import pytest

from tests.unit.actions.git.repositories import MadeRepository


@pytest.fixture
def home(tmp_path):
    folder = (tmp_path / "home").resolve()
    folder.mkdir()
    (folder / ".gitconfig").write_text("[user]\n\tname = Ann\n\temail = ann@example.org\n")
    return folder


@pytest.fixture
def repository(home):
    made = MadeRepository(home / "website", home)
    made.committed("a.txt", "one\n", "Begin")
    return made
