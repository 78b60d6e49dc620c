"""What the screens and the command line are handed to show: plain frozen values."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import date

import msgspec

from csmdrill.practice.model import Question, Rating
from csmdrill.practice.settings import Settings
from csmdrill.practice.workload import Glance


class Know(msgspec.Struct, frozen=True):
    """Recall of one competency over the last 30 days, on later study days only.

    Args:
        competency: its id.
        recalled, tested: counts.
        low, high: 95 % Wilson interval of the share, 0-1.
    """

    competency: str
    recalled: int
    tested: int
    low: float
    high: float


class TodayView(msgspec.Struct, frozen=True, kw_only=True):
    """The home screen.

    Args:
        day: the study day.
        due: reviews due, learning cards included.
        new: new cards that a session would bring today.
        new_waiting: all new cards.
        minutes: how long both take, at the person's own pace.
        behind: the due reviews need more than the day's minutes.
        box: the minutes of a session.
        next_due: the next later date on which a card is due, or None.
        cards: cards in all live decks.
        reviewed: answers given today.
        know: one row per competency that has been tested.
        week: answers on each of the last seven study days, oldest first.
        problems: number of problems in deck files.
        check: the command or commands that tell where they are, with `tells` or `tell`.
        simulated: the clock is a practice clock.
        clock: the clock's reading, shown when it is simulated.
        journal: how the database is written, when that needs saying.
        back: while on leave, the first day after it; then nothing is due.
    """

    day: date
    due: int
    new: int
    new_waiting: int
    minutes: int
    behind: bool
    box: int
    next_due: date | None
    cards: int
    reviewed: int
    know: tuple[Know, ...]
    week: tuple[int, ...]
    problems: int
    simulated: bool
    clock: str
    journal: str = ""
    back: date | None = None
    check: str = ""


class CardView(msgspec.Struct, frozen=True, kw_only=True):
    """One card on the screen.

    Args:
        key: the card's key.
        hash: the content that is shown, and that the rating will be about.
        heading: competency or deck.
        question: the card posed.
        previews: when each rating would bring it back, in words.
        changed: its content changed since it was last seen.
        new: never reviewed before.
        path, line: where it stands.
        to_go: cards left in this session, this one included; 0 while behind, when the count would be a debt.
        left_ms: what is left of the time box before this card.
        slow_ms: what must be left after it for another one to be begun.
        answered: answers given so far.
        undoable, redoable: whether an answer can be taken back or brought back.
        passed_over: cards that would have come before this one, but no deck has them now.
        note: what the person noted about it; may be empty.
        flagged: it carries a flag.
        cram: the session is for practice only, and changes no due date.
    """

    key: str
    hash: str
    heading: str
    question: Question
    previews: dict[Rating, str]
    changed: bool
    new: bool
    path: str
    line: int
    to_go: int
    left_ms: int
    slow_ms: int
    answered: int
    undoable: bool
    redoable: bool
    passed_over: int
    note: str = ""
    flagged: bool = False
    cram: bool = False


def is_same_card(one: CardView | None, other: CardView | None) -> bool:
    """Return whether two views put the same question, so that an answer to one answers the other."""
    if one is None or other is None:
        return False
    return (one.key, one.hash, one.question) == (other.key, other.hash, other.question)


class FirstCard(msgspec.Struct, frozen=True):
    """The card that a session will begin with, and the settings to show it by, before the store is open."""

    settings: Settings
    view: CardView


class FirstLook(msgspec.Struct, frozen=True):
    """What somebody has begun to look at before any screen is loaded, if anything.

    Args:
        glance: what Today says first.
        card: the first card of the session that the program opens on.
    """

    glance: Future[Glance | None] | None = None
    card: Future[FirstCard | None] | None = None


NOTHING = FirstLook()


class Missed(msgspec.Struct, frozen=True):
    """A card that was rated Again in this session; its answer in one line."""

    key: str
    prompt: str
    answer: str


class Ahead(msgspec.Struct, frozen=True):
    """A day's work as it is told.

    Args:
        due: reviews due, learning cards included.
        new: new cards that a session would bring.
        minutes: how long both take.
        behind: the reviews need more than the day's minutes, when their number would be a debt.
    """

    due: int
    new: int
    minutes: int
    behind: bool


class SummaryView(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a session.

    Args:
        reason: `time`, `done` or `stopped`.
        answered: answers given.
        again, hard, easy: answers rated so; the others were rated Good.
        introduced: new cards met.
        spent_ms: time counted.
        missed: the cards rated Again, each once.
        due: cards still due today.
        new: new cards that are left of today's.
        due_tomorrow: cards due on the next study day, as things stand.
        undoable: whether the last answer can be taken back from here.
        today, tomorrow: the work that is left, and that of the next study day as things stand.
        box: the minutes of a session.
        gone: cards of the session that were passed over, because no deck has them now.
    """

    reason: str
    answered: int
    again: int
    hard: int
    easy: int
    introduced: int
    spent_ms: int
    missed: tuple[Missed, ...]
    due: int
    new: int
    due_tomorrow: int
    undoable: bool
    today: Ahead
    tomorrow: Ahead
    box: int
    gone: int


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Recall of the last 30 days, each card's first answer of a later day counted.

    Args:
        competency: its id; empty for cards without one, and for all together.
        answers: all answers, repeats and new cards included.
        seconds: of one answer, on average; None without answers.
        tested, recalled: answers that tell what is known, and those of them not rated Again.
        expected: how many of the tested ones the memory model foretold.
        low, high: 95 % Wilson interval of the share recalled, 0-1.
    """

    competency: str
    answers: int
    seconds: float | None
    tested: int
    recalled: int
    expected: float
    low: float
    high: float


class StatsView(msgspec.Struct, frozen=True, kw_only=True):
    """The statistics as they are shown.

    Args:
        day: the study day.
        whole: all competencies together.
        rows: one for each competency that was practised.
        ratings: how often each rating was chosen in the last 30 days.
        middle_seconds: of the middle one of all answers, by time; None without answers.
        first: the first day of the year shown, a Monday.
        year: answers of each day from then to today.
        ahead: minutes of each of the next 30 days, at the chosen retention.
        minutes_ahead: of these, the average.
        simulated: the clock is a practice clock.
    """

    day: date
    whole: Known
    rows: tuple[Known, ...]
    ratings: dict[str, int]
    middle_seconds: float | None
    first: date
    year: tuple[int, ...]
    ahead: tuple[float, ...]
    minutes_ahead: float
    simulated: bool
