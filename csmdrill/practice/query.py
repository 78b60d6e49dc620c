"""A search as a tree: what it asks of a card, and how that is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

MarkName = Literal[
    "due",
    "new",
    "learning",
    "review",
    "suspended",
    "buried",
    "flagged",
    "noted",
    "leech",
    "changed",
    "retired",
    "given",
]
KindName = Literal["recall", "cloze", "choice", "typed", "number", "order", "points", "case", "moment"]
MeasureName = Literal["stability", "difficulty", "lapses", "reps", "due", "interval", "seen"]
Sign = Literal["=", "<", "<=", ">", ">="]

MARKS: tuple[MarkName, ...] = get_args(MarkName)
KINDS: tuple[KindName, ...] = get_args(KindName)
MEASURES: tuple[MeasureName, ...] = get_args(MeasureName)

NO_COMPETENCY = "none"
"""How a search asks for cards without a competency."""

_BARE = re.compile(r"\w+(?:[-./']\w+)*")


@dataclass(frozen=True)
class Words:
    """Text that the card has somewhere, or its key; folded. `at`: index in the search, here as everywhere."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Deck:
    """Text that the deck's title or key has, or is; folded."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Tag:
    """A tag that the card carries."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Skill:
    """The competency that the card is filed under; empty for cards without one."""

    competency: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Kind:
    """The card's kind."""

    name: KindName
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Mark:
    """Where the card stands, or what was said of it."""

    name: MarkName
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Measure:
    """A number of the card compared with one; a card without that number never fits.

    Args:
        name: stability (days), difficulty (1-10), lapses, reps, due (days from today), interval (days), seen
            (days since the last answer).
        sign: how the card's number is to compare.
        number: with what.
        at: index in the search.
    """

    name: MeasureName
    sign: Sign
    number: float
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Not:
    """Everything but what the term fits."""

    term: Query
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class All:
    """What every term fits; without terms every card."""

    terms: tuple[Query, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Either:
    """What at least one term fits."""

    terms: tuple[Query, ...]
    at: int = field(default=0, compare=False)


Query = Words | Deck | Tag | Skill | Kind | Mark | Measure | Not | All | Either

EVERY_CARD = All(())


def asks_for(query: Query, mark: MarkName) -> bool:
    """Return whether a search names a mark, wanted or not."""
    return any(isinstance(node, Mark) and node.name == mark for node in nodes(query))


def nodes(query: Query) -> Iterator[Query]:
    """Yield a tree's nodes, each before its children."""
    yield query
    if isinstance(query, Not):
        yield from nodes(query.term)
    elif isinstance(query, All | Either):
        for term in query.terms:
            yield from nodes(term)


def written(query: Query) -> str:
    """Return a search in its plainest form; parsed, it gives the same tree."""
    if isinstance(query, Either):
        return " OR ".join(_inside(term, Either) for term in query.terms)
    if isinstance(query, All):
        return " ".join(_inside(term, All | Either) for term in query.terms)
    if isinstance(query, Not):
        return f"-{_inside(query.term, All | Either)}"
    return _leaf(query)


def quoted(text: str) -> str:
    """Return a text as it stands in a search: bare where that can mean nothing else."""
    if _BARE.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _inside(term: Query, bracketed: object) -> str:
    said = written(term)
    return f"({said})" if isinstance(term, bracketed) else said  # type: ignore[arg-type]  # types of nodes


def _leaf(query: Words | Deck | Tag | Skill | Kind | Mark | Measure) -> str:
    match query:
        case Words():
            return quoted(query.text)
        case Deck():
            return f"deck:{quoted(query.text)}"
        case Tag():
            return f"tag:{quoted(query.name)}"
        case Skill():
            return f"competency:{query.competency or NO_COMPETENCY}"
        case Kind():
            return f"kind:{query.name}"
        case Mark():
            return f"is:{query.name}"
        case Measure():
            sign = "" if query.sign == "=" else query.sign
            return f"{query.name}:{sign}{_plain(query.number)}"


def _plain(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".")
