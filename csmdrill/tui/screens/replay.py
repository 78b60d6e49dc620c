"""Replay: an attempt again, at its own pace or faster, with a bar to go through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from csmdrill.content.duration import clock_text
from csmdrill.roleplay.model import Event, Lamp, Log
from csmdrill.services.attempt_text import comments_at
from csmdrill.services.rehearsal_views import AttemptView
from csmdrill.services.wording import date_words
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.stage_clock import StageClock
from csmdrill.tui.told import Told, first_names, numbered, tell, with_comments
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.lamp_clock import LampClock
from csmdrill.tui.widgets.long_page import LongPage
from csmdrill.tui.widgets.silence_bar import SilenceBar
from csmdrill.tui.widgets.title_bar import TitleBar
from csmdrill.tui.widgets.transcript_pane import told_text

TICK = 0.1
STEP, LEAP = 5_000, 30_000
SPEEDS = (1, 2, 4, 8)
CELLS = 56
LAMPS: tuple[Lamp, ...] = ("green", "amber", "red", "over")


class ReplayScreen(RoomScreen):
    """An attempt that was made.

    Args:
        view: the attempt; its log is kept.
        speed: how much faster than it was.
    """

    CSS_PATH = "reveal.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pause", "Pause, go on", id="replay.pause"),
        Binding("left", f"jump(-{STEP})", "5 s", key_display="←→"),
        Binding("right", f"jump({STEP})", show=False),
        Binding("up,shift+left", f"jump(-{LEAP})", "30 s", key_display="↑↓"),
        Binding("down,shift+right", f"jump({LEAP})", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("f", "faster", "Faster", id="replay.faster"),
        Binding("escape,enter,q", "back", "Back", key_display="esc"),
    ]

    def __init__(self, view: AttemptView, speed: int = 1) -> None:
        super().__init__()
        assert view.log is not None  # noqa: S101 - whoever opens this has looked
        self._view = view
        self._log: Log = view.log
        self._names = first_names(view.log.drawn.names)
        self._end = max((event.at for event in self._log.events), default=0)
        self._comments = comments_at(view.ratings)
        self._speed = speed
        self._at = 0
        self._clock: StageClock | None = None
        self._paused = False
        self._told: list[Told] = []

    @property
    def at(self) -> int:
        """Where the replay is, in ms from the start."""
        return self._at

    @property
    def told(self) -> Sequence[Told]:
        """What is told up to there."""
        return self._told

    def compose_room(self) -> ComposeResult:
        """Lay out clock, transcript and bar."""
        yield TitleBar(self.room.practice_clock)
        with Horizontal(id="scene"):
            yield Static(
                plain("\n".join(self._view.log.drawn.names.values())) if self._view.log else "", id="people"
            )
            yield LampClock()
        yield LongPage([], 0, id="transcript")
        yield SilenceBar()
        yield Static(id="scrub")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Begin at the start."""
        title = Content.assemble(plain(self._view.row.title, "bold"), f" · {date_words(self._view.row.day)}")
        self.query_one(TitleBar).show(left=title)
        self.query_one(LongPage).can_focus = False
        self._clock = StageClock(self.room.stage_seconds)
        self._clock.go()
        await self._show()
        self.set_interval(TICK, self._tick)

    async def _tick(self) -> None:
        if self._clock is None or self._paused:
            return
        passed = self._clock.now()
        self._clock = StageClock(self.room.stage_seconds)
        self._clock.go()
        await self._go_to(self._at + passed * self._speed)

    async def _go_to(self, at: int) -> None:
        before, self._at = self._at, max(0, min(self._end, at))
        if self._at != before:
            await self._show()

    async def action_jump(self, ms: int) -> None:
        """Go forward or back."""
        await self._go_to(self._at + ms)

    async def action_edge(self, end: int) -> None:
        """Go to the start or the end."""
        await self._go_to(self._end if end else 0)

    async def action_pause(self) -> None:
        """Stand still, or go on; at the end, begin again."""
        if self._at >= self._end and not self._paused:
            await self._go_to(0)
            return
        self._paused = not self._paused
        self._clock = StageClock(self.room.stage_seconds)
        self._clock.go()
        await self._show()

    async def action_faster(self) -> None:
        """Go faster; after the fastest, at its own pace again."""
        place = SPEEDS.index(self._speed) if self._speed in SPEEDS else 0
        self._speed = SPEEDS[(place + 1) % len(SPEEDS)]
        await self._show()

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.app.pop_screen()

    async def _show(self) -> None:
        past = [event for event in self._log.events if event.at <= self._at]
        comments = [each for each in self._comments if each[0].at <= self._at]
        rows = tell(past, self._names)
        rows = with_comments(numbered(rows, self._view.lines), comments) if comments else rows
        if rows != self._told:
            self._told = rows
            self.query_one(LongPage).show([told_text(each) for each in rows])
        self.query_one(LampClock).show(clock_text(self._at), lamp_at(past))
        self.query_one(SilenceBar).show(self._at, hush_at(past, self._at))
        self.query_one("#scrub", Static).update(self._bar())
        state = "paused" if self._paused else f"{self._speed}x"
        self.query_one(TitleBar).show(right=plain(state))

    def _bar(self) -> Content:
        full = CELLS * self._at // self._end if self._end else CELLS
        return Content.assemble(
            ("━" * full, "$accent"),
            ("─" * (CELLS - full), "dim"),
            f"  {clock_text(self._at)} of {clock_text(self._end)}",
        )


def lamp_at(past: list[Event]) -> Lamp:
    """Return the lamp after some events."""
    for event in reversed(past):
        for lamp in LAMPS:
            if event.kind == "lamp" and event.name == lamp:
                return lamp
    return "green"


def hush_at(past: list[Event], at: int) -> tuple[int, int] | None:
    """Return the silence that is on at a time, if one is."""
    for event in reversed(past):
        if event.kind == "hush" and event.until is not None and at < event.until:
            return event.at, event.until
        if event.kind in ("held", "filled", "hush", "end"):
            return None
    return None
