"""What enter does on a skill: the one next step, whichever that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmdrill.core.errors import CsmdrillError
from csmdrill.services.plan import Plan
from csmdrill.tui import practising, rehearsing

if TYPE_CHECKING:
    from csmdrill.services.skill_views import CompetencyView
    from csmdrill.tui.screens.room import RoomScreen

NONE_TODAY = "No benchmark of it counts today any more: the first of each study day does. Come back tomorrow."


async def take(screen: RoomScreen, view: CompetencyView) -> None:
    """Begin what is to be done next about a skill."""
    try:
        if view.next.kind == "cards":
            await begin_cards(screen, view.competency)
        elif view.next.kind in ("circuit", "later"):
            await begin_circuit(screen, view.competency)
        elif view.next.kind == "rate":
            await begin_rating(screen, view.competency)
        elif view.next.kind != "nothing":
            await begin_benchmark(screen, view.competency)
    except CsmdrillError as error:
        screen.complain(error)


async def begin_cards(screen: RoomScreen, competency: str) -> None:
    """Practise the cards of a skill: those that are due, else three that are likeliest forgotten."""
    work = screen.room.work
    due = await work.skills.cards_now(competency)
    work.choose(Plan(competency=competency) if due else Plan(warm_up=competency))
    practising.begin(screen.room)


async def begin_circuit(screen: RoomScreen, competency: str) -> None:
    """Go on towards a baseline."""
    from csmdrill.tui.screens.circuit import CircuitScreen

    screen.app.push_screen(CircuitScreen(competency))


async def begin_rating(screen: RoomScreen, competency: str) -> None:
    """Open the rating of the oldest benchmark of a skill that waits for it."""
    waiting = (await screen.room.work.rehearse.unfinished()).unrated
    oldest = [row for row in waiting if (row.kind, row.competency) == ("benchmark", competency)][-1:]
    for row in oldest:
        await rehearsing.to_rating(screen, row.id, on_top=True)


async def begin_benchmark(screen: RoomScreen, competency: str) -> None:
    """Open the brief of the next benchmark of a skill."""
    row = await screen.room.work.skills.benchmark(competency)
    if row is None:
        screen.say(NONE_TODAY)
    else:
        await rehearsing.to_brief(screen, row.key, "benchmark")
