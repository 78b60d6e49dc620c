"""Rows of skills as Today and the list of them show: what is known, both kinds of rating, the state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.content import Content

from csmdrill.core.clock import DAY_ZERO
from csmdrill.services.charts import line
from csmdrill.services.skill_views import ChannelView, CompetencyView, KnowledgeView
from csmdrill.services.skill_words import shown_state
from csmdrill.skills.level import STANDARD
from csmdrill.skills.model import State
from csmdrill.tui.day_words import day_row
from csmdrill.tui.safe import plain

if TYPE_CHECKING:
    from csmdrill.services.coach_news import CoachNews
    from csmdrill.services.skill_views import SkillsView
    from csmdrill.tui.hanging import Hanging

NOTHING = "–"
LAST_POINTS = 5
LOWEST, SPAN = 1.0, 4.0
STYLES: dict[State, str] = {"DRIFT": "$error", "WATCH": "$warning", "IMPROVED": "$success"}
TITLE, KNOW, SELF, COACH = 24, 12, 13, 14
HEAD = f"  {'Skill':<{TITLE}}{'know, 30 d':<{KNOW}}{'self':<{SELF}}{'coach':<{COACH}}state"


class Cells(Struct, frozen=True):
    """A row: the skill, its three channels and its state."""

    title: str
    know: str
    self_rated: str = NOTHING
    coach: str = NOTHING
    state: str = ""
    style: str = ""


def cells_of(view: CompetencyView, today: date) -> Cells:
    """Return the row of a competency."""
    words, style = state_cell(view, today)
    return Cells(
        view.title,
        know_cell(view.knowledge.recalled, view.knowledge.tested),
        rated_cell(view.self_rated, band=False),
        rated_cell(view.coach),
        words,
        style,
    )


def is_rated(view: CompetencyView) -> bool:
    """Return whether a competency has any benchmark."""
    return bool(view.coach.level.benchmarks or view.self_rated.level.benchmarks or view.waiting)


def says_something(view: CompetencyView) -> bool:
    """Return whether there is anything to show of a competency."""
    return bool(view.knowledge.tested) or is_rated(view)


def skill_table(rows: Iterable[Cells]) -> Content:
    """Return Today's table; nothing where no skill has anything to say."""
    lines = [_today_row(row) for row in rows]
    return Content("\n").join([Content.styled(HEAD, "dim"), *lines]) if lines else plain("")


def skills_today(view: SkillsView) -> Content | None:
    """Return Today's table; nothing where no skill has been rated, as what is known says more then."""
    if not any(is_rated(each) for each in view.competencies):
        return None
    return skill_table(cells_of(each, view.day) for each in view.competencies if says_something(each))


def coach_row(news: CoachNews | None, key_for: Callable[[str], str]) -> Hanging | None:
    """Return Today's row of what a coach has rated of late, with the keys that lead there; else nothing.

    Args:
        news: what came.
        key_for: tells the key of a binding by its name.
    """
    if news is None:
        return None
    attempts = f"{key_for('today.role-plays')} {key_for('role-plays.attempts')}"
    title = Content.assemble("rated ", plain(news.words, "bold"))
    waits = Content.assemble(plain(f"{news.waiting_words}:", "dim"), (f" {attempts}", "$accent"))
    key = key_for("today.skills") if news.benchmarks else attempts
    return day_row("Coach", title, key, waits if news.waiting else Content())


def know_cell(recalled: int, tested: int) -> str:
    """Return the share known of what was tested, and how much that was."""
    return f"{100 * recalled / tested:.0f} % of {tested}" if tested else NOTHING


def rated_cell(channel: ChannelView, band: bool = True) -> str:
    """Return the level with its half-width and its last points, or how far the baseline is."""
    level = channel.level
    if level.level is None or level.half_width is None:
        return baseline_cell(channel)
    half = f" ±{level.half_width:.1f}".replace("±0.", "±.") if band else ""
    return f"{level.level:.1f}{half} {last_points(channel)}"


def baseline_cell(channel: ChannelView) -> str:
    """Return how many benchmarks of how many a baseline has, the first of all to warm up."""
    level = channel.level
    if not level.benchmarks:
        return NOTHING
    run_in = level.wanted - STANDARD.n0
    if level.benchmarks <= run_in:
        return f"warm-up {level.benchmarks}/{run_in}"
    return f"baseline {level.benchmarks - run_in}/{STANDARD.n0}"


def last_points(channel: ChannelView) -> str:
    """Return the last ratings, a sign each, from 1 to 5."""
    scores = [each.score - LOWEST for each in channel.points if each.counted]
    return line(scores[-LAST_POINTS:], SPAN)


def state_cell(view: CompetencyView, today: date) -> tuple[str, str]:
    """Return the state of the channel that speaks for a competency, in a word or two, and its style."""
    level, role = view.headline_channel.level, view.headline
    style = STYLES.get(level.state, "")
    if view.knowledge.state == "DRIFT" and level.state in ("UNKNOWN", "STEADY"):
        return "recall drifts", STYLES["DRIFT"]
    if level.state == "UNKNOWN":
        return "unknown", "dim"
    if level.state == "STALE":
        return f"stale {idle_days(view.headline_channel, today)} d", ""
    if role == "self" and level.state in ("STEADY", "WATCH"):
        return f"{'steady' if level.state == 'STEADY' else level.state} (self)", style
    words = shown_state(level.state, role)
    return (words if level.state in ("DRIFT", "WATCH") else words.lower()), style


def idle_days(channel: ChannelView, today: date) -> int:
    """Return how long ago the last benchmark was, in days; 0 where there is none."""
    last = channel.level.last_day
    return 0 if last is None else (today - DAY_ZERO).days - last


def list_row(view: CompetencyView) -> Content:
    """Return a competency in two lines: what each channel comes to, and its state in words."""
    speaks = view.headline_channel if view.headline_channel.level.baseline is not None else None
    know = know_cell(view.knowledge.recalled, view.knowledge.tested)
    first = f"  {view.title[:25]:<26}{know:<15}{rated_cell(view.self_rated):<18}{rated_cell(view.coach):<18}"
    below = [
        (f"  {'':<26}{know_words(view.knowledge):<15}", STYLES.get(view.knowledge.state, "dim")),
        *_below(view.self_rated, speaks),
        *_below(view.coach, speaks),
    ]
    return Content.assemble(plain(first), "\n", *(plain(*each) for each in below), "\n")


def list_head(views: Iterable[CompetencyView]) -> Content:
    """Return the names of the channels, and what ▸ means once something has it."""
    is_marked = any(view.headline_channel.level.baseline is not None for view in views)
    left = "▸ the rating that counts" if is_marked else "Skill"
    return Content.styled(f"  {left:<26}{'know, 30 d':<15}{'self':<18}coach", "dim")


def know_words(knowledge: KnowledgeView) -> str:
    """Return the state of the knowledge channel in a word or two; nothing where nothing was tested."""
    return "" if knowledge.state == "UNKNOWN" else knowledge.words


def short_words(channel: ChannelView) -> str:
    """Return the state of a channel of ratings in a word or two; of one's own never "drift"."""
    state = channel.level.state
    if state == "UNKNOWN":
        return "" if not channel.level.benchmarks else "no baseline yet"
    of_self: dict[State, str] = {"DRIFT": "rated lower", "IMPROVED": "rated higher", "WATCH": "perhaps lower"}
    return of_self.get(state, channel.words) if channel.channel == "self" else channel.words


def _below(channel: ChannelView, speaks: ChannelView | None) -> Iterator[tuple[str, str]]:
    words, style = short_words(channel), STYLES.get(channel.level.state, "dim")
    mark = "▸" if channel is speaks else ""
    yield f"{mark}{words}"[:17].ljust(18), style


def _today_row(row: Cells) -> Content:
    words = (
        f"  {row.title[: TITLE - 1]:<{TITLE}}{row.know:<{KNOW}}{row.self_rated:<{SELF}}{row.coach:<{COACH}}"
    )
    return Content.assemble(plain(words), plain(row.state, row.style))
