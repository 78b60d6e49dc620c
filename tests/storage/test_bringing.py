"""An import of many facts, broken off wherever it may be, ends in the state of one that was not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import StoreBusy
from csmdrill.core.home import Home
from csmdrill.practice.model import Rating
from csmdrill.storage import bringing, replaying, transfer
from csmdrill.storage.behind import FOLD_VERSION as ASKED_VERSION
from csmdrill.storage.behind import facts_to_work_out
from csmdrill.storage.fold import FOLD_VERSION
from csmdrill.storage.holding import Holdings
from csmdrill.storage.store import IMPORTING, open_store

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

CARDS = 6


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "BATCH", 4)
    monkeypatch.setattr(replaying, "SLICE", 3)
    monkeypatch.setattr(bringing, "MANY", 8)


@pytest.fixture
def lines(desk: Desk, make: type[Making]) -> list[bytes]:
    """The facts of a history with everything that one card alone does not tell."""
    desk.has(make.deck("/a", *(make.card(f"p/d/{number}") for number in range(CARDS))))
    for number in range(CARDS):
        desk.learn(f"p/d/{number}")
        desk.clock.pass_by(days=number)
    desk.store.undo(desk.answer("p/d/2", Rating.AGAIN), desk.clock.moment)
    desk.store.set_setting("new", 5, desk.clock.moment)
    desk.has(make.deck("/a", make.card("p/d/0"), make.card("p/d/new", aliases=("p/d/1",)), digest="d2"))
    desk.answer("p/d/new", Rating.HARD)
    return list(desk.store.export_lines())


@pytest.fixture
def other(desk: Desk, make: type[Making]) -> Iterator[Desk]:
    """Return a second home, without facts."""
    opened = make.desk(Home(desk.home.root.with_name("other")), desk.clock)
    yield opened
    opened.store.close()


def dump(desk: Desk) -> list[str]:
    """Return a home's state."""
    return list(desk.store.canonical_dump())


def left_behind(desk: Desk) -> None:
    """Open a home again as an import does, its state as it was left."""
    desk.store.close()
    desk.store = open_store(desk.home, desk.clock, behind=True)


def stopping_after(words: int) -> Callable[[int, int], None]:
    """Return what stops an import when it is told so often how far the state is."""
    heard = []

    def told(done: int, total: int) -> None:
        heard.append((done, total))
        if len(heard) == words:
            raise KeyboardInterrupt

    return told


def breaking_off(lines: list[bytes], number: int) -> Iterator[bytes]:
    """Yield so many lines; then somebody stops it."""
    yield from lines[:number]
    raise KeyboardInterrupt


def test_the_state_worked_out_in_slices_is_the_one_of_the_facts(
    desk: Desk, other: Desk, lines: list[bytes]
) -> None:
    other.store.import_lines(lines)
    assert dump(other) == dump(desk) == list(desk.store.replayed_dump())
    assert other.store.check(deep=True) == []
    assert not other.store.rebuild().changed


@pytest.mark.parametrize("number", [3, 9, 14, 20])
def test_one_stopped_among_its_facts_goes_on(
    number: int, desk: Desk, other: Desk, lines: list[bytes]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        other.store.import_lines(breaking_off(lines, number))
    kept = other.store.totals()[0]
    left_behind(other)
    report = other.store.import_lines(lines)
    assert (report.added, report.already) == (len(lines) - kept, kept)
    assert dump(other) == dump(desk)
    assert other.store.check(deep=True) == []


@pytest.mark.parametrize("words", range(1, 4))
def test_one_stopped_in_its_state_goes_on_where_it_was(
    words: int, desk: Desk, other: Desk, lines: list[bytes]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        other.store.import_lines(lines, told=stopping_after(words))
    left_behind(other)
    assert other.store.is_behind()
    heard: list[tuple[int, int]] = []
    report = other.store.import_lines(lines, told=lambda done, total: heard.append((done, total)))
    assert (report.added, report.already) == (0, len(lines))
    assert all(done > 3 * words for done, _ in heard)
    assert dump(other) == dump(desk)
    assert other.store.check(deep=True) == []


def test_one_stopped_in_its_state_is_finished_when_opened(
    desk: Desk, other: Desk, lines: list[bytes]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        other.store.import_lines(lines, told=stopping_after(2))
    assert facts_to_work_out(other.home.database) == len(lines)
    other.reopen()
    assert facts_to_work_out(other.home.database) == 0
    assert dump(other) == dump(desk)
    assert other.store.check(deep=True) == []


def test_an_answer_given_meanwhile_counts_once(other: Desk, lines: list[bytes]) -> None:
    with pytest.raises(KeyboardInterrupt):
        other.store.import_lines(lines, told=stopping_after(1))
    other.answer("p/d/0", Rating.GOOD)
    other.answer("p/d/5", Rating.GOOD)
    other.store.catch_up()
    assert dump(other) == list(other.store.replayed_dump())
    assert not other.store.is_behind()


def test_a_second_import_of_all_of_it_changes_nothing(other: Desk, lines: list[bytes]) -> None:
    other.store.import_lines(lines)
    before = dump(other), list(other.store.export_lines())
    report = other.store.import_lines(lines, told=stopping_after(1))
    assert (report.added, report.already, report.bad) == (0, len(lines), ())
    assert (dump(other), list(other.store.export_lines())) == before


def test_while_another_program_imports_nobody_else_works_it_out(other: Desk, lines: list[bytes]) -> None:
    with pytest.raises(KeyboardInterrupt):
        other.store.import_lines(breaking_off(lines, 14))
    importing = Holdings(other.home.running)
    importing.hold(IMPORTING)
    with pytest.raises(StoreBusy, match="bringing facts into this home"):
        open_store(other.home, other.clock)
    left_behind(other)
    with pytest.raises(StoreBusy):
        other.store.import_lines(lines)
    importing.let_all_go()
    assert other.store.import_lines(lines).bad == ()


def test_both_ways_to_ask_for_the_fold_agree() -> None:
    assert str(FOLD_VERSION) == ASKED_VERSION


def test_what_is_no_database_awaits_nothing(other: Desk) -> None:
    path = other.home.root / "junk.db"
    assert facts_to_work_out(path) == 0
    path.write_bytes(b"junk" * 100)
    assert facts_to_work_out(path) == 0
