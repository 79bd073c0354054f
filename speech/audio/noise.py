"""Keeps the sound libraries' own chatter away from the user's terminal.

PortAudio, ALSA and JACK print to C's `stderr` whenever a device is probed that is not there, which is what listing
devices does, and once more from their own threads when a device dies; mpg123 does when a file looks like MP3 and is
none. None of them can be told not to in the builds that are shipped. What matters of it reaches the user as an
`AudioError`.
"""

import ctypes
import os
from contextlib import suppress
from functools import cache


@cache
def silence_sound_libraries() -> None:
    """Lead C's `stderr` to nowhere, for the whole process and for good.

    Python's `sys.stderr`, tracebacks, and the programs that are started keep file descriptor 2, which stays as it is.
    What is lost is what libraries written in C print with `fprintf(stderr, …)`.
    """
    os.environ.setdefault("JACK_NO_START_SERVER", "1")
    # Where C's library has no such symbol, there is no ALSA either.
    with suppress(OSError, ValueError):
        c = ctypes.CDLL(None)
        c.fopen.restype = ctypes.c_void_p
        ctypes.c_void_p.in_dll(c, "stderr").value = c.fopen(b"/dev/null", b"w")
