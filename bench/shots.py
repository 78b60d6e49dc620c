"""Draw each screen of the real program as an SVG picture, on a fixed clock.

usage: python -m bench.shots FOLDER
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from textual.pilot import Pilot
from textual.widgets import Input, Static

from bench.history import practise_until
from bench.ratings import rate_benchmarks
from bench.usage import refuse, taken
from csmdrill.content.duration import clock_text
from csmdrill.practice.model import Question
from csmdrill.services.plan import Plan
from csmdrill.tui.app import CsmdrillApp
from csmdrill.tui.screens.brief import BriefScreen
from csmdrill.tui.screens.card_history import CardHistoryScreen
from csmdrill.tui.screens.debrief import DebriefScreen
from csmdrill.tui.screens.gap import GapScreen
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.screens.library import LibraryScreen
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.reflect import ReflectScreen
from csmdrill.tui.screens.replay import ReplayScreen
from csmdrill.tui.screens.reveal import RevealScreen
from csmdrill.tui.screens.settings import SettingsScreen
from csmdrill.tui.screens.skill import SkillScreen
from csmdrill.tui.screens.skills import SkillsScreen
from csmdrill.tui.screens.stage import StageScreen
from csmdrill.tui.screens.stats import StatsScreen
from csmdrill.tui.screens.summary import SummaryScreen
from csmdrill.tui.widgets.card_table import CardTable
from csmdrill.tui.widgets.moment_pane import MomentPane
from csmdrill.tui.widgets.say_line import SayLine
from csmdrill.tui.widgets.silence_bar import SilenceBar
from csmdrill.tui.widgets.transcript_pane import TranscriptPane

NOW = "2026-11-24T09:00:00+01:00"
SIZE = (80, 24)
MOST_CARDS = 8
PATIENCE = 3000
SECONDS = 12
WEEKS = 4
SEARCH = "renewal lapses:>0"
SCENARIO = "csmdrill/renewal-silent-cfo"
MOMENTS = Path(__file__).parents[1] / "decks" / "moments.deck.yaml"
REPLY = "Nine days have become six. Wh"
SPENT = 8
ASKED = "{dana}, which result will the board ask you for first?"
KEY_NAMES = {
    " ": "space",
    ",": "comma",
    ".": "full_stop",
    "-": "minus",
    "%": "percent_sign",
    "$": "dollar_sign",
}


def clean(svg: str) -> str:
    """Return the picture without fonts from the network and without the drawing's random ids."""
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    svg = svg.replace("Fira Code", "monospace")
    # Without it some programs drop the blanks at the edges of a word's box.
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    return re.sub(r"terminal-\d+", "terminal", svg)


class StopWatch:
    """Stands in for the `time` module where the program measures how long something took."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        """Return the seconds that it was told have passed."""
        return self.seconds


@contextmanager
def nothing_by_chance() -> Iterator[StopWatch]:
    """Stop the clocks and number what is else named by chance, so that two runs draw the same pictures."""
    tokens = (f"{number:032x}" for number in count(1))
    watch = StopWatch()
    with (
        patch("csmdrill.core.clock.time", watch),
        patch("csmdrill.tui.screens.practice.time", watch),
        patch("csmdrill.tui.widgets.moment_pane.monotonic", watch.monotonic),
        patch("secrets.token_hex", lambda _: next(tokens)),
        patch("secrets.randbelow", lambda _: 7),
        patch("uuid.uuid4", lambda: UUID(hex=next(tokens))),
    ):
        yield watch


class Camera:
    """Takes pictures of a running program.

    Args:
        pilot: drives the program.
        folder: where the pictures go.
        suffix: stands behind each name.
    """

    def __init__(self, pilot: Pilot[None], folder: Path, suffix: str) -> None:
        self.pilot = pilot
        self.app = pilot.app
        self.folder = folder
        self.suffix = suffix

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until a condition holds; not for ever, so that a picture that cannot be taken is told of."""
        for _ in range(PATIENCE):
            if holds():
                await self.pilot.pause()
                return
            await self.pilot.pause(0.02)
        raise TimeoutError(f"it never came to that on {self.app.screen}")

    def take(self, name: str) -> None:
        """Write the present screen as `name.svg`."""
        picture = self.app.export_screenshot(title="csmdrill", simplify=True)
        (self.folder / f"{name}{self.suffix}.svg").write_text(clean(picture), encoding="utf-8")


async def draw(folder: Path, theme: str, watch: StopWatch) -> None:
    """Draw every screen in one theme."""
    with tempfile.TemporaryDirectory() as home:
        app = CsmdrillApp(environ_for(home, theme), Plan())
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            camera = Camera(pilot, folder, "" if theme == "dark" else "-light")
            await camera.until(lambda: "about" in str(app.screen.query_one("#practise-row").render()))
            camera.take("first-day")
            await pilot.press("enter")
            await camera.until(lambda: isinstance(app.screen, PracticeScreen) and app.screen.view is not None)
            await _practise(camera, watch)
            await camera.until(lambda: isinstance(app.screen, SummaryScreen))
            camera.take("summary")
            await pilot.press("question_mark")
            await camera.until(lambda: isinstance(app.screen, HelpScreen))
            camera.take("help")


async def draw_later(folder: Path, theme: str, _: StopWatch) -> None:
    """Draw Today, the skills, Stats, the library and the settings after weeks of practice."""
    with tempfile.TemporaryDirectory() as home:
        practise_until(Path(home), datetime.fromisoformat(NOW), WEEKS * 7)
        rate_benchmarks(Path(home), datetime.fromisoformat(NOW))
        app = CsmdrillApp(environ_for(home, theme), Plan())
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            camera = Camera(pilot, folder, "" if theme == "dark" else "-light")
            await camera.until(
                lambda: any("WATCH" in str(each.render()) for each in app.screen.query("#know"))
            )
            camera.take("today")
            await _skills(camera)
            await pilot.press("s")
            await camera.until(lambda: isinstance(app.screen, StatsScreen) and app.screen.shown)
            camera.take("stats")
            await pilot.press("escape")
            await _browse(camera)
            await pilot.press("escape", "escape", "comma")
            await camera.until(lambda: isinstance(app.screen, SettingsScreen))
            camera.take("settings")


async def draw_moment(folder: Path, theme: str, watch: StopWatch) -> None:
    """Draw a moment: the line that was said, the clock that runs, and a reply half typed."""
    with tempfile.TemporaryDirectory() as home:
        app = CsmdrillApp(environ_for(home, theme), Plan(start="practice", deck_paths=(MOMENTS,)))
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            camera = Camera(pilot, folder, "" if theme == "dark" else "-light")
            await camera.until(lambda: isinstance(app.screen, PracticeScreen) and app.screen.view is not None)
            screen = app.screen
            assert isinstance(screen, PracticeScreen)
            assert screen.view is not None
            pane = screen.query_one(MomentPane)
            await camera.until(lambda: pane.running)
            left_of_all = screen.query_one("#title-right", Static)
            before = str(left_of_all.render())
            watch.seconds += SPENT
            screen.query_one("#reply", Input).value = REPLY
            left = f"{clock_text(screen.view.question.clock_ms - 1000 * SPENT + 999)} left"
            await camera.until(lambda: left in str(pane.query_one("#moment-clock", Static).render()))
            await camera.until(lambda: str(left_of_all.render()) != before)  # a clock of its own
            camera.take("moment")


async def draw_role_play(folder: Path, theme: str, watch: StopWatch) -> None:
    """Draw a role-play: its brief, the stage in a silence, the rating of it and its replay."""
    with tempfile.TemporaryDirectory() as home:
        app = CsmdrillApp(environ_for(home, theme), Plan(start="role-play", scenario=SCENARIO))
        app.stage_seconds = watch.monotonic
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            camera = Camera(pilot, folder, "" if theme == "dark" else "-light")
            await camera.until(lambda: isinstance(app.screen, BriefScreen))
            await pilot.press("4")
            camera.take("brief")
            await pilot.press("enter")
            await camera.until(lambda: isinstance(app.screen, StageScreen) and app.screen.state == "running")
            await _converse(camera, watch)
            await pilot.press("escape", "enter")
            await camera.until(lambda: isinstance(app.screen, ReflectScreen))
            await pilot.press("enter")
            await camera.until(lambda: isinstance(app.screen, DebriefScreen))
            await pilot.press("b", "c", "4", "e")
            await camera.until(lambda: app.screen.query_one(TranscriptPane).cursor is not None)
            await pilot.press("enter", "escape")
            camera.take("debrief")
            await pilot.press("enter")
            await camera.until(lambda: isinstance(app.screen, RevealScreen))
            await pilot.press("p")
            await camera.until(lambda: isinstance(app.screen, ReplayScreen))
            await pilot.press("space", *["right"] * 4)
            camera.take("replay")


async def _converse(camera: Camera, watch: StopWatch) -> None:
    """Ask once, and be pictured in the silence after it with half a line typed."""
    stage = camera.app.screen
    assert isinstance(stage, StageScreen)
    line = stage.query_one(SayLine)
    watch.seconds += 9
    line.value = ASKED.format(**_first_names(stage))
    await camera.pilot.press("enter")
    await camera.until(lambda: line.value == "")
    watch.seconds += 5
    line.value = "and by how many da"
    line.action_end()
    await camera.until(lambda: "silence, 5 s" in str(stage.query_one(SilenceBar).render()))
    camera.take("stage")


def _first_names(stage: StageScreen) -> dict[str, str]:
    return {name: whole.split()[0] for name, whole in stage.play.run.drawn.names.items()}


async def _skills(camera: Camera) -> None:
    """Picture the skills, one of them, and self beside coach; ends on Today."""
    await camera.pilot.press("k")
    await camera.until(lambda: isinstance(camera.app.screen, SkillsScreen) and camera.app.screen.shown)
    await camera.pilot.press("down", "down")
    camera.take("skills")
    await camera.pilot.press("enter")
    await camera.until(lambda: isinstance(camera.app.screen, SkillScreen) and camera.app.screen.shown)
    camera.take("skill")
    await camera.pilot.press("c")
    await camera.until(lambda: isinstance(camera.app.screen, GapScreen))
    camera.take("self-and-coach")
    await camera.pilot.press("escape", "escape", "escape")


async def _browse(camera: Camera) -> None:
    """Picture the library after a search, with a card flagged, and the history of a card in it."""
    await camera.pilot.press("l")
    await camera.until(lambda: isinstance(camera.app.screen, LibraryScreen))
    screen = camera.app.screen
    table = screen.query_one(CardTable)
    assert isinstance(camera.app, CsmdrillApp)
    every = f"{(await camera.app.work.today()).cards} cards"
    await camera.until(lambda: bool(table.cards) and every in str(screen.query_one("#title-right").render()))
    screen.query_one("#search", Input).value = SEARCH
    await camera.until(lambda: bool(table.cards) and all(card.lapses for card in table.cards))
    await camera.pilot.press("f")
    await camera.until(lambda: "flagged" in table.cards[0].marks)
    camera.app.clear_notifications()
    await camera.until(lambda: not camera.app._notifications)
    camera.take("library")
    await camera.pilot.press("enter")
    await camera.until(lambda: isinstance(camera.app.screen, CardHistoryScreen) and camera.app.screen.shown)
    camera.take("card-history")


def environ_for(home: str, theme: str) -> dict[str, str]:
    """Return the environment of a program on a fixed clock, in a terminal of one theme."""
    colours = "0;15" if theme == "light" else "15;0"
    return {"CSMDRILL_HOME": home, "CSMDRILL_NOW": NOW, "COLORFGBG": colours}


async def _practise(camera: Camera, watch: StopWatch) -> None:
    """Answer cards until one with options was pictured before and after its reveal, then stop."""
    screen = camera.app.screen
    assert isinstance(screen, PracticeScreen)
    pictured = False
    for turn in range(MOST_CARDS):
        view = screen.view
        assert view is not None
        wanted = view.question.kind == "case" and view.question.form == "letter" and not pictured
        if wanted:
            camera.take("practice")
        await camera.pilot.press(*reply_keys(view.question))
        await camera.until(lambda: screen.revealed)
        if wanted:
            camera.take("practice-answer")
            pictured = True
        if pictured and turn >= 5:
            break
        watch.seconds += SECONDS
        await camera.pilot.press("1" if turn == 1 else "3")
        await camera.until(lambda: not screen.revealed)
    await camera.pilot.press("escape")


def reply_keys(question: Question) -> list[str]:
    """Return the keys that answer a question rightly and reveal it."""
    if question.form == "letter":
        return [next(option.letter for option in question.options if option.right)]
    if question.form in ("aloud", "points"):
        return ["space"]
    if question.form == "moment":
        return ["enter"]
    words = question.answer if question.form == "number" else question.accept[0]
    return [KEY_NAMES.get(character, character) for character in words] + ["enter"]


def main(folder: Path) -> None:
    """Draw both themes."""
    folder.mkdir(parents=True, exist_ok=True)
    for theme in ("dark", "light"):
        for pictures in (draw, draw_later, draw_moment, draw_role_play):
            with nothing_by_chance() as watch:
                asyncio.run(pictures(folder, theme, watch))


if __name__ == "__main__":
    into = Path(*taken(sys.argv[1:], __doc__, 1, 1))
    if into.is_file():
        refuse(f"{into} is no folder.", __doc__)
    main(into)
