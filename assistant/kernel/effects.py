"""What a step would do to the world, computed by code from its resolved targets before anything is touched.

An action resolves its arguments into a `Prospect`; the gate judges its `Effects`, the question names its facts, the
journal keeps its undo data, and the action itself gets it back, so that what is done is what was reviewed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.kernel.types import Facts, Lines


class Access(StrEnum):
    """What happens to a path, from harmless to final. `RESTORE` puts back what an earlier deed changed."""

    READ = "read"
    RESTORE = "restore"
    CREATE = "create"
    CHANGE = "change"
    MOVE = "move"
    TRASH = "trash"
    DESTROY = "destroy"


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing that is touched.

    Attributes:
        path: Absolute real path: no link is left in it but the last name, where the deed is done to the link itself.
    """

    access: Access
    path: str


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything a step would touch.

    Attributes:
        touches: The top-level targets; what lies inside a folder is counted, not listed.
        file_count: Files and folders concerned altogether.
        size_bytes: Bytes in them.
        starts: Programs that would be started.
        ends: Programs that would be ended.
        uses_network: Something would be sent to another machine.
        is_final: It destroys what nothing can bring back, whatever its undo data says.
        wants_preview: The user should hear what would be done before it is done, however harmless.
        fingerprint: Changes when any target does; empty where there is nothing to change.
    """

    touches: tuple[Touch, ...] = ()
    file_count: int = 0
    size_bytes: int = 0
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    uses_network: bool = False
    is_final: bool = False
    wants_preview: bool = False
    fingerprint: str = ""

    def paths(self, *accesses: Access) -> tuple[str, ...]:
        """Return the paths that are touched in one of these ways; all paths if none is named."""
        return tuple(touch.path for touch in self.touches if not accesses or touch.access in accesses)

    def as_facts(self, most: int | None = None) -> Facts:
        """Return the effects as JSON, for events, the journal and the trace; at most so many touches, if given."""
        return {
            "touches": [{"access": touch.access.value, "path": touch.path} for touch in self.touches[:most]],
            "file_count": self.file_count,
            "size_bytes": self.size_bytes,
            "starts": list(self.starts),
            "ends": list(self.ends),
            "uses_network": self.uses_network,
            "is_final": self.is_final,
            "wants_preview": self.wants_preview,
        }


NO_EFFECTS = Effects()


def touching(access: Access, paths: Iterable[str]) -> tuple[Touch, ...]:
    """Return a touch of this kind for each path."""
    return tuple(Touch(access, path) for path in paths)


@dataclass(frozen=True, slots=True)
class Prospect:
    """A step whose targets are resolved.

    Attributes:
        effects: What the gate judges.
        facts: Values for the sentence that names the deed: "move 42 files to the trash".
        undo: All that its undo needs, as JSON, also after a crash in the middle; None if it cannot be undone.
        changes: What the deed takes away from a text and what it brings, for the user to see.
        resolved: What the action made of its arguments; handed back to it when it runs, read by nobody else.
    """

    effects: Effects = NO_EFFECTS
    facts: Facts = field(default_factory=dict)
    undo: Facts | None = None
    resolved: object = None
    changes: Lines = ()


NOTHING_FORESEEN = Prospect()
