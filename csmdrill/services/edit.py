"""Find the place where a card can be edited; a shipped card is copied into the person's own folder first."""

from __future__ import annotations

from pathlib import Path

import msgspec

from csmdrill.core.errors import ContentUnreadable
from csmdrill.core.home import Home
from csmdrill.services import library
from csmdrill.services.workspace import Workspace
from csmdrill.storage.queries import StoredCard

HEAD = """\
# Your own copy of a shipped card; delete this file to go back to the shipped one.
format: csmdrill/deck@1
id: {deck_id}
title: {title}
shadows: {shadows}
cards:
"""


class Editable(msgspec.Struct, frozen=True):
    """A place to open in an editor.

    Args:
        path, line: the file and the card's line, counted from 1.
        sentence: what to tell the person about it; may be empty.
    """

    path: Path
    line: int
    sentence: str = ""


def editable(workspace: Workspace, key: str) -> Editable:
    """Return where a card can be edited.

    Args:
        workspace: the open workspace.
        key: the card's key.

    Raises:
        ContentUnreadable: the card's file is gone, or the copy cannot be written.
    """
    stored = workspace.store.card(key)
    if stored is None or not stored.path:
        raise ContentUnreadable(f"The card {key} stands in no deck file any more.")
    if stored.origin != "shipped":
        return Editable(Path(stored.path), stored.line)
    copy = copy_card(workspace.home, stored)
    library.refresh(workspace)
    return Editable(copy, _line_of_card(copy), f"Shipped cards stay as they are: your copy is {copy}.")


def copy_card(home: Home, stored: StoredCard) -> Path:
    """Write a shipped card into the person's own folder, where it takes the shipped one's place.

    Returns:
        The copy; one that is there already is left as it is.

    Raises:
        ContentUnreadable: the shipped file cannot be read, or the copy cannot be written.
    """
    pack, deck, card = stored.family.split("/")
    copy = home.decks / f"{deck}.{card}.deck.yaml"
    if copy.exists():
        return copy
    try:
        lines = Path(stored.path).read_text(encoding="utf-8").splitlines()
        block = card_block(lines, stored.line)
        title = msgspec.json.encode(stored.deck_title).decode()
        head = HEAD.format(
            deck_id=f"my-{deck}-{card}"[:64].rstrip("-"), title=title, shadows=f"{pack}/{deck}"
        )
        home.decks.mkdir(parents=True, exist_ok=True)
        copy.write_text(head + block, encoding="utf-8")
    except OSError as error:
        raise ContentUnreadable(
            f"The card cannot be copied to {copy}: {error.strerror}.", "Shipped cards are edited as copies."
        ) from error
    return copy


def card_block(lines: list[str], line: int) -> str:
    """Return one card of a deck file as it is written there, comments inside it included.

    Args:
        lines: of the file.
        line: where the card begins, counted from 1.
    """
    first = lines[line - 1]
    indent = len(first) - len(first.lstrip())
    block = [first]
    for text in lines[line:]:
        if text.strip() and len(text) - len(text.lstrip()) <= indent:
            break
        block.append(text)
    while not block[-1].strip():
        block.pop()
    return "".join(f"  {text[indent:]}\n" if text.strip() else "\n" for text in block)


def _line_of_card(copy: Path) -> int:
    for number, text in enumerate(copy.read_text(encoding="utf-8").splitlines(), start=1):
        if text.lstrip().startswith("- "):
            return number
    return 1
