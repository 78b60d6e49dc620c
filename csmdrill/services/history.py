"""Take the facts out of the store and bring them in, as files of JSON Lines."""

from __future__ import annotations

import secrets
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from csmdrill.core.collecting import nothing_collected
from csmdrill.core.errors import FactsUnreadable
from csmdrill.services.targets import is_stream
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import ImportReport
from csmdrill.storage.lines import LONGEST_LINE, is_source

LINES_TOLD = 1000
"""After so many lines it is told how far an import is."""

Told = Callable[[str, int, int], None]
"""Takes the stage of an import, how much of it is done and how much there is; 0 where that is not known."""


def untold(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def export_to(workspace: Workspace, target: Path, with_text: bool = False) -> int:
    """Write every fact to a file, whole or not at all; to a pipe or device as it comes.

    A link stays one: what it leads to is written.

    Returns:
        The number of facts; the texts of scenarios that come along are not counted.

    Raises:
        FactsUnreadable: the file cannot be written, or lies in the home, where it could replace something.
    """
    return write_lines(workspace, target, workspace.store.export_lines(with_text))


def write_lines(workspace: Workspace, target: Path, lines: Iterable[bytes]) -> int:
    """Write lines to a file in the way of `export_to`, whose errors these are; returns how many are facts."""
    try:
        if is_stream(target):
            return _write_lines(target, lines)
        file = target.resolve()
        if file.is_relative_to(workspace.home.root.resolve()):
            raise FactsUnreadable(
                f"{target} lies in csmdrill's own home, where it could replace what is kept there.",
                "Name a file elsewhere.",
            )
        return _replace(file, lines)
    except (OSError, RuntimeError) as error:  # before Python 3.13, a link to itself is a RuntimeError
        why = error.strerror if isinstance(error, OSError) else "it is a link to itself"
        raise FactsUnreadable(f"{target} cannot be written: {why}.", "Name another file.") from error


@nothing_collected()
def import_from(workspace: Workspace, source: Path, told: Told = untold) -> ImportReport:
    """Bring in the facts of a file, or of stdin for `-`.

    Whatever breaks it off, facts that were taken in stay, and the same import goes on.

    Args:
        workspace: its state may be behind the facts.
        source: the file.
        told: is told how far it is, "facts" in bytes and then "state" in facts; what it raises stops the
            import where nothing is half done.

    Raises:
        FactsUnreadable: the file cannot be read.
    """

    def state_told(done: int, total: int) -> None:
        told("state", done, total)

    if str(source) == "-":
        return workspace.store.import_lines(_lines(sys.stdin.buffer, 0, told), told=state_told)
    try:
        with source.open("rb") as lines:
            size = source.stat().st_size
            return workspace.store.import_lines(_lines(lines, size, told), told=state_told)
    except OSError as error:
        raise FactsUnreadable(
            f"{source} cannot be read: {error.strerror}.", "Name a file of facts."
        ) from error


def _replace(target: Path, lines: Iterable[bytes]) -> int:
    """Write lines to a file of a name of its own, and put it in the place of the target when it is whole."""
    unfinished = target.with_name(f".csmdrill-export-{secrets.token_hex(8)}")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)  # it may hold what the person typed
        written = _write_lines(unfinished, lines)
        if target.exists():
            unfinished.chmod(stat.S_IMODE(target.stat().st_mode))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def _write_lines(path: Path, lines: Iterable[bytes]) -> int:
    written = 0
    with path.open("wb") as out:
        for line in lines:
            out.write(line + b"\n")
            written += not is_source(line)
    return written


def _lines(stream: BinaryIO, size: int, told: Told) -> Iterator[bytes]:
    """Yield the lines of a file, in place of one that is too long dashes as long as what is too much."""
    # A bounded readline: a file without line ends must not fill the memory.
    done = 0
    for number, line in enumerate(iter(partial(stream.readline, LONGEST_LINE + 1), b"")):
        if number % LINES_TOLD == 0:
            told("facts", done, size)
        done += len(line)
        if len(line) > LONGEST_LINE:
            for part in _rest_of_line(stream, line):
                done += len(part)
                told("facts", done, size)  # it may be long, and then it must be possible to stop
            line = b"-" * len(line)  # refused for its length: a start could be taken in, blanks passed over
        yield line


def _rest_of_line(stream: BinaryIO, part: bytes) -> Iterator[bytes]:
    """Yield what is left of a line in parts, the first of which was read."""
    while part and not part.endswith(b"\n"):
        part = stream.readline(LONGEST_LINE)
        yield part
