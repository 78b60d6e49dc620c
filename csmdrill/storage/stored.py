"""What the rows of a card say: its content, its memory, and what the person said of it."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from csmdrill.content.deck import Card, decode_card
from csmdrill.practice.model import Memory, Phase

MOST_STABILITY = 100_000
FIRST_DAY, LAST_DAY = -719_000, 2_932_000
"""The study days that a calendar of the years 1 to 9999 reaches."""

_TAGS: msgspec.json.Decoder[tuple[str, ...]] = msgspec.json.Decoder(tuple[str, ...])
_AS_KEPT = (
    "key",
    "family",
    "part",
    "hash",
    "revision",
    "competency",
    "deck_title",
    "path",
    "origin",
    "line",
)


class Row(Protocol):
    """A row as any driver gives it: values by the names of their columns."""

    def __getitem__(self, name: str, /) -> Any:  # noqa: ANN401 - whatever SQLite holds
        """Return the value of a column."""


class StoredCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card with everything known of it.

    Args:
        key, family, part, hash, revision, competency, deck_title, path, line, tags, card: as in the library.
        origin: shipped, personal, pack or given.
        memory: None if it was never reviewed.
        changed: its words are not those last seen.
        live: some deck file has it.
        suspended, flagged, noted: what the person said of it.
        buried_day: the study day on which it is left out.
    """

    key: str
    family: str
    part: str
    card: Card
    memory: Memory | None
    hash: str
    revision: int
    competency: str
    deck_title: str
    path: str
    origin: str
    line: int
    changed: bool
    tags: tuple[str, ...]
    live: bool
    suspended: bool
    flagged: bool
    noted: bool
    buried_day: int | None = None


def stored_card(row: Row) -> StoredCard:
    """Return the card in a row of `card`, `card_body` and `deck_file` together.

    Raises:
        msgspec.DecodeError: the row is damaged.
    """
    return StoredCard(
        card=decode_card(row["body"]),
        memory=memory_in(row),
        changed=bool(row["changed"]),
        tags=_TAGS.decode(row["tags"]),
        live=bool(row["live"]),
        suspended=bool(row["suspended"]),
        flagged=bool(row["flagged"]),
        noted=row["noted"] is not None,
        buried_day=row["buried_day"],
        **{name: row[name] for name in _AS_KEPT},
    )


def memory_in(row: Row) -> Memory | None:
    """Return the memory in a row of `card`, None for a card without.

    Raises:
        msgspec.ValidationError: the row is damaged.
    """
    if row["phase"] == Phase.NEW:
        return None
    memory = msgspec.convert({name: row[name] for name in Memory.__struct_fields__}, Memory)
    in_steps = memory.phase is not Phase.REVIEW
    days = (memory.last_day, memory.due_day)
    if not (
        0 < memory.stability <= MOST_STABILITY
        and 1 <= memory.difficulty <= 10
        and all(FIRST_DAY <= day <= LAST_DAY for day in days)
        and in_steps == (memory.step is not None) == (memory.due_at is not None)
    ):
        raise msgspec.ValidationError("a memory that no review leads to")
    return memory
