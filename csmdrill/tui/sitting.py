"""What a practice screen does in the store: it begins the session, keeps what is answered, and ends it.

Its keys wait for the store only a moment, in which they keep their order; then they work again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING

from csmdrill.core.errors import CsmdrillError, NothingToUndo
from csmdrill.services.views import CardView, is_same_card
from csmdrill.tui import practising
from csmdrill.tui.session_work import Deed

if TYPE_CHECKING:
    from csmdrill.services.practise import Drill
    from csmdrill.tui.screens.practice import PracticeScreen

MOMENT_SECONDS = 0.2
PATIENT_SECONDS = 1.0
"""After which somebody who waits is told why."""

WAITS = "The practice history is not free yet: another program may be using it. Your key waits for it."
GOES_ON = "The practice history is not free yet. What you did last waits for it."
OPENING = "The practice history is still being opened; try again in a moment."


class Sitting:
    """The session of a practice screen.

    Args:
        screen: asks the cards.
        begun: the session goes on already.
        extra_new: for a session yet to begin, new cards on top of the day's; None as the plan has it.
    """

    def __init__(self, screen: PracticeScreen, begun: bool, extra_new: int | None) -> None:
        self._screen = screen
        self._extra_new = extra_new
        self._in_session = begun
        self._begun = asyncio.Event()
        self._done = asyncio.Event()
        self._busy = False
        self._is_over = False
        self.answered: CardView | None = None
        """The card answered last, if nothing was taken back since."""

    @property
    def busy(self) -> bool:
        """Whether something is on its way to the store."""
        return self._busy

    async def begin(self) -> None:
        """Ask the first card as soon as it is known, then begin the session that keeps its answer."""
        screen, room = self._screen, self._screen.room
        if room.work.session.wants:  # from a session that was left in a hurry
            await practising.wind_up(room)
        first = None if room.opened else await room.work.first_card()
        if first is not None:
            room.obey(first.settings)
            screen.ask(first.view)
            await screen.painted()  # opening the store takes the time of whatever else is at work
        try:
            self._go_on_with(*await practising.first_card(screen, self._extra_new))
        finally:
            self._begun.set()

    def _go_on_with(self, view: CardView | None, left_out: str) -> None:
        """Keep the card that is asked already if the session begins with it, else ask the session's own."""
        screen = self._screen
        asked = screen.view
        if view is None:
            if screen.room.opened and screen.room.work.session.wants:
                practising.wind_up_behind(screen.room)
            return
        self._in_session = True
        if is_same_card(asked, view):
            screen.go_on_asking(view)
        else:
            screen.ask(view)
            if asked is not None:
                screen.say(practising.ANOTHER_FIRST, severity="warning")
        screen.room.be_ready()
        if left_out:
            screen.say(left_out, severity="warning")

    async def carry_out(
        self, do: Callable[[Drill], CardView | None], not_done: str, *, travels: bool = True, said: str = ""
    ) -> None:
        """Do something with the card on the screen, and ask the next one.

        Args:
            do: does it.
            not_done: what to say where that is known not to be possible only once the screen is left.
            travels: it goes to another card without answering this one.
            said: what to say once it is done.
        """
        screen = self._screen
        if self._busy or screen.view is None:
            return
        deed = Deed(screen.view, do, not_done)
        screen.room.work.session.want(deed)
        await self._a_moment(lambda done: self._carried_out(deed, travels, said, done))
        screen.set_timer(PATIENT_SECONDS, lambda: self._say_what_waits(deed))

    async def look_again(self) -> bool:
        """Ask the card on the screen anew if its deck has it in other words; returns whether it has."""
        screen, asked = self._screen, self._screen.view
        if self._busy or asked is None:
            return False
        self._busy = True
        try:
            view = await screen.room.work.session.look_again()
        finally:
            self._busy = False
        if view is None:
            await self._end(None)
        elif not is_same_card(asked, view):
            screen.ask(view)
            return view.key == asked.key
        return False

    def _say_what_waits(self, deed: Deed) -> None:
        if self._screen.room.work.session.wants_still(deed):
            self._screen.say(WAITS, severity="warning")

    async def _carried_out(self, deed: Deed, travels: bool, said: str, done: asyncio.Event) -> None:
        screen, work = self._screen, self._screen.room.work
        try:
            if not await self._is_asked(deed.asked):
                work.session.forget()
                return
            view = await work.session.carry_out(deed)
        except CsmdrillError as error:
            if not work.is_left:
                work.session.forget()
                self._tell(error)
            return
        finally:
            self._busy = False
            done.set()
        self.answered = None if travels else deed.asked
        if view is None:
            await self._end(None)
            return
        screen.ask(view)
        if said:
            screen.say(said)

    def _tell(self, error: CsmdrillError) -> None:
        if isinstance(error, NothingToUndo):
            self._screen.say(error.sentence)
        else:
            self._screen.complain(error)

    async def stop(self) -> None:
        """End the session here; where the store is not free, leave at once."""
        if self._busy:
            await _for_a_moment(self._done)
        elif not self._in_session and self._screen.view is not None:
            await _for_a_moment(self._begun)
        waiting = self._busy or not self._in_session
        if self._screen.view is None or waiting or not await self._a_moment(self._stopped):
            self._leave()

    async def resume(self) -> None:
        """End the session if it came to its end below another screen."""
        if self._is_over:
            await self._end(None)

    async def has_begun(self) -> bool:
        """Return whether the card on the screen is one of the session; else say that it is not yet."""
        with suppress(TimeoutError):
            async with asyncio.timeout(MOMENT_SECONDS):
                return await self._is_asked(self._screen.view)
        self._screen.say(OPENING)
        return False

    async def _is_asked(self, asked: CardView | None) -> bool:
        """Return whether the card that was asked is one of the session, once that has begun."""
        if not self._in_session:
            await self._begun.wait()
        return self._in_session and is_same_card(asked, self._screen.view)

    async def _stopped(self, done: asyncio.Event) -> None:
        try:
            await self._end("stopped")
        finally:
            self._busy = False
            done.set()

    async def _end(self, reason: str | None) -> None:
        self._is_over = not self._screen.is_active
        if not self._is_over:
            await practising.end(self._screen, reason)

    async def _a_moment(self, job: Callable[[asyncio.Event], Coroutine[object, object, None]]) -> bool:
        """Let a job run that sets what it is given; returns whether that is done after a moment."""
        self._done = done = asyncio.Event()
        self._busy = True
        self._screen.start(job(done))
        await _for_a_moment(done)
        return done.is_set() or not self._screen.is_attached

    def _leave(self) -> None:
        """Go back to Today; what is on its way goes on behind."""
        room = self._screen.room
        wants = room.work.session.wants
        practising.leave(self._screen, GOES_ON if wants else "")
        if wants:
            practising.wind_up_behind(room)


async def _for_a_moment(event: asyncio.Event) -> None:
    """Wait for an event, but not for long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(MOMENT_SECONDS):
            await event.wait()
