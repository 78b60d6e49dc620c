"""Take the facts out of the store and bring them in, as files of JSON Lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from csmdrill.core.errors import FactsUnreadable
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import ImportReport

LONGEST_LINE = 1_000_000


def export_to(workspace: Workspace, target: Path, with_text: bool = False) -> int:
    """Write every fact to a file, whole or not at all.

    Returns:
        The number of facts.

    Raises:
        FactsUnreadable: the file cannot be written.
    """
    partial = target.with_name(target.name + ".partial")
    try:
        written = _write_lines(partial, workspace.store.export_lines(with_text))
        partial.replace(target)
    except OSError as error:
        raise FactsUnreadable(
            f"{target} cannot be written: {error.strerror}.", "Name another file."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return written


def import_from(workspace: Workspace, source: Path) -> ImportReport:
    """Bring in the facts of a file, or of stdin for `-`.

    Raises:
        FactsUnreadable: the file cannot be read.
    """
    if str(source) == "-":
        return workspace.store.import_lines(_lines(sys.stdin.buffer))
    try:
        with source.open("rb") as lines:
            return workspace.store.import_lines(_lines(lines))
    except OSError as error:
        raise FactsUnreadable(
            f"{source} cannot be read: {error.strerror}.", "Name a file of facts."
        ) from error


def _write_lines(path: Path, lines: Iterable[bytes]) -> int:
    written = 0
    with path.open("wb") as out:
        for line in lines:
            out.write(line + b"\n")
            written += 1
    return written


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    # A bounded readline: a file without line ends must not fill the memory; the rest of an
    # over-long line arrives as further lines, each reported as bad.
    while line := stream.readline(LONGEST_LINE):
        yield line
