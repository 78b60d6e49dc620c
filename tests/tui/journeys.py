"""A way to every screen, with whatever the services hand over made hostile on its way."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.screen import Screen

import csmdrill.tui
from bench.ratings import rate_benchmarks
from csmdrill.practice.model import Rating
from csmdrill.roleplay import engine
from csmdrill.roleplay.model import Said
from csmdrill.services import coach_rating, rating, rehearse
from csmdrill.services.coach_files import encoded, write_new
from csmdrill.services.comments import Spot
from csmdrill.services.rehearsal_views import RatingDraft
from csmdrill.services.submission import submission_of
from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.ask import AskScreen
from csmdrill.tui.screens.attempts import AttemptsScreen
from csmdrill.tui.screens.brief import BriefAgainScreen, BriefScreen
from csmdrill.tui.screens.card_history import CardHistoryScreen
from csmdrill.tui.screens.choose import ChooseScreen
from csmdrill.tui.screens.circuit import CircuitScreen
from csmdrill.tui.screens.coach_inbox import CoachInboxScreen
from csmdrill.tui.screens.coach_rating import CoachDebriefScreen, CoachRevealScreen, CommentScreen
from csmdrill.tui.screens.debrief import DebriefScreen
from csmdrill.tui.screens.example import ExampleScreen
from csmdrill.tui.screens.gap import GapScreen
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.screens.keys import KeysScreen
from csmdrill.tui.screens.leave import LeaveScreen
from csmdrill.tui.screens.library import LibraryScreen
from csmdrill.tui.screens.next_act import NewCardScreen, RepeatScreen
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.reflect import ReflectScreen
from csmdrill.tui.screens.replay import ReplayScreen
from csmdrill.tui.screens.reveal import RevealScreen
from csmdrill.tui.screens.role_plays import RolePlaysScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.screens.settings import SettingsScreen
from csmdrill.tui.screens.skill import SkillScreen
from csmdrill.tui.screens.skills import SkillsScreen
from csmdrill.tui.screens.stage import StageScreen
from csmdrill.tui.screens.stats import StatsScreen
from csmdrill.tui.screens.summary import SummaryScreen
from csmdrill.tui.screens.today import TodayScreen
from tests.tui.playing import write_scenario
from tests.tui.room import ALL_KINDS, NOW, Room, graded

KEY = "my/short-call"
SKILL = "renewal-negotiation"

Take = Callable[[], str]
Builder = Callable[[Room, Path, Take], Awaitable[Screen[Any]]]


def discovered() -> Iterator[type[Screen[Any]]]:
    """Yield every screen that csmdrill has, whichever module it stands in."""
    for module in pkgutil.walk_packages(csmdrill.tui.__path__, "csmdrill.tui."):
        importlib.import_module(module.name)
    waiting: list[type[Screen[Any]]] = [Screen]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("csmdrill.") and kind is not RoomScreen:
                yield kind


def poisoned_home(furnished: Path, folder: Path) -> Path:
    """Return a home with an attempt that was rated and one that was submitted, in a folder of its own."""
    home = Path(shutil.copytree(furnished, folder / "home"))
    furnish(home, NOW)
    return home


def furnish(home: Path, now: str = "") -> None:
    """Put into a home what the screens show, and a folder with submissions beside it.

    Args:
        home: where.
        now: the time of a practice clock, or empty for the machine's.
    """
    write_scenario(home)
    (home / "decks").mkdir(exist_ok=True)
    (home / "decks" / "kinds.deck.yaml").write_text(ALL_KINDS, encoding="utf-8")
    (home / "decks" / "broken.deck.yaml").write_text("format: csmdrill/deck@1\nid: b\n", encoding="utf-8")
    inbox = home.parent / "inbox"
    inbox.mkdir()
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": now}) as workspace:
        begun = rehearse.begin(workspace, rehearse.prepare(workspace, KEY, seed=3), 4)
        run = engine.replay(begun.scene, begun.drawn, (Said(6000, "decide by friday"),))
        rehearse.finish(workspace, begun, run.log, "ended", "")
        rating.save_rating(workspace, rating.sheet(workspace, "last"), RatingDraft(levels={"waits": 5}))
        for name in ("mia.json", "new.json", "[@click=app.canary]x\x1b[31m\u202e.json"):
            write_new(inbox / name, encoded(submission_of(workspace, "last", "Mia [/x]")))
        asked = coach_rating.open_file(workspace, inbox / "mia.json", "Ada")
        levels: dict[str, int | None] = {each.id: 2 for each in asked.sheet.asked}
        rated = coach_rating.save(workspace, asked, RatingDraft(levels=levels))
        coach_rating.pin(workspace, rated, Spot(6000, 1), "A good pause.")
    (inbox / "[b]\x9b\udcff.json").write_text("[", encoding="utf-8")
    rate_benchmarks(home, datetime.fromisoformat(now) if now else None)


async def _nothing(*_: object) -> None:
    """Do nothing with what a question was answered."""


async def _sheet(room: Room) -> Any:  # noqa: ANN401 - what the services return
    attempt = (await room.app.work.rehearse.attempts())[0].id
    return await room.app.work.rehearse.sheet(attempt)


async def _reveal(room: Room) -> RevealScreen:
    work = room.app.work.rehearse
    attempt = (await work.attempts())[0].id
    return RevealScreen(await work.reveal(attempt), await work.attempt(attempt))


async def _competency(room: Room) -> Any:  # noqa: ANN401 - what the services return
    view = await room.app.work.skills.view()
    return next(each for each in view.competencies if each.competency == SKILL)


async def _coach(room: Room, home: Path) -> Any:  # noqa: ANN401 - what the services return
    return await room.app.work.coach.open(home.parent / "inbox" / "new.json", "Ada")


async def _coach_reveal(room: Room, home: Path) -> CoachRevealScreen:
    rated = await room.app.work.coach.given(home.parent / "inbox" / "mia.json", "Ada")
    assert rated is not None
    return CoachRevealScreen(rated)


async def _comment(room: Room, home: Path) -> CommentScreen:
    behind = await _coach_reveal(room, home)
    return CommentScreen(behind, behind._told[0])


async def _asked(room: Room, take: Take) -> AskScreen:
    return AskScreen(take(), take(), (take(), take()), _nothing, form="", value=take())


async def _card_history(room: Room) -> CardHistoryScreen:
    await room.app.work.decks_read()
    keys = await room.app.work.library.keys("deck:kinds")
    return CardHistoryScreen(keys[0])


async def _example(room: Room, take: Take) -> ExampleScreen:
    reveal = await room.app.work.rehearse.reveal((await room.app.work.rehearse.attempts())[0].id)
    return ExampleScreen(take(), reveal.examples[0])


async def _reflect(room: Room) -> ReflectScreen:
    work = room.app.work.rehearse
    rehearsal = await work.prepare(KEY, seed=3)
    log = (await work.attempt((await work.attempts())[0].id)).log
    assert log is not None
    return ReflectScreen(rehearsal, log, "ended")


async def _replay(room: Room) -> ReplayScreen:
    work = room.app.work.rehearse
    return ReplayScreen(await work.attempt((await work.attempts())[0].id))


async def _summary(room: Room) -> SummaryScreen:
    await room.app.work.begin(5)
    for _ in range(2):
        await graded(room.app.work, Rating.AGAIN)
    return SummaryScreen(await room.app.work.finish("stopped"))


JOURNEYS: Mapping[str, Builder] = {
    "AskScreen": lambda room, _, take: _asked(room, take),
    "AttemptsScreen": lambda *_: _made(AttemptsScreen()),
    "BriefScreen": lambda room, *_: _of(BriefScreen, room.app.work.rehearse.prepare(KEY)),
    "BriefAgainScreen": lambda room, *_: _of(BriefAgainScreen, room.app.work.rehearse.prepare(KEY)),
    "CardHistoryScreen": lambda room, *_: _card_history(room),
    "ChooseScreen": lambda _, __, take: _made(
        ChooseScreen(take(), take(), (("a", take()), ("b", take())), _nothing)
    ),
    "CircuitScreen": lambda *_: _made(CircuitScreen(SKILL)),
    "CoachInboxScreen": lambda _, home, take: _made(CoachInboxScreen(home.parent / "inbox", take())),
    "CoachDebriefScreen": lambda room, home, _: _of(CoachDebriefScreen, _coach(room, home)),
    "CoachRevealScreen": lambda room, home, _: _coach_reveal(room, home),
    "CommentScreen": lambda room, home, _: _comment(room, home),
    "DebriefScreen": lambda room, *_: _of(DebriefScreen, _sheet(room)),
    "ExampleScreen": lambda room, _, take: _example(room, take),
    "GapScreen": lambda room, _, take: _gap(room, take),
    "HelpScreen": lambda *_: _made(HelpScreen()),
    "KeysScreen": lambda *_: _made(KeysScreen()),
    "LeaveScreen": lambda *_: _made(LeaveScreen()),
    "LibraryScreen": lambda *_: _made(LibraryScreen()),
    "NewCardScreen": lambda _, __, take: _made(NewCardScreen(take(), take(), SKILL)),
    "PracticeScreen": lambda *_: _made(PracticeScreen(extra_new=50)),
    "ReflectScreen": lambda room, *_: _reflect(room),
    "RepeatScreen": lambda room, *_: _repeat(room),
    "ReplayScreen": lambda room, *_: _replay(room),
    "RevealScreen": lambda room, *_: _reveal(room),
    "RolePlaysScreen": lambda *_: _made(RolePlaysScreen()),
    "SettingsScreen": lambda *_: _made(SettingsScreen()),
    "SkillScreen": lambda room, *_: _of(SkillScreen, _competency(room)),
    "SkillsScreen": lambda *_: _made(SkillsScreen()),
    "StageScreen": lambda room, *_: _of(StageScreen, room.app.work.rehearse.prepare(KEY, seed=3)),
    "StatsScreen": lambda *_: _made(StatsScreen()),
    "SummaryScreen": lambda room, *_: _summary(room),
    "TodayScreen": lambda *_: _made(TodayScreen()),
}
"""Every screen by the name of its class, as it is opened with hostile values."""


async def _made(screen: Screen[Any]) -> Screen[Any]:
    return screen


async def _of(kind: Callable[[Any], Screen[Any]], value: Awaitable[Any]) -> Screen[Any]:
    return kind(await value)


async def _gap(room: Room, take: Take) -> GapScreen:
    return GapScreen(take(), (await _competency(room)).gap)


async def _repeat(room: Room) -> RepeatScreen:
    work = room.app.work.rehearse
    return RepeatScreen(await work.reveal((await work.attempts())[0].id))
