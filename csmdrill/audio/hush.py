"""Keeps what libraries for sound write to their error stream off the user's screen."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache


@cache
def hush_libraries() -> bool:
    """Let what C libraries write to `stderr` go nowhere from now on; returns whether it does.

    ALSA, JACK and PortAudio tell at each device that is not there, and while one records also on threads of
    their own. Descriptor 2 stays as it is, since the screen is drawn and faults are told through it: only
    the stream of the C library is another one, which nothing that is written in Python uses. It stays so
    until the program ends, as a stream that is in use by a thread cannot be closed safely. On Windows the
    stream has no name that can be looked up, and no such messages come.
    """
    if os.name != "posix":
        return False
    try:
        library = ctypes.CDLL(None)
        stream = ctypes.c_void_p.in_dll(library, "__stderrp" if sys.platform == "darwin" else "stderr")
        library.fopen.restype = ctypes.c_void_p
        nowhere = library.fopen(os.fsencode(os.devnull), b"w")
    except (OSError, ValueError, AttributeError):
        return False
    if nowhere:
        stream.value = nowhere
    return bool(nowhere)
