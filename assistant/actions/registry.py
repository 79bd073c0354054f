"""The registry: the actions that there are, each bound to the object that does it.

Nothing is registered globally: wiring makes a `Registry` from the objects whose methods carry a declaration.
"""

import inspect
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from assistant.actions.declaration import ATTRIBUTE, FAILURE_FACTS, WORK, Declaration
from assistant.actions.outcome import Outcome, failure_key
from assistant.actions.work import Work
from assistant.kernel.deeds import Deed, Obstacle
from assistant.kernel.effects import Prospect
from assistant.kernel.types import ActionSpec, Facts

# Codes of errors that any action may end with, whatever it declares; the executor and the operating system give them.
COMMON_ERRORS = frozenset(
    {
        "unknown-action",
        "invalid-argument",
        "timed-out",
        "internal-error",
        "disk-full",
        "no-permission",
        "not-found",
        "io-error",
        "halted",
        "not-permitted",
    }
)


@dataclass(frozen=True, slots=True)
class RegisteredAction:
    """A declaration with the bound function that does it."""

    declaration: Declaration
    function: Callable[..., Awaitable[Outcome]]
    source: object = None

    @property
    def spec(self) -> ActionSpec:
        """What the catalogue shows of it."""
        return self.declaration.spec

    def parameters(self) -> Facts:
        """Return the JSON schema of its arguments, from its signature."""
        return self.declaration.arguments().model_json_schema()

    def validated(self, args: Facts) -> dict[str, object]:
        """Return `args` as the function's typed keyword arguments.

        Raises:
            pydantic.ValidationError: They do not fit the signature.
            TypeError: They are not JSON.
        """
        # Strict JSON: "5" is no number and 1 is no truth value, but a date may come as text.
        model = self.declaration.arguments().model_validate_json(json.dumps(dict(args)), strict=True)
        return {name: getattr(model, name) for name in type(model).model_fields}

    async def foresee(self, arguments: dict[str, object]) -> Prospect:
        """Return what the action would do with validated arguments."""
        effects = self.declaration.effects
        return await effects(*self._owner(), **arguments) if effects else Prospect()

    async def act(self, arguments: dict[str, object], work: Work) -> Outcome:
        """Do it."""
        extra = {WORK: work} if self.declaration.takes_work else {}
        return await self.function(**arguments, **extra)

    async def take_back(self, deed: Deed, work: Work) -> bool:
        """Undo a deed of this action, and tell whether a fresh look confirms it.

        Raises:
            TypeError: There is no undo.
        """
        if self.declaration.undo is None:
            raise TypeError(f"action {self.spec.name!r} cannot be undone")
        return await self.declaration.undo(*self._owner(), deed, work)

    async def obstacles(self, deed: Deed) -> Sequence[Obstacle]:
        """Return what stands in the way of undoing a deed of this action."""
        if self.declaration.undo is None or deed.undo is None:
            return (Obstacle("no-way-back"),)
        review = self.declaration.undo_review
        return await review(*self._owner(), deed) if review else ()

    def _owner(self) -> tuple[object, ...]:
        return (self.source,) if self.source is not None else ()


class Registry:
    """The actions of the given functions and of the given objects' methods.

    Raises:
        TypeError: Two actions have one name, or a source has none.
    """

    def __init__(self, *sources: object) -> None:
        self._actions: dict[str, RegisteredAction] = {}
        self.add(*sources)

    def add(self, *sources: object) -> None:
        """Add the actions of more sources.

        Raises:
            TypeError: Two actions have one name, or a source has none.
        """
        for source in sources:
            found = list(_actions_of(source))
            if not found:
                raise TypeError(f"{source!r} declares no action")
            for entry in found:
                if self._actions.setdefault(entry.spec.name, entry) is not entry:
                    raise TypeError(f"action {entry.spec.name!r} is declared twice")

    def __iter__(self) -> Iterator[RegisteredAction]:
        return iter(self._actions.values())

    def get(self, name: str) -> RegisteredAction | None:
        """Return the action called `name`; None if there is none."""
        return self._actions.get(name)

    def messages(self) -> Mapping[str, frozenset[str]]:
        """Return every reply key that can be given, with the facts that surely come with it."""
        keys = {failure_key(code): FAILURE_FACTS for code in COMMON_ERRORS}
        for entry in self:
            for key, facts in entry.declaration.messages.items():
                keys[key] = keys.get(key, facts) & facts
        return keys


def _actions_of(source: object) -> Iterator[RegisteredAction]:
    names = [""] if inspect.isfunction(source) else dir(type(source))
    for name in names:
        function = getattr(source, name, None) if name else source
        declaration = getattr(function, ATTRIBUTE, None)
        if isinstance(declaration, Declaration):
            owner = source if name else None
            yield RegisteredAction(declaration, cast(Callable[..., Awaitable[Outcome]], function), owner)
