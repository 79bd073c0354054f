"""How a command tells of an error: one sentence and a hint on stderr, or one JSON object; never a traceback."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from assistant.kernel.errors import ZenusError


def print_error(error: ZenusError, *, as_json: bool = False) -> None:
    """Write `error` to stderr, as `{code, message, hint}` if `as_json`."""
    if as_json:
        text = json.dumps(error.as_json(), ensure_ascii=False)
    else:
        text = f"zenus: {error.message} {error.hint}".rstrip()
    print(text, file=sys.stderr)  # noqa: T201  stderr is the command's voice


@contextmanager
def reported(*, as_json: bool = False) -> Iterator[None]:
    """Turn a `ZenusError` into its message and exit status.

    Raises:
        typer.Exit: With the error's exit status; 130 after Ctrl+C.
    """
    try:
        yield
    except ZenusError as error:
        print_error(error, as_json=as_json)
        raise typer.Exit(error.exit_status) from None
    except BrokenPipeError:
        # The reader of our output went away: nothing is left to say, and nobody to say it to.
        sys.stderr.close()
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
