"""Live through a year of practice by the real services, and hold it against what csmdrill promises.

usage: python -m bench.year [WEEKS]
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone, tzinfo
from pathlib import Path

import msgspec

from csmdrill.core.clock import Clock, day_date
from csmdrill.core.home import Home
from csmdrill.practice.model import Rating, Verdict
from csmdrill.services import library
from csmdrill.services.forecast import basis, level_day
from csmdrill.services.leave import add_leave
from csmdrill.services.practise import Drill
from csmdrill.services.today import load
from csmdrill.services.workspace import Workspace
from csmdrill.storage import engine
from csmdrill.storage.log import write_meta
from csmdrill.storage.store import open_store

CARDS = 2_500
YEAR = 52
MINUTES = 10
SECONDS = (6, 24)
FIRST_KNOWN = 0.75
LEAVE_DAYS = 14
PLANNED = "leave planned"
POINTS = 3.0
MISSED = 0.02
"""Share of promises that may be missed: they allow for one time in a hundred."""

SEEN = Verdict(right=None, suggestion=Rating.GOOD)
START = datetime(2026, 11, 23, 8, tzinfo=timezone(timedelta(hours=1)))

HEAD = (
    f"{MINUTES} minutes a day, retention 90 %; a card begun before the minutes are over is still answered.\n"
    "kept: days on which somebody behind was level as promised; longest: the furthest promise.\n\n"
    "who             days  answers  most min   known  expected    kept  longest"
)

Habit = Callable[[int, date], bool]
"""Whether somebody practises on a day: days since the start, and the date."""


class MovedClock:
    """A practice clock that is moved by hand."""

    simulated = True

    def __init__(self, start: datetime) -> None:
        self.home_zone: tzinfo | None = start.tzinfo
        self.time = start

    def now(self) -> datetime:
        """Return the time it was moved to."""
        return self.time


class Promise(msgspec.Struct, frozen=True):
    """What was said to somebody behind: on `made`, that `day` would be level; it was `kept` or missed."""

    made: date
    day: date
    level: date


class Lived(msgspec.Struct, frozen=True, kw_only=True):
    """What became of somebody's year.

    Args:
        name: of the person.
        days, answers: practised.
        most: minutes of the fullest day.
        over: seconds of the card that was on the screen when the minutes were over, at most.
        tested, recalled: first answers of a card on a later day, and how many were known.
        expected: of them, by the memory model.
        promises: made on the first day behind, where every day was practised until they came due.
    """

    name: str
    days: int
    answers: int
    most: float
    over: float
    tested: int
    recalled: int
    expected: float
    promises: tuple[Promise, ...]


class Person:
    """Somebody whose memory follows FSRS, at work in a home of their own.

    Args:
        home: the folder.
        name: of the person.
        practises: on which days.
        seed: of memory and pace.
        cards: in the deck.
        minutes: a day.
        leave: number of the first day of a leave of LEAVE_DAYS that is planned at the start; None for none.
    """

    def __init__(
        self,
        home: Path,
        name: str,
        practises: Habit,
        seed: int,
        cards: int = CARDS,
        minutes: int = MINUTES,
        leave: int | None = None,
    ) -> None:
        write_deck(home, cards)
        self.name = name
        self._practises = practises
        self._chance = random.Random(seed)  # noqa: S311 - a made-up memory
        self._clock = MovedClock(START)
        self._workspace = open_alike(Home(home), self._clock)
        library.refresh(self._workspace)
        self._workspace.change("minutes", minutes)
        if leave is not None:
            first = START.date() + timedelta(days=leave)
            add_leave(self._workspace, first, first + timedelta(days=LEAVE_DAYS - 1))
        self._minutes: list[float] = []
        self._over = 0.0
        self._open: tuple[date, date | None] | None = None
        self._promises: list[Promise] = []

    def live(self, weeks: int) -> Lived:
        """Live through so many weeks and return what became of them."""
        for number in range(weeks * 7):
            self._clock.time = START + timedelta(days=number)
            if self._practises(number, self._clock.time.date()):
                self._look()
                self._practise()
            else:
                self._open = None  # the promise was made for every day
        return self._lived(weeks * 7)

    def close(self) -> None:
        """Close the home."""
        self._workspace.close()

    def _look(self) -> None:
        """Look at Today: note what it promises when it first says so, and the day it is level."""
        today = day_date(self._workspace.now().day)
        behind = load(self._workspace).behind
        if behind and self._open is None:
            self._open = (today, level_day(basis(self._workspace)))
        elif not behind and self._open is not None:
            made, promised = self._open
            self._promises.append(Promise(made, promised or date.max, today))
            self._open = None

    def _practise(self) -> None:
        drill = Drill(self._workspace)
        spent = 0
        view = drill.view()
        while view is not None:
            took = self._chance.randint(*SECONDS) * 1000
            self._clock.time += timedelta(milliseconds=took)
            spent += took
            view = drill.grade(self._rating(view.key), took, SEEN)
        drill.finish()
        self._minutes.append(spent / 60_000)
        self._over = max(self._over, spent / 1000 - self._workspace.settings.minutes * 60)

    def _rating(self, key: str) -> Rating:
        stored = self._workspace.store.card(key)
        memory = stored.memory if stored else None
        if memory is None:
            chance = FIRST_KNOWN
        else:
            chance = self._workspace.model().predicted_recall(memory, self._workspace.now().day)
        return Rating.GOOD if self._chance.random() < chance else Rating.AGAIN

    def _lived(self, days: int) -> Lived:
        last = self._workspace.now().day
        recall = self._workspace.store.recall_by_competency(last, days)
        return Lived(
            name=self.name,
            days=len(self._minutes),
            answers=self._workspace.store.pace(last, days)[0],
            most=max(self._minutes),
            over=self._over,
            tested=sum(row.tested for row in recall),
            recalled=sum(row.recalled for row in recall),
            expected=sum(row.expected for row in recall),
            promises=tuple(self._promises),
        )


def open_alike(home: Home, clock: Clock) -> Workspace:
    """Return a workspace of a person who is the same each time, so that the cards come in the same order."""
    store = open_store(home, clock)
    with engine.writing(store._connection, home.database) as connection:
        write_meta(connection, person="somebody")
    store.close()
    workspace = Workspace(home, clock)
    # A made-up year may be lost with the machine; waiting for the disk would make it an hour.
    engine.raw(workspace.store._connection).execute("PRAGMA synchronous = OFF")
    return workspace


def write_deck(home: Path, cards: int) -> None:
    """Write plain cards of one's own, more than a year's new ones."""
    folder = Home(home).decks
    folder.mkdir(parents=True)
    lines = [
        f"  - {{id: c{number:04}, kind: recall, prompt: What of {number}, answer: It is {number}, why: w}}"
        for number in range(cards)
    ]
    head = "format: csmdrill/deck@1\nid: year\ntitle: A year\ncompetency: renewal-negotiation\ncards:\n"
    (folder / "year.deck.yaml").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


def away(first: int, days: int) -> Habit:
    """Return the habit of practising each day but for so many days."""
    return lambda number, _: not first <= number < first + days


def gone_from(weeks: int) -> int:
    """Return the number of the day on which somebody goes away: when three fifths of the time have passed."""
    return weeks * 7 * 3 // 5


def habits(weeks: int) -> dict[str, Habit]:
    """Return each person's habit."""
    gone = gone_from(weeks)
    return {
        "every day": lambda _number, _date: True,
        "weekdays": lambda _number, day: day.weekday() < 5,
        "two weeks away": away(gone, LEAVE_DAYS),
        PLANNED: away(gone, LEAVE_DAYS),
        "a month away": away(gone, 30),
    }


def faults(lived: Lived, minutes: int, retention: float) -> list[str]:
    """Return what was not as promised.

    Args:
        lived: somebody's year.
        minutes: chosen for a day.
        retention: chosen, 0-1.
    """
    found = []
    if int(lived.most) > minutes or lived.over > SECONDS[1]:
        found.append(f"{lived.name}: {lived.most:.1f} minutes on one day")
    missed = [each for each in lived.promises if each.level > each.day]
    if len(missed) > len(lived.promises) * MISSED:
        found += [
            f"{lived.name}: level on {each.level}, promised for {each.day} on {each.made}" for each in missed
        ]
    if abs(100 * lived.recalled / lived.tested - 100 * retention) > POINTS:
        found.append(f"{lived.name}: {100 * lived.recalled / lived.tested:.1f} % known")
    return found


def row(lived: Lived) -> str:
    """Return somebody's row of the table."""
    kept = sum(each.level <= each.day for each in lived.promises)
    longest = max(lived.promises, key=lambda each: each.day - each.made, default=None)
    told = f"{longest.made} -> {longest.day}, was {longest.level}" if longest else "never behind"
    recall = 100 * lived.recalled / lived.tested
    expected = 100 * lived.expected / lived.tested
    promises = f"{kept}/{len(lived.promises)}"
    return (
        f"{lived.name:<15}{lived.days:>5}{lived.answers:>9}{lived.most:>10.1f}"
        f"{recall:>8.1f}{expected:>10.1f}{promises:>8}  {told}"
    )


def main(weeks: int) -> int:
    """Live through each person's year and print the table; returns 1 if something was not as promised."""
    print(HEAD)
    found: list[str] = []
    for seed, (name, habit) in enumerate(habits(weeks).items()):
        with tempfile.TemporaryDirectory() as folder:
            leave = gone_from(weeks) if name == PLANNED else None
            person = Person(Path(folder), name, habit, seed, leave=leave)
            lived = person.live(weeks)
            person.close()
        print(row(lived), flush=True)
        found += faults(lived, MINUTES, 0.9)
    for fault in found:
        print(fault)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else YEAR))
