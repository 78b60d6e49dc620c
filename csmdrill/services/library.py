"""Keep the store in step with the deck files on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from csmdrill.content.library import Place, Scan, find_files, places, scan
from csmdrill.services.workspace import Workspace
from csmdrill.storage.catalog import ContentChange


class Shelves(msgspec.Struct, frozen=True):
    """Where decks are looked for, and the digest of each file that is known already."""

    places: tuple[Place, ...]
    known: Mapping[str, str]


def refresh(workspace: Workspace) -> ContentChange:
    """Read the deck files that changed since last time and record what they mean for the cards.

    Raises:
        ContentUnreadable: a deck named on the command line does not exist.
    """
    return keep(workspace, read(look(workspace)))


def look(workspace: Workspace) -> Shelves:
    """Return where the decks stand and what is known of them, for `read`.

    Raises:
        ContentUnreadable: a deck named on the command line does not exist.
    """
    found = places(workspace.home, workspace.deck_paths)
    workspace.store.name_files(deck_files_given(workspace))
    return Shelves(tuple(found), workspace.store.known_files())


def read(shelves: Shelves) -> Scan:
    """Read the deck files that changed; touches no store, so that it may run anywhere and be left undone."""
    return scan(shelves.places, shelves.known)


def keep(workspace: Workspace, seen: Scan) -> ContentChange:
    """Record what was read, and return what it means for the cards."""
    return workspace.store.sync_content(_leaving_given(workspace, seen), workspace.now())


def _leaving_given(workspace: Workspace, seen: Scan) -> Scan:
    """Return a scan that counts no given file as gone while it is there: another process may be using it."""
    given = workspace.store.given_files()
    gone = tuple(path for path in seen.gone if path not in given or not Path(path).is_file())
    return msgspec.structs.replace(seen, gone=gone)


def deck_files_given(workspace: Workspace) -> tuple[str, ...]:
    """Return the deck files that were named on the command line, folders opened up."""
    if not workspace.deck_paths:
        return ()
    given = [place for place in places(workspace.home, workspace.deck_paths) if place.origin == "given"]
    # A folder without decks means no card, not all of them: an empty scope would be everything.
    return tuple(str(path) for _, path in find_files(given)) or tuple(map(str, workspace.deck_paths))
