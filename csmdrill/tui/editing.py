"""Lend the terminal to the person's editor, and say what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.app import SuspendNotSupported

from csmdrill.core.errors import CsmdrillError
from csmdrill.services.wording import change_words
from csmdrill.tui.editor import command_at, editor_words, run_editor
from csmdrill.tui.screens.room import RoomScreen

NO_EDITOR = ("Set EDITOR to the editor that you want.", "There is no editor")


async def edit_card(screen: RoomScreen, key: str, then: Callable[[], Awaitable[None]] | None = None) -> None:
    """Open a card at its line, then read what changed, and say it.

    Args:
        screen: shows the card.
        key: the card's.
        then: shows it as it is now.
    """
    words = editor_words(screen.room.environ)
    if not words:
        screen.say(*NO_EDITOR, "warning")
        return
    try:
        place = await screen.room.work.editable(key)
        fault = _lend(screen, words, place.path, place.line)
        said = await screen.room.work.settle(place)
        if then is not None:
            await then()
    except CsmdrillError as error:
        screen.complain(error)
        return
    screen.say(fault or said, severity="warning" if fault else "information")


async def edit_file(screen: RoomScreen, path: str, line: int) -> None:
    """Open a deck file at a line, then read what changed."""
    words = editor_words(screen.room.environ)
    if not words:
        screen.say(*NO_EDITOR, "warning")
        return
    fault = _lend(screen, words, Path(path), line)
    try:
        said = change_words(await screen.room.work.refresh())
    except CsmdrillError as error:
        screen.complain(error)
        return
    screen.say(fault or said or "Nothing was changed.", severity="warning" if fault else "information")


def _lend(screen: RoomScreen, words: list[str], path: Path, line: int) -> str:
    """Run the editor; returns what went wrong, or nothing."""
    try:
        with screen.app.suspend():
            return run_editor(command_at(words, path, line))
    except SuspendNotSupported:
        return "This terminal cannot be lent to an editor."
