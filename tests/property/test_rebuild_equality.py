"""The state is always what a replay of the facts makes of it, on any history."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from csmdrill.content.deck import LibraryCard, Recall
from csmdrill.content.library import DeckFile, Scan
from csmdrill.core.clock import Moment, StudyDay, moment
from csmdrill.core.errors import NothingToUndo
from csmdrill.core.home import Home
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Rating
from csmdrill.storage import engine
from csmdrill.storage.facts import (
    BuryPayload,
    DuePayload,
    FactRef,
    FlagPayload,
    Handling,
    NotePayload,
    ResetPayload,
    ReviewDraft,
    SuspendPayload,
)
from csmdrill.storage.store import open_store

NAMES = ("p/d/a", "p/d/b", "p/d/c", "p/d/d")


HANDLINGS: tuple[Handling, ...] = (
    SuspendPayload(on=True),
    SuspendPayload(on=False),
    BuryPayload(day=20_600),
    FlagPayload(on=True),
    FlagPayload(on=False),
    NotePayload(),
    ResetPayload(),
    DuePayload(day=20_520),
    DuePayload(day=20_700),
)


class Clock:
    """A clock that is moved by hand, backwards too."""

    simulated = False
    home_zone: tzinfo | None = UTC

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time it was told."""
        return self.time

    def moment(self) -> Moment:
        """Return the present moment."""
        return moment(self.time, UTC)


class Life:
    """One home in which things happen."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self.clock = clock
        self.store = open_store(Home(root), clock)
        engine.raw(self.store._connection).execute("PRAGMA synchronous = OFF")  # only replay is at stake
        self.refs: list[FactRef] = []
        self.others: list[Life] = []

    def answer(self, number: int) -> None:
        """Answer one of the cards, in one of four ways, at one of two retentions."""
        draft = ReviewDraft(
            key=NAMES[number % 4],
            hash=f"h{number % 3}",
            revision=1 + number % 2,
            competency=("", "renewal-negotiation")[number % 2],
            rating=Rating(1 + number // 4 % 4),
            took_ms=number * 977,
            typed="Some words." if number % 5 == 0 else None,
            scheduled=number % 7 != 3,
        )
        model = MemoryModel(0.9 if number % 3 else 0.8)
        self.refs.append(self.store.record_review(draft, self.clock.moment(), model).ref)

    def handle(self, number: int) -> None:
        """Suspend, bury, flag, note, reset or set due one or two cards, or end that."""
        keys = NAMES[number % 4 : number % 4 + 1 + number % 2]
        said = HANDLINGS[number % len(HANDLINGS)]
        if isinstance(said, NotePayload):
            self.refs += self.store.note(keys, "Ask Dana." * (number % 2), "", self.clock.moment())
        else:
            self.refs += self.store.handle(keys, said, self.clock.moment())

    def plan_leave(self, number: int) -> None:
        """Plan a leave, or take one away; they may overlap, as those of two homes can."""
        first = StudyDay(self.clock.moment().day + number % 5)
        last = StudyDay(first + number % 3)
        self.refs.append(self.store.set_leave(first, last, self.clock.moment(), on=number % 4 != 0))

    def take_back_an_action(self, number: int) -> None:
        """Suspend and flag cards in one action, and take it back as a whole."""
        group = f"action-{len(self.refs)}"
        said = (SuspendPayload(on=number % 2 == 0, group=group), FlagPayload(on=True, group=group))
        for each in said:
            self.refs += self.store.handle(NAMES[number % 4 :], each, self.clock.moment())
        assert self.store.undo_group(group, self.clock.moment()) == 2 * len(NAMES[number % 4 :])

    def take_back(self, number: int) -> None:
        """Undo a fact, which may be an undo; what stands no longer is refused."""
        if self.refs:
            try:
                ref = self.refs[-1 - number % len(self.refs)]
                self.refs.append(self.store.undo(ref, self.clock.moment()))
            except NothingToUndo:
                return

    def take_back_the_last(self, _: int) -> None:
        """Undo, then redo, then undo the newest fact again."""
        self.take_back(0)

    def set(self, number: int) -> None:
        """Change a setting."""
        name = ("minutes", "new")[number % 2]
        self.refs.append(self.store.set_setting(name, 1 + number, self.clock.moment()))

    def move_clock(self, number: int) -> None:
        """Let time pass, or set the clock back."""
        self.clock.time += timedelta(hours=5 * (number - 8))

    def exchange(self, number: int) -> None:
        """Bring in every fact of another home, or only some of them."""
        for other in self.others:
            lines = list(other.store.export_lines(with_text=number % 2 == 0))
            if number % 3 == 0:
                lines = lines[: len(lines) // 2]
            assert self.store.import_lines(lines).bad == ()

    def rename(self, number: int) -> None:
        """See a deck in which only some names are left, each heir to all the others."""
        there = [name for bit, name in enumerate(NAMES) if number >> bit & 1]
        cards = tuple(
            LibraryCard(
                key=key,
                family=key,
                part="",
                hash="h",
                revision=1 + number % 3,
                competency="",
                tags=(),
                aliases=tuple(name for name in NAMES if name != key),
                deck_title="",
                path="/d",
                line=1,
                position=0,
                card=Recall(prompt="?", answer="!"),
            )
            for key in there
        )
        deck = DeckFile(path="/d", pack="p", origin="shipped", digest=str(number), cards=cards)
        self.store.sync_content(Scan(unchanged=(), changed=(deck,), gone=()), self.clock.moment())


DEEDS: tuple[Callable[[Life, int], None], ...] = (
    Life.answer,
    Life.answer,
    Life.answer,
    Life.take_back,
    Life.take_back_the_last,
    Life.handle,
    Life.handle,
    Life.plan_leave,
    Life.take_back_an_action,
    Life.set,
    Life.move_clock,
    Life.exchange,
    Life.rename,
)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0, 0, 1]), st.sampled_from(DEEDS), st.integers(0, 20)), max_size=30)
)
@example(
    [
        (0, Life.answer, 8),
        (0, Life.answer, 12),
        (0, Life.rename, 2),
        (0, Life.take_back, 1),
        (0, Life.rename, 1),
        (0, Life.take_back_the_last, 0),
    ]
)
@example(
    [
        (0, Life.answer, 8),
        (0, Life.rename, 2),
        (1, Life.answer, 8),
        (1, Life.rename, 4),
        (0, Life.exchange, 1),
    ]
)
def test_state_equals_replay(deeds: list[tuple[int, Callable[[Life, int], None], int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        lives = [Life(Path(folder) / name, clock) for name in ("here", "there")]
        lives[0].others, lives[1].others = lives[1:], lives[:1]
        for who, deed, number in deeds:
            deed(lives[who], number)
        for life in lives:
            kept = list(life.store.canonical_dump())
            assert kept == list(life.store.replayed_dump())
            assert not life.store.rebuild().changed
            assert list(life.store.canonical_dump()) == kept
            assert {finding.name for finding in life.store.check(deep=True)} <= {"facts"}
        for life in lives:
            life.exchange(1)
        assert list(lives[0].store.canonical_dump()) == list(lives[1].store.canonical_dump())
        for life in lives:
            assert life.store.check(deep=True) == []
            life.store.close()
