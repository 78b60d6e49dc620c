"""The composition root: one home, one clock and one store put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from csmdrill.core.clock import Clock, Moment, clock_from, moment, zone_named
from csmdrill.core.home import Home, find_home
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.settings import Settings
from csmdrill.storage.facts import FactRef
from csmdrill.storage.holding import Holdings
from csmdrill.storage.store import Store, open_store


class Workspace:
    """What every job needs: where the data is, what time it is, and the open store.

    Args:
        home: the person's folders.
        clock: the clock in use.
        deck_paths: decks named on the command line, files or folders.
        behind: leave the state behind the facts, where an import that was broken off left it so.

    Raises:
        StoreUnavailable: the practice history cannot be used.
        ClockRejected: a simulated clock in a home with real practice.
    """

    def __init__(
        self, home: Home, clock: Clock, deck_paths: Sequence[Path] = (), behind: bool = False
    ) -> None:
        self.home = home
        self.clock = clock
        self.deck_paths = tuple(deck_paths)
        self.store: Store = open_store(home, clock, behind)
        _make_shelves(home)
        self.settings: Settings = self.store.settings()
        self.running = Holdings(home.running)

    def now(self) -> Moment:
        """Return the present moment in the person's zone and study day."""
        zone = zone_named(self.settings.zone, self.clock)
        return moment(self.clock.now(), zone, self.settings.rollover)

    def local_time(self) -> str:
        """Return the clock's reading in the person's zone, as `Tue 24 Nov 2026, 09:00`."""
        local = self.clock.now().astimezone(zone_named(self.settings.zone, self.clock))
        return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"

    @property
    def synthetic(self) -> bool:
        """Whether this is the home of a demo, in which everybody is made up."""
        return self.home.demo.is_file()

    def model(self) -> MemoryModel:
        """Return the memory model at the person's desired retention."""
        return MemoryModel(self.settings.retention)

    def change(self, name: str, value: int | float | str) -> FactRef:
        """Record a setting and use it from now on; returns its fact, to undo it by."""
        ref = self.store.set_setting(name, value, self.now())
        self.settings = self.store.settings()
        return ref

    def close(self) -> None:
        """Close the store, and let go what runs."""
        self.running.let_all_go()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _make_shelves(home: Home) -> None:
    """Make the folders for decks and scenarios, so that a person finds them where the manual says."""
    for folder in (home.decks, home.packs, home.scenarios):
        with suppress(OSError):  # a file in the way, a full disk: practice goes on without them
            folder.mkdir(exist_ok=True)


def open_workspace(
    environ: Mapping[str, str], deck_paths: Sequence[Path] = (), behind: bool = False
) -> Workspace:
    """Return the workspace that the environment asks for (`CSMDRILL_HOME`, `CSMDRILL_NOW`)."""
    return Workspace(find_home(environ), clock_from(environ), deck_paths, behind)
