"""A short scenario with everything in it, a clock moved by hand, and short ways to play it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from textual.screen import Screen
from textual.widgets import Input

from csmdrill.core.clock import SystemClock
from csmdrill.core.home import Home
from csmdrill.roleplay import engine
from csmdrill.roleplay.model import Said
from csmdrill.services.plan import Plan
from csmdrill.services.rehearsal_views import RatingDraft, Rehearsal
from csmdrill.storage.store import open_store
from csmdrill.tui import rehearsing
from csmdrill.tui.screens.brief import BriefScreen
from csmdrill.tui.screens.debrief import DebriefScreen
from csmdrill.tui.screens.reflect import ReflectScreen
from csmdrill.tui.screens.reveal import RevealScreen
from csmdrill.tui.screens.role_plays import RolePlaysScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.screens.stage import StageScreen
from tests.tui.room import Room, open_room

RUBRIC = """\
format: csmdrill/rubric@1
id: calm
title: Calm
competency: renewal-negotiation
criteria:
  - id: waits
    title: Lets silence work
    weight: 40
    checks: [{id: asked, text: They asked first.}, {id: waited, text: They waited.}]
    anchors: {"1": Fills every pause., "3": Rescues one., "5": Lets silence work.}
  - id: price
    title: Gives nothing away
    weight: 20
    blocker: true
    checks: [{id: tied, text: It was tied.}, {id: none, text: No figure fell.}]
    anchors: {"1": Gives it away., "3": Names it first., "5": Ties it.}
  - id: date
    title: Leaves with a date
    weight: 20
    checks: [{id: day, text: A day was said.}, {id: who, text: A name was said.}]
    anchors: {"1": No day., "3": A day., "5": A day and a name.}
  - id: short
    title: Says it briefly
    weight: 20
    checks: [{id: one, text: One question at a time.}, {id: cut, text: Nobody cut in.}]
    anchors: {"1": Long., "3": Sometimes long., "5": Short.}
overall: {"1": Nothing moved., "3": It moved., "5": It is done.}
"""

SCENARIO = """\
format: csmdrill/scenario@1
id: short-call
title: The short call
rubric: calm
timebox: {total: 60s, amber: 30s, red: 45s, grace: 5s}
train: waits
brief: "Renewal of {{fee|money}}. Get a date out of {{dana.name}}."
people:
  dana: {name: {kind: pick, among: [Dana Whitfield, Dana Moreau]}, role: CFO}
facts: {fee: {kind: range, from: 100, to: 100, step: 1}}
vars: {given: 0}
show: "conceded {{given|money}}"
concepts:
  outcome: [outcome*]
  date: ['/by (monday|friday)/']
  discount: [discount]
titles: {outcome: asks for the outcome, date: names a day}
start: {say: "You have one minute. What do you want?", hush: 5s}
rules:
  - {id: held, event: held, do: {tag: held-silence, say: "... Go on."}}
  - {id: filled, event: filled, every: true, do: {tag: filled-silence}}
  - {id: cut, event: long, words: 20, do: {tag: cut-in, say: "Shorter."}}
  - {id: gift, event: reply, match: {any: [~discount]}, do: {tag: gift, add: {given: 10}, say: "Taken."}}
  - id: dated
    event: reply
    match: {any: [~date]}
    do: {tag: dated, quote: day, say: 'You said "{{quote.day}}". Fine.', end: advanced}
  - id: ask
    event: reply
    match: {any: [~outcome], ask: true}
    do: {tag: asked, say: "Faster close.", hush: 8s}
  - {id: phone, event: clock, at: [40s], do: {tag: squeezed, say: "My phone. Be quick.", clock: 10s}}
  - {id: other, event: reply, do: {say: ["Hm.", "And?"]}}
timeout: {say: "I have to drop.", end: drifted}
ends: {advanced: pass, drifted: fail}
examples:
  strong: {script: [{at: 8s, say: "Can we decide by Friday?"}], note: "One **date** and nothing else."}
  weak: {script: [{at: 2s, say: "I could offer a discount."}], note: A gift.}
tests:
  - {name: dated, script: [{at: 8s, say: "Can we decide by Friday?"}], expect: {end: advanced}}
"""

S = TypeVar("S", bound=Screen[None])


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        """Return its seconds."""
        return self.seconds


class Play:
    """The program with a role-play to be played in it.

    Args:
        room: the program.
        watch: the clock of its stage.
        home: its home.
    """

    def __init__(self, room: Room, watch: Watch, home: Path) -> None:
        self.room = room
        self.watch = watch
        self.home = home

    async def on(self, kind: type[S]) -> S:
        """Wait for a screen and return it."""
        await self.room.until(lambda: isinstance(self.room.app.screen, kind))
        screen = self.room.app.screen
        assert isinstance(screen, kind)
        return screen

    async def to_list(self) -> RolePlaysScreen:
        """Go from Today to the role-plays."""
        await self.room.until(lambda: self.room.app.opened)
        await self.room.press("r")
        screen = await self.on(RolePlaysScreen)
        await self.room.until(lambda: screen.shown)
        return screen

    async def to_brief(self, key: str = "my/short-call") -> BriefScreen:
        """Go from Today to the brief of a scenario."""
        screen = await self.to_list()
        rows = screen.query_one("#scenarios")
        names = [option.id for option in rows.options]  # type: ignore[attr-defined]
        rows.highlighted = names.index(f"play {key}")  # type: ignore[attr-defined]
        await self.room.press("enter")
        return await self.on(BriefScreen)

    async def today(self) -> RoomScreen:
        """Wait until the program is open and return its first screen."""
        await self.room.until(lambda: self.room.app.opened)
        today = self.room.app.screen
        assert isinstance(today, RoomScreen)
        return today

    async def to_stage(self, key: str = "my/short-call", *keys: str, seed: int | None = None) -> StageScreen:
        """Go to the stage of a scenario with a prediction of 4; with keys, by its brief and these keys."""
        today = await self.today()
        if keys:
            await rehearsing.to_brief(today, key, seed=seed)
            await self.on(BriefScreen)
            await self.room.press(*keys, "4", "enter")
        else:
            self.room.app.push_screen(StageScreen(await self._begun(key, seed)))
        stage = await self.on(StageScreen)
        await self.room.until(lambda: stage.state != "paused")
        return stage

    async def move(self, seconds: float) -> None:
        """Let time pass, and the stage notice it."""
        screen = self.room.app.screen
        assert isinstance(screen, StageScreen)
        self.watch.seconds += seconds
        wanted = screen.play.now
        await screen._tick()
        assert screen.play.now >= wanted
        await self.room.pilot.pause()

    async def type(self, words: str) -> None:
        """Put words into the line that has the focus, at once."""
        line = self.room.app.focused
        assert isinstance(line, Input)
        line.insert_text_at_cursor(words)
        await self.room.pilot.pause()

    async def say(self, words: str) -> None:
        """Type a line and send it."""
        await self.type(words)
        await self.room.press("enter")

    async def play_to_rating(self) -> DebriefScreen:
        """Play to a pass and go on to the rating."""
        await self.to_stage()
        await self.move(6)
        await self.say("decide by friday")
        await self.room.until_shown("It is over.")
        await self.room.press("enter")
        await self.on(ReflectScreen)
        await self.say("ask sooner")
        return await self.on(DebriefScreen)

    async def to_rating(self) -> DebriefScreen:
        """Go to the rating of an attempt that was played to a pass."""
        today = await self.today()
        await rehearsing.to_rating(today, await self._played(), on_top=True)
        return await self.on(DebriefScreen)

    async def to_reveal(self) -> RevealScreen:
        """Go to what happened in such an attempt, its criterion rated 4."""
        today, work = await self.today(), self.room.app.work.rehearse
        sheet = await work.sheet(await self._played())
        reveal = await work.save_rating(sheet, RatingDraft(levels={"waits": 4}))
        await rehearsing.to_reveal(today, reveal, on_top=True)
        return await self.on(RevealScreen)

    async def _begun(self, key: str = "my/short-call", seed: int | None = None) -> Rehearsal:
        work = self.room.app.work.rehearse
        return await work.begin(await work.prepare(key, seed=seed), 4.0)

    async def _played(self) -> str:
        begun = await self._begun()
        run = engine.replay(begun.scene, begun.drawn, (Said(6000, "decide by friday"),))
        return await self.room.app.work.rehearse.finish(begun, run.log, "ended", "ask sooner")

    def facts(self, kind: str) -> list[dict[str, object]]:
        """Return the facts of one kind that are kept."""
        store = open_store(Home(self.home), SystemClock())
        try:
            facts = [msgspec.json.decode(line) for line in store.export_lines()]
        finally:
            store.close()
        return [fact for fact in facts if fact["kind"] == kind]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until a condition holds."""
        await self.room.until(holds)

    def text(self) -> str:
        """Return what the screen shows."""
        return self.room.text()


def write_scenario(home: Path, scenario: str = SCENARIO, name: str = "short") -> None:
    """Put a scenario and its rubric into a home."""
    folder = home / "scenarios"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "calm.rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    (folder / f"{name}.scenario.yaml").write_text(scenario, encoding="utf-8")


@asynccontextmanager
async def open_play(
    home: Path,
    scenario: str = SCENARIO,
    size: tuple[int, int] = (80, 24),
    plan: Plan | None = None,
    **environ: str,
) -> AsyncIterator[Play]:
    """Run the program on a home with a scenario, on a clock moved by hand."""
    write_scenario(home, scenario)
    async with open_room(home, size=size, plan=plan, **environ) as room:  # type: ignore[arg-type]
        watch = Watch()
        room.app.stage_seconds = watch
        yield Play(room, watch, home)
