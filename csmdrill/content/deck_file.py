"""Makes a deck file of the library out of its bytes: checked, named, hashed."""

from __future__ import annotations

from csmdrill.content.checking import CheckedDeck, check_deck
from csmdrill.content.codes import problem
from csmdrill.content.identity import deck_key, library_cards
from csmdrill.content.library import DeckFile
from csmdrill.content.nodes import position
from csmdrill.content.places import PACK_FILE, Origin


def read_deck_file(
    path: str, origin: Origin, content: bytes | None, pack: str | None, digest: str
) -> DeckFile:
    """Return a deck file with its cards and problems; never raises.

    Args:
        path: of the file.
        origin: of its place.
        content: its bytes, or None if it cannot be read.
        pack: id of its pack, or None if the pack file cannot be used.
        digest: as the library reckoned it.
    """
    if content is None:
        wrong = problem(path, 1, 1, "T107", "the file cannot be read")
        return DeckFile(path=path, pack=pack or "", origin=origin, digest=digest, problems=(wrong,))
    checked = check_deck(content, path, may_shadow=origin == "personal")
    problems = checked.problems
    if pack is None:
        problems = (problem(path, 1, 1, "P502", f"left out: {PACK_FILE} of its pack has errors"), *problems)
    if checked.head is None or pack is None:
        return DeckFile(path=path, pack=pack or "", origin=origin, digest=digest, problems=problems)
    key = deck_key(pack, checked.head)
    return DeckFile(
        path=path,
        pack=key.partition("/")[0],
        origin=origin,
        digest=digest,
        deck_key=key,
        title=checked.head.title,
        line=_line_of_id(checked),
        problems=problems,
        cards=library_cards(pack, checked.head, checked.cards, path, checked.text),
    )


def _line_of_id(checked: CheckedDeck) -> int:
    node = checked.root.get("id") if checked.root else None
    return position(checked.text, node.start)[0] if node else 1
