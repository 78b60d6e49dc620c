"""Intervals and dates in words, the same on the screen and in plain lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from csmdrill.content.competency import TITLES
from csmdrill.core.clock import Moment
from csmdrill.practice.model import Memory, Option, Question
from csmdrill.practice.session import LEARN_AHEAD_MS
from csmdrill.services.views import Ahead, Known, StatsView, SummaryView

if TYPE_CHECKING:
    from csmdrill.skills.rating import Gap
    from csmdrill.storage.catalog import ContentChange

MINUTE = 60_000


def interval_words(memory: Memory, at: Moment) -> str:
    """Return when a card comes back, seen from `at`: `soon`, `tomorrow`, `in 12 days`, `in 4 months`.

    A step so short that a session learns ahead of it has no minutes: with nothing else to do the card comes
    at once, and where the session stops before, it comes with the next one.
    """
    if memory.due_at is not None:
        wait = memory.due_at - at.at
        return "soon" if wait <= LEARN_AHEAD_MS else f"in {round(wait / MINUTE)} min"
    days = memory.due_day - at.day
    if days <= 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days < 60:
        return f"in {days} days"
    if days < 730:
        return f"in {round(days / 30.44)} months"
    return f"in {round(days / 365.25)} years"


def date_words(day: date) -> str:
    """Return a date as `Tue 24 Nov`."""
    return f"{day:%a} {day.day} {day:%b}"


def way_on_words(key: str) -> str:
    """Return how to go on with an attempt at a scenario that was broken off, or is over but not kept."""
    return (
        "To go on with it: csmdrill, then r (Role-plays), then the line “Go on”; "
        f"or csmdrill roleplay {key} --plain."
    )


def level_words(level_again: date | None, minutes: int) -> str:
    """Return when everything due fits into the day's minutes again, for somebody who is behind."""
    pace = f"at {counted(minutes, 'minute')} a day"
    if level_again is None:
        return f"It will take more than half a year to be level {pace}."
    return f"Level again on {date_words(level_again)} {pace}."


def leave_words(back: date) -> str:
    """Return that nothing is due while one is on leave, and until when."""
    return f"You are on leave: nothing is due. Back on {date_words(back)}."


def warm_up_words(name: str) -> str:
    """Return that this is a warm-up, of what, and that it counts."""
    return f"Warm-up: {skill_title(name)}. Your answers count as always."


def cards_words(due: int, new: int) -> str:
    """Return how many cards a session would bring: `14 cards, 4 of them new`, `8 new cards`."""
    if not due:
        return counted(new, "new card")
    return counted(due + new, "card") + (f", {new} of them new" if new else "")


def work_words(work: Ahead, box: int) -> str:
    """Return a day's work; where it is a debt, what a session of so many minutes takes of it, uncounted."""
    if work.behind:
        return f"{counted(box, 'minute')} of what matters most"
    if not work.due + work.new:
        return "nothing is due"
    return f"{cards_words(work.due, work.new)}, about {counted(work.minutes, 'minute')}"


def outlook_words(view: SummaryView) -> str:
    """Return what is left today and what tomorrow brings, in two sentences."""
    left = view.today
    if left.behind:
        today = "The rest can wait."
    elif left.due + left.new:
        today = f"Still there today: {work_words(left, view.box)}."
    else:
        today = "Nothing more is due today."
    return f"{today} Tomorrow, as things stand: {work_words(view.tomorrow, view.box)}."


def passed_over_words(cards: int) -> str:
    """Return that cards of the session were passed over, with the way out."""
    skipped = "1 card was" if cards == 1 else f"{cards} cards were"
    return f"{skipped} skipped, no longer in your decks. If that is a surprise: csmdrill check tells why."


def option_words(option: Option) -> str:
    """Return an option with what is said for or against it; of two reasons one must know whose they are."""
    return f"{option.text} – {option.because}" if option.because else option.text


def right_option(question: Question) -> Option | None:
    """Return the option that is the answer; None where there are no options, or none is."""
    return next((option for option in question.options if option.right), None)


def answer_words(question: Question) -> str:
    """Return an answer for a list of answers: one line, its parts told apart."""
    right = right_option(question)
    if right is not None:
        return " ".join(option_words(right).split())
    lines = [" ".join(line.split()) for line in question.points or question.answer.splitlines()]
    return (" " if question.form in ("aloud", "text") else " · ").join(filter(None, lines))


def known_words(known: Known) -> str:
    """Return observed recall with its count and interval: `92 %  33 of 36 (78–97 %)`."""
    if not known.tested:
        return "not tested yet"
    share = 100 * known.recalled / known.tested
    band = f"{100 * known.low:.0f}–{100 * known.high:.0f} %"
    return f"{share:3.0f} %  {known.recalled} of {known.tested} ({band})"


def minutes_ahead(view: StatsView) -> str:
    """Return how much practice a day the next days ask for."""
    if view.minutes_ahead < 1:
        return "less than a minute a day"
    return f"about {counted(round(view.minutes_ahead), 'minute')} a day"


def skill_title(competency: str) -> str:
    """Return the title of a competency, `Other` for cards without one."""
    return next((title for known, title in TITLES.items() if known == competency), competency or "Other")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 card`, `2 cards`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def unshown_words(lines: int) -> str:
    """Return that so many of the trainee's last lines are no longer kept, as a sentence."""
    verb = "is" if lines == 1 else "are"
    return f"{counted(lines, 'later line')} of yours {verb} not shown: more was said than is kept."


def change_words(change: ContentChange) -> str:
    """Return what a change of the decks means for the cards, as a sentence; empty when it means nothing."""
    counted = (
        (change.added, "new"),
        (change.edited, "edited"),
        (change.revised, "due because its meaning changed"),
        (change.renamed, "renamed"),
        (change.retired, "retired"),
    )
    parts = [f"{number} {words}" for number, words in counted if number]
    return f"Decks changed: {', '.join(parts)}." if parts else ""


def size_words(size: int) -> str:
    """Return a number of bytes in words: `12 KiB`, `3.4 MiB`."""
    if size < 1024 * 1024:
        return f"{-(-size // 1024)} KiB"
    return f"{size / 1024 / 1024:.1f} MiB"


def time_left_words(left_ms: int, slow_ms: int) -> str:
    """Return what is left of a session: a time, or that no card comes after this one.

    Args:
        left_ms: of the minutes.
        slow_ms: what must be left for another card to be begun.
    """
    left = left_ms // 1000
    return f"{left // 60}:{left % 60:02} left" if left_ms >= max(slow_ms, 1) else "last card"


def score_words(score: float) -> str:
    """Return the score of a session, 1-5, or a mean of ratings, as it stands everywhere: `2.65`."""
    return f"{score:.2f}"


def gap_words(gap: Gap, mine: str = "you", coach: str = "the coach") -> str:
    """Return what both gave the criteria that both rated, in a sentence.

    Args:
        gap: the means.
        mine, coach: how the trainee and the coach are called.
    """
    which = "the one criterion" if gap.criteria == 1 else f"the {gap.criteria} criteria"
    return f"On {which} you both rated: {mine} {score_words(gap.mine)}, {coach} {score_words(gap.coach)}."
