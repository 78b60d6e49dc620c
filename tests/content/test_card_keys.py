"""Keys, parts, aliases and hashes of cards: what names a card, and what marks an edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csmdrill.content.checking import check_deck
from csmdrill.content.deck import LibraryCard, decode_card, encode_card
from csmdrill.content.identity import library_cards

Read = Callable[[str], tuple[LibraryCard, ...]]
DECK = "format: csmdrill/deck@1\nid: d\ntitle: T\ncompetency: renewal-negotiation\n"


@pytest.fixture
def read() -> Read:
    """Read a deck of pack p, made of the end of its head and its cards."""

    def cards(rest: str) -> tuple[LibraryCard, ...]:
        checked = check_deck((DECK + rest).encode(), "d.deck.yaml", may_shadow=True)
        assert checked.head is not None
        assert not [problem for problem in checked.problems if problem.is_error]
        return library_cards("p", checked.head, checked.cards, "d.deck.yaml", checked.text)

    return cards


def test_every_kind_gives_its_parts(read: Read) -> None:
    cards = read(
        "cards:\n"
        "  - {id: r, kind: recall, prompt: p, answer: a}\n"
        "  - {id: two, kind: recall, prompt: p, answer: a, reverse: true}\n"
        "\n"
        '  - {id: c, kind: cloze, text: "{{x::1}} {{y::2}} {{x::3}}"}\n'
        '  - {id: one, kind: cloze, text: "{{x::1}}"}\n'
    )
    assert [(card.key, card.family, card.part, card.line, card.position) for card in cards] == [
        ("p/d/r", "p/d/r", "", 6, 0),
        ("p/d/two", "p/d/two", "", 7, 1),
        ("p/d/two#reverse", "p/d/two", "reverse", 7, 1),
        ("p/d/c#x", "p/d/c", "x", 9, 2),
        ("p/d/c#y", "p/d/c", "y", 9, 2),
        ("p/d/one#x", "p/d/one", "x", 10, 3),
    ]


def test_a_card_carries_what_its_deck_says(read: Read) -> None:
    card, other = read(
        "cards:\n"
        "  - {id: r, kind: recall, prompt: p, answer: a, tags: [x, y], revision: 3}\n"
        "  - {id: s, kind: recall, prompt: p, answer: a, competency: outcome-discovery}\n"
    )
    assert (card.competency, card.tags, card.revision, card.deck_title) == (
        "renewal-negotiation",
        ("x", "y"),
        3,
        "T",
    )
    assert other.competency == "outcome-discovery"
    assert decode_card(encode_card(card.card)) == card.card


def test_aliases_are_full_keys_and_multiply_with_those_of_the_deck(read: Read) -> None:
    (card,) = read("cards:\n  - {id: r, kind: recall, prompt: p, answer: a, aliases: [old, e/older]}\n")
    assert card.aliases == ("p/d/old", "p/e/older")
    both = read(
        "aliases: [was]\ncards:\n"
        "  - {id: r, kind: recall, prompt: p, answer: a, reverse: true, aliases: [old, e/older]}\n"
    )
    assert both[0].aliases == ("p/d/old", "p/e/older", "p/was/r", "p/was/old")
    assert both[1].aliases == tuple(f"{alias}#reverse" for alias in both[0].aliases)


def test_a_shadow_takes_the_keys_of_the_other_deck(read: Read) -> None:
    (card,) = read(
        "shadows: csmdrill/core\ncards:\n  - {id: r, kind: recall, prompt: p, answer: a, aliases: [old]}\n"
    )
    assert card.key == "csmdrill/core/r"
    assert card.aliases == ("csmdrill/core/old",)


SAME = [
    "{id: other, kind: recall, prompt: p, answer: a, why: w}",
    "{why: w, answer: a, id: r, prompt: 'p', kind: recall}",
    "{id: r, kind: recall, prompt: p, answer: a, why: w, tags: [x], revision: 2, aliases: [q], level: 2}",
    "{id: r, kind: recall, prompt: p, answer: a, why: w, competency: outcome-discovery}",
    "{id: r, kind: recall, prompt: p, answer: a, why: w, philosophies: [community]}",
    "{id: r, kind: recall, prompt: p, answer: a, why: w, segment: big, department: sales, source: book}",
    "{id: r, kind: recall, prompt: p, answer: a, why: w, reverse: false}",
]
OTHER = [
    "{id: r, kind: recall, prompt: q, answer: a, why: w}",
    "{id: r, kind: recall, prompt: p, answer: b, why: w}",
    "{id: r, kind: recall, prompt: p, answer: a, why: v}",
    "{id: r, kind: recall, prompt: p, answer: a}",
    "{id: r, kind: recall, prompt: p, answer: a, why: w, reverse: true}",
]


@pytest.mark.parametrize("card", SAME)
def test_how_a_card_is_filed_does_not_change_its_hash(read: Read, card: str) -> None:
    (first,) = read("cards:\n  - {id: r, kind: recall, prompt: p, answer: a, why: w}\n")
    (second,) = read(f"cards:\n  - {card}\n")
    assert second.hash == first.hash


@pytest.mark.parametrize("card", OTHER)
def test_what_a_card_says_changes_its_hash(read: Read, card: str) -> None:
    (first,) = read("cards:\n  - {id: r, kind: recall, prompt: p, answer: a, why: w}\n")
    assert read(f"cards:\n  - {card}\n")[0].hash != first.hash


def test_siblings_have_hashes_of_their_own(read: Read) -> None:
    cards = read('cards:\n  - {id: c, kind: cloze, text: "{{x::1}} {{y::2}}"}\n')
    assert cards[0].hash != cards[1].hash
    assert all(len(card.hash) == 16 and int(card.hash, 16) >= 0 for card in cards)


def test_a_hash_is_the_same_on_every_machine_and_in_every_version(read: Read) -> None:
    (card,) = read(
        "cards:\n"
        "  - id: c\n"
        "    kind: case\n"
        "    facts: {x: {kind: range, from: 1, to: 9, step: 0.5}, who: {kind: fake, of: name}}\n"
        '    prompt: "{{who}} {{x}}"\n'
        "    answer: {kind: number, value: x, within: 1}\n"
    )
    assert card.hash == "62857bde8a8c7acd"


def test_the_path_says_nothing_about_the_key(read: Read, tmp_path: Path) -> None:
    checked = check_deck((DECK + "cards:\n  - {id: r, kind: recall, prompt: p, answer: a}\n").encode(), "x")
    assert checked.head is not None
    path = str(tmp_path / "moved.deck.yaml")
    (moved,) = library_cards("p", checked.head, checked.cards, path, checked.text)
    (card,) = read("cards:\n  - {id: r, kind: recall, prompt: p, answer: a}\n")
    assert (moved.key, moved.hash) == (card.key, card.hash)
