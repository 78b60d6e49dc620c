"""Marks what a living process holds, by a lock that the system lets go when the process dies."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Holdings:
    """What this process holds, by name, as locked files in a folder.

    A folder that takes no files holds nothing: then another process may take over what this one is at.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, int] = {}

    def hold(self, name: str) -> None:
        """Hold a name until it is let go or the process ends."""
        if name in self._files:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            file = os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(file)
            except OSError:
                os.close(file)
                raise
            self._files[name] = file

    def is_held(self, name: str) -> bool:
        """Return whether this or another living process holds a name."""
        if name in self._files:
            return True
        try:
            file = os.open(self._folder / name, os.O_RDWR)
        except OSError:
            return False
        try:
            _lock(file)
        except OSError:
            return True
        finally:
            os.close(file)
        return False

    def let_go(self, name: str) -> None:
        """Hold a name no longer."""
        file = self._files.pop(name, None)
        if file is not None:
            os.close(file)
        with suppress(OSError):
            (self._folder / name).unlink()

    def let_all_go(self) -> None:
        """Hold nothing any longer."""
        for name in list(self._files):
            self.let_go(name)
