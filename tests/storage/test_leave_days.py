"""While on leave nothing is due; before it, what falls due in its first half may be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csmdrill.core.clock import StudyDay
from csmdrill.practice.model import Rating
from csmdrill.storage.facts import BuryPayload, DuePayload, SuspendPayload
from csmdrill.storage.prompt import due_count

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

KEYS = tuple(f"p/d/{name}" for name in "abcdef")


@pytest.fixture
def ready(desk: Desk, make: type[Making]) -> Desk:
    """A desk with six learnt cards that fall due one a day from the tenth day on."""
    desk.has(make.deck("/d.yaml", *(make.card(key) for key in KEYS)))
    for key in KEYS:
        desk.learn(key)
    day = desk.clock.moment.day
    for number, key in enumerate(KEYS):
        desk.store.handle([key], DuePayload(day=day + 10 + number), desk.clock.moment)
    return desk


def on(desk: Desk, days: int) -> StudyDay:
    """Return the study day in so many days."""
    return StudyDay(desk.clock.moment.day + days)


def leave(desk: Desk, first: int, last: int) -> None:
    """Plan a leave from one day to another, counted from today."""
    desk.store.set_leave(on(desk, first), on(desk, last), desk.clock.moment)


def test_nothing_is_due_while_on_leave(ready: Desk) -> None:
    leave(ready, 10, 12)
    day = on(ready, 11)
    assert ready.store.due_cards(day) == []
    assert ready.store.learning_cards(day) == []
    counts = ready.store.counts(day)
    assert (counts.due, counts.learning, counts.early) == (0, 0, 0)
    assert counts.back_day == counts.next_due_day == on(ready, 13)
    after = ready.store.counts(on(ready, 13))
    assert (after.due, after.back_day) == (4, None)


def test_a_card_in_its_steps_waits_for_the_return(ready: Desk) -> None:
    ready.answer(KEYS[0], Rating.AGAIN)
    leave(ready, 0, 2)
    assert ready.store.learning_cards(on(ready, 0)) == []
    assert [row.key for row in ready.store.due_cards(on(ready, 3))] == [KEYS[0]]


def test_the_days_before_offer_its_first_half(ready: Desk) -> None:
    leave(ready, 11, 14)
    early = {days: [row.key for row in ready.store.early_cards(on(ready, days), 9)] for days in range(7, 16)}
    assert early[7] == early[8] == []
    assert early[9] == [KEYS[0], KEYS[1]]
    assert early[10] == [KEYS[1], KEYS[2]]
    assert early[11] == early[15] == []
    assert ready.store.counts(on(ready, 9)).early == 2
    assert ready.store.counts(on(ready, 8)).next_due_day == on(ready, 9)
    ready.store.handle([KEYS[1]], SuspendPayload(on=True), ready.clock.moment)
    assert ready.store.counts(on(ready, 10)).early == 1


def test_a_leave_taken_away_is_none(ready: Desk) -> None:
    leave(ready, 10, 12)
    ready.store.set_leave(on(ready, 10), on(ready, 12), ready.clock.moment, on=False)
    assert ready.store.leaves() == ()
    assert ready.store.counts(on(ready, 11)).due == 2
    assert list(ready.store.canonical_dump()) == list(ready.store.replayed_dump())


def test_a_leave_can_be_undone(ready: Desk) -> None:
    before = list(ready.store.canonical_dump())
    ref = ready.store.set_leave(on(ready, 1), on(ready, 2), ready.clock.moment)
    ready.store.undo(ref, ready.clock.moment)
    assert list(ready.store.canonical_dump()) == before


def test_the_prompt_counts_as_the_store_does(ready: Desk, make: type[Making]) -> None:
    from csmdrill.practice.queue import is_behind
    from csmdrill.practice.workload import seconds_per_card, shared_out

    more = [f"p/d/{number}{part}" for number in range(6) for part in ("#x", "#y")]
    ready.has(make.deck("/e.yaml", *(make.card(key) for key in more)))
    ready.store.set_setting("new", 3, ready.clock.moment)
    leave(ready, 11, 14)
    leave(ready, 16, 17)
    seen = set()
    for days in range(20):
        day = ready.clock.moment.day
        if days == 12:
            ready.store.handle([KEYS[5]], BuryPayload(day=day + 3), ready.clock.moment)
            ready.store.handle([KEYS[4], more[0]], SuspendPayload(on=True), ready.clock.moment)
        if days == 9:
            ready.store.set_setting("minutes", 1, ready.clock.moment)
        settings, counts = ready.store.settings(), ready.store.counts(day)
        seconds = seconds_per_card(*ready.store.pace(day))
        due = counts.due + counts.learning
        allowed = 0 if counts.back_day else max(0, settings.new - counts.new_today)
        new = 0 if is_behind(due, seconds, settings.minutes) else min(allowed, counts.new_available)
        early, new = shared_out(due, counts.early, new, seconds, settings.minutes)
        assert due_count(ready.home.database, ready.clock) == due + new + early
        seen.add((bool(counts.back_day), bool(early), bool(new)))
        if days == 3:
            ready.answer(more[2])
        ready.clock.pass_by(days=1)
    assert {(True, False, False), (False, True, False), (False, False, True)} <= seen
