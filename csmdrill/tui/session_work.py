"""Deeds of a session on the work thread: each is done once, also where its screen was left meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from csmdrill.core.errors import CsmdrillError
from csmdrill.services.views import CardView, is_same_card

if TYPE_CHECKING:
    from csmdrill.services.practise import Drill
    from csmdrill.tui.work import Work

ANOTHER_CARD = "Another card comes first now."


class Deed(msgspec.Struct, frozen=True):
    """What a person does with the card of a session.

    Args:
        asked: the card, as it stood on the screen.
        do: does it; returns the next card.
        not_done: what to say where it cannot be done.
    """

    asked: CardView
    do: Callable[[Drill], CardView | None]
    not_done: str


class SessionWork:
    """Carries out deeds; one that is wanted stays so until it is done, or somebody was told that it is not.

    Args:
        work: runs the jobs.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._wanted: Deed | None = None

    @property
    def wants(self) -> bool:
        """Whether something is on its way."""
        return self._wanted is not None

    def wants_still(self, deed: Deed) -> bool:
        """Whether this is what is on its way."""
        return self._wanted is deed

    def want(self, deed: Deed) -> None:
        """Note what is to be done, though the session may have yet to begin."""
        self._wanted = deed

    def forget(self) -> None:
        """Want it no longer: the person was told."""
        self._wanted = None

    async def carry_out(self, deed: Deed) -> CardView | None:
        """Do something in the session that has begun; returns the next card, None when it is over."""
        return await self._work.to_its_end(lambda: self._carry_out(deed))

    async def look_again(self) -> CardView | None:
        """Return the card to show as its deck has it now, None when the session is over."""
        return await self._work.to_its_end(lambda: self._work.drill().look_again())

    async def wind_up(self) -> str:
        """Do what is still wanted and end the session; returns what to tell where that cannot be done."""
        return await self._work.to_its_end(self.wind_up_now)

    def wind_up_now(self) -> str:
        """Wind up, see `wind_up`; on the thread."""
        deed = self._wanted
        try:
            if deed is not None:
                drill = self._work.drill()
                if not is_same_card(deed.asked, drill.view()):
                    return f"{deed.not_done} {ANOTHER_CARD}"
                deed.do(drill)
                self._wanted = None
            self._work.end_drill()
        except CsmdrillError as error:
            return "" if deed is None else f"{deed.not_done} {error.sentence}"
        return ""

    def _carry_out(self, deed: Deed) -> CardView | None:
        drill = self._work.drill()
        if self._wanted is not deed:  # the screen was left, and what was wanted on it is done
            return drill.view()
        view = deed.do(drill)
        self._wanted = None
        return view
