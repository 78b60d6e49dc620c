"""Live through a year of practice by the real services, and hold it against what csmdrill promises.

usage: python -m bench.year [WEEKS [SEED]]

Without WEEKS it is 52, and takes some minutes.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import msgspec

from bench.promises import HEAD, Lived, Promise, faults, row
from bench.usage import taken, whole
from csmdrill.core.clock import clock_from, day_date
from csmdrill.core.home import find_home
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
UNEVEN_MINUTES = 5
SELDOM = 0.04
FIRST_KNOWN = 0.75
LEAVE_DAYS = 14
PLANNED = "leave planned"
UNEVEN = "uneven"
PERSON = "somebody"
PROCESSES = 2

SEEN = Verdict(right=None, suggestion=Rating.GOOD)
START = datetime(2026, 11, 23, 8, tzinfo=timezone(timedelta(hours=1)))

Habit = Callable[[int, date], bool]
"""Whether somebody practises on a day: days since the start, and the date."""

Tempo = Callable[[random.Random], int]
"""Seconds that an answer takes."""


def steady(chance: random.Random) -> int:
    """Return the seconds of an answer: a card is read, thought about, answered."""
    return chance.randint(6, 24)


class Person:
    """Somebody whose memory follows FSRS, at work in a home of their own.

    Args:
        home: the folder.
        name: of the person.
        practises: on which days.
        seed: of memory and pace.
        cards: in the deck.
        minutes: a day.
        tempo: seconds of an answer.
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
        tempo: Tempo = steady,
        leave: int | None = None,
    ) -> None:
        write_deck(home, cards)
        self.name = name
        self._home = home
        self._practises = practises
        self._tempo = tempo
        self._chance = random.Random(seed)  # noqa: S311 - a made-up memory
        self._seconds = 0.0
        self._minutes: list[float] = []
        self._open: Promise | None = None
        self._broken_off = 0
        self._leave: set[date] = set()
        self._promises: list[Promise] = []
        with self._opened(0) as workspace:
            library.refresh(workspace)
            workspace.change("minutes", minutes)
            if leave is not None:
                first = START.date() + timedelta(days=leave)
                self._leave = {first + timedelta(days=number) for number in range(LEAVE_DAYS)}
                add_leave(workspace, first, max(self._leave))

    def live(self, weeks: int) -> Lived:
        """Live through so many weeks and return what became of them."""
        for number in range(weeks * 7):
            with self._opened(number) as workspace:
                practises = self._practises(number, day_date(workspace.now().day))
                self._look(workspace, practises)
                if practises:
                    self._practise(workspace)
        with self._opened(weeks * 7 - 1) as workspace:
            self._break_off(day_date(workspace.now().day))
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
                self._open = Promise(today, level_day(basis(workspace)), None)
        elif not work.behind:
            promised = self._open.day or today
            lived = (today + timedelta(days=number) for number in range((promised - today).days))
            away = sum(day in self._leave for day in lived)
            self._promises.append(msgspec.structs.replace(self._open, level=today, away=away))
            self._open = None
        elif not practises:
            self._break_off(today)

    def _break_off(self, today: date) -> None:
        """End a promise that is not kept so far: its day has come, or practice breaks off before."""
        if self._open is None:
            return
        if self._open.day is not None and today >= self._open.day:
            self._promises.append(self._open)
        else:
            self._broken_off += 1
        self._open = None

    def _practise(self, workspace: Workspace) -> None:
        drill = Drill(workspace)
        spent = 0
        view = drill.view()
        while view is not None:
            took = self._tempo(self._chance)
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


def daily(_number: int, _day: date) -> bool:
    """Practise each day."""
    return True


def uneven(chance: random.Random) -> int:
    """Return the seconds of an answer of somebody who is now and then interrupted."""
    return 50 if chance.random() < SELDOM else chance.randint(6, 20)


def gone_from(weeks: int) -> int:
    """Return the number of the day on which somebody goes away: when three fifths of the time have passed."""
    return weeks * 7 * 3 // 5


def habits(weeks: int) -> dict[str, Habit]:
    """Return each person's habit."""
    gone = gone_from(weeks)
    return {
        "every day": daily,
        "weekdays": lambda _number, day: day.weekday() < 5,
        "two weeks away": away(gone, LEAVE_DAYS),
        PLANNED: away(gone, LEAVE_DAYS),
        "a month away": away(gone, 30),
        UNEVEN: away(gone, LEAVE_DAYS),
    }


def year_of(seed: int, name: str, weeks: int) -> Lived:
    """Live through somebody's year, in a home that is made for it and thrown away.

    Args:
        seed: of memory and pace.
        name: one of `habits`.
        weeks: how long the year is.
    """
    with tempfile.TemporaryDirectory() as folder:
        leave = gone_from(weeks) if name == PLANNED else None
        tempo = uneven if name == UNEVEN else steady
        habit = habits(weeks)[name]
        person = Person(Path(folder), name, habit, seed, minutes=minutes_of(name), tempo=tempo, leave=leave)
        return person.live(weeks)


def minutes_of(name: str) -> int:
    """Return somebody's minutes a day."""
    return UNEVEN_MINUTES if name == UNEVEN else MINUTES


def main(weeks: int, seed: int = 0) -> int:
    """Live through each person's year and print the table; returns 1 if something was not as promised.

    Who is "uneven" is shown and not judged: no rule of the session's end can foresee an interruption.
    """
    print(HEAD)
    found: list[str] = []
    with ProcessPoolExecutor(PROCESSES) as pool:
        names = list(habits(weeks))
        seeds = range(seed, seed + len(names))
        for lived in pool.map(year_of, seeds, names, [weeks] * len(names)):
            print(row(lived), flush=True)
            if lived.name != UNEVEN:
                found += faults(lived, minutes_of(lived.name), 0.9)
    for fault in found:
        print(fault)
    return bool(found)


if __name__ == "__main__":
    weeks, *seed = taken(sys.argv[1:], __doc__, most=2) or [str(YEAR)]
    sys.exit(main(whole(weeks, 1), *map(whole, seed)))
