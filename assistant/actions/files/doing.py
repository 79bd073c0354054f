"""One deed on its way, in a thread: done part by part, looked at again, and told of truly however far it came."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from assistant.actions.files.parts import Part
from assistant.actions.files.planning import FilePlan, LongPlan, operations_of
from assistant.actions.files.tools import FileTools
from assistant.actions.filesystem import Performed, perform, undo, verify
from assistant.actions.filesystem.operation import Producer
from assistant.actions.outcome import ActionFailedError, failure_key
from assistant.actions.selection import shown
from assistant.actions.work import Work
from assistant.kernel.errors import ActionError
from assistant.kernel.types import Facts, JsonValue

_Progress = Callable[[int, int], None]


@dataclass(slots=True)
class FileRun:
    """What a deed is done with.

    Attributes:
        producers: Make the content of files that are made from no other.
        done: How many things are done.
    """

    tools: FileTools
    work: Work
    producers: Mapping[str, Producer]
    done: int = 0

    def perform(self) -> bool:
        """Do the operations, and tell whether a fresh look finds all of their effects.

        Raises:
            ActionFailedError: `files.failed`, `files.partly` or `files.halted`, or what a producer raises.
        """
        resolved = cast("FilePlan | LongPlan", self.work.prospect.resolved)
        if isinstance(resolved, FilePlan):
            number = 0 if self.work.prospect.undo is None else -1
            return self._perform_part(number, resolved, len(resolved.items))
        are_verified = []
        for number in range(resolved.part_count):
            are_verified.append(self._perform_part(number, self._planned(resolved, number), len(resolved.items)))
        return all(are_verified)

    def _planned(self, long: LongPlan, number: int) -> FilePlan:
        try:
            return long.part(number)
        except ActionFailedError as error:
            raise self._failure(
                error.code, str(error.facts["name"]), len(long.items), is_partial=self.done > 0
            ) from None

    def _perform_part(self, number: int, plan: FilePlan, count: int) -> bool:
        if plan.kept_bytes is None:
            part = Part(number, plan.operations, self.work)
        else:
            operations = operations_of(plan.as_undo(), self.tools.originals_folder, self.work.deed)
            part = Part(number, operations, self.work)
            self._make_room(plan.kept_bytes)
        if number >= 0:
            part.begin(plan.as_undo())
        performed = self._perform(part, self._progress_of(len(plan.items), count))
        if performed.failure or performed.is_halted:
            raise self._told(part, plan, performed, count)
        self.done += len(plan.items)
        is_verified = not verify(part.operations, part.notes)
        if plan.kept_bytes is not None and self.work.prospect.undo is None:
            self.tools.originals.drop(self.work.deed)
        return is_verified

    def _perform(self, part: Part, progress: _Progress) -> Performed:
        try:
            return perform(
                part.operations,
                note=part.note,
                is_halted=self.work.is_halted,
                progress=progress,
                producers=self.producers,
            )
        except ActionError as error:
            # What produces something may find that it cannot; its folder may have been made by then.
            is_partial = self._left_something(part, 0) or self.done > 0
            facts: Facts = {"message": error.message, "hint": error.hint}
            key = failure_key(error.code)
            raise ActionFailedError(key, code=error.code, facts=facts, is_partial=is_partial) from error

    def _progress_of(self, part_count: int, count: int) -> _Progress:
        """Return what turns the progress within a part into that of the whole deed."""
        if part_count == count:
            return self.work.progress
        return lambda done, total: self.work.progress(self.done + done * part_count // max(total, 1), count)

    def _make_room(self, size_bytes: int) -> None:
        if self.work.prospect.undo is None:
            return
        now_s = self.tools.clock.now().timestamp()
        for deed in self.tools.originals.sweep(now_s, {self.work.deed}, size_bytes):
            self.tools.forget_undo(deed)

    # ------------------------------------------------------------------------------------------------------- its end

    def _told(self, part: Part, plan: FilePlan, performed: Performed, count: int) -> ActionFailedError:
        """Return how far it came, by the operations' own account and by a look at what is there."""
        done_here = plan.done_items(performed.done_count)
        is_partial = self._left_something(part, done_here) or self.done > 0
        self.done += done_here
        if performed.failure is None:
            facts: dict[str, JsonValue] = {"done": self.done, "count": count}
            return ActionFailedError("files.halted", code="halted", facts=facts, is_partial=is_partial)
        path = plan.items[done_here] if done_here < len(plan.items) else performed.failure.path
        return self._failure(performed.failure.code, shown(path), count, is_partial=is_partial)

    def _failure(self, code: str, name: str, count: int, *, is_partial: bool) -> ActionFailedError:
        facts: dict[str, JsonValue] = {"done": self.done, "count": count, "name": name, "reason": code}
        key = "files.partly" if is_partial else "files.failed"
        return ActionFailedError(key, code=code, facts=facts, is_partial=is_partial)

    def _left_something(self, part: Part, done_here: int) -> bool:
        """Tell whether something of the part is done; what is only half of its first thing is taken back."""
        if part.is_untouched():
            return False
        if done_here > 0:
            return True
        undone = undo(part.operations, part.notes, note=part.note, is_halted=_never, progress=_ignore)
        return not undone.is_complete


def _never() -> bool:
    return False


def _ignore(_done: int, _total: int) -> None:
    return None
