"""Every deed on files: done and verified, looked at, denied, taken back exactly, halted, and with hostile words."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from assistant.kernel.types import ActionResult, Facts
from assistant.kernel.verdict import Deny, Foreseen
from tests.unit.actions.files.desk import Desk, said
from tests.unit.actions.filesystem.world import snapshot

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Case:
    """A deed.

    Attributes:
        says: What is said when it is done.
        shows: Tells whether the effect is there, by a look of its own.
        capability: What it needs.
        hostile: Arguments that reach for what nobody may touch.
    """

    action: str
    args: Facts
    says: str
    shows: Callable[[Desk], bool]
    capability: str
    hostile: Facts
    is_undoable: bool = True
    before: Callable[[Desk], None] = field(default=lambda _desk: None)

    def __str__(self) -> str:
        return self.action


def lay_out(desk: Desk) -> None:
    """Fill the home."""
    desk.file("Downloads/report.pdf", "report")
    desk.file("Downloads/cat.jpg", "cat")
    desk.file("Downloads/dog.png", "dog")
    desk.file("Downloads/photos/one.jpg", "one")
    desk.file("Documents/todo.txt", "first\nsecond")
    desk.file(".ssh/id_rsa", "secret")
    desk.file(".zenus-other", "hidden")


def missing(desk: Desk, *paths: str) -> bool:
    return not any((desk.home / path).exists() for path in paths)


def holds(desk: Desk, path: str, content: str) -> bool:
    return (desk.home / path).read_text() == content


SECRET = {"name": "~/.ssh/id_rsa"}
REPORT = {"name": "report.pdf"}
PICTURES = {"kind": "picture", "folder": "downloads", "every": True}
TRASH = ".local/share/Trash"


async def trash_todo(desk: Desk) -> None:
    await desk.do("files.trash", what={"name": "todo.txt"})


CASES = [
    Case(
        "files.move",
        {"what": PICTURES, "to": "pictures"},
        "I moved 2 pictures to Pictures.",
        lambda desk: holds(desk, "Pictures/cat.jpg", "cat") and missing(desk, "Downloads/cat.jpg", "Downloads/dog.png"),
        "files.move",
        {"what": SECRET, "to": "documents"},
    ),
    Case(
        "files.rename",
        {"what": {"name": "todo.txt"}, "name": "ideas"},
        "I renamed “todo.txt” to “ideas.txt”.",
        lambda desk: holds(desk, "Documents/ideas.txt", "first\nsecond") and missing(desk, "Documents/todo.txt"),
        "files.move",
        {"what": {"name": "~/.ssh"}, "name": "keys"},
    ),
    Case(
        "files.copy",
        {"what": {"name": "photos", "kind": "folder"}, "to": "documents"},
        "I copied the folder “photos” to Documents.",
        lambda desk: holds(desk, "Documents/photos/one.jpg", "one") and holds(desk, "Downloads/photos/one.jpg", "one"),
        "files.create",
        {"what": SECRET, "to": "documents"},
    ),
    Case(
        "files.create",
        {"name": "list.txt", "folder": "desktop", "text": "eggs"},
        "I made “list.txt” in Desktop.",
        lambda desk: holds(desk, "Desktop/list.txt", "eggs\n"),
        "files.create",
        {"name": "authorized_keys", "folder": "~/.ssh", "text": "mine"},
    ),
    Case(
        "folders.create",
        {"name": "Taxes", "folder": "documents"},
        "I made the folder “Taxes” in Documents.",
        lambda desk: (desk.home / "Documents/Taxes").is_dir(),
        "files.create",
        {"name": "new", "folder": "~/.ssh"},
    ),
    Case(
        "files.write",
        {"what": {"name": "todo.txt"}, "text": "done"},
        "I replaced the text of “todo.txt” in Documents.",
        lambda desk: holds(desk, "Documents/todo.txt", "done\n"),
        "files.change",
        {"what": SECRET, "text": "mine"},
    ),
    Case(
        "files.append",
        {"what": {"name": "todo.txt"}, "text": "third"},
        "I added that to “todo.txt” in Documents.",
        lambda desk: holds(desk, "Documents/todo.txt", "first\nsecond\nthird\n"),
        "files.change",
        {"what": SECRET, "text": "mine"},
    ),
    Case(
        "files.trash",
        {"what": REPORT},
        "I moved “report.pdf” to the trash.",
        lambda desk: holds(desk, f"{TRASH}/files/report.pdf", "report") and missing(desk, "Downloads/report.pdf"),
        "files.trash",
        {"what": {"name": "~/.ssh"}},
    ),
    Case(
        "files.destroy",
        {"what": REPORT},
        "I deleted “report.pdf” for good.",
        lambda desk: missing(desk, "Downloads/report.pdf", f"{TRASH}/files/report.pdf"),
        "files.destroy",
        {"what": {"name": "~/.ssh"}},
        is_undoable=False,
    ),
    Case(
        "files.organise",
        {"folder": "downloads", "by": "kind"},
        "I sorted 3 files in Downloads into 2 folders.",
        lambda desk: (
            holds(desk, "Downloads/Pictures/cat.jpg", "cat") and holds(desk, "Downloads/PDFs/report.pdf", "report")
        ),
        "files.organise",
        {"folder": "~/.ssh"},
    ),
    Case(
        "files.zip",
        {"what": {"name": "photos", "kind": "folder"}},
        "I packed “photos” into “photos.zip” in Downloads.",
        lambda desk: (desk.home / "Downloads/photos.zip").stat().st_size > 0,
        "files.create",
        {"what": {"name": "~/.ssh"}, "name": "keys"},
    ),
]


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


async def test_it_is_done_and_verified(desk: Desk, case: Case) -> None:
    lay_out(desk)
    result = await desk.do(case.action, **case.args)
    assert (result.ok, result.is_verified, result.is_undoable) == (True, True, case.is_undoable)
    assert case.shows(desk)
    assert said(result) == case.says


async def test_looking_at_it_changes_nothing(desk: Desk, case: Case) -> None:
    lay_out(desk)
    before = snapshot(desk.home)
    await desk.verdict(case.action, **case.args)
    assert snapshot(desk.home) == before
    assert desk.journal.recent() == []


async def test_it_is_taken_back_exactly(desk: Desk, case: Case) -> None:
    if not case.is_undoable:
        pytest.skip("nothing brings it back")
    lay_out(desk)
    before = snapshot(desk.home)
    await desk.do(case.action, **case.args)
    assert snapshot(desk.home) != before
    undone = await desk.undo()
    assert (undone.ok, undone.is_verified) == (True, True)
    assert snapshot(desk.home) == before


async def test_it_is_not_done_without_its_capability(desk: Desk, case: Case, tmp_path) -> None:
    other = Desk(tmp_path / "other", deny=[case.capability])
    lay_out(other)
    assert isinstance(await other.verdict(case.action, **case.args), Deny)


async def test_what_nobody_may_touch_is_denied(desk: Desk, case: Case) -> None:
    lay_out(desk)
    before = snapshot(desk.home)
    found = await desk.executor.foresee(_step(case.action, case.hostile))
    if isinstance(found, Foreseen):
        assert isinstance(await desk.gate.review([found]), Deny)
    else:
        assert not found.ok
    assert snapshot(desk.home) == before


async def test_a_halt_before_it_began_leaves_everything_as_it_was(desk: Desk, case: Case) -> None:
    lay_out(desk)
    before = snapshot(desk.home)
    foreseen = await desk.foresee(case.action, **case.args)
    begin = desk.journal.begin

    def begin_and_halt(deed: object) -> int:
        number = begin(deed)
        desk.halt.call()
        return number

    desk.journal.begin = begin_and_halt
    result = await desk.run(foreseen)
    assert (result.ok, result.error_code) == (False, "halted")
    assert snapshot(desk.home) == before


async def test_what_changed_since_the_question_is_not_what_was_agreed_to(desk: Desk, case: Case) -> None:
    if case.action in ("files.create", "folders.create"):
        pytest.skip("there is nothing that could change")
    lay_out(desk)
    asked = (await desk.foresee(case.action, **case.args)).seal
    assert (await desk.foresee(case.action, **case.args)).seal == asked
    for path in desk.home.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            path.write_text("something else")
    assert (await desk.foresee(case.action, **case.args)).seal != asked


WORDS = [
    "../../etc",
    "/etc/passwd",
    "~root",
    "-rf",
    "*",
    "$(reboot)",
    "a\nb",
    "x" * 900,
    "nul\0",
    "\ud800",
    "",
    " ",
    "..",
]


@pytest.mark.parametrize("word", WORDS, ids=repr)
async def test_hostile_words_change_nothing(desk: Desk, case: Case, word: str) -> None:
    lay_out(desk)
    before = snapshot(desk.home)
    for args in _with_word(case.args, word):
        found = await desk.executor.foresee(_step(case.action, args))
        assert isinstance(found, Foreseen | ActionResult)
        if isinstance(found, ActionResult):
            assert found.error_code != "internal-error"
            assert said(found)
    assert snapshot(desk.home) == before


def _step(action, args):
    from assistant.kernel.types import Step

    return Step(action, args)


def _with_word(args: Facts, word: str):
    """Yield the arguments with the word in the place of each text, also within what is selected."""
    for name, value in args.items():
        if isinstance(value, str):
            yield {**args, name: word}
        elif isinstance(value, dict):
            for inner in ("name", "folder", "since"):
                yield {**args, name: {**value, inner: word}}
