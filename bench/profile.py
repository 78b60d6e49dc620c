"""Show where the time of a measure goes: what each module or package itself takes, as a share of all.

usage: python -m bench.profile [WORK ...]

The works are answers, floods, helps (opened on Today and closed), imports (of a thousand facts each) and
reports; without one all are profiled.

Python's own profiler makes many small calls look dearer than they are, so the shares say where to look; how
long the work takes without it stands in the first line.
"""

from __future__ import annotations

import asyncio
import cProfile
import pstats
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count, islice
from pathlib import Path
from unittest.mock import patch

import msgspec

import csmdrill
from bench.answering import answering
from bench.big_home import copied, shared
from bench.growth import SIZES
from bench.measure import timed
from bench.repainting import AWAY_AND_BACK, opened
from bench.report import END, PEOPLE
from bench.team import make_team
from bench.usage import asked_for_help
from csmdrill.content.terms import forget
from csmdrill.core.clock import SimulatedClock, SystemClock
from csmdrill.core.collecting import nothing_collected
from csmdrill.core.home import Home
from csmdrill.reports.drift_html import html
from csmdrill.services.drift_report import drift_report
from csmdrill.services.workspace import Workspace
from csmdrill.storage.store import open_store
from tests.hostile import corpus, floods

ANSWERS = 300
HELPS = 30
FACTS, THOUSAND = 100_000, 1_000
CATCH_UP = "csmdrill.storage.bringing.catch_up"
LEAST_SHARE = 0.02
OWN = Path(csmdrill.__file__).parent
Pile = Counter[str]


class Profile(msgspec.Struct, frozen=True):
    """Where the time of some work went.

    Args:
        times: how often the work was done.
        seconds: that it took without the profiler, all times together.
        parts: the share (0-1) of the time by package, the largest first.
    """

    times: int
    seconds: float
    parts: Mapping[str, float]


def main(names: Sequence[str]) -> int:
    """Print the profiles of some works, or of all; return 2 for no such work."""
    if asked_for_help(names, __doc__):
        return 0
    unknown = [name for name in names if name not in WORKS]
    if unknown:
        print(f"There is no {', '.join(unknown)} to profile; there are {', '.join(WORKS)}.", file=sys.stderr)
        return 2
    for name in names or WORKS:
        with WORKS[name]() as (work, times):
            print("\n".join(told(name, profiled(work, times))), flush=True)
    return 0


def profiled(work: Callable[[], object], times: int) -> Profile:
    """Do some work once to warm up, once timed and once profiled."""
    work()
    seconds = timed(work)
    profiler = cProfile.Profile()
    profiler.runcall(work)
    found: Pile = Counter()
    for (file, _, name), (_, _, own, _, _) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        found[package(file, name)] += own
    whole = sum(found.values())
    return Profile(times, seconds, {part: own / whole for part, own in found.most_common()})


def package(file: str, function: str) -> str:
    """Return what a function of a profile belongs to: a module of csmdrill, a library, or what is built in.

    Args:
        file: that it stands in; `~` for what is written in C.
        function: its name.
    """
    path = Path(file)
    if file == "~" and " of 'select." in function:
        return "waiting"
    if file == "~":
        return next((each for each in WRITTEN_IN_C if each in function), "built into Python")
    if path.is_relative_to(OWN):
        return ".".join(("csmdrill", *path.relative_to(OWN).with_suffix("").parts[:2]))
    parts = path.parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    return "bench" if OWN.parent in path.parents else "the standard library"


WRITTEN_IN_C = ("sqlite3", "sqlalchemy", "msgspec", "yaml", "_re2", "rs_fsrs")
"""What is told apart among functions that have no file."""


def told(name: str, profile: Profile) -> Iterator[str]:
    """Yield the lines of a profile."""
    each = profile.seconds / profile.times * 1e3
    yield f"{name}: {each:,.2f} ms each, {profile.times:,} times"
    for part, share in profile.parts.items():
        if share >= LEAST_SHARE:
            yield f"  {share:4.0%}  {share * each:8.2f} ms  {part}"


@contextmanager
def _answers() -> Iterator[tuple[Callable[[], object], int]]:
    """Give what answers cards of a big home that has a write-ahead log."""
    with (
        tempfile.TemporaryDirectory() as folder,
        answering(copied(shared(SIZES[-1]), Path(folder) / "home"), wal=True) as batch,
    ):
        yield lambda: batch(ANSWERS), ANSWERS


@contextmanager
def _flood() -> Iterator[tuple[Callable[[], object], int]]:
    """Give what reads the hostile decks that are made large."""
    files = [(flood.folder, flood.make()) for flood in floods.FLOODS.values()]

    def read_all() -> None:
        for folder, content in files:
            forget()
            corpus.told_of_content(folder, content)

    yield read_all, len(files)


@contextmanager
def _helps() -> Iterator[tuple[Callable[[], object], int]]:
    """Give what opens the help on Today and closes it, in the program without a terminal."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        program = opened(copied(shared(SIZES[0]), Path(folder) / "home").root)
        _, painter = runner.run(program.__aenter__())

        async def open_and_close() -> None:
            for _ in range(HELPS):
                for key in AWAY_AND_BACK:
                    await painter.press(key)

        yield lambda: runner.run(open_and_close()), HELPS
        runner.run(program.__aexit__(None, None, None))


@contextmanager
def _imports() -> Iterator[tuple[Callable[[], object], int]]:
    """Give what brings the facts of a big home into a new one, without the state that they lead to."""
    with tempfile.TemporaryDirectory() as folder, nothing_collected():
        with shared(SIZES[1]).facts.open("rb") as facts:
            lines = list(islice(facts, FACTS))
        numbers = count()

        def bring() -> None:
            home = Home(Path(folder) / f"{next(numbers)}")
            with closing(open_store(home, SystemClock())) as store, patch(CATCH_UP):
                store.import_lines(lines)

        yield bring, len(lines) // THOUSAND


@contextmanager
def _reports() -> Iterator[tuple[Callable[[], object], int]]:
    """Give what makes the drift report of a team as a page; nothing is kept between two of them."""
    with tempfile.TemporaryDirectory() as folder:
        make_team(Path(folder), END, people=PEOPLE)
        with Workspace(Home(Path(folder)), SimulatedClock(END)) as workspace, nothing_collected():
            yield lambda: html(drift_report(workspace)), 1


WORKS: Mapping[str, Callable[[], AbstractContextManager[tuple[Callable[[], object], int]]]] = {
    "answers": _answers,
    "floods": _flood,
    "helps": _helps,
    "imports": _imports,
    "reports": _reports,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
