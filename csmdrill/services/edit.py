"""Find the place where a card can be edited; a shipped card is copied into the person's own folder first."""

from __future__ import annotations

from pathlib import Path

import msgspec

from csmdrill.core.errors import ContentUnreadable
from csmdrill.core.file_names import portable
from csmdrill.core.home import Home
from csmdrill.services import library
from csmdrill.services.wording import change_words
from csmdrill.services.workspace import Workspace
from csmdrill.storage.stored import StoredCard

HEAD = """\
# Your own copy of a shipped card; delete this file to go back to the shipped one.
format: csmdrill/deck@1
id: {deck_id}
title: {title}
{competency}shadows: {shadows}
cards:
"""


class Editable(msgspec.Struct, frozen=True):
    """A place to open in an editor.

    Args:
        path, line: the file and the card's line, counted from 1.
        copied: the text of a copy that was made for it; empty for the card's own file.
    """

    path: Path
    line: int
    copied: str = ""


def editable(workspace: Workspace, key: str) -> Editable:
    """Return where a card can be edited.

    Args:
        workspace: the open workspace.
        key: the card's key.

    Raises:
        ContentUnreadable: the card's file is gone, or the copy cannot be written.
    """
    stored = workspace.store.card(key, library.deck_files_given(workspace))
    if stored is None or not stored.path:
        raise ContentUnreadable(f"The card {key} stands in no deck file any more.")
    if stored.origin != "shipped":
        return Editable(Path(stored.path), stored.line)
    copy, made = copy_card(workspace.home, stored)
    text = made or copy.read_text(encoding="utf-8", errors="replace")
    return Editable(copy, _line_of_card(text), made)


def settle(workspace: Workspace, place: Editable) -> str:
    """Read what was edited, and return what to tell the person about it.

    A copy that was left as it was is removed, so that the shipped card goes on being kept up to date.
    """
    kept = ""
    if place.copied:
        try:
            if place.path.read_text(encoding="utf-8") == place.copied:
                place.path.unlink()
            else:
                kept = f"The shipped card stays; your copy in your decks folder:\n{place.path.name}"
        except (OSError, UnicodeError):
            kept = f"Your copy is in your decks folder:\n{place.path.name}"
    change = library.refresh(workspace)
    here = [problem for problem in change.problems if problem.path == str(place.path)]
    broken = [problem for problem in here if problem.is_error]
    if broken:
        where = f"{place.path.name}:{broken[0].line}:{broken[0].col}"
        return f"It cannot be read yet, and the card stays as it was.\n{where}: {broken[0].message}"
    return "\n".join(filter(None, (change_words(change), kept))) or "Nothing was changed."


def copy_card(home: Home, stored: StoredCard) -> tuple[Path, str]:
    """Write a shipped card into the person's own folder, where it takes the shipped one's place.

    Returns:
        The copy and its text; one that is there already is left as it is, and its text is empty.

    Raises:
        ContentUnreadable: the shipped file cannot be read, or the copy cannot be written.
    """
    pack, deck, card = stored.family.split("/")
    copy = home.decks / portable(f"{deck}.{card}.deck.yaml")
    if copy.exists():
        return copy, ""
    try:
        lines = Path(stored.path).read_text(encoding="utf-8").splitlines()
        block = card_block(lines, stored.line)
        title = msgspec.json.encode(stored.deck_title).decode()
        head = HEAD.format(
            deck_id=f"my-{deck}-{card}"[:64].rstrip("-"),
            title=title,
            competency=f"competency: {stored.competency}\n" if stored.competency else "",
            shadows=f"{pack}/{deck}",
        )
        home.decks.mkdir(parents=True, exist_ok=True)
        copy.write_text(head + block, encoding="utf-8", newline="\n")
        return copy, head + block
    except OSError as error:
        raise ContentUnreadable(
            f"The card cannot be copied to {copy}: {error.strerror}.", "Shipped cards are edited as copies."
        ) from error


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


def _line_of_card(text: str) -> int:
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if line.lstrip().startswith("- ")), 1)
