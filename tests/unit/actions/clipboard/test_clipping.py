import pytest

from assistant.actions.clipboard.clip import SECRET, TEXT
from assistant.actions.clipboard.clipping import ClippingActions
from assistant.actions.notes import MAX_NOTE_CHARS, NotesActions
from tests.unit.actions.files.desk import Desk
from tests.unit.actions.filesystem.world import snapshot

pytestmark = pytest.mark.anyio


class HeldClipboard:
    """Holds what it was made with."""

    def __init__(self, contents):
        self.contents = contents

    def formats(self):
        return tuple(self.contents)

    def read(self, form):
        return self.contents[form]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "home")


@pytest.fixture
def hold(desk):
    """Return a function that lets the desk have a clipboard with this on it."""

    def add(**contents):
        notes = NotesActions(desk.home / "Documents/Notes", desk.tools)
        desk.add(ClippingActions(HeldClipboard(contents), notes, desk.tools))

    return add


async def test_the_text_becomes_a_note_and_the_note_is_taken_back(desk, hold):
    before = snapshot(desk.home)
    hold(text=b"rye bread\nand oat milk\n")
    result = await desk.do("clipboard.save")
    assert (result.ok, result.is_verified, result.message) == (True, True, "notes.create.done")
    (note,) = (desk.home / "Documents/Notes").iterdir()
    assert note.read_text() == "rye bread\nand oat milk\n"
    assert (await desk.undo()).is_verified
    assert snapshot(desk.home) == before


@pytest.mark.parametrize(
    ("contents", "key"),
    [
        ({}, "clipboard.no_text"),
        ({TEXT: b" \n"}, "clipboard.no_text"),
        ({"image/png": b"p"}, "clipboard.no_text"),
        ({TEXT: b"hunter2", SECRET: b""}, "clipboard.secret"),
        ({TEXT: b"x" * (MAX_NOTE_CHARS + 1)}, "clipboard.too_long"),
    ],
)
async def test_what_is_no_text_for_a_note_is_told(desk, hold, contents, key):
    hold(**contents)
    assert (await desk.failure("clipboard.save")).message == key
    assert not (desk.home / "Documents/Notes").exists()
