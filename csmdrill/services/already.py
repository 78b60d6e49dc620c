"""Which notes of a file one's decks have already, told by their guids."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from csmdrill.content.library import DeckFile
from csmdrill.core.errors import ExchangeRejected
from csmdrill.exchange.carried import Load, Loss
from csmdrill.services.wording import counted


def without_known(load: Load, decks: Sequence[DeckFile], own: Collection[Path]) -> Load:
    """Return a load without the notes that other decks have; says which are left out.

    Args:
        load: the cards of a file.
        decks: all deck files that there are.
        own: the files that the load is to be written into; what stands in them is no reason to leave it out.

    Raises:
        ExchangeRejected: nothing would be left.
    """
    elsewhere: dict[str, str] = {}
    here: set[str] = set()
    for deck in decks:
        for card in deck.cards:
            if Path(deck.path) in own:
                here.add(card.card.guid)
            elif card.card.guid:
                elsewhere[card.card.guid] = deck.deck_key
    known = {each.card.guid for each in load.cards} & (elsewhere.keys() - here)
    if not known:
        return load
    left = tuple(each for each in load.cards if each.card.guid not in known)
    names = ", ".join(sorted({elsewhere[guid] for guid in known}))
    if not left:
        raise ExchangeRejected(
            f"{_these(len(known))} already in {names}; nothing was done.",
            "To have that deck made anew, move it out of your decks and import again. "
            "To bring the notes a second time: --again with another -o and --id.",
        )
    said = f"{counted(len(known), 'note')} left out, already in {names}; --again brings them a second time"
    return msgspec.structs.replace(load, cards=left, lost=(*load.lost, Loss("notes", said)))


def _these(notes: int) -> str:
    return "This note is" if notes == 1 else f"These {notes} notes are"
