"""The demo: a home of its own with a made-up team, to see on the first day what months bring."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import msgspec

from csmdrill import __version__
from csmdrill.core.clock import Clock
from csmdrill.core.errors import DemoRejected
from csmdrill.core.home import Home
from csmdrill.practice.model import Rating, Verdict
from csmdrill.services import library
from csmdrill.services.demo_stories import (
    COMPETENCIES,
    DAYS_A_MONTH,
    STORIES,
    Life,
    lives,
    told,
)
from csmdrill.services.practise import Drill
from csmdrill.services.workspace import Workspace
from csmdrill.storage.observed import KnownPayload, Observed

PRACTISED_DAYS = 28
ANSWERS_A_DAY = 12
KNOWN_SHARE = 0.88


class Demo(msgspec.Struct, frozen=True, kw_only=True):
    """What a demo was made of.

    Args:
        people, months, seed: as asked for; whose home it is counts among the people.
        day: on which it was made, for it ends on that day.
        version: of the program.
        whole: it was made to its end.
    """

    people: int
    months: int
    seed: int
    day: str
    version: str = __version__
    whole: bool = False


class _MovedClock:
    """A practice clock that is told the time."""

    simulated = True

    def __init__(self, time: datetime, zone: tzinfo | None) -> None:
        self.home_zone = zone
        self.time = time

    def now(self) -> datetime:
        """Return the time it was told."""
        return self.time


def demo_home(home: Home) -> Home:
    """Return the home of the demo: a folder beside a person's own, which it never touches."""
    return home if home.demo.is_file() else Home(home.root.with_name(f"{home.root.name}-demo"))


def make_demo(
    home: Home,
    clock: Clock,
    *,
    people: int = 8,
    months: int = 9,
    seed: int = 1,
    tell: Callable[[str], None] = lambda _: None,
) -> Home:
    """Return the home of a demo, made anew unless this very one was made today.

    Everything in it was written on a practice clock, so no real home takes any of it in.

    Args:
        home: the person's own, which stays as it is.
        clock: the demo ends now.
        people: in the team, 1-200: whose home it is, and made-up ones, of whom the first seven have the
            seven stories.
        months: how far back it goes, at least 6.
        seed: with the same seed the same people.
        tell: is told what takes a while.

    Raises:
        DemoRejected: the demo's folder holds something else, or cannot be cleared.
    """
    place = demo_home(home)
    now = clock.now()
    wanted = Demo(people=people, months=months, seed=seed, day=f"{now:%Y-%m-%d}", whole=True)
    if _found(place) == wanted:
        return place
    _clear(place)
    _mark(place, msgspec.structs.replace(wanted, whole=False))
    moved = _MovedClock(now, clock.home_zone)
    with Workspace(place, moved) as workspace:
        tell("Reading the cards …")
        moved.time = now - timedelta(days=PRACTISED_DAYS)
        library.refresh(workspace)
        tell("Practising for four weeks …")
        _practise(workspace, moved, now, random.Random(seed))  # noqa: S311 - made-up practice
        moved.time = now
        tell(f"Writing {months} months of a team of {people} …")
        _observe(workspace, people, months, seed)
    _mark(place, wanted)
    return place


def _observe(workspace: Workspace, people: int, months: int, seed: int) -> None:
    now = workspace.now()
    first = now.day - round(months * DAYS_A_MONTH)
    said: list[Observed] = []
    for life in lives(people - 1, seed):
        chance = random.Random(f"{seed}:{life.id}")  # noqa: S311 - made-up ratings
        said += told(life, chance, first, now.day - 2)
    chance = random.Random(f"{seed}:me")  # noqa: S311
    mine = Life("", "", STORIES[5], COMPETENCIES[0])
    said += (each for each in told(mine, chance, first, now.day - 2) if not isinstance(each, KnownPayload))
    workspace.store.observe(said, now)


def _practise(workspace: Workspace, clock: _MovedClock, end: datetime, chance: random.Random) -> None:
    """Practise on the weekdays of four weeks, today left out."""
    for back in range(PRACTISED_DAYS, 0, -1):
        clock.time = end - timedelta(days=back)
        if clock.time.weekday() >= 5:
            continue
        drill = Drill(workspace)
        for _ in range(ANSWERS_A_DAY):
            if drill.view() is None:
                break
            rating = Rating.GOOD if chance.random() < KNOWN_SHARE else Rating.AGAIN
            took = chance.randint(6, 25)
            clock.time += timedelta(seconds=took)
            drill.grade(rating, took * 1000, Verdict(right=None, suggestion=Rating.GOOD))
        drill.finish()


def _found(place: Home) -> Demo | None:
    try:
        return msgspec.json.decode(place.demo.read_bytes(), type=Demo)
    except (OSError, msgspec.DecodeError):
        return None


def _clear(place: Home) -> None:
    """Take an older demo away; nothing else is ever touched.

    Raises:
        DemoRejected: the folder holds something else, or cannot be cleared.
    """
    root = place.root
    try:
        if root.exists() and any(root.iterdir()) and not place.demo.is_file():
            raise DemoRejected(f"{root} is no demo, and is left as it is.", "Move it away, then try again.")
        if root.exists():
            shutil.rmtree(root)
        root.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise DemoRejected(
            f"The demo's folder {root} cannot be made anew: {error.strerror}.",
            "Close the demo if it is open, then try again.",
        ) from error


def _mark(place: Home, demo: Demo) -> None:
    Path(place.demo).write_bytes(msgspec.json.format(msgspec.json.encode(demo), indent=2) + b"\n")
