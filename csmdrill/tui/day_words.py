"""What Today says below its first row, in words; loaded when that row is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from csmdrill.content.competency import TITLES
from csmdrill.services.views import Know, TodayView
from csmdrill.services.wording import counted
from csmdrill.tui.hanging import Hanging
from csmdrill.tui.safe import plain

if TYPE_CHECKING:
    from csmdrill.services.rehearsal_views import Suggestion

LEAD = 15
"""Columns before what a row says."""

COUNTING = "    Counting when you will be level again ..."
NEWCOMER = (
    "    One card at a time: say your answer aloud, reveal, rate yourself.",
    "    Be strict; nobody sees it but you.",
    "    The session stops by itself when your minutes are over.",
)


def day_row(lead: str, title: Content, key: str, why: Content) -> Hanging:
    """Return a row of the day: what it is about, its key, and below it why, which hangs under itself.

    Args:
        lead: its first word.
        title: what it offers.
        key: that opens it.
        why: empty for nothing.
    """
    words = Content.assemble(title, (f"   {key}", "$accent"), "\n" if why else "", why)
    return Hanging(plain(f"    {lead}"), words, LEAD)


def role_play_row(suggested: Suggestion | None, key: str) -> Hanging | None:
    """Return the row of the role-play that would help most now; nothing where there is none."""
    if suggested is None:
        return None
    return day_row("Role-play", plain(suggested.row.title, "bold"), key, plain(suggested.why, "dim"))


def notes(view: TodayView, errors: int = 0, library: str = "l") -> Content:
    """Return what else the day has to say, a line each.

    Args:
        view: the day.
        errors: in the decks; warnings leave no card out and are told where one looks for them.
        library: the key of the library, which shows them.
    """
    lines: list[str] = []
    if not any(view.week) and not view.know and view.cards and not view.behind:
        lines += NEWCOMER
    if view.reviewed:
        lines.append(f"    Today so far: {counted(view.reviewed, 'answer')}.")
    if errors:
        lines.append(
            f"    {counted(errors, 'problem')} in your decks: {library} opens the Library, which shows where."
        )
    if view.journal:
        lines.append(f"    {view.journal}")
    return plain("\n".join(lines))


def why_no_more(view: TodayView) -> str:
    """Return why a session cannot bring more new cards than the day's; empty if it can."""
    if view.behind:
        return "No new cards until what is due fits into your minutes again; enter practises that."
    if not view.new_waiting:
        return "There is no new card to bring today."
    if view.new_waiting <= view.new:
        return "There are no more new cards than those of today; enter practises them."
    return ""


def when_new(view: TodayView, daily: int) -> str:
    """Return when new cards come that were added after those of the day were met; empty if they can today.

    Args:
        view: the day.
        daily: new cards a day, the person's setting.
    """
    if view.new or not view.new_waiting:
        return ""
    if view.behind:
        return "New cards come once what is due fits into your minutes."
    return "Today's new cards are met: more come tomorrow, or now with n." if daily else "They come with n."


def know_table(rows: tuple[Know, ...]) -> Content:
    """Return what is known of each competency: observed recall of the last 30 days, with its interval."""
    if not rows:
        return plain("")
    lines = [Content.styled(f"  {'Skill':<26} know, last 30 days (95 % interval)", "dim")]
    by_id = {row.competency: row for row in rows}
    for name, title in TITLES.items():
        row = by_id.get(name)
        if row is None:
            lines.append(plain(f"  {title:<26} not tested yet", "dim"))
            continue
        share = 100 * row.recalled / row.tested
        band = f"{100 * row.low:.0f}–{100 * row.high:.0f} %"
        lines.append(plain(f"  {title:<26} {share:3.0f} %   {row.recalled} of {row.tested} ({band})"))
    return Content("\n").join(lines)
