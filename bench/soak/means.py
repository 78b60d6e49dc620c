"""The ways in which a write is made to fail: the nth one, a file-size limit, a disk that is really full."""

from __future__ import annotations

import ctypes
import mmap
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SHIM = Path(__file__).with_name("fault.c")
STEP = 16_384
"""Bytes by which the room of a limit or a disk grows from try to try."""

DISK_BYTES = 16 * 1024 * 1024
AT_ONCE = 2
"""Processes that share the work, each with a disk of its own."""

INSIDE = "CSMDRILL_SOAK_DISK"
"""Names the folder of the small disks, in the processes that see them."""


class Means:
    """A way in which the nth write fails.

    Args:
        name: of it, for the figures.
        folder: where homes may be put that are to suffer it.
    """

    likely = 60
    """Below this n most works fail."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder

    def prepare(self, number: int) -> None:
        """Make ready for the nth try, once the home is in its place."""

    def arm(self, number: int) -> None:
        """Let writes of this process fail from here on."""

    def disarm(self) -> None:
        """Let them succeed again."""

    def struck(self) -> bool | None:
        """Return whether a write failed in the last try; None where it cannot be told."""
        return None


class Nth(Means):
    """The nth change fails by itself (`broken`: an error of the disk), or with all after it (no room)."""

    def __init__(self, name: str, folder: Path, *, broken: bool) -> None:
        super().__init__(name, folder)
        self._broken = broken
        self._failed = mmap.mmap(-1, 1)
        self._shim = ctypes.CDLL(None)

    def prepare(self, number: int) -> None:
        self._failed[0] = 0

    def arm(self, number: int) -> None:
        self._shim.soak_arm(os.fsencode(self.folder), number, int(self._broken))

    def disarm(self) -> None:
        self._failed[0] = int(self._shim.soak_failed() > 0)
        self._shim.soak_disarm()

    def struck(self) -> bool:
        return bool(self._failed[0])


class Limit(Means):
    """No file may grow beyond n times STEP bytes (RLIMIT_FSIZE)."""

    likely = 32

    def arm(self, number: int) -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (number * STEP, resource.RLIM_INFINITY))

    def disarm(self) -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


class Disk(Means):
    """A disk in memory on which n times STEP bytes are free."""

    likely = 6

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def prepare(self, number: int) -> None:
        found = os.statvfs(self.folder)
        room = found.f_bavail * found.f_frsize - (number - 1) * STEP
        with self._ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, room)

    def disarm(self) -> None:
        self._ballast.unlink()


def all_means(folder: Path, place: int) -> list[Means]:
    """Return the means that this process has; call it in one that `inside` began.

    Args:
        folder: where its homes may be put.
        place: of the process among those that share the work.
    """
    folder.mkdir()
    found: list[Means] = []
    if os.environ.get("LD_PRELOAD", "").endswith(SHIM.stem + ".so"):
        found += [
            Nth("nth write, disk full", folder, broken=False),
            Nth("nth write alone", folder, broken=True),
        ]
    found.append(Limit("file-size limit", folder))
    if INSIDE in os.environ:
        found.append(Disk("full disk", Path(os.environ[INSIDE], str(place))))
    return found


def inside(words: Sequence[str], folder: Path) -> int:
    """Run Python with these words where as many means work as this machine has; returns how it ended.

    Args:
        words: what follows the name of the interpreter.
        folder: where what is needed for it may be put.
    """
    environ = dict(os.environ)
    shim = _compiled(folder)
    if shim is not None:
        environ["LD_PRELOAD"] = str(shim)
    command = [sys.executable, *words]
    disks = [folder / "disks" / str(place) for place in range(AT_ONCE)]
    for disk in disks:
        disk.mkdir(parents=True)
    mounting = " && ".join(
        f"mount -t tmpfs -o size={DISK_BYTES} none {shlex.quote(str(disk))}" for disk in disks
    )
    alone = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    if shutil.which("unshare") and _works([*alone, mounting]):
        environ[INSIDE] = str(folder / "disks")
        command = [*alone, f"{mounting} && exec {shlex.join(command)}"]
    return subprocess.run(command, env=environ, check=False).returncode


def _compiled(folder: Path) -> Path | None:
    """Return the shim as a library, or None where there is no compiler or no such way to load it."""
    compiler = shutil.which("cc")
    shim = folder / "fault.so"
    if compiler is None or sys.platform != "linux":
        return None
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(shim), str(SHIM), "-ldl"]
    return shim if _works(command) else None


def _works(command: Sequence[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
