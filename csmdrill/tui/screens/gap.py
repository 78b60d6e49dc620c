"""Self against coach: each benchmark that both rated as two dots, the gap between them, and the leaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from csmdrill.services.wording import score_words
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.skill_words import gap_lines
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from csmdrill.services.skill_views import Dot, GapView

COACH, SELF, BOTH, BETWEEN = "●", "○", "◉", "─"
A_POINT = 10
WIDTH = 4 * A_POINT + 1
STYLES = {"┊": "dim", SELF: "bold", COACH: "$accent bold", BOTH: "$accent bold"}
DAY = 13
LEGEND = f"  {SELF} self-rating   {COACH} coach's rating   {BOTH} both the same   gap: self minus coach"
SCALE = "".join(f"{number:<{A_POINT}}" for number in range(1, 5)) + "5"
HEAD = f"  {'':<{DAY}}{SCALE}   self  coach    gap"


class GapScreen(RoomScreen):
    """The dots of one competency, the newest first.

    Args:
        title: of the competency.
        gap: what is shown.
    """

    CSS_PATH = "gap.tcss"
    AUTO_FOCUS = "#dots"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q,c", "back", "Back", key_display="esc")]

    def __init__(self, title: str, gap: GapView) -> None:
        super().__init__()
        self._title = title
        self._gap = gap

    def compose_room(self) -> ComposeResult:
        """Lay out the dots below what they come to."""
        yield TitleBar(self.room.practice_clock)
        yield Static(plain("\n".join(gap_lines(self._gap))), id="leaning")
        if self._gap.dots:
            yield Static(plain(f"{LEGEND}\n\n{HEAD}"), id="legend")
        with VerticalScroll(id="dots"):
            yield Static(dot_rows(self._gap.dots))
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        title = Content.assemble(plain(self._title, "bold"), " · self and coach")
        self.query_one(TitleBar).show(title)

    def action_back(self) -> None:
        """Go back to the competency."""
        self.app.pop_screen()


def dot_rows(dots: tuple[Dot, ...]) -> Content:
    """Return a line for each benchmark that both rated, the newest first, on a scale of 1 to 5."""
    return Content("\n").join(map(dot_row, reversed(dots)))


def dot_row(dot: Dot) -> Content:
    """Return one benchmark: both dots with a line between them, both ratings and the gap."""
    cells = ["┊" if not place % A_POINT else " " for place in range(WIDTH)]
    mine, coach = (round((score - 1) * A_POINT) for score in (dot.self_score, dot.coach_score))
    for place in range(min(mine, coach) + 1, max(mine, coach)):
        cells[place] = BETWEEN
    cells[coach], cells[mine] = COACH, SELF
    if mine == coach:
        cells[mine] = BOTH
    day = f"{dot.day.day} {dot.day:%b %Y}"
    gap = f"{dot.self_score - dot.coach_score:+.2f}".replace("-", "−")
    parts = [(each, STYLES.get(each, "")) for each in cells]
    scores = f"   {score_words(dot.self_score)}   {score_words(dot.coach_score)}  {gap}"
    return Content.assemble(f"  {day:<{DAY}}", *parts, scores)
