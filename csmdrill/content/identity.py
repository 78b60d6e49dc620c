"""Gives every reviewable card its key and its hash: `pack/deck/card#part`, never a path, never the text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from csmdrill.content.deck import Card, Cloze, DeckHead, LibraryCard, Recall
from csmdrill.content.placed import PlacedCard
from csmdrill.content.template import deletions_in

REVERSE = "reverse"


def deck_key(pack: str, head: DeckHead) -> str:
    """Return `pack/deck`; a deck that shadows another has the other's key."""
    return head.shadows or f"{pack}/{head.id}"


def library_cards(
    pack: str, head: DeckHead, cards: Sequence[PlacedCard], path: str, text: str
) -> tuple[LibraryCard, ...]:
    """Return the reviewable cards of a deck in file order; a cloze or a reversed card gives several.

    Args:
        pack: id of the pack the file lies in.
        head: of the deck.
        cards: the good ones, in file order.
        path: of the file.
        text: of the file, to find the lines.
    """
    return tuple(_made(deck_key(pack, head), head, cards, path, text))


def parts_of(card: Card) -> tuple[str, ...]:
    """Return the parts of a card, each reviewed for itself; the empty part is the card as it stands."""
    if isinstance(card, Cloze):
        return tuple(dict.fromkeys(each.id for each in deletions_in(card.text) if each.id is not None))
    if isinstance(card, Recall) and card.reverse:
        return ("", REVERSE)
    return ("",)


def content_hash(card: Card, part: str) -> str:
    """Return 16 hex digits over what a card says and asks; its id and how it is filed do not count."""
    return _hashed(_said_by(card), part)


def _made(
    deck: str, head: DeckHead, cards: Sequence[PlacedCard], path: str, text: str
) -> Iterator[LibraryCard]:
    line, seen = 1, 0
    for placed in cards:
        card = placed.card
        line += text.count("\n", seen, placed.node.start)
        seen = placed.node.start
        family = f"{deck}/{card.id}"
        earlier = _earlier(deck, head, card)
        said = _said_by(card)
        for part in parts_of(card):
            tail = f"#{part}" if part else ""
            yield LibraryCard(
                key=family + tail,
                family=family,
                part=part,
                hash=_hashed(said, part),
                revision=card.revision,
                competency=card.competency or head.competency or "",
                tags=tuple(card.tags),
                aliases=tuple(key + tail for key in earlier),
                deck_title=head.title,
                path=path,
                line=line,
                position=placed.position,
                card=card,
            )


def _earlier(deck: str, head: DeckHead, card: Card) -> list[str]:
    """Return earlier families of a card: its aliases, and all its names under earlier ids of the deck."""
    if not card.aliases and not head.aliases:
        return []
    pack = deck.partition("/")[0]
    own = [name for name in card.aliases if "/" not in name]
    above = (f"{deck}/", f"{pack}/", "")
    keys = [above[name.count("/")] + name for name in card.aliases]
    decks = [old if "/" in old else f"{pack}/{old}" for old in head.aliases]
    keys += [f"{old}/{name}" for old in decks for name in (card.id, *own)]
    return list(dict.fromkeys(keys))


def _said_by(card: Card) -> bytes:
    bare = msgspec.structs.replace(
        card,
        id=None,
        aliases=[],
        tags=[],
        revision=1,
        competency=None,
        philosophies=None,
        segment=None,
        department=None,
        level=1,
        source="",
        guid="",
    )
    return msgspec.json.encode(bare, order="deterministic")


def _hashed(said: bytes, part: str) -> str:
    return hashlib.sha256(said + b"#" + part.encode()).hexdigest()[:16]
