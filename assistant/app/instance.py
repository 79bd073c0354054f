"""One assistant per user: a lock that the kernel drops when the process dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.kernel.errors import InstanceError


@contextmanager
def single_instance(lock_file: Path) -> Iterator[None]:
    """Hold the lock while the body runs.

    Raises:
        InstanceError: `already-running` if another process holds it.
    """
    descriptor = os.open(lock_file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InstanceError(
                "Zenus is already running.", code="already-running", hint="Stop it first with: zenus stop --quit"
            ) from None
        yield
    finally:
        os.close(descriptor)
