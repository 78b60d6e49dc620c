"""A home's database in the doctor's hands: opened with less trust than for practice, looked over, mended."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import msgspec

from csmdrill.core.clock import Clock
from csmdrill.core.home import Home
from csmdrill.storage import backup, health, mending, wholeness
from csmdrill.storage.engine import damaged, reading, writing
from csmdrill.storage.health import Finding
from csmdrill.storage.opening import open_database


class Standing(msgspec.Struct, frozen=True):
    """What there is: facts, cards with a memory, and facts known to be lost."""

    facts: int
    cards: int
    lost: int


class Care:
    """The database of a home, open for the doctor.

    Raises:
        StoreUnavailable: one of its kinds; StoreDamaged where nothing but `repair.recover` helps.
    """

    def __init__(self, home: Home, clock: Clock) -> None:
        self._home = home
        self._clock = clock
        self._opened = open_database(home, clock)
        self.journal = self._opened.journal

    def check(self) -> list[Finding]:
        """Return everything that is wrong."""
        with reading(self._opened.connection, self._home.database) as connection:
            return health.check(connection, deep=True)

    def standing(self) -> Standing:
        """Return what there is."""
        with reading(self._opened.connection, self._home.database) as connection:
            facts, cards = health.totals(connection)
            missing = wholeness.how_many(wholeness.missing_facts(connection))
            return Standing(facts, cards, missing - wholeness.how_many(wholeness.gaps(connection)))

    def mend(self, found: list[Finding]) -> mending.Mended:
        """Back up, and put right what was found.

        Raises:
            StoreDamaged: the file itself is not whole.
        """
        if any(finding.name == "file" for finding in found):
            raise damaged(self._home.database)
        connection = self._opened.connection
        backup.make(connection, self._home, self._clock.now())
        with writing(connection, self._home.database):
            return mending.mend(connection, self._home, self._clock)

    def close(self) -> None:
        """Close the database."""
        self._opened.connection.close()
        self._opened.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
