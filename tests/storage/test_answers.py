"""Answers are kept with everything they were about, and can be taken back and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from csmdrill.core.errors import NothingToUndo
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Phase, Rating
from csmdrill.storage.facts import FactRef, ReviewDraft
from csmdrill.storage.queries import Scope

if TYPE_CHECKING:
    from csmdrill.core.home import Home
    from csmdrill.practice.model import Memory
    from tests.storage.conftest import Desk, Making

KEY = "p/d/a"


def facts(desk: Desk) -> list[dict[str, object]]:
    """Return the facts of a home as its export shows them."""
    return [msgspec.json.decode(line) for line in desk.store.export_lines()]


def payload(desk: Desk) -> dict[str, object]:
    """Return what the last fact says."""
    said = facts(desk)[-1]["payload"]
    assert isinstance(said, dict)
    return said


def memory(desk: Desk, key: str = KEY) -> Memory | None:
    """Return what is remembered of a card that is in a deck."""
    stored = desk.store.card(key)
    assert stored is not None
    return stored.memory


@pytest.fixture(autouse=True)
def _one_deck(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck("/d.yaml", make.card(KEY), make.card("p/d/b")))


def test_the_memory_is_what_the_model_says_and_survives_reopening(desk: Desk) -> None:
    expected = MemoryModel(0.9).review(KEY, None, Rating.GOOD, desk.clock.moment)
    desk.answer(KEY)
    desk.reopen()
    assert memory(desk) == expected


def test_a_review_fact_says_everything_a_replay_needs(desk: Desk) -> None:
    desk.learn(KEY)
    desk.clock.pass_by(days=3)
    before = memory(desk)
    assert before is not None
    desk.answer(KEY, Rating.AGAIN, hash="h2", revision=4, session="s1", suggested=Rating.GOOD, took_ms=61_000)
    fact = facts(desk)[-1]
    assert (fact["kind"], fact["key"], fact["hash"], fact["day"]) == ("review", KEY, "h2", "2026-11-27")
    assert fact["payload"] == {
        "rating": 1,
        "took_ms": 61_000,
        "revision": 4,
        "model": "fsrs-6",
        "parameters": "default",
        "retention": 0.9,
        "predicted": round(MemoryModel(0.9).predicted_recall(before, desk.clock.moment.day), 6),
        "competency": "outcome-discovery",
        "session": "s1",
        "suggested": 3,
        "text": None,
        "phase_before": 2,
        "scheduled": True,
    }


def test_the_first_fact_of_a_device_says_whose_it_is(desk: Desk) -> None:
    desk.answer(KEY)
    first, second = facts(desk)
    assert (first["seq"], first["kind"], first["payload"]) == (1, "install", {"person": desk.store.person})
    assert (second["seq"], second["person"]) == (2, desk.store.person)


def test_a_clock_set_back_reorders_nothing(desk: Desk) -> None:
    refs = [desk.answer(KEY)]
    desk.clock.pass_by(days=-400)
    refs += [desk.answer(KEY), desk.answer(KEY)]
    exported = facts(desk)
    assert [fact["seq"] for fact in exported] == [1, 2, 3, 4]
    places = [int(str(fact["order_at"])) for fact in exported]
    assert places == sorted(set(places))
    assert [ref.seq for ref in refs] == [2, 3, 4]
    kept = memory(desk)
    assert kept is not None
    assert kept.reps == 3
    assert desk.store.check(deep=True) == []


def test_undo_restores_memory_counts_and_day(desk: Desk) -> None:
    desk.learn(KEY)
    desk.clock.pass_by(days=3)
    before = list(desk.store.canonical_dump())
    ref = desk.answer(KEY, Rating.AGAIN)
    after = list(desk.store.canonical_dump())
    back = desk.store.undo(ref, desk.clock.moment)
    assert list(desk.store.canonical_dump()) == before
    desk.store.undo(back, desk.clock.moment)
    assert list(desk.store.canonical_dump()) == after
    assert after != before
    assert desk.store.check(deep=True) == []


def test_undoing_the_only_answer_makes_the_card_new(desk: Desk) -> None:
    ref = desk.answer(KEY)
    desk.store.undo(ref, desk.clock.moment)
    assert memory(desk) is None
    counts = desk.store.counts(desk.clock.moment.day)
    assert (counts.new_today, counts.reviews_today, counts.new_available) == (0, 0, 2)
    assert list(desk.store.canonical_dump()) == []


def test_an_answer_below_others_can_be_taken_back(desk: Desk) -> None:
    first = desk.answer(KEY, Rating.AGAIN)
    desk.clock.pass_by(days=2)
    desk.answer(KEY)
    desk.store.undo(first, desk.clock.moment)
    kept = memory(desk)
    assert kept == MemoryModel(0.9).review(KEY, None, Rating.GOOD, desk.clock.moment)
    assert desk.store.counts(desk.clock.moment.day).new_today == 1
    assert desk.store.check(deep=True) == []


def test_a_long_chain_of_undo_and_redo_ends_where_it_says(desk: Desk) -> None:
    ref = desk.answer(KEY)
    with_answer = list(desk.store.canonical_dump())
    for _ in range(6):
        ref = desk.store.undo(ref, desk.clock.moment)
        assert list(desk.store.canonical_dump()) == []
        ref = desk.store.undo(ref, desk.clock.moment)
        assert list(desk.store.canonical_dump()) == with_answer
    assert desk.store.check(deep=True) == []


def test_what_is_gone_cannot_be_taken_back_again(desk: Desk) -> None:
    ref = desk.answer(KEY)
    desk.store.undo(ref, desk.clock.moment)
    number = desk.store.totals()
    with pytest.raises(NothingToUndo):
        desk.store.undo(ref, desk.clock.moment)
    with pytest.raises(NothingToUndo):
        desk.store.undo(FactRef("nobody", 1), desk.clock.moment)
    assert desk.store.totals() == number


def test_a_reference_reads_back(desk: Desk) -> None:
    ref = desk.answer(KEY)
    assert FactRef.parse(str(ref)) == ref
    with pytest.raises(ValueError, match="none"):
        FactRef.parse("none")


def test_two_stores_answer_one_after_the_other(desk: Desk, make: type[Making], home: Home) -> None:
    other = make.desk(home, desk.clock)
    desk.answer(KEY)
    other.answer(KEY)
    desk.answer(KEY)
    kept = memory(desk)
    assert kept is not None
    assert kept.reps == 3
    assert [fact["seq"] for fact in facts(desk)] == [1, 2, 3, 4]
    other.store.close()


def test_a_failing_model_leaves_nothing_behind(desk: Desk) -> None:
    class Broken(MemoryModel):
        def review(self, *_: object, **__: object) -> Memory:
            raise ZeroDivisionError

    draft = ReviewDraft(key=KEY, hash="h", revision=1, competency="", rating=Rating.GOOD, took_ms=1)
    with pytest.raises(ZeroDivisionError):
        desk.store.record_review(draft, desk.clock.moment, Broken())
    assert desk.store.totals() == (0, 0)
    desk.answer(KEY)
    assert desk.store.totals() == (2, 1)


class TestTypedText:
    """What was typed stands apart from the facts, and can really be erased."""

    WORDS = "The ten belongs to two years, said Priya."

    def test_the_log_holds_only_a_hash(self, desk: Desk) -> None:
        desk.answer(KEY, typed=self.WORDS)
        assert not any(b"Priya" in line for line in desk.store.export_lines())
        assert any(b"Priya" in line for line in desk.store.export_lines(with_text=True))
        assert len(str(payload(desk)["text"])) == 64

    def test_erasing_leaves_no_byte_in_the_file(self, desk: Desk) -> None:
        for key in (KEY, "p/d/b"):
            desk.answer(key, typed=self.WORDS)
        before = list(desk.store.canonical_dump())
        assert b"Priya" in desk.home.database.read_bytes()
        assert desk.store.erase_texts() == 2
        desk.reopen()
        assert b"Priya" not in desk.home.database.read_bytes()
        assert list(desk.store.canonical_dump()) == before
        assert desk.store.check(deep=True) == []

    def test_control_characters_and_length_are_tamed(self, desk: Desk) -> None:
        desk.answer(KEY, typed="\x1b]52;c;x\x07" + "y" * 5000)
        line = list(desk.store.export_lines(with_text=True))[-1]
        text = msgspec.json.decode(line)["text"]["text"]
        assert "\x1b" not in text
        assert len(text) == 4000
        assert desk.store.import_lines([line]).already == 1


class TestSettings:
    """A setting is a fact; the last one counts."""

    def test_defaults_then_what_was_set(self, desk: Desk) -> None:
        assert desk.store.settings().minutes == 10
        desk.store.set_setting("minutes", 12, desk.clock.moment)
        desk.store.set_setting("retention", 0.85, desk.clock.moment)
        desk.store.set_setting("minutes", 20, desk.clock.moment)
        desk.reopen()
        assert (desk.store.settings().minutes, desk.store.settings().retention) == (20, 0.85)
        assert [fact["kind"] for fact in facts(desk)] == ["install", "setting", "setting", "setting"]
        assert desk.store.check(deep=True) == []

    def test_undoing_a_setting_brings_the_one_before_back(self, desk: Desk) -> None:
        desk.store.set_setting("minutes", 12, desk.clock.moment)
        ref = desk.store.set_setting("minutes", 20, desk.clock.moment)
        back = desk.store.undo(ref, desk.clock.moment)
        assert desk.store.settings().minutes == 12
        desk.store.undo(back, desk.clock.moment)
        assert desk.store.settings().minutes == 20
        assert desk.store.check(deep=True) == []

    def test_a_later_retention_leaves_earlier_reviews_as_they_were(self, desk: Desk) -> None:
        desk.learn(KEY)
        before = memory(desk)
        desk.store.set_setting("retention", 0.8, desk.clock.moment)
        assert not desk.store.rebuild().changed
        assert memory(desk) == before


def test_sessions_are_facts_without_state(desk: Desk) -> None:
    desk.store.start_session("s1", desk.clock.moment, 10, Scope(tag="price"))
    before = payload(desk)
    desk.answer(KEY, session="s1")
    desk.store.end_session("s1", desk.clock.moment, 1, "time")
    assert (before["event"], before["session"], before["minutes"]) == ("start", "s1", 10)
    assert "price" in str(before["scope"])
    after = payload(desk)
    assert (after["event"], after["answered"], after["reason"]) == ("end", 1, "time")
    assert desk.store.check(deep=True) == []


def test_a_lapse_sends_a_card_to_relearning(desk: Desk) -> None:
    desk.learn(KEY)
    desk.clock.pass_by(days=5)
    desk.answer(KEY, Rating.AGAIN)
    kept = memory(desk)
    assert kept is not None
    assert (kept.phase, kept.lapses) == (Phase.RELEARNING, 1)
