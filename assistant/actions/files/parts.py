"""A deed in the journal, part by part: which notes belong to which part, and how each is done and taken back.

A short deed is one part, complete in the journal before it begins. The parts of a long one, and what cannot be undone
but may have to be tidied up after, are noted each before it begins; notes are numbered so that no two parts share one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.actions.files.planning import operations_of
from assistant.actions.filesystem import DEED, Conflict, FileError, Operation, review_undo, tidy, undo
from assistant.actions.filesystem.operation import State
from assistant.actions.filesystem.reviewing import review
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed
from assistant.kernel.types import Facts

# More operations than this are never planned for one part.
_NOTES_PER_PART = 1_000_000
_OPERATIONS = _NOTES_PER_PART - 1
_WHOLE = _NOTES_PER_PART - 2

PARTS = "parts"


@dataclass(slots=True)
class Part:
    """One part of a deed.

    Attributes:
        number: Counts from 0; -1 for the only one, which is in the journal as a whole.
        notes: What was noted while it was done, by the index of the operation, and `DEED`.
    """

    number: int
    operations: Sequence[Operation]
    work: Work
    notes: dict[int, Facts] = field(default_factory=dict)

    def note(self, index: int, facts: Facts) -> None:
        """Keep what was noted about an operation of this part."""
        self.work.note(self._place(index), facts)
        self.notes[index] = facts

    def begin(self, plan: Facts) -> None:
        """Keep the plan of a part that is not in the journal yet, before it is done."""
        self.work.note(self.number * _NOTES_PER_PART + _OPERATIONS, plan)

    def _place(self, index: int) -> int:
        if self.number < 0:
            return index
        return self.number * _NOTES_PER_PART + (_WHOLE if index == DEED else index)

    def is_untouched(self) -> bool:
        """Tell, by a look at what is there, whether nothing of it is done."""
        return all(state is State.UNBEGUN for state in review(self.operations, self.notes).states)

    def conflicts(self) -> Sequence[Conflict]:
        """Return what stands in the way of taking it back."""
        return review_undo(self.operations, self.notes)

    def tidy(self) -> None:
        """Remove what a crash left under hidden names, as far as possible."""
        tidy(self.operations, self.notes, note=self.note)

    def take_back(self) -> bool:
        """Undo it, wherever it got to, and tell whether a look of its own confirms that.

        Raises:
            FileError: It could not be undone altogether; undoing again goes on with it.
        """
        undone = undo(
            self.operations,
            dict(self.notes),
            note=self.note,
            is_halted=self.work.is_halted,
            progress=self.work.progress,
        )
        if undone.is_halted:
            raise FileError("halted")
        if undone.failure:
            raise FileError(undone.failure.code, undone.failure.path)
        if undone.conflicts:
            raise FileError(undone.conflicts[0].code, undone.conflicts[0].path)
        return self.is_untouched()


def parts_of(deed: Deed, work: Work, originals_folder: str) -> Sequence[Part]:
    """Return the parts of a deed in the journal that were begun, in order."""
    if deed.undo is not None and PARTS not in deed.undo:
        return [Part(-1, operations_of(deed.undo, originals_folder, deed.number), work, dict(deed.notes))]
    begun = [index for index in sorted(deed.notes) if index % _NOTES_PER_PART == _OPERATIONS]
    return [
        Part(number, operations_of(deed.notes[index], originals_folder, deed.number), work, notes)
        for index in begun
        for number in [index // _NOTES_PER_PART]
        for notes in [_notes_of(deed.notes, number)]
    ]


def _notes_of(notes: Mapping[int, Facts], number: int) -> dict[int, Facts]:
    start = number * _NOTES_PER_PART
    found = {index - start: facts for index, facts in notes.items() if start <= index < start + _WHOLE}
    whole = notes.get(start + _WHOLE)
    return {**found, **({DEED: whole} if whole else {})}
