"""The one error tree of Zenus, drawn here.

    ZenusError
    ├── UsageError              wrong arguments; exit status 2
    ├── ConfigError             the configuration cannot be read or means nothing
    ├── AudioError              microphone, speaker or audio server
    │   └── AudioFileError      a sound file that cannot be used
    ├── ModelError              a model is missing, damaged or cannot be fetched
    ├── StoreError              the database is locked, damaged or its disk is full
    ├── ActionError             a deed could not be done
    └── InstanceError           another instance runs, or none does

Each error has a stable kebab-case `code`, a sentence that names the thing, and a hint that can be spoken: the one thing
the user can do about it. Transcripts and screen text never go into either.
"""

from collections.abc import Mapping


class ZenusError(Exception):
    """Say what went wrong in one sentence and how to mend it in another.

    Args:
        message: One sentence that names the thing concerned.
        code: Stable kebab-case identifier, for programs.
        hint: One sentence the user can act on; may be empty.
    """

    exit_status = 1

    def __init__(self, message: str, *, code: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint

    def as_json(self) -> Mapping[str, str]:
        """Return `{code, message, hint}`."""
        return {"code": self.code, "message": self.message, "hint": self.hint}


class UsageError(ZenusError):
    """Wrong arguments."""

    exit_status = 2


class ConfigError(ZenusError):
    """The configuration cannot be read or means nothing."""

    exit_status = 2


class AudioError(ZenusError):
    """Microphone, speaker or audio server."""


class AudioFileError(AudioError):
    """A sound file that cannot be used."""


class ModelError(ZenusError):
    """A model is missing, damaged or cannot be fetched."""


class StoreError(ZenusError):
    """The database is locked, damaged or its disk is full."""


class ActionError(ZenusError):
    """A deed could not be done."""


class InstanceError(ZenusError):
    """Another instance runs, or none does."""
