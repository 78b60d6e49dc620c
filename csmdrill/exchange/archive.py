"""Zip archives from strangers: nothing is extracted, only entries asked for by name are read, under caps."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from csmdrill.core.errors import ExchangeRejected

MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
RATIO_FROM = 1024 * 1024
"""Below so many unpacked bytes no ratio is a bomb: an empty database packs very well."""

MOST_ENTRIES = 100_000
MOST_DIRECTORY = 32 * 1024 * 1024
BLOCK = 64 * 1024

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_LONGEST_COMMENT = 65_535
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """An open archive; made by `opened`."""

    def __init__(self, path: Path, entries: zipfile.ZipFile) -> None:
        self.path = path
        self._entries = entries
        self._names = [entry.filename for entry in entries.infolist()]

    def has(self, name: str) -> bool:
        """Return whether there is an entry of exactly this name."""
        return name in self._names

    def blocks(self, name: str, most: int = MOST_UNPACKED) -> Iterator[bytes]:
        """Yield the bytes of one entry.

        Raises:
            ExchangeRejected: it is not there, twice there, damaged, locked, or larger than it may be.
        """
        if self._names.count(name) != 1:
            raise self.rejected(f"does not hold {name} exactly once")
        entry = self._entries.getinfo(name)
        if entry.flag_bits & 1 or entry.compress_type not in _PLAIN_METHODS:
            raise self.rejected("is locked or packed in a way that Anki does not use")
        guard = Guard(self, most)
        try:
            with self._entries.open(entry) as stream:
                while block := stream.read(BLOCK):
                    yield guard.passed(block, entry.compress_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise self.rejected("is damaged or cut off") from error

    def small(self, name: str, most: int = BLOCK) -> bytes:
        """Return the bytes of a small entry."""
        return b"".join(self.blocks(name, most))

    def rejected(self, why: str) -> ExchangeRejected:
        """Return the error for this archive: its path, and what is wrong with it."""
        return ExchangeRejected(f"{self.path} {why}; nothing was brought over.", "Export it from Anki anew.")


class Guard:
    """Counts bytes as they come out, and stops what swells too much."""

    def __init__(self, archive: Archive, most: int = MOST_UNPACKED) -> None:
        self._archive = archive
        self._most = most
        self._out = 0

    def passed(self, block: bytes, packed: int) -> bytes:
        """Return the block if all so far may pass.

        Args:
            block: the next unpacked bytes.
            packed: bytes that everything so far came out of.

        Raises:
            ExchangeRejected: too large, or too large for what it came out of.
        """
        self._out += len(block)
        if self._out > self._most or (self._out > RATIO_FROM and self._out > MOST_RATIO * max(packed, 1)):
            raise self._archive.rejected("swells to more than a collection can be when it is unpacked")
        return block


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an archive for reading.

    Raises:
        ExchangeRejected: it is no zip archive, or has more entries than a package can have.
    """
    try:
        with path.open("rb") as stream:
            _check_directory(path, stream)
            with zipfile.ZipFile(stream) as entries:
                yield Archive(path, entries)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error, ValueError) as error:
        raise ExchangeRejected(
            f"{path} is no package of Anki, or is damaged or cut off.", "Export it from Anki anew."
        ) from error


def _check_directory(path: Path, stream: BinaryIO) -> None:
    """Look at the end of the archive, before anything reads its directory of entries."""
    size = stream.seek(0, 2)
    tail_at = max(0, size - _LONGEST_COMMENT - _END.size)
    stream.seek(tail_at)
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise zipfile.BadZipFile
    _, _, _, _, count, directory, _, _ = _END.unpack_from(tail, at)
    if at >= _LOCATOR.size and tail[at - _LOCATOR.size : at].startswith(b"PK\x06\x07"):
        _, _, far, _ = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
        stream.seek(far)
        _, _, _, _, _, _, _, count, directory, _ = _END_64.unpack(stream.read(_END_64.size))
    stream.seek(0)
    if count > MOST_ENTRIES or directory > MOST_DIRECTORY:
        raise ExchangeRejected(f"{path} has more entries than a package of Anki can have.", "Export less.")
