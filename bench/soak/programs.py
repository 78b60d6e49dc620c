"""Start csmdrill as a process of its own without the start of an interpreter: forked, then its own `main`."""

from __future__ import annotations

import importlib
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import msgspec

OWN_FAULT = "fault of its own"
TOLD = "last-fault.txt"
SPOILT = 70
"""How a process ends from which an error came out past `main`."""

IMPORTED = (
    "alembic.runtime.migration",
    "csmdrill.cli.commands.roleplay",
    "csmdrill.cli.plain",
    "csmdrill.cli.rehearsing",
    "csmdrill.practice.memory",
    "csmdrill.services.look_after",
    "csmdrill.services.rating",
    "csmdrill.storage.migrating",
    "csmdrill.storage.repair",
    "faker.providers",
)

Work = Callable[[], None]


def nothing() -> None:
    """Do nothing."""


class Ended(msgspec.Struct, frozen=True):
    """How a program ended: its exit code, negative for a signal, and all that it said."""

    code: int
    out: str
    err: str

    def crashes(self, home: Path) -> list[str]:
        """Return what a person must never see, as found in what it said and left in the home."""
        said = self.out + self.err
        found = [f"said: {word}" for word in ("Traceback", OWN_FAULT) if word in said]
        if (home / TOLD).is_file():
            found.append((home / TOLD).read_text(encoding="utf-8").strip().splitlines()[-1])
        return found


class Program:
    """A forked csmdrill with pipes.

    Call it from a process with one thread and no open store.

    Args:
        words: the command line, without the program's name.
        home: CSMDRILL_HOME.
        typed: what comes from stdin.
        before, after: are called in the new process right before and after the program's `main`.
        instead: what runs in place of `main`.
    """

    def __init__(
        self,
        words: Sequence[str],
        home: Path,
        typed: str = "",
        before: Work = nothing,
        after: Work = nothing,
        instead: Work | None = None,
    ) -> None:
        self._out, out = os.pipe()
        self._err: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed by `wait`
        self._said = bytearray()
        with TemporaryFile() as given:
            given.write(typed.encode())
            given.seek(0)
            self.id = os.fork()
            if self.id == 0:
                os.close(self._out)
                streams = (given.fileno(), out, self._err.fileno())
                os.environ["CSMDRILL_HOME"] = str(home)
                _become(words, streams, (before, instead or _main, after))
        os.close(out)

    @property
    def said(self) -> str:
        """What it has written to stdout, as far as that was read."""
        return self._said.decode(errors="replace")

    def read(self) -> bool:
        """Read what comes next on stdout, waiting for it; returns whether there was something."""
        read = os.read(self._out, 65_536)
        self._said += read
        return bool(read)

    def kill(self) -> None:
        """Kill it, whatever it is doing."""
        os.kill(self.id, signal.SIGKILL)

    def wait(self) -> Ended:
        """Return how it ended, with all that it said."""
        while self.read():
            pass
        _, status = os.waitpid(self.id, 0)
        os.close(self._out)
        self._err.seek(0)
        err = self._err.read().decode(errors="replace")
        self._err.close()
        return Ended(os.waitstatus_to_exitcode(status), self.said, err)


def run(
    words: Sequence[str], home: Path, typed: str = "", before: Work = nothing, after: Work = nothing
) -> Ended:
    """Run a command line from its start to its end."""
    return Program(words, home, typed, before, after).wait()


def warm_up() -> None:
    """Import what the commands import, so that no fork must do it again."""
    for name in IMPORTED:
        importlib.import_module(name)


def _become(words: Sequence[str], streams: Sequence[int], works: Sequence[Work]) -> None:
    """Be csmdrill from here on, and never return."""
    code = SPOILT
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.environ.pop("CSMDRILL_NOW", None)
        sys.argv = ["csmdrill", *words]
        sys.stdin, sys.stdout, sys.stderr = (_stream(number) for number in range(3))
        before, work, after = works
        before()
        code = _code_of(work)
        after()
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - whatever it is, it is what this process is there to find
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _main() -> None:
    from csmdrill.cli.main import main

    main()


def _code_of(work: Work) -> int:
    try:
        work()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _stream(number: int) -> io.TextIOWrapper:
    # A terminal's handling of bytes that are no text, as the interpreter itself sets it up.
    return open(number, "w" if number else "r", encoding="utf-8", errors="backslashreplace", closefd=False)
