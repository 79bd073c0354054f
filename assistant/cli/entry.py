"""Where `zenus` begins: the version is told at once, the command line is loaded for everything else."""

import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        from importlib.metadata import version

        print(f"zenus {version('zenus')}")  # noqa: T201  this is the command's output
        return
    import io
    import logging

    from assistant.cli.commands import app

    # Without a handler of ours Python would print errors, with tracebacks, on stderr.
    logging.getLogger().addHandler(logging.NullHandler())
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file name that is no unicode, or a terminal that knows few characters, is no reason to fail.
        sys.stdout.reconfigure(errors="backslashreplace")
    app()
