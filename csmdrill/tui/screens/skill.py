"""One competency: its chart by channel, what that means, how often it is wrong, and the next step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from csmdrill.core.errors import CsmdrillError
from csmdrill.tui import next_steps
from csmdrill.tui.level_chart import knowledge_chart, level_chart
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.ask import AskScreen
from csmdrill.tui.screens.attempts import AttemptsScreen
from csmdrill.tui.screens.gap import GapScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.skill_words import (
    headline,
    knowledge_headline,
    meaning,
    next_line,
    recall_wrong_words,
    recall_z_words,
    wrong_words,
    z_words,
)
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.skill_chart import SkillChart
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from datetime import date

    from csmdrill.services.skill_views import ChannelView, CompetencyView

Shown = Literal["know", "self", "coach"]
CHANNELS: tuple[Shown, ...] = ("know", "self", "coach")
EMPTY = {
    "know": "No card of it has come back on a later day yet.",
    "self": "You have rated no benchmark of it yet.",
    "coach": "No coach has rated a benchmark of it yet. csmdrill submit writes a file for one.",
}


class SkillScreen(RoomScreen):
    """A competency, at first in the channel that speaks for it.

    Args:
        view: of the competency.
    """

    CSS_PATH = "skill.tcss"
    AUTO_FOCUS = "#meaning"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "Next", key_display="enter"),
        Binding("right,tab", "channel(1)", "Channel", key_display="←→"),
        Binding("left,shift+tab", "channel(-1)", "Channel", show=False),
        Binding("c", "compare", "Compare", id="skill.compare"),
        Binding("h", "history", "History", id="skill.history"),
        Binding("b", "baseline", "New baseline", id="skill.baseline"),
        Binding("u", "undo", "Undo", id="skill.undo"),
        Binding("escape,q", "back", "Back", key_display="esc"),
        Binding("z", "z", "Statistic", id="skill.z"),
    ]

    def __init__(self, view: CompetencyView) -> None:
        super().__init__()
        self._view = view
        self._today: date | None = None
        self._shown: Shown = first_channel(view)
        self._with_z = False
        self._busy = False
        self.shown = False

    def compose_room(self) -> ComposeResult:
        """Lay out the channels, the chart and what it means."""
        yield TitleBar(self.room.practice_clock)
        yield Static(id="channels")
        yield SkillChart()
        with VerticalScroll(id="meaning"):
            yield Static(id="words")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen, and begin with how it stood when the skills were reviewed."""
        self.query_one(TitleBar).show(plain(self._view.title, "bold"))
        known = self.room.work.skills.known
        if known is not None:
            self._today = known.day
            self._draw()

    def on_screen_resume(self) -> None:
        """Fetch how it stands, also after a benchmark."""
        self.start(self._fetch(), alone=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is next, a new baseline where the skill has improved, and undo where one was set."""
        if action == "next" and self._view.next.kind == "nothing":
            return False
        if action == "baseline" and not self._can_rebaseline():
            return False
        if action == "undo" and not self.room.work.skills.undoable:
            return False
        return super().check_action(action, parameters)

    async def action_next(self) -> None:
        """Begin what is to be done next."""
        if self._busy:
            return
        self._busy = True
        try:
            await next_steps.take(self, self._view)
        finally:
            self._busy = False

    def action_channel(self, by: int) -> None:
        """Show another channel."""
        self._shown = CHANNELS[(CHANNELS.index(self._shown) + by) % len(CHANNELS)]
        self._draw()

    def action_z(self) -> None:
        """Show the statistic behind the state, or leave it out again."""
        self._with_z = not self._with_z
        self._draw()

    def action_compare(self) -> None:
        """Show self against coach."""
        self.app.push_screen(GapScreen(self._view.title, self._view.gap))

    def action_history(self) -> None:
        """Show the attempts at this competency."""
        self.app.push_screen(AttemptsScreen(self._view.competency))

    def action_baseline(self) -> None:
        """Ask whether the last benchmarks are to be the new baseline."""
        channel = self._rated()
        level = channel.level if channel is not None else None
        if channel is None or level is None or level.baseline is None:
            return
        count = level.baseline.benchmarks
        now = f"{level.level:.1f} ± {level.half_width:.1f} against the baseline of {level.baseline.mean:.1f}"
        lines = (
            f"{self._view.title}, {channel.label}: {now}.",
            "From then on a loss is measured from the new height.",
            f"The old baseline stays in the history; {self.key_for('skill.undo')} takes the new one back.",
        )
        question = f"Make the last {count} benchmarks the new baseline?"
        then = partial(self._rebaseline, channel)
        self.app.push_screen(AskScreen("new baseline", question, lines, then, room="Skills"))

    async def action_undo(self) -> None:
        """Take the last new baseline back."""
        try:
            await self.room.work.skills.take_back()
        except CsmdrillError as error:
            self.say(error.sentence)
            return
        await self._fetch()
        self.hush()
        self.say("The old baseline is back.")

    def action_back(self) -> None:
        """Go back to the list."""
        self.app.pop_screen()

    async def _rebaseline(self, channel: ChannelView, _: str) -> None:
        await self.room.work.skills.rebaseline(self._view.competency, channel.channel)
        self.app.pop_screen()
        await self._fetch()
        now = self._rated()
        if now is not None and now.level.baseline is not None:
            back = self.key_for("skill.undo")
            self.say(f"The baseline is {now.level.baseline.mean:.1f} from now on. {back} takes it back.")

    async def _fetch(self) -> None:
        try:
            skills = await self.room.work.skills.view()
        except CsmdrillError as error:
            self.complain(error)
            return
        before = self._today, self._view
        self._today = skills.day
        self._view = next(
            (each for each in skills.competencies if each.competency == self._view.competency), self._view
        )
        if (self._today, self._view) != before:
            self._draw()
        self.refresh_bindings()
        self.shown = True

    def _rated(self) -> ChannelView | None:
        """Return the channel of ratings on the screen; None where it is the cards'."""
        if self._shown == "know":
            return None
        return self._view.coach if self._shown == "coach" else self._view.self_rated

    def _can_rebaseline(self) -> bool:
        channel = self._rated()
        return channel is not None and channel.can_rebaseline

    def _draw(self) -> None:
        if self._today is None:
            return
        view, channel, today = self._view, self._rated(), self._today
        title = knowledge_headline(view.knowledge) if channel is None else headline(view, channel.channel)
        self.query_one(TitleBar).show(right=title)
        self.query_one("#channels", Static).update(channel_row(self._shown, first_channel(view)))
        chart = self.query_one(SkillChart)
        if channel is None and view.knowledge.average:
            chart.show(partial(knowledge_chart, view.knowledge, today))
        elif channel is not None and channel.points:
            chart.show(partial(level_chart, channel, today))
        else:
            chart.show(partial(nothing_drawn, EMPTY[self._shown]))
        self.query_one("#words", Static).update(self._words(channel, today))
        self.refresh_bindings()

    def _words(self, channel: ChannelView | None, today: date) -> Content:
        view = self._view
        if channel is None:
            lines, wrong = [view.knowledge.sentence], recall_wrong_words(view.knowledge)
            z = recall_z_words(view.knowledge)
        else:
            lines, wrong = meaning(view, channel), wrong_words(channel, today)
            z = z_words(channel)
        told = Content.assemble(plain(lines[0], "bold"), plain("".join(f" {each}" for each in lines[1:])))
        said = [told, next_line(view.next, "" if view.next.kind == "nothing" else "enter")]
        said += [plain(wrong, "dim")] if wrong else []
        said += [plain(z)] if self._with_z else []
        return Content("\n").join(said)


def first_channel(view: CompetencyView) -> Shown:
    """Return the channel to begin with: the one that speaks, or the cards where nothing was benchmarked."""
    if view.headline_channel.level.benchmarks:
        return view.headline
    return "know" if view.knowledge.tested else "self"


def channel_row(shown: Shown, speaks: Shown) -> Content:
    """Return the three channels, that on the screen in brackets."""
    parts: list[Content | tuple[str, str]] = []
    for name in CHANNELS:
        here = name == shown
        parts.append((f"[{name}]" if here else f" {name} ", "$accent bold" if here else "dim"))
        parts.append(("  ", ""))
    elsewhere = shown != speaks and speaks != "know"
    return Content.assemble(
        *parts, (f"the {speaks} rating is the one that counts" if elsewhere else "", "dim")
    )


def nothing_drawn(words: str, width: int, height: int) -> list[Content]:
    """Return a sentence in the place of a chart."""
    del width
    return [*[plain("")] * (height // 2 - 1), plain(f"      {words}", "dim")]
