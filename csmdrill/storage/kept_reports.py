"""The last report that was made, kept until a fact is new: what it was made of, and its text."""

from __future__ import annotations

import base64
import binascii
import zlib

from sqlalchemy import Connection, delete, func, insert, select

from csmdrill.storage import tables
from csmdrill.storage.log import LAST_NUMBERS, read_meta

_SHELF = tables.shelf.c
_FROM, _TO = "report:", "report;"
"""What the digests of reports begin with, and the first word after all of these."""

IS_REPORT = _SHELF.digest.between(_FROM, _TO)


def log_mark(connection: Connection) -> tuple[str, int]:
    """Return what tells which facts there are, and how many.

    A device numbers its facts without a gap and none is ever changed; the count tells of those that an
    import brought in between.
    """
    said = read_meta(connection)
    facts = connection.scalar(select(func.count()).select_from(tables.fact)) or 0
    marks = [
        said.get(name, "") for name in ("person", "device_id", "last_seq", "last_order_at", LAST_NUMBERS)
    ]
    return "\n".join([*marks, str(facts)]), facts


def kept_report(connection: Connection, digest: str) -> str | None:
    """Return the report that was kept under this digest; None without one, or if it is not whole."""
    body = connection.scalar(select(_SHELF.body).where(_SHELF.digest == _FROM + digest))
    try:
        return None if body is None else zlib.decompress(base64.b64decode(body)).decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        return None


def keep_report(connection: Connection, digest: str, text: str) -> None:
    """Keep a report, in place of the one before."""
    body = base64.b64encode(zlib.compress(text.encode(), 1)).decode("ascii")
    connection.execute(delete(tables.shelf).where(IS_REPORT))
    connection.execute(insert(tables.shelf), {"digest": _FROM + digest, "body": body})
