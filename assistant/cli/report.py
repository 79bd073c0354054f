"""How a command tells of an error: one sentence and a hint on stderr, or one JSON object; never a traceback."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import typer

from assistant.kernel.errors import ZenusError

log = logging.getLogger(__name__)


def print_error(error: ZenusError, *, as_json: bool = False) -> None:
    """Write `error` to stderr, as `{code, message, hint}` if `as_json`."""
    if as_json:
        text = json.dumps(error.as_json(), ensure_ascii=False)
    else:
        text = f"zenus: {error.message} {error.hint}".rstrip()
    print(text, file=sys.stderr)  # noqa: T201  stderr is the command's voice


@contextmanager
def reported(*, as_json: bool = False) -> Iterator[None]:
    """Turn an error into its message and exit status.

    Raises:
        typer.Exit: With the error's exit status; 130 after Ctrl+C.
    """
    try:
        yield
    except typer.Exit:
        raise
    except BrokenPipeError:
        # The reader of our output went away: nothing is left to say, and nobody to say it to.
        sys.stderr.close()
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except Exception as caught:  # noqa: BLE001  the boundary of a command: no traceback reaches a user
        error = _as_zenus_error(caught)
        print_error(error, as_json=as_json)
        raise typer.Exit(error.exit_status) from None


def _as_zenus_error(caught: BaseException) -> ZenusError:
    """Return the error that the user should hear of; task groups wrap theirs, and anything else is our own mistake."""
    while isinstance(caught, BaseExceptionGroup):
        caught = caught.exceptions[0]
    if isinstance(caught, ZenusError):
        return caught
    _log(caught)
    return ZenusError(
        f"Internal error: {type(caught).__name__}.", code="internal-error", hint="Please report it with the log file."
    )


def _log(caught: BaseException) -> None:
    """Write an error that is our own mistake to the log, which no command has open any more at this point."""
    from assistant.app.logs import start_logging
    from assistant.config.paths import log_file

    with suppress(ZenusError), start_logging(log_file(), "error"):
        log.error("command failed", exc_info=caught)
