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


async def first_card(screen: RoomScreen, extra_new: int | None) -> tuple[CardView | None, str]:
    """Begin a session in the store, opened for it where it is not yet; without a card, leave the screen.

    Returns:
        The first card, None once the screen has been left; and what is left out of the session.
    """
    room = screen.room
    if not room.opened and not await room.open_store():
        return None, ""
    try:
        view = await room.work.begin(extra_new)
        left_out = await room.work.left_out()
    except CsmdrillError as error:
        leave(screen, error)
        return None, ""
    if view is None:
        leave(screen, await room.work.why_nothing())
    return view, left_out


def letters_words(question: Question) -> str:
    """Return a sentence that names the letters of an answer."""
    *letters, last = [option.letter for option in question.options]
    return f"Press the letter of your answer first: {', '.join(letters)} or {last}."


def leave(screen: RoomScreen, reason: CsmdrillError | str = "") -> None:
    """Go back to Today without a summary: nothing is due, or the session could not begin."""
    room = screen.room
    if screen not in room.screen_stack:
        return
    while not screen.is_active:  # help may be open above it
        room.pop_screen()
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


async def end(screen: RoomScreen, reason: str | None) -> None:
    """Close the session and show its summary, unless the person has gone elsewhere meanwhile.

    Args:
        screen: asked the cards.
        reason: `stopped` when the person ends it; None means as the session ended itself.
    """
    from csmdrill.tui.screens.summary import SummaryScreen

    room = screen.room
    try:
        summary = await room.work.finish(reason)
    except CsmdrillError as error:
        if screen.is_active:
            leave(screen, error)
        return
    if screen.is_active:
        room.switch_screen(SummaryScreen(summary))


def wind_up_behind(room: CsmdrillApp) -> None:
    """Let what is still wanted in a session that was left be done, whatever the person does meanwhile."""
    room.run_worker(wind_up(room))


async def wind_up(room: CsmdrillApp) -> None:
    """Do what is still wanted in a session that was left, and say if that cannot be done."""
    from csmdrill.tui.screens.today import TodayScreen

    told = await room.work.session.wind_up()
    screen = room.screen
    if not room.opened:
        return  # then the program is left, and tells it there
    if told and isinstance(screen, RoomScreen):
        screen.say(told, severity="error")
        room.work.session.forget()
    elif isinstance(screen, TodayScreen):
        screen.on_screen_resume()
