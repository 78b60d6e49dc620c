"""Stats: what was known beside what was expected, the ratings chosen, the days to come and the year."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Digits, Sparkline, Static

from csmdrill.core.errors import CsmdrillError
from csmdrill.core.percent import percent
from csmdrill.services.charts import bar
from csmdrill.services.views import Known, StatsView
from csmdrill.services.wording import counted, known_words, minutes_ahead, skill_title
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.heatmap import Heatmap
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.title_bar import TitleBar

BAR_WIDTH = 14


class StatsScreen(RoomScreen):
    """The statistics."""

    CSS_PATH = "stats.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,s", "back", "Back", key_display="esc")]

    def __init__(self) -> None:
        super().__init__()
        self.shown = False

    def compose_room(self) -> ComposeResult:
        """Lay out the page; it is filled once the figures are there."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="stats"):
            with Horizontal(id="headline"):
                yield Digits(id="share")
                yield Static(id="headline-words")
            yield Static(id="skills")
            yield Static(id="ratings")
            with Horizontal(id="coming"):
                yield Static("Next 30 days  ", id="coming-title")
                yield Sparkline([], id="ahead")
                yield Static(id="coming-words")
            yield Heatmap(id="year")
            yield Static(id="year-words")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen and fetch the figures."""
        title = Content.assemble(("csmdrill", "$accent bold"), " · Stats")
        self.query_one(TitleBar).show(title, plain("last 30 days"))
        self.query_one("#coming").display = False
        self.start(self._fetch(), alone=True)

    def action_back(self) -> None:
        """Go back to Today."""
        self.app.pop_screen()

    async def _fetch(self) -> None:
        try:
            view = await self.room.work.stats()
        except CsmdrillError as error:
            self.complain(error)
            return
        self.show_stats(view)

    def show_stats(self, view: StatsView) -> None:
        """Show the figures; where nothing was practised, only that."""
        self.shown = True
        if not any(view.year):
            self.query_one("#headline-words", Static).update("Nothing was practised yet.")
            return
        tested = view.whole.tested
        self.query_one("#share", Digits).update(percent(view.whole.recalled / tested) if tested else "–")
        self.query_one("#headline-words", Static).update(headline(view))
        self.query_one("#skills", Static).update(skill_table(view.rows))
        self.query_one("#ratings", Static).update(rating_row(view.ratings))
        self.query_one("#coming").display = True
        self.query_one("#ahead", Sparkline).data = list(view.ahead)
        self.query_one("#coming-words", Static).update(plain(f"  {minutes_ahead(view)}"))
        self.query_one("#year", Heatmap).show(view.first, view.year)
        days = counted(sum(map(bool, view.year)), "day")
        words = f"    {counted(sum(view.year), 'answer')} on {days} in a year"
        self.query_one("#year-words", Static).update(plain(words, "dim"))


def headline(view: StatsView) -> Content:
    """Return what the large figure says: recall of all skills, and what was expected."""
    whole = view.whole
    if not whole.tested:
        return plain("No card has come back on a later day yet.\nThen this tells what you knew of them.")
    expected = 100 * whole.expected / whole.tested
    band = f"{100 * whole.low:.0f}–{100 * whole.high:.0f} %"
    took = f", half of them within {view.middle_seconds:.0f} s" if view.middle_seconds is not None else ""
    return Content("\n").join(
        [
            Content.assemble(("known", "bold"), f" of what came back; {expected:.0f} % was expected"),
            plain(f"{whole.recalled} of {whole.tested} (95 % interval {band})", "dim"),
            plain(f"{counted(whole.answers, 'answer')} in all{took}", "dim"),
        ]
    )


def skill_table(rows: tuple[Known, ...]) -> Content:
    """Return a row for each skill that was practised."""
    lines = [Content.styled(f"{'Skill':<25}{'known':<26}{'expected':>8} {'answers':>8} {'secs':>5}", "dim")]
    for row in rows:
        expected = f"{100 * row.expected / row.tested:.0f} %" if row.tested else ""
        seconds = f"{row.seconds:.0f}" if row.seconds is not None else ""
        title = skill_title(row.competency)[:24]
        words = known_words(row)
        lines.append(plain(f"{title:<25}{words:<26}{expected:>8} {row.answers:>8} {seconds:>5}"))
    return Content("\n").join(lines)


def rating_row(ratings: dict[str, int]) -> Content:
    """Return the share of each rating that was chosen at all, on one line."""
    rated = sum(ratings.values())
    if not rated:
        return plain("")
    parts: list[Content | tuple[str, str]] = [("Ratings  ", "dim")]
    width = BAR_WIDTH if sum(map(bool, ratings.values())) < 3 else BAR_WIDTH // 2
    for word, count in ratings.items():
        if count:
            share = count / rated
            parts.append(plain(f"{word} {100 * share:.0f} % "))
            parts.append((bar(share, width) + "   ", "$accent"))
    return Content.assemble(*parts)
