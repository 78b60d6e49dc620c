"""Live through a year of practice by the real services, and hold it against what csmdrill promises.

usage: python -m bench.year [WEEKS [SEED]]
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import msgspec

from csmdrill.core.clock import clock_from, day_date
from csmdrill.core.home import find_home
from csmdrill.practice.forecast import HORIZON
from csmdrill.practice.model import Rating, Verdict
from csmdrill.services import library
from csmdrill.services.forecast import basis, level_day
from csmdrill.services.leave import add_leave
from csmdrill.services.practise import Drill
from csmdrill.services.today import load
from csmdrill.services.workspace import Workspace
from csmdrill.storage import engine
from csmdrill.storage.log import write_meta

CARDS = 2_500
YEAR = 52
MINUTES = 10
SECONDS = (6, 24)
FIRST_KNOWN = 0.75
LEAVE_DAYS = 14
PLANNED = "leave planned"
POINTS = 3.0
PERSON = "somebody"
PROCESSES = 2

SEEN = Verdict(right=None, suggestion=Rating.GOOD)
START = datetime(2026, 11, 23, 8, tzinfo=timezone(timedelta(hours=1)))

HEAD = f"""\
{MINUTES} minutes a day, retention 90 %, each day opened with CSMDRILL_NOW.
kept: whether somebody behind was level by the day promised on the first day behind. A promise is for
practice on every day outside of a planned leave: where a day is skipped before all is level and before its
day has come, or the time is over, it stays open and counts neither way.
sooner: how many days before the one promised, in the middle and at most.

who             days  answers  most min   known  expected     kept  open  sooner  longest promise"""

Habit = Callable[[int, date], bool]
"""Whether somebody practises on a day: days since the start, and the date."""


class Promise(msgspec.Struct, frozen=True):
    """What was said to somebody behind: on `made`, that `day` would be level.

    Args:
        made: first day behind.
        day: promised; the end of what is looked ahead, where no day was.
        level: first day on which everything due fitted in; None if that was not lived to see.
    """

    made: date
    day: date
    level: date | None

    @property
    def kept(self) -> bool:
        """Whether it was level by the day promised."""
        return self.level is not None and self.level <= self.day


class Lived(msgspec.Struct, frozen=True, kw_only=True):
    """What became of somebody's year.

    Args:
        name: of the person.
        days, answers: practised.
        most: minutes of the fullest day.
        tested, recalled: first answers of a card on a later day, and how many were known.
        expected: of them, by the memory model.
        promises: those that came to an end.
        open: promises that did not: a day was skipped, or the time was over.
    """

    name: str
    days: int
    answers: int
    most: float
    tested: int
    recalled: int
    expected: float
    promises: tuple[Promise, ...]
    open: int


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
        self._home = home
        self._practises = practises
        self._chance = random.Random(seed)  # noqa: S311 - a made-up memory
        self._seconds = 0.0
        self._minutes: list[float] = []
        self._open: tuple[date, date] | None = None
        self._broken_off = 0
        self._promises: list[Promise] = []
        with self._opened(0) as workspace:
            library.refresh(workspace)
            workspace.change("minutes", minutes)
            if leave is not None:
                first = START.date() + timedelta(days=leave)
                add_leave(workspace, first, first + timedelta(days=LEAVE_DAYS - 1))

    def live(self, weeks: int) -> Lived:
        """Live through so many weeks and return what became of them."""
        for number in range(weeks * 7):
            with self._opened(number) as workspace:
                practises = self._practises(number, day_date(workspace.now().day))
                self._look(workspace, practises)
                if practises:
                    self._practise(workspace)
        self._broken_off += self._open is not None
        with self._opened(weeks * 7 - 1) as workspace:
            return self._lived(workspace, weeks * 7)

    def _opened(self, number: int) -> Workspace:
        """Return the workspace of a day, as somebody gets it who sets CSMDRILL_NOW on that morning."""
        now = START + timedelta(days=number)
        return open_alike({"CSMDRILL_HOME": str(self._home), "CSMDRILL_NOW": now.isoformat()}, self._watch)

    def _watch(self) -> float:
        """Return the seconds that this person has practised; the practice clock goes by it."""
        return self._seconds

    def _look(self, workspace: Workspace, practises: bool) -> None:
        """Look at Today: note what it promises when it first says so, and how that ends."""
        work = load(workspace)
        if work.counts.back_day is not None:
            return  # the leave was known to the promise
        today = day_date(workspace.now().day)
        if self._open is None:
            if work.behind and practises:
                self._open = (today, level_day(basis(workspace)) or today + timedelta(days=HORIZON))
            return
        made, promised = self._open
        if not work.behind:
            self._end(Promise(made, promised, today))
        elif not practises and today >= promised:
            self._end(Promise(made, promised, None))
        elif not practises:
            self._broken_off += 1
            self._open = None

    def _end(self, promise: Promise) -> None:
        self._promises.append(promise)
        self._open = None

    def _practise(self, workspace: Workspace) -> None:
        drill = Drill(workspace)
        spent = 0
        view = drill.view()
        while view is not None:
            took = self._chance.randint(*SECONDS)
            self._seconds += took
            spent += took
            view = drill.grade(self._rating(workspace, view.key), took * 1000, SEEN)
        drill.finish()
        self._minutes.append(spent / 60)

    def _rating(self, workspace: Workspace, key: str) -> Rating:
        stored = workspace.store.card(key)
        memory = stored.memory if stored else None
        if memory is None:
            chance = FIRST_KNOWN
        else:
            chance = workspace.model().predicted_recall(memory, workspace.now().day)
        return Rating.GOOD if self._chance.random() < chance else Rating.AGAIN

    def _lived(self, workspace: Workspace, days: int) -> Lived:
        last = workspace.now().day
        recall = workspace.store.recall_by_competency(last, days)
        return Lived(
            name=self.name,
            days=len(self._minutes),
            answers=workspace.store.pace(last, days)[0],
            most=max(self._minutes),
            tested=sum(row.tested for row in recall),
            recalled=sum(row.recalled for row in recall),
            expected=sum(row.expected for row in recall),
            promises=tuple(self._promises),
            open=self._broken_off,
        )


def open_alike(environ: dict[str, str], watch: Callable[[], float]) -> Workspace:
    """Return the workspace of an environment, of the same person each time: so the cards come in one order.

    Args:
        environ: names the home and the time.
        watch: the stopwatch of the practice clock.
    """
    home = find_home(environ)
    workspace = Workspace(home, clock_from(environ, watch))
    if workspace.store.person != PERSON:
        with engine.writing(workspace.store._connection, home.database) as connection:
            write_meta(connection, person=PERSON)
        workspace.close()
        workspace = Workspace(home, clock_from(environ, watch))
    # A made-up year may be lost with the machine; waiting for the disk would make it an hour.
    engine.raw(workspace.store._connection).execute("PRAGMA synchronous = OFF")
    return workspace


def write_deck(home: Path, cards: int) -> None:
    """Write plain cards of one's own, more than a year's new ones."""
    folder = find_home({"CSMDRILL_HOME": str(home)}).decks
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
    if round(lived.most, 1) > minutes:
        found.append(f"{lived.name}: {lived.most:.1f} minutes on one day")
    found += [
        f"{lived.name}: level on {each.level}, promised for {each.day} on {each.made}"
        for each in lived.promises
        if not each.kept
    ]
    if abs(100 * lived.recalled / lived.tested - 100 * retention) > POINTS:
        found.append(f"{lived.name}: {100 * lived.recalled / lived.tested:.1f} % known")
    return found


def row(lived: Lived) -> str:
    """Return somebody's row of the table."""
    kept = [each for each in lived.promises if each.kept]
    sooner = [(each.day - each.level).days for each in kept if each.level]
    spare = f"{statistics.median_low(sooner)}, {max(sooner)}" if sooner else "-"
    longest = max(lived.promises, key=lambda each: each.day - each.made, default=None)
    told = f"{longest.made} -> {longest.day}, was {longest.level}" if longest else "never behind"
    recall = 100 * lived.recalled / lived.tested
    expected = 100 * lived.expected / lived.tested
    return (
        f"{lived.name:<15}{lived.days:>5}{lived.answers:>9}{lived.most:>10.1f}{recall:>8.1f}{expected:>10.1f}"
        f"{f'{len(kept)}/{len(lived.promises)}':>9}{lived.open:>6}{spare:>8}  {told}"
    )


def year_of(seed: int, name: str, weeks: int) -> Lived:
    """Live through somebody's year, in a home that is made for it and thrown away.

    Args:
        seed: of memory and pace.
        name: one of `habits`.
        weeks: how long the year is.
    """
    with tempfile.TemporaryDirectory() as folder:
        leave = gone_from(weeks) if name == PLANNED else None
        return Person(Path(folder), name, habits(weeks)[name], seed, leave=leave).live(weeks)


def main(weeks: int, seed: int = 0) -> int:
    """Live through each person's year and print the table; returns 1 if something was not as promised."""
    print(HEAD)
    found: list[str] = []
    with ProcessPoolExecutor(PROCESSES) as pool:
        names = list(habits(weeks))
        seeds = range(seed, seed + len(names))
        for lived in pool.map(year_of, seeds, names, [weeks] * len(names)):
            print(row(lived), flush=True)
            found += faults(lived, MINUTES, 0.9)
    for fault in found:
        print(fault)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])) if sys.argv[1:] else main(YEAR))
