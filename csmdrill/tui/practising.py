"""The way through a session: how one comes to its cards, to its summary, and away from both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmdrill.core.errors import CsmdrillError
from csmdrill.tui.screens.room import RoomScreen

if TYPE_CHECKING:
    from csmdrill.practice.model import Question
    from csmdrill.services.views import CardView
    from csmdrill.tui.app import CsmdrillApp

ANOTHER_FIRST = "Another card comes first; the one that stood here was not rated."


def begin(room: CsmdrillApp, extra_new: int | None = None) -> None:
    """Begin a session, unless one is on the screen, with so many new cards on top of the day's."""
    from csmdrill.tui.screens.practice import PracticeScreen

    if not isinstance(room.screen, PracticeScreen):
        room.push_screen(PracticeScreen(extra_new=extra_new))


async def first_card(room: CsmdrillApp, extra_new: int | None) -> tuple[CardView | None, str]:
    """Begin a session in the store, opened for it where it is not yet; without a card, leave.

    Returns:
        The first card, None once the screen has been left; and what is left out of the session.
    """
    if not room.opened and not await room.open_store():
        return None, ""
    try:
        view = await room.work.begin(extra_new)
        left_out = await room.work.left_out()
    except CsmdrillError as error:
        leave(room, error)
        return None, ""
    if view is None:
        leave(room, await room.work.why_nothing())
    return view, left_out


def letters_words(question: Question) -> str:
    """Return a sentence that names the letters of an answer."""
    *letters, last = [option.letter for option in question.options]
    return f"Press the letter of your answer first: {', '.join(letters)} or {last}."


def leave(room: CsmdrillApp, reason: CsmdrillError | str) -> None:
    """Go back to Today without a summary: nothing is due, or the session could not begin."""
    room.pop_screen()
    if isinstance(room.screen, RoomScreen):
        if isinstance(reason, CsmdrillError):
            room.screen.complain(reason)
        elif reason:
            room.screen.say(reason)


def go_on(room: CsmdrillApp, view: CardView) -> None:
    """Go from the summary back into the session."""
    from csmdrill.tui.screens.practice import PracticeScreen

    room.switch_screen(PracticeScreen(view))


async def end(room: CsmdrillApp, reason: str | None) -> None:
    """Close the session and show its summary.

    Args:
        room: the program.
        reason: `stopped` when the person ends it; None means as the session ended itself.
    """
    from csmdrill.tui.screens.summary import SummaryScreen

    try:
        summary = await room.work.finish(reason)
    except CsmdrillError as error:
        leave(room, error)
        return
    room.switch_screen(SummaryScreen(summary))
