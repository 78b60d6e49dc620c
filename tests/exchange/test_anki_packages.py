"""Packages that Anki itself wrote come over whole: cards, due days, marks and every review."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from csmdrill.content.library import Place, read_deck
from csmdrill.core.clock import DAY_ZERO
from csmdrill.exchange.anki_notes import load_of
from csmdrill.exchange.apkg import read_package
from csmdrill.services.check import check_paths
from csmdrill.storage.store import Store
from tests.exchange.conftest import FIXTURES, Forge, Person


def by_anki(package: Path) -> dict[tuple[int, int], str]:
    """Return what follows `my/brought/` in the key of each of Anki's cards, by note and place."""
    read = read_package(package)
    found = {}
    for carried in load_of(read).cards:
        for card in read.cards:
            if card.id in carried.parts:
                part = carried.parts[card.id]
                found[card.note, card.place] = f"{carried.card.id}#{part}" if part else str(carried.card.id)
    return found


def test_every_card_but_the_picture_comes_over(person: Person, package: Path, anki: dict[str, Any]) -> None:
    done = person.bring(package)
    there = {(card["note"], card["ord"]) for card in anki["cards"] if 'src="only' not in card["fields"][0]}
    assert set(by_anki(package)) == there
    assert done.left_behind == 1
    (file,) = done.paths
    cards = read_deck(Place(file, "given"), file).cards
    assert {card.key for card in cards} == {f"my/brought/{name}" for name in by_anki(package).values()}
    asked = {(str(card.card.__struct_config__.tag), card.part) for card in cards}
    assert asked >= {("recall", ""), ("recall", "reverse"), ("typed", ""), ("cloze", "c1"), ("cloze", "c2")}


def test_the_deck_passes_check(person: Person, package: Path) -> None:
    (file,) = person.bring(package, competency="renewal-negotiation").paths
    report = check_paths([file], person.folder)
    assert [str(problem) for problem in report.problems if problem.is_error] == []
    assert report.cards == 12


def test_texts_are_plain_and_what_is_lost_is_listed(person: Person, package: Path) -> None:
    done = person.bring(package)
    lines = done.paths[0].read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("    guid: "))
    assert "**A trade.**\n      Ten for two years & a reference." in text
    assert "- logins by role\n      - tickets reopened" in text
    assert "{{c2::expansion::what grows}}; {{c1::gross}} is at most 100 %." in text
    assert "why: It can only fall." in text
    assert not any(word in text for word in ("<", "passwd", "alert", "sound:"))
    lost = "\n".join(map(str, done.lost))
    for word in ("the picture passwd", "the sound hello.mp3", "a script", "a deletion inside another"):
        assert word in lost


def test_history_and_due_days_agree_with_anki(person: Person, package: Path, anki: dict[str, Any]) -> None:
    person.bring(package)
    names = by_anki(package)
    reviews: dict[str, list[list[int]]] = {}
    for fact in person.facts("review"):
        said = fact["payload"]
        reviews.setdefault(fact["key"], []).append([fact["at"], said["rating"], said["took_ms"]])
    due = person.state("due_day")
    seen = 0
    for card in anki["cards"]:
        name = names.get((card["note"], card["ord"]))
        if name is None:
            continue
        key = f"my/brought/{name}"
        assert reviews.get(key, []) == [row[:3] for row in card["reviews"]]
        if card["due"] is not None:
            assert DAY_ZERO + timedelta(days=due[key]) == date.fromisoformat(card["due"])
            seen += 1
    assert seen == 15


def test_study_days_are_those_of_the_place(person: Person, package: Path) -> None:
    person.bring(package)
    days = {fact["day"] for fact in person.facts("review")}
    assert min(days) == "2026-11-01"
    assert len(days) == 5


def test_suspended_and_flagged_cards_stay_so(person: Person, package: Path) -> None:
    person.bring(package)
    suspended = [key for key, on in person.state("suspended").items() if on]
    flagged = [key for key, on in person.state("flagged").items() if on]
    assert suspended == ["my/brought/they-say-too-dear"]
    assert flagged == ["my/brought/she-says-nothing-what-do"]


def test_facts_stand_under_one_device_without_a_gap(person: Person, package: Path) -> None:
    person.bring(package)
    facts = person.facts("review", "due", "suspend", "flag")
    assert len({fact["device"] for fact in facts}) == 1
    assert facts[0]["device"].startswith("anki-")
    assert sorted(fact["seq"] for fact in facts) == list(range(1, len(facts) + 1))
    assert {fact["payload"].get("session", "anki-import") for fact in facts} == {"anki-import"}
    reviews = sorted(person.facts("review"), key=lambda fact: fact["seq"])
    assert [fact["at"] for fact in reviews] == sorted(fact["at"] for fact in reviews)


def test_later_reviews_say_what_recall_was_to_be_expected(person: Person, package: Path) -> None:
    person.bring(package)
    seen: set[str] = set()
    for fact in sorted(person.facts("review"), key=lambda fact: fact["seq"]):
        predicted = fact["payload"].get("predicted")
        assert (predicted is None) == (fact["key"] not in seen)
        assert predicted is None or 0 < predicted <= 1
        seen.add(fact["key"])
    assert seen


def test_a_second_import_adds_nothing(person: Person, package: Path) -> None:
    first = person.bring(package)
    before = list(person.workspace.store.canonical_dump())
    second = person.bring(package)
    assert second.reviews.added == 0
    assert second.reviews.already == first.reviews.added
    assert list(person.workspace.store.canonical_dump()) == before


def test_both_forms_of_one_collection_are_the_same_history(person: Person) -> None:
    first = person.bring(FIXTURES / "current.apkg")
    second = person.bring(FIXTURES / "legacy.apkg")
    assert (second.reviews.added, second.reviews.already) == (0, first.reviews.added)


def test_a_rebuild_changes_nothing(person: Person, package: Path) -> None:
    person.bring(package)
    store: Store = person.workspace.store
    assert list(store.canonical_dump()) == list(store.replayed_dump())
    assert store.check(deep=True) == []


def test_without_history_only_the_deck_comes(person: Person, package: Path) -> None:
    done = person.bring(package, history=False)
    assert done.cards == 12
    assert person.facts() == []


def test_practice_after_an_import_goes_on_from_it(person: Person, forge: Forge) -> None:
    day = 86_400_000
    start = 1_793_500_000_000
    first = [{"id": start, "type": 0}, {"id": start + 700_000, "type": 0}]
    person.bring(forge.legacy(cards=({"type": 2, "queue": 2, "due": 9},), reviews=first))
    more = [*first, {"id": start + 9 * day}]
    done = person.bring(forge.legacy(cards=({"type": 2, "queue": 2, "due": 30},), reviews=more))
    assert (done.reviews.added, done.reviews.already) == (2, 2)
    assert person.state("due_day")["my/brought/front"] == (date(2026, 12, 1) - DAY_ZERO).days
    assert person.state("reps")["my/brought/front"] == 3


@pytest.mark.parametrize(
    ("review", "ratings"),
    [({"type": 4, "ease": 0, "factor": 2500}, 1), ({"type": 5, "ease": 0}, 1), ({"type": 1}, 2)],
    ids=["due date set by hand", "rescheduled", "a review"],
)
def test_only_answers_are_reviews(person: Person, forge: Forge, review: dict[str, Any], ratings: int) -> None:
    rows = [{"type": 0}, {"id": 1_793_600_000_000} | review]
    person.bring(forge.legacy(reviews=rows))
    assert len(person.facts("review")) == ratings


def test_a_forgotten_card_begins_anew_and_keeps_its_past(person: Person, forge: Forge) -> None:
    reset = {"id": 1_793_600_000_000, "type": 4, "ease": 0, "factor": 0}
    person.bring(forge.legacy(reviews=[{"type": 0}, reset]))
    assert [fact["kind"] for fact in person.facts("review", "reset")] == ["review", "reset"]
    assert person.state("phase")["my/brought/front"] == 0


def test_a_cram_counts_for_nothing(person: Person, forge: Forge) -> None:
    person.bring(forge.legacy(reviews=[{}, {"id": 1_793_600_000_000, "type": 3, "factor": 0}]))
    assert [fact["payload"].get("scheduled", True) for fact in person.facts("review")] == [True, False]
    assert person.state("reps")["my/brought/front"] == 1


def test_a_card_that_anki_reviews_is_no_learning_card(person: Person, forge: Forge) -> None:
    person.bring(forge.legacy(cards=({"type": 2, "queue": 2, "due": 40},), reviews=[{"type": 0}]))
    assert person.state("phase")["my/brought/front"] == 2
    assert person.state("due_day")["my/brought/front"] == (date(2026, 12, 11) - DAY_ZERO).days


def test_a_filtered_deck_hides_no_due_day(person: Person, forge: Forge) -> None:
    away = {"type": 2, "queue": 2, "due": -100, "odue": 12, "odid": 1, "did": 99}
    person.bring(forge.legacy(cards=(away,), reviews=[{}]))
    assert person.state("due_day")["my/brought/front"] == (date(2026, 11, 13) - DAY_ZERO).days


def test_good_of_the_first_scheduler_is_good(person: Person, forge: Forge) -> None:
    rows = [{"type": 0, "ease": 2}, {"id": 1_793_600_000_000, "type": 1, "ease": 2}]
    person.bring(forge.legacy(conf={}, reviews=rows))
    assert [fact["payload"]["rating"] for fact in person.facts("review")] == [3, 2]


def test_reviews_from_the_future_are_left_out_and_said(person: Person, forge: Forge) -> None:
    done = person.bring(forge.legacy(reviews=[{}, {"id": 1_993_600_000_000}]))
    assert len(person.facts("review")) == 1
    assert any("1 reviews that say they are from the future" in str(loss) for loss in done.lost)


def test_learnt_cards_without_reviews_are_said(person: Person, forge: Forge) -> None:
    done = person.bring(forge.legacy(cards=({"type": 2, "queue": 2, "due": 40},)))
    assert any("the package has no reviews" in str(loss) for loss in done.lost)


def test_a_deck_too_large_for_a_file_becomes_several(person: Person, forge: Forge) -> None:
    notes = [(n, f"Question {n}\x1f{'word ' * 700}") for n in range(1, 701)]
    cards = [{"id": n, "nid": n} for n, _ in notes]
    reviews = [{"cid": n, "id": 1_793_600_000_000 + n} for n, _ in notes]
    done = person.bring(forge.legacy(notes=notes, cards=cards, reviews=reviews))
    assert [path.name for path in done.paths] == [
        "brought.deck.yaml",
        "brought-2.deck.yaml",
        "brought-3.deck.yaml",
    ]
    report = check_paths(done.paths, person.folder)
    assert report.cards == 700
    assert not any(problem.is_error for problem in report.problems)
    keys = {key for key, reps in person.state("reps").items() if reps}
    assert len(keys) == 700
    assert "my/brought-3/question-700" in keys
