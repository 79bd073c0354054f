"""What an action hands back to the executor: an outcome to be checked, or a failure with its own words."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from assistant.kernel.errors import ActionError
from assistant.kernel.types import Facts

Check = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The action says that it did this; the executor finds out whether it is so.

    Attributes:
        message: Key of the reply template; declared by the action.
        facts: Values for the template and the card; at least those declared for the key.
        effects: What changed in the world, one short sentence each.
        check: Reads the world anew and tells whether the effect is there. An action that only reads has none; one that
            changes something and has none is reported as unconfirmed.
    """

    message: str
    facts: Facts = field(default_factory=dict)
    effects: tuple[str, ...] = ()
    check: Check | None = None


class ActionFailedError(ActionError):
    """A deed could not be done, and a reply template of its own says why.

    Args:
        key: Key of the reply template; declared by the action.
        code: Stable kebab-case identifier.
        facts: Values for the template. Kept out of the message, which may be logged.
        is_partial: Something had been done before, so that there is something to take back.
    """

    def __init__(self, key: str, *, code: str, facts: Facts | None = None, is_partial: bool = False) -> None:
        super().__init__(f"The action failed: {key}.", code=code)
        self.key = key
        self.facts: Facts = facts or {}
        self.is_partial = is_partial


class NoDisplayError(ActionError):
    """There is no display that a window could be shown on, or read from; `no-display`."""

    def __init__(self) -> None:
        super().__init__("There is no display.", code="no-display", hint="Log in to a desktop.")


def failure_key(code: str) -> str:
    """Return the key of the reply template for an error that has no words of its own."""
    return f"failed.{code}"
