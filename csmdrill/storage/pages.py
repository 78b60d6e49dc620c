"""Rows straight from the pages of a damaged SQLite file, where SQLite itself reads nothing any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

LEAF, INTERIOR = 0x0A, 0x02
"""Kinds of pages that hold the rows of a table without row ids."""

USUAL_SIZE = 4096
INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}

Value = int | str | bytes | None


def rows_in(content: bytes, columns: int) -> Iterator[list[Value]]:
    """Yield every record of so many columns from the index pages of an SQLite file.

    A page or record that is spoilt is passed over. What comes may be spoilt too; the caller has to tell.

    Args:
        content: the file.
        columns: of the table.

    Source: sqlite.org, "Database File Format", sections 1.6 (b-tree pages) and 2.1 (records).
    """
    size = _page_size(content)
    for start in range(0, len(content) - size + 1, size):
        page = content[start : start + size]
        head = 100 if start == 0 else 0
        if page[head] not in (LEAF, INTERIOR):
            continue
        for cell in _cells(page, head):
            try:
                row = _record(_payload(content, page, cell, size))
            except (IndexError, ValueError):
                continue
            if len(row) == columns:
                yield row


def _page_size(content: bytes) -> int:
    said = int.from_bytes(content[16:18], "big")
    size = 65_536 if said == 1 else said
    return size if size in {512 << power for power in range(8)} else USUAL_SIZE


def _cells(page: bytes, head: int) -> Iterator[int]:
    """Yield where each cell's payload size stands in a page."""
    inner = page[head] == INTERIOR
    number = int.from_bytes(page[head + 3 : head + 5], "big")
    first = head + (12 if inner else 8)
    for place in range(first, min(first + 2 * number, len(page) - 1), 2):
        # A cell of an interior page begins with the number of a child page.
        yield int.from_bytes(page[place : place + 2], "big") + (4 if inner else 0)


def _payload(content: bytes, page: bytes, cell: int, size: int) -> bytes:
    """Return a cell's whole payload, overflow pages included."""
    length, start = _varint(page, cell)
    if length > len(content):
        raise ValueError(length)
    local = _local_bytes(length, size)
    found = page[start : start + local]
    following = page[start + local : start + local + 4]
    while len(found) < length:
        place = (int.from_bytes(following, "big") - 1) * size
        if not 0 <= place < len(content):
            raise ValueError(place)
        found += content[place + 4 : place + size][: length - len(found)]
        following = content[place : place + 4]
    return found


def _local_bytes(length: int, size: int) -> int:
    """Return how much of a payload stands in the page itself."""
    most = (size - 12) * 64 // 255 - 23
    least = (size - 12) * 32 // 255 - 23
    if length <= most:
        return length
    share = least + (length - least) % (size - 4)
    return share if share <= most else least


def _record(payload: bytes) -> list[Value]:
    """Return the values of a record; numbers with a fraction do not occur in facts and count as spoilt."""
    end, place = _varint(payload, 0)
    kinds: list[int] = []
    while place < end:
        kind, place = _varint(payload, place)
        kinds.append(kind)
    return list(_values(payload, kinds, end))


def _values(payload: bytes, kinds: Sequence[int], place: int) -> Iterator[Value]:
    for kind in kinds:
        if kind == 0:
            yield None
            continue
        if kind in (8, 9):
            yield kind - 8
            continue
        length = INTEGER_BYTES[kind] if kind in INTEGER_BYTES else (kind - 12) // 2
        value = payload[place : place + length]
        if len(value) < length or 6 < kind < 12:
            raise ValueError(kind)
        place += length
        if kind in INTEGER_BYTES:
            yield int.from_bytes(value, "big", signed=True)
        else:
            yield value.decode() if kind % 2 else value


def _varint(source: bytes, place: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and where it ends."""
    value = 0
    for step in range(8):
        byte = source[place + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + step + 1
    return value << 8 | source[place + 8], place + 9
