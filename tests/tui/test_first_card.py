"""The first card is asked before the store is open; what is answered then is kept once it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from csmdrill.core.errors import StoreBusy
from csmdrill.practice.model import Question, Verdict
from csmdrill.practice.settings import Settings
from csmdrill.services.first_card import first_card
from csmdrill.services.plan import Plan
from csmdrill.services.views import FirstCard, FirstLook
from csmdrill.tui.app import CsmdrillApp
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.work import Work
from tests.tui.room import NOW, Room, facts_of

PRACTICE = Plan(start="practice")


def looked_for(home: Path) -> Future[FirstCard | None]:
    """Return the first card of a home."""
    return first_card({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}, PRACTICE)


@asynccontextmanager
async def closed_room(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    card: Future[FirstCard | None],
    fault: StoreBusy | None = None,
) -> AsyncIterator[tuple[Room, Callable[[], None]]]:
    """Run the program while its store cannot be opened yet; gives what lets it open."""
    may_open = asyncio.Event()
    usual: Callable[[Work], Awaitable[Settings]] = Work.open

    async def open_late(work: Work) -> Settings:
        await may_open.wait()
        if fault is not None:
            raise fault
        return await usual(work)

    monkeypatch.setattr(Work, "open", open_late)
    app = CsmdrillApp({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}, PRACTICE, FirstLook(card=card))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        yield Room(app, pilot), may_open.set
        may_open.set()


def reviews(home: Path) -> list[tuple[object, object]]:
    """Return card and rating of each answer."""
    kept = [fact for fact in facts_of(home) if fact["kind"] == "review"]
    return [(fact["key"], fact["payload"]["rating"]) for fact in kept]  # type: ignore[index]


async def test_a_card_answered_before_the_store_is_open_is_kept(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reviews(practised)
    async with closed_room(practised, monkeypatch, looked_for(practised)) as (room, may_open):
        screen = await room.practising()
        view = screen.view
        assert view is not None
        assert not room.app.opened
        await reveal(room, screen)
        room.app.simulate_key("3")
        await room.pilot.pause(0.05)
        assert screen.view is view
        may_open()
        await room.until(lambda: screen.view is not None and screen.view.key != view.key)
        assert not screen.revealed
    assert reviews(practised) == [*before, (view.key, 3)]


async def test_what_is_revealed_stays_revealed_when_the_session_begins(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with closed_room(practised, monkeypatch, looked_for(practised)) as (room, may_open):
        screen = await room.practising()
        await reveal(room, screen)
        shown, view = below_the_clock(room), screen.view
        may_open()
        await room.until(lambda: room.app.ready)
        assert screen.revealed
        assert screen.view == view
        assert below_the_clock(room) == shown


async def test_another_card_takes_its_place_if_the_session_begins_with_it(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reviews(practised)
    found = looked_for(practised).result()
    assert found is not None
    old = msgspec.structs.replace(found.view.question, prompt="As it stood before?")
    seen: Future[FirstCard | None] = Future()
    seen.set_result(FirstCard(found.settings, msgspec.structs.replace(found.view, question=old)))
    async with closed_room(practised, monkeypatch, seen) as (room, may_open):
        screen = await room.practising()
        assert "As it stood before?" in room.text()
        await reveal(room, screen)
        room.app.simulate_key("3")
        await room.pilot.pause(0.05)
        may_open()
        await room.until(lambda: room.app.ready)
        await room.until_gone("As it stood before?")
        assert not screen.revealed
    assert reviews(practised) == before


async def test_what_was_judged_late_is_not_put_on_the_card_that_took_its_place(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = asyncio.Event()
    usual: Callable[[Work, Question, str], Awaitable[Verdict]] = Work.judge

    async def judge_late(work: Work, question: Question, reply: str) -> Verdict:
        verdict = await usual(work, question, reply)
        await judged.wait()
        return verdict

    async with closed_room(practised, monkeypatch, looked_for(practised)) as (room, _):
        screen = await room.practising()
        view = screen.view
        assert view is not None
        monkeypatch.setattr(Work, "judge", judge_late)
        revealing = asyncio.create_task(screen._reveal(""))
        await room.pilot.pause()
        question = msgspec.structs.replace(view.question, prompt="Another one?")
        screen.ask(msgspec.structs.replace(view, question=question))
        judged.set()
        await revealing
        assert not screen.revealed
        await room.until_shown("Another one?")


async def test_a_card_is_left_out_only_once_the_session_has_begun(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reviews(practised)
    async with closed_room(practised, monkeypatch, looked_for(practised)) as (room, may_open):
        screen = await room.practising()
        assert screen.view is not None
        asked = screen.view.key
        room.app.simulate_key("s")
        await room.pilot.pause(0.05)
        assert screen.view.key == asked
        may_open()
        await room.until(lambda: screen.view is not None and screen.view.key != asked)
    assert [fact["key"] for fact in facts_of(practised) if fact["kind"] == "suspend"] == [asked]
    assert reviews(practised) == before


async def test_a_store_that_cannot_be_opened_ends_it_with_a_sentence(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = StoreBusy("Another program holds it.", "Wait.")
    async with closed_room(practised, monkeypatch, looked_for(practised), fault) as (room, may_open):
        screen = await room.practising()
        await reveal(room, screen)
        room.app.simulate_key("3")
        may_open()
        await room.until(lambda: room.app.fault is not None)
    assert room.app.fault is fault


async def reveal(room: Room, screen: PracticeScreen) -> None:
    """Reveal the answer, whatever its kind."""
    await begin_to_reveal(room, screen)
    await room.until(lambda: screen.revealed)


async def begin_to_reveal(room: Room, screen: PracticeScreen) -> None:
    """Press what reveals the answer, and do not wait for that."""
    assert screen.view is not None
    question = screen.view.question
    if question.form in ("aloud", "points"):
        room.app.simulate_key("space")
    elif question.form == "letter":
        room.app.simulate_key(question.options[0].letter)
    else:
        await room.until_typing()
        await room.press("1")
        room.app.simulate_key("enter")


def below_the_clock(room: Room) -> str:
    """Return what the screen shows below its first line."""
    return room.text().partition("\n")[2]
