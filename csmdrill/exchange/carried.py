"""What is on its way between another program and a deck: cards, and what is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import get_args

import msgspec
from msgspec import Struct

from csmdrill.content.competency import Competency
from csmdrill.content.deck import Card, Case, Cloze, Moment
from csmdrill.content.slugs import slug, unused
from csmdrill.content.template import TemplateProblem, parse_cloze
from csmdrill.core.text import fold

LONGEST_TEXT = 4000
LONGEST_LINE = 200
LONGEST_WHY = 1000
LONGEST_TAG = 64
COMPETENCY_TAG = "competency::"

COMPETENCIES: frozenset[str] = frozenset(get_args(Competency))


class Loss(Struct, frozen=True, order=True):
    """Something that does not come along.

    Args:
        place: where it stood: a row, or the first words of a note.
        what: a sentence without its full stop.
        whole: the whole card stays behind, not only something on it.
    """

    place: str
    what: str
    whole: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.what}."


class Carried(Struct, frozen=True):
    """A card that comes over, not yet named.

    Args:
        card: without an id, unless its file gave one.
        parts: which sibling of it each card of the other program became, by that program's id.
    """

    card: Card
    parts: Mapping[int, str] = {}


class Load(Struct, frozen=True):
    """All that a file of another program holds for us.

    Args:
        title: of the deck, or empty.
        cards: those that come over.
        lost: what does not, and notes on how a file was understood.
    """

    title: str
    cards: tuple[Carried, ...]
    lost: tuple[Loss, ...] = ()


def named(cards: Iterable[Carried]) -> tuple[Carried, ...]:
    """Return the cards with ids: their own where they are free, else made from their words."""
    all_cards = tuple(cards)
    taken: set[str] = set()
    for each in all_cards:
        if each.card.id:
            taken.add(each.card.id)
    return tuple(_named(each, taken) for each in all_cards)


def place_of(words: str) -> str:
    """Return the first words of a card in quotes, to name it by."""
    first = " ".join(words.split())
    return f"“{first[:40].rstrip()}{'…' if len(first) > 40 else ''}”"


def tag_of(word: str) -> str:
    """Return a tag as decks have them: a-z, 0-9 and hyphens; empty if nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", fold(word)).strip("-")[:LONGEST_TAG].rstrip("-")


def tags_of(words: Iterable[str]) -> tuple[list[str], str | None, list[str]]:
    """Return tags as decks have them, the competency among them, and the words that no tag can hold."""
    tags: dict[str, None] = {}
    competency: str | None = None
    refused: list[str] = []
    for word in words:
        inner = word.removeprefix(COMPETENCY_TAG)
        if inner != word and inner in COMPETENCIES:
            competency = inner
        elif tag := tag_of(word):
            tags[tag] = None
        else:
            refused.append(word)
    return list(tags), competency, refused


def question_of(card: Card) -> str:
    """Return the words that a card is known by: its prompt, or its text with nothing hidden."""
    if isinstance(card, Moment):
        return card.line
    if not isinstance(card, Cloze):
        return re.sub(r"\{\{.*?\}\}", " ", card.prompt) if isinstance(card, Case) else card.prompt
    try:
        pieces = parse_cloze(card.text)
    except TemplateProblem:
        return card.text
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def _named(carried: Carried, taken: set[str]) -> Carried:
    if carried.card.id:
        return carried
    name = unused(slug(question_of(carried.card), "card"), taken)
    taken.add(name)
    return msgspec.structs.replace(carried, card=msgspec.structs.replace(carried.card, id=name))
