"""Add a card of the person's own to their personal deck, as text that they can edit later."""

from __future__ import annotations

import hashlib
from pathlib import Path

from csmdrill.content.checking import check_deck
from csmdrill.content.competency import TITLES
from csmdrill.content.deck import DeckHead, Recall
from csmdrill.content.writing import deck_text
from csmdrill.core.errors import CardRejected, ContentUnreadable
from csmdrill.core.text import make_safe
from csmdrill.services import library
from csmdrill.services.workspace import Workspace

FILE = "from-role-plays.deck.yaml"
DECK_ID = "from-role-plays"
TITLE = "From my role-plays"


def add_card(workspace: Workspace, prompt: str, answer: str, competency: str) -> str:
    """Add a recall card at the end of the person's own deck; returns what to tell them.

    Args:
        workspace: the open workspace.
        prompt, answer: plain text.
        competency: id of one; anything else leaves the card without.

    Raises:
        CardRejected: the same card is there already.
        ContentUnreadable: the deck has errors, or cannot be read or written.
    """
    words = [" ".join(make_safe(text).split()) for text in (prompt, answer)]
    name = f"line-{hashlib.sha256(chr(0).join(words).encode()).hexdigest()[:10]}"
    known = next((each for each in TITLES if each == competency), None)
    card = Recall(id=name, prompt=words[0], answer=words[1], competency=known)
    path = workspace.home.decks / FILE
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if f"id: {name}" in text:
            raise CardRejected("That card is there already.", f"It stands in {path}.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_checked(_with(text, card), path), encoding="utf-8", newline="\n")
    except (OSError, UnicodeError) as error:
        raise ContentUnreadable(
            f"The card cannot be written to {path}.", "Is the folder writable?"
        ) from error
    library.refresh(workspace)
    return f"The card is added; it stands in {path}."


def _with(text: str, card: Recall) -> str:
    """Return the text of a deck with one more card at its end."""
    head = DeckHead(format="csmdrill/deck@1", id=DECK_ID, title=TITLE)
    whole = deck_text(head, [card])
    if not text.strip():
        return whole
    return text.rstrip("\n") + "\n" + whole.partition("cards:\n")[2]


def _checked(text: str, path: Path) -> str:
    """Return a deck's text, if it can be read as one.

    Raises:
        ContentUnreadable: it has an error.
    """
    checked = check_deck(text.encode(), str(path))
    for problem in checked.problems:
        if problem.is_error:
            raise ContentUnreadable(
                f"The card cannot be added: {problem}.", "Mend the file, then add it again."
            )
    return text
