"""What a package of Anki holds, as values: note types, notes, cards and reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct


class Template(Struct, frozen=True):
    """One card of a note type: its question and its answer as HTML with fields in braces."""

    question: str
    answer: str


class NoteType(Struct, frozen=True, kw_only=True):
    """A note type.

    Args:
        name: as the person sees it.
        is_cloze: its cards come from the deletions of a text, not from templates.
        fields: their names in order.
        templates: in order; a cloze has one.
    """

    name: str
    is_cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


class AnkiNote(Struct, frozen=True, kw_only=True):
    """A note: `guid` tells it apart everywhere, `type_id` names its note type, `fields` are HTML."""

    id: int
    guid: str
    type_id: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]


class AnkiCard(Struct, frozen=True, kw_only=True):
    """A card of a note.

    Args:
        id, note: ids.
        place: which of the note's cards it is, from 0.
        deck: id of its deck.
        learnt: it was answered before, whether or not its reviews are there.
        due: study day on which Anki asks it as a review; None for new cards and learning steps.
        suspended: it is not asked.
        flagged: it carries a flag.
    """

    id: int
    note: int
    place: int
    deck: int
    learnt: bool
    due: date | None
    suspended: bool
    flagged: bool


class AnkiReview(Struct, frozen=True, kw_only=True):
    """One line of Anki's review log.

    Args:
        at: ms since 1970; no two have the same.
        card: id.
        rating: 1-4, or 0 where Anki or the person only moved a due date.
        took_ms: time of the answer.
        counts: it told the scheduler something; a cram does not.
        resets: it made the card new again.
    """

    at: int
    card: int
    rating: int
    took_ms: int
    counts: bool
    resets: bool


class AnkiPackage(Struct, frozen=True, kw_only=True):
    """A whole package.

    Args:
        created: seconds since 1970 at which the collection was made; tells collections apart.
        decks: names by id, the parents separated by `::`.
        odd_rows: rows of the database that were no notes, cards or reviews.
    """

    created: int
    types: Mapping[int, NoteType]
    decks: Mapping[int, str]
    notes: Sequence[AnkiNote]
    cards: Sequence[AnkiCard]
    reviews: Sequence[AnkiReview]
    odd_rows: int = 0
