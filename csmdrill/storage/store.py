"""The store: small verbs over one home's practice, each of them one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from csmdrill.content.problem import Problem
from csmdrill.core.clock import Clock, Moment, StudyDay
from csmdrill.core.errors import StoreBusy
from csmdrill.core.home import Home
from csmdrill.practice.settings import Settings, settings_from
from csmdrill.storage import (
    answers,
    backup,
    bringing,
    cards,
    catalog,
    health,
    queries,
    replaying,
    tables,
    transfer,
)
from csmdrill.storage.backup import Backup
from csmdrill.storage.catalog import ContentChange
from csmdrill.storage.coach_verbs import CoachVerbs
from csmdrill.storage.engine import asking, damaged, pragma, reading, translated, writing
from csmdrill.storage.facts import FactRef, ImportReport, ReviewDraft, Scalar, SessionPayload
from csmdrill.storage.fold import model_cache
from csmdrill.storage.handling_verbs import HandlingVerbs
from csmdrill.storage.holding import Holdings
from csmdrill.storage.log import (
    LAST_NUMBERS,
    Head,
    Saying,
    Writer,
    append,
    learn_numbers,
    read_head,
    read_meta,
    real_practice,
    write_meta,
)
from csmdrill.storage.observation_verbs import ObservationVerbs
from csmdrill.storage.opening import Opened, open_database
from csmdrill.storage.queries import EVERYTHING, Counts, DueRow, NewRow, Scope
from csmdrill.storage.rehearsal_verbs import RehearsalVerbs
from csmdrill.storage.search_verbs import SearchVerbs
from csmdrill.storage.state import dump_kept, dump_of, replay
from csmdrill.storage.statistics_verbs import StatisticsVerbs
from csmdrill.storage.stored import StoredCard
from csmdrill.storage.witness import fits

if TYPE_CHECKING:
    from csmdrill.content.library import Scan
    from csmdrill.practice.memory import MemoryModel


IMPORTING = "import"
"""What a process holds while it brings facts in."""


class Store(CoachVerbs, HandlingVerbs, ObservationVerbs, RehearsalVerbs, SearchVerbs, StatisticsVerbs):
    """One home's facts and state, used from one thread at a time.

    Every verb may raise StoreBusy, StoreFull, StoreReadOnly or StoreDamaged; a verb that does has changed
    nothing. Make one with `open_store`.
    """

    def __init__(self, home: Home, opened: Opened, clock: Clock) -> None:
        self._home = home
        self._database = home.database
        self._engine = opened.engine
        self._connection = opened.connection
        self._clock = clock
        self._writer = Writer(home.database, clock.simulated)
        self._running = Holdings(home.running)
        self.journal = opened.journal
        self.journal_note = opened.journal_note
        self._head = self._read_head()
        self._named: tuple[str, ...] = ()

    @property
    def person(self) -> str:
        """The random id of the person whose home this is."""
        return self._head.person

    @property
    def simulated(self) -> bool:
        """Whether this run is on a practice clock."""
        return self._writer.simulated

    def close(self) -> None:
        """Close the database; the store is of no use afterwards."""
        self._connection.close()
        self._engine.dispose()

    def settings(self) -> Settings:
        """Return the person's settings; where the facts say nothing, the defaults."""
        with reading(self._connection, self._database) as connection:
            rows = connection.execute(select(tables.setting)).all()
            return settings_from({name: msgspec.json.decode(value, type=Scalar) for name, value in rows})

    def set_setting(self, name: str, value: Scalar, at: Moment) -> FactRef:
        """Record a setting; the caller has checked name and value."""
        with writing(self._connection, self._database) as connection:
            return answers.set_setting(connection, name, value, at, self._writer)

    def start_session(self, session_id: str, at: Moment, minutes: int, scope: Scope = EVERYTHING) -> FactRef:
        """Record that a session of so many minutes began."""
        with reading(self._connection, self._database) as connection:
            words = catalog.scope_words(connection, scope)
        return self._say(SessionPayload(event="start", session=session_id, minutes=minutes, scope=words), at)

    def end_session(self, session_id: str, at: Moment, answered: int, reason: str) -> FactRef:
        """Record that a session ended, after so many answers and why."""
        return self._say(
            SessionPayload(event="end", session=session_id, answered=answered, reason=reason), at
        )

    def record_review(self, draft: ReviewDraft, at: Moment, model: MemoryModel) -> answers.ReviewRecorded:
        """Keep an answer; when this returns it is on the disk."""
        lasting = draft.typed is None  # what was typed may be erased
        with writing(self._connection, self._database, lasting=lasting) as connection:
            return answers.record_review(connection, draft, at, model, self._writer)

    def undo(self, ref: FactRef, at: Moment) -> FactRef:
        """Take a fact back, or bring it back by undoing its undo.

        Raises:
            NothingToUndo: there is no such fact, or it stands no longer.
        """
        with writing(self._connection, self._database) as connection:
            return answers.undo(connection, ref, at, self._writer)

    def texts(self) -> int:
        """Return the number of texts that the person typed and that are kept."""
        with reading(self._connection, self._database) as connection:
            return answers.count_texts(connection)

    def erase_texts(self) -> int:
        """Erase everything the person typed; the facts stay. Returns the number of texts."""
        with writing(self._connection, self._database) as connection:
            erased = answers.erase_texts(connection)
        with translated(self._database):  # a write-ahead log has the words still
            pragma(self._connection, "wal_checkpoint(TRUNCATE)")
        return erased

    def sync_content(self, scan: Scan, at: Moment) -> ContentChange:
        """Bring changed and vanished deck files into the store, and histories to their renamed cards."""
        with reading(self._connection, self._database) as connection:
            needed = catalog.needs_sync(connection, scan)
        if not needed:
            return ContentChange()
        with writing(self._connection, self._database) as connection:
            return catalog.sync_content(connection, scan, at, self._writer)

    def known_files(self) -> dict[str, str]:
        """Return the digest of each deck file in the store, by path."""
        with reading(self._connection, self._database) as connection:
            return catalog.known_files(connection)

    def name_files(self, paths: Sequence[str]) -> None:
        """Let the cards of these given files count; those that other processes were given never do."""
        self._named = tuple(paths)

    def given_files(self) -> set[str]:
        """Return the paths of the deck files in the store that were named on a command line."""
        with reading(self._connection, self._database) as connection:
            return catalog.given_files(connection)

    def problems(self) -> list[Problem]:
        """Return what is wrong with the deck files, sorted."""
        with reading(self._connection, self._database) as connection:
            return catalog.problems(connection, self._named)

    def due_cards(self, day: StudyDay, limit: int = 500, scope: Scope = EVERYTHING) -> list[DueRow]:
        """Return the cards to be reviewed, the one likeliest forgotten first."""
        with reading(self._connection, self._database) as connection:
            return queries.due_cards(connection, day, limit, self._meant(scope))

    def learning_cards(self, day: StudyDay, scope: Scope = EVERYTHING) -> list[DueRow]:
        """Return the cards inside their learning steps, the next one first."""
        with reading(self._connection, self._database) as connection:
            return queries.learning_cards(connection, day, self._meant(scope))

    def early_cards(self, day: StudyDay, limit: int = 500, scope: Scope = EVERYTHING) -> list[DueRow]:
        """Return cards that fall due in a leave ahead and may be taken on a day, the soonest first."""
        with reading(self._connection, self._database) as connection:
            return queries.early_cards(connection, day, limit, self._meant(scope))

    def new_cards(self, day: StudyDay, limit: int, scope: Scope = EVERYTHING) -> list[NewRow]:
        """Return cards never reviewed that may be asked on a day, in the order of their decks."""
        with reading(self._connection, self._database) as connection:
            return queries.new_cards(connection, day, limit, self._meant(scope))

    def chosen_cards(
        self, day: StudyDay, limit: int = 500, scope: Scope = EVERYTHING, keys: Sequence[str] | None = None
    ) -> tuple[list[DueRow], list[NewRow]]:
        """Return cards to be practised on purpose, due or not; only those of some keys if any are given."""
        with reading(self._connection, self._database) as connection:
            return queries.chosen_cards(connection, day, limit, self._meant(scope), keys)

    def families_seen(self, day: StudyDay) -> set[str]:
        """Return the families of which a card was answered on a day."""
        with reading(self._connection, self._database) as connection:
            return queries.families_seen(connection, day)

    def counts(self, day: StudyDay, scope: Scope = EVERYTHING) -> Counts:
        """Return the numbers of a day."""
        with reading(self._connection, self._database) as connection:
            return queries.counts(connection, day, self._meant(scope))

    def card(self, key: str, deck_paths: Sequence[str] = ()) -> StoredCard | None:
        """Return a card, as one of these files has it if they do, or None when no deck file has it."""
        if deck_paths:
            with reading(self._connection, self._database) as connection:
                return cards.card_of(connection, key, deck_paths)
        with asking(self._connection, self._database) as connection:
            return cards.card(connection, key)

    def export_lines(self, with_text: bool = False) -> Iterator[bytes]:
        """Yield every fact as a line of JSON, oldest first; no transaction is open between the slices.

        Before them come the texts of the scenarios and rubrics that were played by.
        """
        with reading(self._connection, self._database) as connection:
            sources = transfer.export_sources(connection)
        yield from sources
        after: tuple[int, str, int] | None = None
        while True:
            with reading(self._connection, self._database) as connection:
                lines, after = transfer.export_slice(connection, after, with_text)
            yield from lines
            if after is None:
                return

    def import_lines(
        self, lines: Iterable[bytes], own: bool = False, told: bringing.Told = bringing.untold
    ) -> ImportReport:
        """Add the facts that are new; bad lines are left out and reported; see `bringing.bring_in`.

        Args:
            lines: facts as JSON.
            own: they were in this home before: zones that this machine does not know, and facts of practice
                clocks beside real ones, are taken as well.
            told: is told how far the state is.

        Raises:
            StoreBusy: another program is at an import.
        """
        self._refuse_two_imports()
        self._running.hold(IMPORTING)
        try:
            return bringing.bring_in(self._connection, self._database, lines, self._terms(own), told)
        finally:
            self._running.let_go(IMPORTING)
            self._head = self._read_head()

    def is_behind(self) -> bool:
        """Return whether the state is behind the facts, as an import that was broken off leaves it."""
        with reading(self._connection, self._database) as connection:
            return replaying.is_behind(connection)

    def catch_up(self, told: bringing.Told = bringing.untold) -> None:
        """Work the state out where it is behind the facts.

        Raises:
            StoreBusy: another program is at an import.
        """
        self._refuse_two_imports()
        bringing.catch_up(self._connection, self._database, told)

    def back_up(self, now: datetime) -> Backup:
        """Make a checked copy of the database in the home's folder of backups."""
        return backup.make(self._connection, self._home, now)

    def back_up_if_wanted(self, now: datetime) -> Backup | None:
        """Back up if something is new and the last backup is over 30 minutes old."""
        wanted = backup.is_wanted(self._connection, self._home, now)
        return self.back_up(now) if wanted else None

    def back_up_unless_held(self, now: datetime) -> Backup | None:
        """Back up unless there are no facts, or the newest backup holds them all."""
        held = not self.totals()[0] or backup.holds_all(self._connection, self._home, now)
        return None if held else self.back_up(now)

    def rebuild(self) -> health.RebuildReport:
        """Replay all facts and replace the state where it differs.

        Raises:
            StoreDamaged: the file itself is not whole; see `repair.recover`.
        """
        with writing(self._connection, self._database) as connection:
            if health.file_findings(connection, deep=True):
                raise damaged(self._database)
            return health.rebuild(connection)

    def canonical_dump(self) -> Iterator[str]:
        """Return the state in the form in which two are compared: one JSON array a line, ordered."""
        with reading(self._connection, self._database) as connection:
            return iter(list(dump_kept(connection)))

    def replayed_dump(self) -> Iterator[str]:
        """Return what the facts make of the state, in the same form."""
        with reading(self._connection, self._database) as connection:
            return iter(list(dump_of(replay(connection, model_cache()))))

    def check(self, deep: bool = False) -> list[health.Finding]:
        """Return what is wrong with the file, the facts and the state; deep reads and replays every fact."""
        with reading(self._connection, self._database) as connection:
            return health.check(connection, deep)

    def totals(self) -> tuple[int, int]:
        """Return the number of facts and of cards with a memory."""
        with reading(self._connection, self._database) as connection:
            return health.totals(connection)

    def _refuse_two_imports(self) -> None:
        if self._running.is_held(IMPORTING):
            raise StoreBusy(
                "Another csmdrill is bringing facts into this home.", "Wait until it is done, and try again."
            )

    def _terms(self, own: bool) -> transfer.Terms:
        with reading(self._connection, self._database) as connection:
            return transfer.Terms(
                own=own,
                both_clocks=own or not transfer.holds_facts(connection),
                now_ms=int(self._clock.now().timestamp() * 1000),
                is_living=fits(read_head(connection).file_id, self._database),
            )

    def _meant(self, scope: Scope) -> Scope:
        return msgspec.structs.replace(scope, named=self._named)

    def _say(self, payload: SessionPayload, at: Moment) -> FactRef:
        with writing(self._connection, self._database) as connection:
            return append(connection, [Saying(payload)], at, self._writer)[0].ref

    def _read_head(self) -> Head:
        with reading(self._connection, self._database) as connection:
            return read_head(connection)

    def _prepare(self) -> None:
        """Hold the clock against the home, and learn what an older program did not note."""
        with reading(self._connection, self._database) as connection:
            facts = transfer.holds_facts(connection)
            meta = read_meta(connection)
        if self.simulated and not self._head.simulated:
            if facts:
                raise real_practice()
            with writing(self._connection, self._database) as connection:
                write_meta(connection, simulated="1")
            self._head = self._read_head()
        if LAST_NUMBERS not in meta:
            with writing(self._connection, self._database) as connection:
                learn_numbers(connection)


def open_store(home: Home, clock: Clock, behind: bool = False) -> Store:
    """Open the store of a home; folder and database are made where there are none.

    Args:
        home: where it is.
        clock: tells the time.
        behind: leave the state behind the facts, where another fold or a broken import left it so.

    Raises:
        ClockRejected: a practice clock in a home with real practice.
        StoreUnavailable: one of its kinds; the file is left as it is. StoreBusy: an import is on.
    """
    opened = open_database(home, clock)
    try:
        store = Store(home, opened, clock)
        store._prepare()
        if not behind and store.is_behind():
            store.catch_up()
    except BaseException:
        opened.connection.close()
        opened.engine.dispose()
        raise
    return store
