"""Brief: what is known before a role-play, and what one expects to rate oneself afterwards."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from csmdrill.content.duration import clock_text
from csmdrill.services.rehearsal_views import Rehearsal
from csmdrill.tui import rehearsing
from csmdrill.tui.safe import plain, prose
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.title_bar import TitleBar

LEVELS = (1, 2, 3, 4, 5)

Voice = Literal["typed", "key", "microphone"]

VOICES = {
    "typed": "Typed: enter says the line for good",
    "key": "Aloud: space marks when you speak",
    "microphone": "Aloud: a microphone marks when you speak; the recording stays here",
}
ASK = "What will you rate yourself afterwards?"


class BriefScreen(RoomScreen):
    """The brief, and the prediction; enter begins.

    Args:
        rehearsal: what is to be played.
    """

    CSS_PATH = "brief.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "Begin"),
        *(Binding(str(level), f"predict({level})", show=False) for level in LEVELS),
        Binding("v", "voice", "Aloud, typed", id="brief.voice"),
        Binding("escape", "back", "Back"),
    ]

    def __init__(self, rehearsal: Rehearsal) -> None:
        super().__init__()
        self._rehearsal = rehearsal
        self._predicted: int | None = None
        self._beginning = False
        self._voice: Voice = "typed"

    def compose_room(self) -> ComposeResult:
        """Lay out the brief above the question."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="brief"):
            yield Static(brief_text(self._rehearsal), id="brief-text")
        yield Static(id="how")
        yield Static(id="predict")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Name the screen."""
        brief = self._rehearsal.brief
        title = Content.assemble(plain(brief.title, "bold"), f" · {self._rehearsal.kind} · brief")
        self.query_one(TitleBar).show(title, plain(clock_text(brief.seconds * 1000)))
        if self._rehearsal.spoken:
            self._voice = (await self._voices())[-1]
        self._show()

    def action_predict(self, level: int) -> None:
        """Foretell one's own rating."""
        self._predicted = level
        self._show()

    async def action_voice(self) -> None:
        """Type, or speak aloud, marked by a key or by the microphone where there is one."""
        voices = await self._voices()
        self._voice = voices[(voices.index(self._voice) + 1) % len(voices)]
        self._rehearsal = msgspec.structs.replace(self._rehearsal, spoken=self._voice != "typed")
        self._show()

    async def _voices(self) -> tuple[Voice, ...]:
        listener = await rehearsing.listener(self)
        return ("typed", "key") if listener is None else ("typed", "key", "microphone")

    async def action_begin(self) -> None:
        """Begin, once there is a prediction."""
        if self._predicted is None:
            self.query_one("#predict", Static).update(
                plain(f"{ASK} First press a digit, 1 to 5.", "$warning")
            )
        elif not self._beginning:
            self._beginning = True
            await rehearsing.to_stage(
                self, self._rehearsal, float(self._predicted), by_key=self._voice == "key"
            )
            self._beginning = False

    def action_back(self) -> None:
        """Go back; nothing was begun."""
        rehearsing.leave(self)

    def _show(self) -> None:
        self.query_one("#how", Static).update(how_words(self._rehearsal, self._voice))
        levels = [
            (
                f"[{level}]" if level == self._predicted else f" {level} ",
                "$accent bold" if level == self._predicted else "",
            )
            for level in LEVELS
        ]
        self.query_one("#predict", Static).update(Content.assemble(f"{ASK}  ", *levels))


class BriefAgainScreen(RoomScreen):
    """The brief in the middle of a run.

    Args:
        rehearsal: what is played.
    """

    CSS_PATH = "brief.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,b,f2,q", "back", "Back to the stage", key_display="esc")
    ]

    def __init__(self, rehearsal: Rehearsal) -> None:
        super().__init__()
        self._rehearsal = rehearsal

    def compose_room(self) -> ComposeResult:
        """Lay out the brief."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="brief"):
            yield Static(brief_text(self._rehearsal), id="brief-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        title = Content.assemble(plain(self._rehearsal.brief.title, "bold"), " · brief")
        self.query_one(TitleBar).show(title, plain("the clock stands still"))

    def action_back(self) -> None:
        """Go back to the stage, which is paused."""
        self.app.pop_screen()


def brief_text(rehearsal: Rehearsal) -> Content:
    """Return what is known before, and who will be there."""
    brief = rehearsal.brief
    people = [
        Content.assemble(plain(person.name, "bold"), plain(f", {person.role}")) for person in brief.people
    ]
    return Content("\n").join([prose(brief.text), plain(""), *people])


def how_words(rehearsal: Rehearsal, voice: Voice) -> Content:
    """Return how it is played, and what is to be trained."""
    brief = rehearsal.brief
    least = f", speak for {clock_text(brief.least * 1000)} at least" if brief.least else ""
    lines = [plain(f"{VOICES[voice]}; {clock_text(brief.seconds * 1000)} at most{least}.", "dim")]
    if rehearsal.kind == "practice":
        lines.append(Content.assemble(("What you train: ", "$accent bold"), plain(rehearsal.train.title)))
    else:
        lines.append(plain("Once begun there is no pause, no brief and no second take.", "dim"))
    return Content("\n").join(lines)
