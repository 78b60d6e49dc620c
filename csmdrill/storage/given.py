"""Cards that only a deck named on a command line shows: they are there for the process that named it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select, true

from csmdrill.storage import tables

_BODY = tables.card_body.c
_FILE = tables.deck_file.c


def given_paths(named: Sequence[str] = ()) -> Select[str]:
    """Return the query for the given files that this process did not name."""
    return select(_FILE.path).where(_FILE.origin == "given", _FILE.path.not_in(named))


def given_keys(named: Sequence[str] = ()) -> Select[str]:
    """Return the query for the keys of those cards, but for those of the files that this process named."""
    # A given file ranks last, so that it is chosen for a key only where no other file has it.
    return select(_BODY.key).where(_BODY.chosen == true(), _BODY.path.in_(given_paths(named)))
