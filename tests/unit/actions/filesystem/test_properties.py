"""Whatever the tree, the names and the deeds: undo(do(x)) == x, attribute by attribute, and nothing is ever lost."""

import os
import random
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.actions.filesystem import FileError, FromBytes, Operation, Planner, perform, tidy, undo, verify
from tests.unit.actions.filesystem.scenarios import Grounds, mark
from tests.unit.actions.filesystem.world import (
    Notebook,
    NoteFile,
    Snapshot,
    dies_at,
    do,
    never,
    silent,
    snapshot,
    take_back,
    through_json,
)

MEMORY = Path("/dev/shm")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not MEMORY.is_dir(), reason="there is only one file system"),
]

ODD_NAMES = [
    b"\n",
    b" ",
    b"-rf",
    b"...",
    b"\xff\xfe",
    "Ä.txt".encode(),
    unicodedata.normalize("NFD", "Ä.txt").encode(),
    b"x" * 255,
    "日".encode() * 85,
    b".zenus",
    b"%41\\*?'\"$(x)",
]
NAMES = st.sampled_from(ODD_NAMES) | st.sampled_from([b"a", b"b", b"c"])


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Mapping[bytes, object]:
    """Draw what a folder holds: names with what they are."""
    leaves = st.tuples(
        st.sampled_from(["file", "link", "hard link", "pipe", "holes"]),
        st.binary(max_size=20),
        st.sampled_from([0o600, 0o444, 0o4755, 0o0]),
        st.integers(0, 2**33 * 10**9),
        st.booleans(),
    )
    inner = trees(depth - 1) if depth else st.nothing()
    return draw(st.dictionaries(NAMES, leaves | inner, max_size=4))


Deed = tuple[str, int, int, bytes]
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["rename", "move", "copy", "make", "create", "overwrite", "append", "pack"]),
        st.integers(0, 1000),
        st.integers(0, 1000),
        NAMES,
    ),
    max_size=6,
)


def grow(folder: bytes, tree: Mapping[bytes, object], files: list[bytes]) -> None:
    for name, what in tree.items():
        path = os.path.join(folder, name)
        if isinstance(what, Mapping):
            os.mkdir(path)
            grow(path, what, files)
            os.utime(path, ns=(1, len(what) * 10**9 + 7))
        else:
            grow_leaf(path, what, files)  # type: ignore[arg-type]  # a drawn tuple


def grow_leaf(path: bytes, what: tuple[str, bytes, int, int, bool], files: list[bytes]) -> None:
    kind, content, mode, mtime_ns, has_xattr = what
    if kind == "link":
        os.symlink(content.replace(b"\0", b"") or b"nowhere", path)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "hard link" and files:
        os.link(files[0], path)
    else:
        with open(path, "wb") as file:
            file.write(content)
            if kind == "holes":
                file.truncate(100_000)
        if has_xattr:
            mark(Path(os.fsdecode(path)))
        os.chmod(path, mode)
        files.append(path)
    os.utime(path, ns=(5, mtime_ns), follow_symlinks=False)


def plan_one(deed: Deed, grounds: Grounds, number: int, planner: Planner, planned: Sequence[str] = ()) -> bool:
    """Plan a drawn deed in the world as it is, and tell whether it makes sense there.

    What an earlier one in the same plan has named, `planned`, is as good as what is there.
    """
    kind, from_number, to_number, name = deed
    found = snapshot(*grounds.tops)
    things = [*sorted(path for path in found if path not in map(os.fsencode, grounds.tops)), *map(os.fsencode, planned)]
    folders = sorted(path for path, kept in found.items() if stat.S_ISDIR(int(str(kept[0]))))
    folders.extend(map(os.fsencode, planned))
    source = os.fsdecode(things[from_number % len(things)]) if things else "/nothing"
    target = os.fsdecode(os.path.join(folders[to_number % len(folders)], name))
    saved = str(grounds.saved / str(number))
    plans: Mapping[str, Callable[[], None]] = {
        "rename": lambda: planner.rename(source, target),
        "move": lambda: planner.move(source, target),
        "copy": lambda: planner.copy(source, target),
        "make": lambda: planner.make_folder(target),
        "create": lambda: planner.create(target, FromBytes(name)),
        "overwrite": lambda: planner.overwrite(source, name, saved),
        "append": lambda: planner.append(source, name, saved),
        "pack": lambda: planner.pack([source], target),
    }
    try:
        plans[kind]()
    except (FileError, ValueError):
        return False
    return True


@contextmanager
def fresh_grounds() -> Iterator[Grounds]:
    here, there = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp(dir=MEMORY))
    try:
        grounds = Grounds(here / "world", there / "stick", here / "saved")
        grounds.make()
        yield grounds
    finally:
        shutil.rmtree(here)
        shutil.rmtree(there)


def run(deeds: Sequence[Deed], grounds: Grounds) -> list[tuple[Sequence[Operation], Notebook]]:
    done = []
    for number, deed in enumerate(deeds):
        planner = Planner()
        if not plan_one(deed, grounds, number, planner):
            continue
        operations, notes, before = through_json(planner.operations), Notebook(), snapshot(*grounds.tops)
        performed = do(operations, notes)
        if performed.failure:
            assert snapshot(*grounds.tops) == before, performed.failure.code
        else:
            assert verify(operations, notes) == ()
        done.append((operations, notes))
    return done


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(trees(), trees(depth=1), DEEDS)
@example({b"a": {b"b": ("file", b"x", 0o600, 7, True)}}, {}, [("move", 0, 1, b"m"), ("move", 0, 0, b"back")])
def test_deeds_are_taken_back_exactly(
    tree: Mapping[bytes, object], other: Mapping[bytes, object], deeds: Sequence[Deed]
) -> None:
    with fresh_grounds() as grounds:
        grow(os.fsencode(grounds.world), tree, [])
        grow(os.fsencode(grounds.stick), other, [])
        start = snapshot(*grounds.tops)
        for operations, notes in reversed(run(deeds, grounds)):
            undone = take_back(operations, notes)
            assert undone.is_complete, undone
        assert snapshot(*grounds.tops) == start


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(trees(depth=2), DEEDS, st.randoms(use_true_random=False))
def test_deeds_that_no_later_one_builds_on_are_taken_back_in_any_order(
    tree: Mapping[bytes, object], deeds: Sequence[Deed], chance: random.Random
) -> None:
    with fresh_grounds() as grounds:
        grow(os.fsencode(grounds.world), tree, [])
        start = snapshot(*grounds.tops)
        left = run(deeds, grounds)
        while left:
            index = chance.choice([index for index in range(len(left)) if is_independent(index, left)])
            undone = take_back(*left.pop(index))
            assert undone.is_complete, undone
        assert without_folder_times(snapshot(*grounds.tops)) == without_folder_times(start)


def is_independent(index: int, deeds: Sequence[tuple[Sequence[Operation], Notebook]]) -> bool:
    """Tell whether no later deed touches what this one did, what holds it, what is in it, or another name of it."""
    mine, later = deeds[index][0], [operation for operations, _notes in deeds[index + 1 :] for operation in operations]
    if inodes_of(mine) & inodes_of(later):
        return False
    pairs = ((f"{one}/", f"{other}/") for one in paths_of(mine) for other in paths_of(later))
    return not any(one.startswith(other) or other.startswith(one) for one, other in pairs)


def inodes_of(operations: Sequence[Operation]) -> set[tuple[int, int]]:
    identities = [getattr(operation, "identity", None) for operation in operations]
    return {(identity.dev, identity.ino) for identity in identities if identity}


def paths_of(operations: Sequence[Operation]) -> list[str]:
    sources = [getattr(operation, "source", None) for operation in operations]
    return [operation.subject for operation in operations] + [path for path in sources if isinstance(path, str)]


def plan_together(deeds: Sequence[Deed], grounds: Grounds) -> Sequence[Operation]:
    """Plan all drawn deeds as one, in which later ones build on earlier ones."""
    planner, planned = Planner(), list[str]()
    for number, deed in enumerate(deeds):
        if plan_one(deed, grounds, number, planner, planned):
            planned.append(planner.operations[-1].subject)
    return planner.operations


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    trees(depth=2), trees(depth=1), DEEDS, st.integers(0, 120), st.booleans(), st.lists(st.integers(0, 40), max_size=3)
)
def test_one_deed_of_many_operations_is_taken_back_after_any_crashes(
    tree: Mapping[bytes, object],
    other: Mapping[bytes, object],
    deeds: Sequence[Deed],
    crash: int,
    is_tidied: bool,
    crashes: Sequence[int],
) -> None:
    with fresh_grounds() as grounds:
        grow(os.fsencode(grounds.world), tree, [])
        grow(os.fsencode(grounds.stick), other, [])
        start, notes = snapshot(*grounds.tops), NoteFile(grounds.saved / "notes")
        operations = plan_together(deeds, grounds)
        dies_at(crash, lambda: perform(operations, note=notes.note, is_halted=never, progress=silent))
        if is_tidied:
            assert tidy(operations, notes.read(), note=notes.note) == ()
        for later in crashes:
            dies_at(later, lambda: undo(operations, notes.read(), note=notes.note, is_halted=never, progress=silent))
        undone = take_back(operations, Notebook(notes.read()))
        assert undone.is_complete, undone
        assert snapshot(*grounds.tops) == start


def without_folder_times(found: Snapshot) -> Snapshot:
    """A folder that several deeds changed keeps the time of whichever was taken back out of turn."""
    return {path: kept if not stat.S_ISDIR(int(str(kept[0]))) else kept[:3] + kept[4:] for path, kept in found.items()}
