"""Turns the tree of a search into conditions on cards, for any database that SQLAlchemy speaks to."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, false, not_, or_, select, true

from csmdrill.core.clock import StudyDay
from csmdrill.core.text import fold
from csmdrill.practice.handling import LEECH_LAPSES
from csmdrill.practice.leave import back_on
from csmdrill.practice.model import Phase
from csmdrill.practice.query import (
    EVERY_CARD,
    All,
    Deck,
    Either,
    Kind,
    Mark,
    MarkName,
    Measure,
    MeasureName,
    Not,
    Query,
    Sign,
    Skill,
    Tag,
    Words,
    asks_for,
    nodes,
)
from csmdrill.storage import queries, tables
from csmdrill.storage.early import taken_early
from csmdrill.storage.given import given_keys
from csmdrill.storage.queries import Scope
from csmdrill.storage.state import CARD, HAS_STATE

BODY = tables.card_body.c
FILE = tables.deck_file.c

Condition = ColumnElement[bool]
_Leaf = Words | Tag | Deck

_LIVE: Condition = CARD.live != false()
"""Nearly every card is: with an `=`, SQLite takes an index by `live` and sorts all of them for one page."""

_SIGNS: Mapping[Sign, Callable[[ColumnElement[float], float], Condition]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MARKS: Mapping[MarkName, Condition] = {
    "new": CARD.phase == Phase.NEW,
    "learning": CARD.phase.in_((Phase.LEARNING, Phase.RELEARNING)),
    "review": CARD.phase == Phase.REVIEW,
    "suspended": CARD.suspended == true(),
    "flagged": CARD.flagged == true(),
    "noted": CARD.noted.is_not(None),
    "leech": CARD.lapses >= LEECH_LAPSES,
    "changed": and_(_LIVE, CARD.phase > 0, CARD.hash.is_distinct_from(CARD.seen_hash)),
    "retired": and_(CARD.live == false(), HAS_STATE),
    "given": CARD.key.in_(given_keys()),
}


class _Shelf(msgspec.Struct, frozen=True):
    """A deck file as a search may name it: `pack/deck` and the title, folded."""

    path: str
    key: str
    title: str

    def is_called(self, text: str) -> bool:
        """Return whether a text is its whole name."""
        return text in (self.key, self.key.rpartition("/")[2], self.title)

    def has(self, text: str) -> bool:
        """Return whether a text is a part of its name."""
        return text in self.key or text in self.title


def condition_of(connection: Connection, query: Query, day: StudyDay, named: Sequence[str] = ()) -> Condition:
    """Return the condition on `card` that a search makes.

    Retired cards, and those that only a deck given on a command line shows, fit only where the search
    names them. A retired card that the facts say nothing of never fits.

    Args:
        connection: in a reading transaction.
        query: the search.
        day: the study day from which days are counted.
        named: given files whose cards count as any others.
    """
    retired_too = asks_for(query, "retired")
    shelves = _shelves(connection) if any(isinstance(node, Deck) for node in nodes(query)) else []
    due = _due(connection, day, named) if asks_for(query, "due") else false()
    condition = _Conditions(day, shelves, retired_too, due).of(query)
    there = or_(_LIVE, HAS_STATE) if retired_too else _LIVE
    if asks_for(query, "given"):
        return and_(condition, there)
    return and_(condition, there, CARD.key.not_in(given_keys(named)))


class _Conditions:
    """The conditions that one search makes.

    What a deck file says of a card stands in `card_body`, which is far larger than `card`; what a search
    asks of it in one place is asked in one go.
    """

    def __init__(self, day: StudyDay, shelves: Sequence[_Shelf], retired_too: bool, due: Condition) -> None:
        self._day = day
        self._shelves = shelves
        self._retired_too = retired_too
        self._due = due

    def of(self, query: Query) -> Condition:
        """Return the condition of a part of the search."""
        if query == EVERY_CARD:
            return true()
        if _is_of_body(query):
            return self._held(query)
        match query:
            case All(terms):
                return and_(*(self.of(term) for term in _joined(terms, All)))
            case Either(terms):
                return or_(*(self.of(term) for term in _joined(terms, Either)))
            case Not(term):
                return not_(self.of(term))
            case Mark(name):
                return self._mark(name)
            case Measure(name, sign, number):
                measured = self._measured(name)
                return and_(measured.is_not(None), _SIGNS[sign](measured, number))
            case Skill(competency):
                return CARD.competency == competency
            case Kind(name):
                return CARD.kind == name
            case _:
                raise TypeError(f"{query!r} is about what the deck files say")

    def _held(self, query: Query) -> Condition:
        """Return the condition of a part that only what the deck files say decides."""
        shown = select(BODY.key).where(BODY.chosen == true(), _leaves(query, self._says))
        held = CARD.key.in_(shown)
        if not self._retired_too:
            return held
        return or_(held, and_(CARD.live == false(), _leaves(query, _once_said)))

    def _says(self, leaf: _Leaf) -> Condition:
        """Return the condition on what a deck file says of a card."""
        match leaf:
            case Words(text):
                return BODY.words.contains(text, autoescape=True)
            case Tag(name):
                # Tags are kept as a JSON list of words, so that a quoted word is found whole.
                return BODY.tags.contains(msgspec.json.encode(name).decode(), autoescape=True)
            case Deck(text):
                return BODY.path.in_(self._paths(text))

    def _paths(self, text: str) -> list[str]:
        """Return the deck files that are called so; if none is, those that have it in their name."""
        called = [shelf.path for shelf in self._shelves if shelf.is_called(text)]
        return called or [shelf.path for shelf in self._shelves if shelf.has(text)]

    def _mark(self, name: MarkName) -> Condition:
        if name == "buried":
            return _buried(self._day)
        return self._due if name == "due" else _MARKS[name]

    def _measured(self, name: MeasureName) -> ColumnElement[float]:
        match name:
            case "due":
                return CARD.due_day - self._day
            case "interval":
                return CARD.due_day - CARD.last_day
            case "seen":
                return self._day - CARD.last_day
            case _:
                return CARD[name]


def _due(connection: Connection, day: StudyDay, named: Sequence[str]) -> Condition:
    """Return the condition for what a day may ask again: on leave nothing, before it some cards early."""
    if back_on(day, queries.leaves(connection)) is not None:
        return false()
    came = and_(CARD.phase > 0, or_(CARD.due_day <= day, CARD.revised == true()))
    due = and_(_LIVE, CARD.suspended == false(), not_(_buried(day)), came)
    early = taken_early(connection, day, Scope(named=tuple(named)))
    return or_(due, CARD.key.in_(early)) if early else due


def _buried(day: StudyDay) -> Condition:
    return and_(CARD.buried_day.is_not(None), CARD.buried_day == day)


def _shelves(connection: Connection) -> list[_Shelf]:
    rows = connection.execute(select(FILE.path, FILE.deck_key, FILE.title).where(FILE.deck_key != ""))
    return [_Shelf(path, key, fold(title)) for path, key, title in rows]


def _is_of_body(query: Query) -> bool:
    """Return whether only what the deck files say decides a part of a search."""
    simple = (node for node in nodes(query) if not isinstance(node, All | Either | Not))
    return all(isinstance(node, Words | Tag | Deck) for node in simple)


def _joined(terms: Sequence[Query], connective: type[All | Either]) -> Iterator[Query]:
    """Return terms with those that only the deck files decide as one."""
    held = tuple(term for term in terms if _is_of_body(term))
    if held:
        yield held[0] if len(held) == 1 else connective(held)
    yield from (term for term in terms if not _is_of_body(term))


def _leaves(query: Query, leaf: Callable[[_Leaf], Condition]) -> Condition:
    """Return the condition of a tree whose leaves are all about what the deck files say."""
    match query:
        case All(terms):
            return and_(*(_leaves(term, leaf) for term in terms))
        case Either(terms):
            return or_(*(_leaves(term, leaf) for term in terms))
        case Not(term):
            return not_(_leaves(term, leaf))
        case Words() | Tag() | Deck():
            return leaf(query)
        case _:
            raise TypeError(f"{query!r} is not about what the deck files say")


def _once_said(leaf: _Leaf) -> Condition:
    """Return the condition on a retired card, of which only the key is left."""
    match leaf:
        case Words(text):
            return CARD.key.contains(text, autoescape=True)
        case Deck(text):
            # The deck's key is what stands before the last slash of `pack/deck/card`.
            before = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            return CARD.key.like(f"%{before}%/%", escape="\\")
        case Tag():
            return false()
