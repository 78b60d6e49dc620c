"""What is wanted of a session is done once, to the card that it was meant for, however late its store is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from csmdrill.practice.model import Rating, Verdict
from csmdrill.services.plan import Plan
from csmdrill.services.practise import Drill
from csmdrill.services.views import CardView
from csmdrill.tui import sitting
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.session_work import ANOTHER_CARD, Deed
from csmdrill.tui.sitting import WAITS, Sitting
from csmdrill.tui.work import Work
from tests.tui.room import NOW

NOT_KEPT = "Your last rating was not kept."
PATIENCE = 60


@pytest.fixture
async def work(home: Path, deck: Path) -> AsyncIterator[Work]:
    """The work thread on a home with one deck."""
    made = Work({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}, Plan(deck_paths=(deck,)))
    yield made
    made.close()


def rated(rating: Rating) -> Callable[[Drill], CardView | None]:
    """Return what rates the card that a session asks."""
    return lambda drill: drill.grade(rating, 1000, Verdict(right=None, suggestion=Rating.GOOD))


async def answers(work: Work) -> list[tuple[str, int]]:
    """Return card and rating of each answer that was kept."""
    lines = await work.on(lambda workspace: list(workspace.store.export_lines()))
    kept = [fact for fact in map(msgspec.json.decode, lines) if fact["kind"] == "review"]
    return [(fact["key"], fact["payload"]["rating"]) for fact in kept]


async def first(work: Work) -> CardView:
    """Begin a session and return its first card."""
    view = await work.begin()
    assert view is not None
    return view


async def test_a_rating_is_not_kept_for_another_card_than_it_was_meant_for(work: Work) -> None:
    view = await first(work)
    stood_there = msgspec.structs.replace(view, key=f"{view.key}-before")
    work.session.want(Deed(stood_there, rated(Rating.GOOD), NOT_KEPT))
    assert await work.session.wind_up() == f"{NOT_KEPT} {ANOTHER_CARD}"
    assert await answers(work) == []


async def test_what_was_done_once_its_screen_was_left_is_not_done_again(work: Work) -> None:
    view = await first(work)
    deed = Deed(view, rated(Rating.GOOD), NOT_KEPT)
    work.session.want(deed)
    assert await work.session.wind_up() == ""
    following = await work.session.carry_out(deed)
    assert following is not None
    assert following.key != view.key
    assert await answers(work) == [(view.key, 3)]


class Seat:
    """Stands for a practice screen at which somebody rates cards.

    Args:
        work: of the program.
        view: the card on it.
    """

    is_active = is_attached = True

    def __init__(self, work: Work, view: CardView) -> None:
        self.room = SimpleNamespace(work=work)
        self.view = view
        self.said: list[str] = []
        self.timers: list[Callable[[], None]] = []
        self.jobs: list[asyncio.Task[None]] = []
        self.sitting = Sitting(cast("PracticeScreen", self), begun=True, extra_new=None)

    def start(self, job: Coroutine[Any, Any, None]) -> None:
        """Let a job run."""
        self.jobs.append(asyncio.ensure_future(job))

    def set_timer(self, _: float, ring: Callable[[], None]) -> None:
        """Note what is to be done after a while."""
        self.timers.append(ring)

    def ask(self, view: CardView) -> None:
        """Put a card on the screen."""
        self.view = view

    def say(self, words: str, **_: object) -> None:
        """Note what is said."""
        self.said.append(words)

    async def rate(self, rating: Rating) -> None:
        """Rate the card on the screen."""
        await self.sitting.carry_out(rated(rating), NOT_KEPT, travels=False)


async def test_who_waits_is_told_why_and_a_second_rating_meanwhile_is_none(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitting, "MOMENT_SECONDS", 0.0)
    view = await first(work)
    seat, is_free = Seat(work, view), threading.Event()
    held = asyncio.ensure_future(work.on(lambda _: is_free.wait(PATIENCE)))
    try:
        await asyncio.sleep(0)  # it stands before the ratings on the thread
        await seat.rate(Rating.GOOD)
        await seat.rate(Rating.AGAIN)
        for ring in seat.timers:
            ring()
        assert (seat.said, seat.sitting.busy) == ([WAITS], True)
    finally:
        is_free.set()
    await asyncio.gather(held, *seat.jobs)
    for ring in seat.timers:
        ring()
    assert (seat.said, seat.sitting.busy) == ([WAITS], False)
    assert await answers(work) == [(view.key, 3)]
    assert seat.view.key != view.key
