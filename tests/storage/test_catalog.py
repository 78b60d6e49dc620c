"""Deck files come and go, and no card's history is lost by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from csmdrill.content.problem import Problem
from csmdrill.practice.model import Rating

if TYPE_CHECKING:
    from csmdrill.practice.model import Memory
    from tests.storage.conftest import Desk, Making

PATH = "/d.yaml"


def memory(desk: Desk, key: str) -> Memory | None:
    """Return what is remembered of a card in a deck."""
    stored = desk.store.card(key)
    assert stored is not None
    return stored.memory


def renames(desk: Desk) -> list[dict[str, str]]:
    """Return the rename facts."""
    facts = [msgspec.json.decode(line) for line in desk.store.export_lines()]
    return [fact["payload"] for fact in facts if fact["kind"] == "rename"]


def test_a_first_look_adds_cards_and_a_second_changes_nothing(desk: Desk, make: type[Making]) -> None:
    scan = make.scan(make.deck(PATH, make.card("p/d/a", tags=("price", "edge"), line=9), make.card("p/d/b")))
    first = desk.store.sync_content(scan, desk.clock.moment)
    assert (first.added, first.edited, first.retired, first.renamed) == (2, 0, 0, 0)
    again = desk.store.sync_content(scan, desk.clock.moment)
    assert not again.anything
    assert desk.store.known_files() == {PATH: "d1"}
    stored = desk.store.card("p/d/a")
    assert stored is not None
    assert (stored.line, stored.tags, stored.path, stored.origin) == (9, ("price", "edge"), PATH, "shipped")
    assert stored.card == make.card("p/d/a").card
    assert desk.store.totals() == (0, 0)


def test_an_edit_keeps_the_schedule_and_says_changed_once(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck(PATH, make.card("p/d/a")))
    desk.learn("p/d/a")
    before = memory(desk, "p/d/a")
    change = desk.store.sync_content(
        make.scan(make.deck(PATH, make.card("p/d/a", hash="h2"))), desk.clock.moment
    )
    assert (change.edited, change.added, change.revised) == (1, 0, 0)
    stored = desk.store.card("p/d/a")
    assert stored is not None
    assert stored.changed
    assert stored.memory == before
    desk.answer("p/d/a", hash="h2")
    stored = desk.store.card("p/d/a")
    assert stored is not None
    assert not stored.changed


def test_a_raised_revision_is_due_now_and_writes_no_fact(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck(PATH, make.card("p/d/a")))
    desk.learn("p/d/a")
    day = desk.clock.moment.day
    number = desk.store.totals()
    dump = list(desk.store.canonical_dump())
    assert desk.store.due_cards(day) == []
    revised = make.scan(make.deck(PATH, make.card("p/d/a", hash="h2", revision=2)))
    assert desk.store.sync_content(revised, desk.clock.moment).revised == 1
    assert [row.key for row in desk.store.due_cards(day)] == ["p/d/a"]
    assert desk.store.totals() == number
    assert list(desk.store.canonical_dump()) == dump
    desk.clock.pass_by(days=1)
    desk.answer("p/d/a", hash="h2", revision=2)
    assert desk.store.due_cards(desk.clock.moment.day) == []


def test_an_answer_to_the_old_words_leaves_a_revised_card_due(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck(PATH, make.card("p/d/a")))
    desk.learn("p/d/a")
    desk.has(make.deck(PATH, make.card("p/d/a", revision=2)))
    ref = desk.answer("p/d/a", revision=2)
    desk.clock.pass_by(days=1)
    day = desk.clock.moment.day
    assert desk.store.due_cards(day) == []
    desk.store.undo(ref, desk.clock.moment)
    assert [row.key for row in desk.store.due_cards(day)] == ["p/d/a"]


def test_what_vanishes_is_retired_and_comes_back_with_its_history(desk: Desk, make: type[Making]) -> None:
    deck = make.deck(PATH, make.card("p/d/a"), make.card("p/d/b"))
    desk.has(deck)
    desk.learn("p/d/a")
    before = memory(desk, "p/d/a")
    gone = desk.store.sync_content(make.scan(gone=(PATH,)), desk.clock.moment)
    assert gone.retired == 2
    assert desk.store.card("p/d/a") is None
    assert desk.store.counts(desk.clock.moment.day).live == 0
    assert desk.store.known_files() == {}
    back = desk.store.sync_content(make.scan(deck), desk.clock.moment)
    assert back.added == 2
    assert memory(desk, "p/d/a") == before


def test_a_card_moved_between_files_is_the_same_card(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck(PATH, make.card("p/d/a")))
    desk.learn("p/d/a")
    before = memory(desk, "p/d/a")
    moved = make.scan(make.deck("/sub/other.yaml", make.card("p/d/a")), gone=(PATH,))
    assert not desk.store.sync_content(moved, desk.clock.moment).anything
    assert memory(desk, "p/d/a") == before


def test_the_personal_copy_wins_and_the_shipped_one_returns(desk: Desk, make: type[Making]) -> None:
    def hash_now() -> str:
        stored = desk.store.card("p/d/a")
        assert stored is not None
        return stored.hash

    shipped = make.deck("/a.yaml", make.card("p/d/a", hash="shipped"))
    pack = make.deck("/0/pack.yaml", make.card("p/d/a", hash="pack"), origin="pack")
    given = make.deck("/z/given.yaml", make.card("p/d/a", hash="given"), origin="given")
    mine = make.deck("/z/mine.yaml", make.card("p/d/a", hash="mine"), origin="personal")
    seen = []
    for deck in (given, shipped, pack, mine):
        desk.has(deck)
        seen.append(hash_now())
    for deck in (mine, pack, shipped):
        desk.has(gone=(deck.path,))
        seen.append(hash_now())
    assert seen == ["given", "shipped", "pack", "mine", "pack", "shipped", "given"]


def test_whoever_names_a_file_sees_a_card_as_that_file_has_it(desk: Desk, make: type[Making]) -> None:
    mine = make.deck("/mine.yaml", make.card("p/d/a", hash="mine"), origin="personal")
    given = make.deck("/given.yaml", make.card("p/d/a", hash="given"), origin="given")
    desk.has(mine, given)
    plain, named = desk.store.card("p/d/a"), desk.store.card("p/d/a", (given.path,))
    assert plain is not None
    assert named is not None
    assert (plain.hash, named.hash) == ("mine", "given")


def test_among_equals_the_first_path_wins_whatever_changed_last(desk: Desk, make: type[Making]) -> None:
    desk.has(
        make.deck("/b.yaml", make.card("p/d/a", hash="b")), make.deck("/a.yaml", make.card("p/d/a", hash="a"))
    )
    desk.has(make.deck("/b.yaml", make.card("p/d/a", hash="b2"), digest="d2"))
    stored = desk.store.card("p/d/a")
    assert stored is not None
    assert stored.hash == "a"


class TestRenames:
    """A card finds the history it had under another key."""

    def test_an_alias_takes_the_history_along(self, desk: Desk, make: type[Making]) -> None:
        desk.has(make.deck(PATH, make.card("p/d/a")))
        desk.learn("p/d/a")
        before = memory(desk, "p/d/a")
        renamed = make.scan(make.deck(PATH, make.card("p/d/b", aliases=("p/d/a",))))
        change = desk.store.sync_content(renamed, desk.clock.moment)
        assert (change.renamed, change.added, change.retired) == (1, 0, 0)
        assert memory(desk, "p/d/b") == before
        assert renames(desk) == [{"from": "p/d/a", "to": "p/d/b"}]
        assert desk.store.check(deep=True) == []

    def test_a_rename_without_history_writes_no_fact(self, desk: Desk, make: type[Making]) -> None:
        desk.has(make.deck(PATH, make.card("p/d/a")))
        desk.has(make.deck(PATH, make.card("p/d/b", aliases=("p/d/a",))))
        assert desk.store.totals() == (0, 0)

    def test_a_live_card_keeps_its_history(self, desk: Desk, make: type[Making]) -> None:
        desk.has(make.deck(PATH, make.card("p/d/a")))
        desk.learn("p/d/a")
        desk.has(make.deck(PATH, make.card("p/d/a"), make.card("p/d/b", aliases=("p/d/a",))))
        assert memory(desk, "p/d/a") is not None
        assert memory(desk, "p/d/b") is None

    def test_reverting_brings_it_back_without_an_alias(self, desk: Desk, make: type[Making]) -> None:
        old = make.deck(PATH, make.card("p/d/a"))
        new = make.deck(PATH, make.card("p/d/b", aliases=("p/d/a",)))
        desk.has(old)
        desk.learn("p/d/a")
        desk.has(new)
        desk.clock.pass_by(days=4)
        desk.answer("p/d/b")
        kept = memory(desk, "p/d/b")
        desk.has(old)
        assert memory(desk, "p/d/a") == kept
        desk.has(new)
        assert memory(desk, "p/d/b") == kept
        assert len(renames(desk)) == 3
        assert desk.store.check(deep=True) == []

    def test_learnt_after_the_rename_and_then_reverted(self, desk: Desk, make: type[Making]) -> None:
        desk.has(make.deck(PATH, make.card("p/d/a")))
        desk.has(make.deck(PATH, make.card("p/d/b", aliases=("p/d/a",))))
        desk.learn("p/d/b")
        kept = memory(desk, "p/d/b")
        desk.has(make.deck(PATH, make.card("p/d/a")))
        assert memory(desk, "p/d/a") == kept

    def test_two_renames_between_two_looks(self, desk: Desk, make: type[Making]) -> None:
        desk.has(make.deck(PATH, make.card("p/d/a")))
        desk.learn("p/d/a")
        kept = memory(desk, "p/d/a")
        desk.has(make.deck(PATH, make.card("p/d/b", aliases=("p/d/a",))))
        # Another branch, in which the second name was never used.
        desk.has(make.deck(PATH, make.card("p/d/c", aliases=("p/d/a",))))
        assert memory(desk, "p/d/c") == kept

    def test_one_history_goes_to_one_card(self, desk: Desk, make: type[Making]) -> None:
        desk.has(make.deck(PATH, make.card("p/d/a")))
        desk.learn("p/d/a")
        split = make.deck(
            PATH, make.card("p/d/b", aliases=("p/d/a",)), make.card("p/d/c", aliases=("p/d/a",))
        )
        desk.has(split)
        assert memory(desk, "p/d/b") is not None
        assert memory(desk, "p/d/c") is None

    def test_undo_reaches_through_a_rename(self, desk: Desk, make: type[Making]) -> None:
        desk.has(make.deck(PATH, make.card("p/d/a")))
        desk.learn("p/d/a")
        kept = memory(desk, "p/d/a")
        desk.clock.pass_by(days=5)
        ref = desk.answer("p/d/a", Rating.AGAIN)
        desk.has(make.deck(PATH, make.card("p/d/b", aliases=("p/d/a",))))
        desk.store.undo(ref, desk.clock.moment)
        assert memory(desk, "p/d/b") == kept
        assert desk.store.check(deep=True) == []

    def test_a_history_that_arrives_later_finds_its_card(self, desk: Desk, make: type[Making]) -> None:
        desk.has(make.deck(PATH, make.card("p/d/a")))
        desk.learn("p/d/a")
        kept = memory(desk, "p/d/a")
        other = make.desk(type(desk.home)(desk.home.root / "other"), desk.clock)
        other.has(make.deck(PATH, make.card("p/d/b", aliases=("p/d/a",))))
        other.store.import_lines(desk.store.export_lines())
        assert other.store.sync_content(make.scan(), desk.clock.moment).renamed == 1
        stored = other.store.card("p/d/b")
        assert stored is not None
        assert stored.memory == kept
        assert not other.store.sync_content(make.scan(), desk.clock.moment).anything
        assert other.store.check(deep=True) == []
        other.store.close()

    def test_a_cloze_keeps_each_of_its_parts(self, desk: Desk, make: type[Making]) -> None:
        desk.has(make.deck(PATH, make.card("p/d/a#x"), make.card("p/d/a#y")))
        desk.learn("p/d/a#y")
        kept = memory(desk, "p/d/a#y")
        desk.has(
            make.deck(
                PATH,
                make.card("p/d/b#x", aliases=("p/d/a#x",)),
                make.card("p/d/b#y", aliases=("p/d/a#y",)),
            )
        )
        assert memory(desk, "p/d/b#x") is None
        assert memory(desk, "p/d/b#y") == kept


def test_problems_are_kept_with_their_file_and_go_with_it(desk: Desk, make: type[Making]) -> None:
    problem = Problem(path=PATH, line=3, col=5, code="D401", severity="error", message="Unknown key.")
    broken = msgspec.structs.replace(make.deck(PATH), problems=(problem,))
    change = desk.store.sync_content(make.scan(broken), desk.clock.moment)
    assert change.problems == (problem,)
    assert desk.store.problems() == [problem]
    desk.has(make.deck(PATH, digest="d2"))
    assert desk.store.problems() == []


def test_many_cards_come_in_at_once(desk: Desk, make: type[Making]) -> None:
    many = [make.card(f"p/d/c{number}", position=number) for number in range(1500)]
    assert desk.store.sync_content(make.scan(make.deck(PATH, *many)), desk.clock.moment).added == 1500
    assert desk.store.counts(desk.clock.moment.day).live == 1500
    first = desk.store.new_cards(desk.clock.moment.day, 3)
    assert [row.key for row in first] == ["p/d/c0", "p/d/c1", "p/d/c2"]
