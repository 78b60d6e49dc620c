"""Find cards: by a search, a page at a time, and by deck, competency and tag."""

from __future__ import annotations

from datetime import date

import msgspec

from csmdrill.content.gist import headline
from csmdrill.core.clock import Moment, day_date
from csmdrill.practice.query import MarkName, quoted
from csmdrill.practice.search import parse
from csmdrill.services.wording import interval_words, skill_title
from csmdrill.services.workspace import Workspace
from csmdrill.storage.found import FoundCard, Order

PAGE = 100


class CardRow(msgspec.Struct, frozen=True, kw_only=True):
    """A card in a list.

    Args:
        key: the card's key.
        question: the first line of what it asks; of a retired card its key.
        kind: recall, cloze ...
        competency: its id; may be empty.
        deck: the deck's title; empty for a retired card.
        tags: the card's.
        due: when it comes back, in words: `new`, `today`, `in 12 days`.
        due_day: the same as a date; None for a new card.
        stability: days until recall falls to 90 %; None for a new card.
        lapses: how often it was forgotten.
        marks: suspended, buried, flagged, noted, leech, changed, retired, given, as far as they hold.
        path, line: where it stands; empty and 0 for a retired card.
    """

    key: str
    question: str
    kind: str
    competency: str
    deck: str
    tags: tuple[str, ...]
    due: str
    due_day: date | None
    stability: float | None
    lapses: int
    marks: tuple[MarkName, ...]
    path: str
    line: int


class Group(msgspec.Struct, frozen=True):
    """Cards that belong together: what they are called, the search that finds them, how many they are."""

    title: str
    query: str
    cards: int


class Groups(msgspec.Struct, frozen=True):
    """All cards by deck, by competency and by tag."""

    decks: tuple[Group, ...]
    competencies: tuple[Group, ...]
    tags: tuple[Group, ...]


def find(
    workspace: Workspace, query: str, limit: int = PAGE, offset: int = 0, order: Order = "key"
) -> tuple[CardRow, ...]:
    """Return a page of the cards that a search finds; a blank one finds every card.

    Args:
        workspace: where to look.
        query: in the search language, see docs/search.md.
        limit: at most so many cards.
        offset: how many to leave out at the start.
        order: by key; else the soonest due, least stable, hardest, most often forgotten or last seen first.

    Raises:
        SearchRejected: the search does not follow the language.
    """
    now = workspace.now()
    found = workspace.store.find(parse(query), now.day, limit, offset, order)
    return tuple(_row(each, now) for each in found)


def count(workspace: Workspace, query: str) -> int:
    """Return how many cards a search finds.

    Raises:
        SearchRejected: the search does not follow the language.
    """
    return workspace.store.found_count(parse(query), workspace.now().day)


def keys(workspace: Workspace, query: str) -> tuple[str, ...]:
    """Return the keys of all cards that a search finds, sorted.

    Raises:
        SearchRejected: the search does not follow the language.
    """
    return tuple(workspace.store.found_keys(parse(query), workspace.now().day))


def groups(workspace: Workspace) -> Groups:
    """Return all cards by deck, by competency and by tag, each with the search that finds them."""
    shelved = workspace.store.shelved()
    return Groups(
        tuple(Group(title, f"deck:{quoted(key)}", number) for key, title, number in shelved.decks),
        tuple(
            Group(skill_title(each), f"competency:{each or 'none'}", number)
            for each, number in shelved.competencies
        ),
        tuple(Group(tag, f"tag:{quoted(tag)}", number) for tag, number in shelved.tags),
    )


def _row(found: FoundCard, now: Moment) -> CardRow:
    memory = found.memory
    return CardRow(
        key=found.key,
        question=headline(found.card, found.part) if found.card else found.key,
        kind=found.kind,
        competency=found.competency,
        deck=found.deck_title,
        tags=found.tags,
        due=_due_words(found, now),
        due_day=day_date(memory.due_day) if memory else None,
        stability=memory.stability if memory else None,
        lapses=memory.lapses if memory else 0,
        marks=found.marks,
        path=found.path,
        line=found.line,
    )


def _due_words(found: FoundCard, now: Moment) -> str:
    if found.memory is None:
        return "new"
    return "today" if found.memory.due_day < now.day else interval_words(found.memory, now)
