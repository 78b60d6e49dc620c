"""Keep the store in step with the deck files on disk."""

from __future__ import annotations

from csmdrill.content.library import find_files, places, scan
from csmdrill.services.workspace import Workspace
from csmdrill.storage.catalog import ContentChange


def refresh(workspace: Workspace) -> ContentChange:
    """Read the deck files that changed since last time and record what they mean for the cards.

    Raises:
        ContentUnreadable: a deck named on the command line does not exist.
    """
    found = places(workspace.home, workspace.deck_paths)
    seen = scan(found, workspace.store.known_files())
    return workspace.store.sync_content(seen, workspace.now())


def deck_files_given(workspace: Workspace) -> tuple[str, ...]:
    """Return the deck files that were named on the command line, folders opened up."""
    if not workspace.deck_paths:
        return ()
    given = [place for place in places(workspace.home, workspace.deck_paths) if place.origin == "given"]
    # A folder without decks means no card, not all of them: an empty scope would be everything.
    return tuple(str(path) for _, path in find_files(given)) or tuple(map(str, workspace.deck_paths))
