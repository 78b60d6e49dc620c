"""Notes are known by their guids: none comes twice unasked, no review counts twice, Anki gets them back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from csmdrill.content.library import Place, read_deck
from csmdrill.core.errors import ExchangeRejected
from csmdrill.exchange.apkg import read_package
from csmdrill.exchange.guids import guid_of, kept_guid
from csmdrill.services.send_out import send_out
from tests.exchange.conftest import NOW, Forge, Person

NOTES = ((1, "Front\x1fBack"), (2, "Left\x1fRight"))
CARDS: tuple[dict[str, int], ...] = ({}, {"id": 12, "nid": 2})
START = 1_793_500_000_000


def guids_in(path: Path) -> list[str]:
    """Return the guids of a text file for Anki, read as Anki does: a line that begins with # is none."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("#"))
    return [row[0] for row in csv.reader(io.StringIO(text), delimiter="\t")]


def home_deck(person: Person, name: str) -> Path:
    """Return the path of a deck in the person's own folder."""
    person.home.decks.mkdir(parents=True, exist_ok=True)
    return person.home.decks / f"{name}.deck.yaml"


def test_notes_of_another_deck_are_told_and_nothing_is_done(person: Person, package: Path) -> None:
    person.bring(package, target=home_deck(person, "one"))
    before, traces = person.facts(), person.traces()
    with pytest.raises(ExchangeRejected) as told:
        person.bring(package, target=home_deck(person, "two"))
    assert str(told.value) == "These 12 notes are already in my/one; nothing was done."
    assert "--again" in told.value.hint
    assert (person.facts(), person.traces()) == (before, traces)


def test_asked_for_again_they_come_and_no_review_counts_twice(person: Person, package: Path) -> None:
    person.bring(package, target=home_deck(person, "one"))
    reviews = person.facts("review")
    done = person.bring(package, target=home_deck(person, "two"), again=True)
    assert (done.cards, done.known, done.reviews.added > 0) == (12, 0, False)
    assert person.facts("review") == reviews
    assert not [key for key, reps in person.state("reps").items() if key.startswith("my/two/") and reps]
    told = f"{len(reviews)} reviews left out, already counted for cards of my/one"
    assert any(told in str(loss) for loss in done.lost)


def test_a_deck_outside_one_s_decks_doubles_no_review_either(person: Person, package: Path) -> None:
    person.bring(package, target=person.folder / "one.deck.yaml")
    reviews = person.facts("review")
    person.bring(package, target=person.folder / "two.deck.yaml")
    assert person.facts("review") == reviews


def test_new_notes_come_alone_and_old_ones_are_named(person: Person, forge: Forge) -> None:
    person.bring(forge.legacy(), target=home_deck(person, "one"))
    grown = forge.legacy(notes=NOTES, cards=CARDS, reviews=[{"cid": 12}])
    done = person.bring(grown, target=home_deck(person, "two"))
    assert (done.cards, done.left_behind) == (1, 0)
    assert "Front" not in done.paths[0].read_text(encoding="utf-8")
    assert "notes: 1 note left out, already in my/one; --again brings them a second time." in map(
        str, done.lost
    )
    assert [fact["key"] for fact in person.facts("review")] == ["my/two/left"]
    assert person.bring(grown, target=home_deck(person, "two")).known == 1


def test_after_more_practice_each_deck_goes_on_from_its_own_reviews(person: Person, forge: Forge) -> None:
    first = [{"id": START}]
    person.bring(forge.legacy(reviews=first), target=home_deck(person, "one"))
    person.bring(forge.legacy(reviews=first), target=home_deck(person, "two"), again=True)
    more = forge.legacy(reviews=[*first, {"id": START + 86_400_000}])
    for name, again in (("one", False), ("two", True), ("one", False)):
        person.bring(more, target=home_deck(person, name), again=again)
    assert [fact["key"] for fact in person.facts("review")] == ["my/one/front"] * 2


def test_a_deck_that_was_moved_away_is_no_deck_of_one_s_own(person: Person, package: Path) -> None:
    first = home_deck(person, "one")
    person.bring(package, target=first)
    first.rename(person.folder / "away.deck.yaml")
    assert person.bring(package, target=home_deck(person, "two")).cards == 12


@pytest.mark.parametrize("form", ["apkg", "tsv"])
def test_anki_s_notes_get_their_guids_back(person: Person, package: Path, form: str) -> None:
    target = person.folder / f"out.{form}"
    person.bring(package, target=home_deck(person, "one"))
    send_out(person.home, "my/one", target, NOW)
    theirs = {note.guid for note in read_package(package).notes if 'src="only' not in note.fields[0]}
    back = guids_in(target) if form == "tsv" else [note.guid for note in read_package(target).notes]
    assert (set(back), len(back)) == (theirs, 12)


def test_a_table_of_anki_s_keeps_them_too(person: Person, package: Path) -> None:
    out = person.folder / "out.tsv"
    person.bring(package, target=home_deck(person, "one"))
    send_out(person.home, "my/one", out, NOW)
    with pytest.raises(ExchangeRejected, match="These 12 notes are already in my/one"):
        person.bring(out, target=home_deck(person, "two"))
    guids = guids_in(out)
    person.bring(out, target=home_deck(person, "two"), again=True)
    send_out(person.home, "my/two", out, NOW)
    assert guids_in(out) == guids


@pytest.mark.parametrize("guid", ["#hash;1", "=1+2", 'a"b,c', "uuid-" * 12])
def test_an_odd_guid_survives_the_text_form(person: Person, forge: Forge, guid: str) -> None:
    odd = forge.legacy(script=f"UPDATE notes SET guid = '{guid}'")  # noqa: S608 - our own words
    person.bring(odd, target=home_deck(person, "one"))
    send_out(person.home, "my/one", person.folder / "out.tsv", NOW)
    assert guids_in(person.folder / "out.tsv") == [guid]


@pytest.mark.parametrize("guid", ["'=cmd|''/C calc''!A0'", "'a b'", "'a' || char(27)", "7", "NULL", "''"])
def test_a_guid_that_cannot_be_kept_is_told_and_one_is_made(person: Person, forge: Forge, guid: str) -> None:
    source = forge.legacy(script=f"UPDATE notes SET guid = {guid}")  # noqa: S608 - our own words
    done = person.bring(source, target=home_deck(person, "one"))
    assert any("its guid cannot be kept" in str(loss) for loss in done.lost)
    send_out(person.home, "my/one", person.folder / "out.tsv", NOW)
    assert guids_in(person.folder / "out.tsv") == [guid_of("my/one/front")]


def test_of_two_cards_of_one_note_one_gets_its_guid(person: Person) -> None:
    cards = "".join(
        f"  - {{id: {name}, kind: recall, prompt: {name}?, answer: a, why: w, guid: abc}}\n" for name in "ab"
    )
    home_deck(person, "one").write_text(
        f"format: csmdrill/deck@1\nid: one\ntitle: One\ncards:\n{cards}", encoding="utf-8"
    )
    send_out(person.home, "one", person.folder / "out.tsv", NOW)
    assert guids_in(person.folder / "out.tsv") == ["abc", guid_of("my/one/b")]


def test_a_guid_changes_nothing_of_what_a_card_says(person: Person, package: Path) -> None:
    deck = home_deck(person, "one")
    person.bring(package, target=deck)
    lines = deck.read_text(encoding="utf-8").splitlines(keepends=True)
    deck.write_text("".join(line for line in lines if "guid:" not in line), encoding="utf-8")
    hashes = {fact["hash"] for fact in person.facts("review")}
    assert hashes <= {card.hash for card in read_deck(Place(deck, "given"), deck).cards}


def test_what_a_guid_may_be() -> None:
    assert [kept_guid(each) for each in ("Y*`><Pt<|", "=1+2", "x" * 64)] == ["Y*`><Pt<|", "=1+2", "x" * 64]
    assert {kept_guid(each) for each in ("é", "a b", "x" * 65, "=HYPERLINK(1)", "a\n")} == {""}
