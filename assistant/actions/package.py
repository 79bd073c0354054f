"""What a package of actions hands to Zenus through the entry point group `zenus.actions`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ENTRY_POINTS = "zenus.actions"


@dataclass(frozen=True, slots=True)
class ActionPackage:
    """Actions, the sentences that lead to them, and the words of their replies.

    An entry point names one of these, or a function without parameters that returns one.

    Attributes:
        sources: Functions and objects whose methods carry a declaration.
        templates: A folder with a folder for each language, `en/*.yaml`, in the form of Zenus's own templates.
        replies: A folder with a file for each language, `en.yaml`; without it Zenus says that it is done, and no more.
    """

    sources: Sequence[object]
    templates: Path | None = None
    replies: Path | None = None
