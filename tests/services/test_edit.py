"""Editing: a shipped card is copied into the person's own folder, others are opened where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import ContentUnreadable
from csmdrill.practice.model import Rating
from csmdrill.services.edit import card_block, copy_card, editable, settle
from csmdrill.services.practise import Drill
from csmdrill.storage.stored import StoredCard

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising

    Ways = type[Practising]


def shipped(desk: Desk) -> list[StoredCard]:
    """Return every shipped card as the store has it."""
    desk.read()
    keys = [row.key for row in desk.workspace.store.new_cards(desk.workspace.now().day, 5000)]
    cards = [desk.workspace.store.card(key) for key in keys]
    return [card for card in cards if card and card.origin == "shipped"]


def test_every_shipped_card_can_be_copied_and_its_copy_takes_its_place(desk: Desk) -> None:
    before = shipped(desk)
    assert len(before) >= 60
    for card in before:
        copy_card(desk.workspace.home, card)
    change = desk.read()
    assert (change.edited, change.revised, change.retired, change.renamed) == (0, 0, 0, 0)
    assert desk.workspace.store.problems() == []
    for card in before:
        copy = desk.workspace.store.card(card.key)
        assert copy is not None
        assert copy.origin == "personal"
        assert Path(copy.path).parent == desk.workspace.home.decks.resolve()
        assert (copy.card, copy.hash, copy.revision) == (card.card, card.hash, card.revision)
        assert (copy.competency, copy.tags, copy.deck_title) == (card.competency, card.tags, card.deck_title)


def test_the_place_is_the_card_s_own_line_in_the_copy(desk: Desk) -> None:
    card = shipped(desk)[5]
    place = editable(desk.workspace, card.key)
    lines = place.path.read_text().splitlines()
    assert f"id: {card.family.rpartition('/')[2]}" in lines[place.line - 1]
    assert place.path.parent == desk.workspace.home.decks
    assert place.copied == place.path.read_text()


def test_a_copy_that_is_there_is_opened_and_not_written_again(desk: Desk) -> None:
    card = shipped(desk)[0]
    first = editable(desk.workspace, card.key)
    first.path.write_text(first.path.read_text().replace("why: ", "why: Mine. "))
    desk.read()
    again = editable(desk.workspace, card.key)
    assert again.path == first.path.resolve()
    assert again.line == first.line
    assert again.copied == ""
    assert "Mine. " in again.path.read_text()
    stored = desk.workspace.store.card(card.key)
    assert stored is not None
    assert stored.hash != card.hash


def test_a_copy_that_cannot_be_read_is_opened_to_be_mended(desk: Desk) -> None:
    card = shipped(desk)[0]
    place = editable(desk.workspace, card.key)
    place.path.write_text(place.copied + "  - [\n")
    desk.read()
    again = editable(desk.workspace, card.key)
    assert (again.path, again.copied) == (place.path, "")
    assert again.path.read_text() == place.copied + "  - [\n"
    assert "- " in again.path.read_text().splitlines()[again.line - 1]


def test_history_goes_with_the_copy_and_back_when_it_is_deleted(desk: Desk, ways: Ways) -> None:
    card = shipped(desk)[0]
    drill = Drill(desk.workspace)
    while (view := drill.view()) is not None and view.key != card.key:
        ways.answer(drill, Rating.EASY)
    ways.answer(drill, Rating.EASY)
    learned = desk.workspace.store.card(card.key)
    place = editable(desk.workspace, card.key)
    desk.read()
    copied = desk.workspace.store.card(card.key)
    place.path.unlink()
    assert desk.read().retired == 0
    back = desk.workspace.store.card(card.key)
    assert learned is not None
    assert copied is not None
    assert learned.memory is not None
    assert (copied.origin, copied.memory, copied.changed) == ("personal", learned.memory, False)
    assert back == learned


def test_other_cards_are_edited_where_they_stand(desk: Desk, ways: Ways) -> None:
    desk.deck_is(ways.recall("a"), ways.recall("b"))
    desk.read()
    place = editable(desk.workspace, "my/desk/b")
    assert (place.path, place.line, place.copied) == (desk.deck.resolve(), 7, "")


def test_a_copy_left_as_it_was_is_taken_away_again(desk: Desk) -> None:
    card = shipped(desk)[0]
    place = editable(desk.workspace, card.key)
    settle(desk.workspace, place)
    assert not place.path.exists()
    assert desk.workspace.store.card(card.key) == card


def test_an_edited_copy_stays_and_is_told_with_its_path(desk: Desk) -> None:
    card = shipped(desk)[0]
    place = editable(desk.workspace, card.key)
    place.path.write_text(place.copied.replace("why: ", "why: Mine. "))
    said = settle(desk.workspace, place).splitlines()
    assert place.path.name in said  # on a line of its own, so that no notice breaks it
    assert max(map(len, said)) <= 66
    stored = desk.workspace.store.card(card.key)
    assert stored is not None
    assert (stored.origin, stored.hash == card.hash) == ("personal", False)


def test_an_edit_that_cannot_be_read_is_told_with_its_place(desk: Desk, ways: Ways) -> None:
    desk.deck_is(ways.recall("a"), ways.recall("b"))
    desk.read()
    place = editable(desk.workspace, "my/desk/a")
    desk.deck.write_text(desk.deck.read_text().replace("}", "", 1))
    assert f"\n{place.path.name}:7:" in settle(desk.workspace, place)


def test_an_edit_that_brings_a_warning_can_be_read_all_the_same(desk: Desk, ways: Ways) -> None:
    desk.deck_is(ways.recall("a"), ways.recall("b"))
    desk.read()
    place = editable(desk.workspace, "my/desk/a")
    desk.deck_is(ways.recall("a", why=""), ways.recall("b"))
    said = settle(desk.workspace, place)
    assert "1 edited" in said
    assert "cannot be read" not in said


def test_a_card_that_has_left_its_deck_is_told(desk: Desk) -> None:
    with pytest.raises(ContentUnreadable, match="my/desk/gone stands in no deck file"):
        editable(desk.workspace, "my/desk/gone")


def test_a_folder_that_takes_no_copy_is_told(desk: Desk) -> None:
    card = shipped(desk)[0]
    desk.workspace.home.decks.rmdir()
    desk.workspace.home.decks.write_text("a file in the way")
    with pytest.raises(ContentUnreadable, match="cannot be copied"):
        editable(desk.workspace, card.key)


def test_a_block_is_the_card_with_its_comments_and_nothing_of_the_next() -> None:
    lines = ["cards:", "    - kind: recall", "      # why so", "", "      why: |", "        a", "", "    - x"]
    assert card_block(lines, 2) == "  - kind: recall\n    # why so\n\n    why: |\n      a\n"
