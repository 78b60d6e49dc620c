"""Lend the terminal to the person's editor, and say what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from csmdrill.core.errors import CsmdrillError
from csmdrill.tui.editor import command_at, editor_words, run_editor
from csmdrill.tui.screens.room import RoomScreen

if TYPE_CHECKING:
    from csmdrill.services.edit import Editable


async def edit_card(screen: RoomScreen, key: str) -> None:
    """Open a card at its line, then read what changed; the card on the screen stays as it is."""
    words = editor_words(screen.room.environ)
    if not words:
        screen.say("Set EDITOR to the editor that you want.", "There is no editor", "warning")
        return
    try:
        place = await screen.room.work.editable(key)
        fault = _lend(screen, words, place)
        said = await screen.room.work.settle(place)
    except CsmdrillError as error:
        screen.complain(error)
        return
    screen.say(fault or said, severity="warning" if fault else "information")


def _lend(screen: RoomScreen, words: list[str], place: Editable) -> str:
    """Run the editor; returns what went wrong, or nothing."""
    try:
        with screen.app.suspend():
            return run_editor(command_at(words, place.path, place.line))
    except SuspendNotSupported:
        return "This terminal cannot be lent to an editor."
