"""Decks that go out: the forms that Anki reads, stable guids, and what is lost on the way."""

from __future__ import annotations

import csv
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from csmdrill.content.deck import Card
from csmdrill.core.errors import ContentUnreadable, ExchangeRejected
from csmdrill.core.home import Home
from csmdrill.exchange.anki_notes import load_of
from csmdrill.exchange.apkg import read_package
from csmdrill.exchange.guids import guid_of
from csmdrill.services.send_out import Sent, send_out
from tests.exchange.conftest import Person

EVERY_KIND = Path(__file__).parents[1] / "decks" / "every_kind.deck.yaml"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)

DECK = """\
format: csmdrill/deck@1
id: small
title: Small
competency: renewal-negotiation
cards:
  - {id: a, kind: recall, prompt: "=1+1 <b> & **c**", answer: "two\\nlines", why: Because., tags: [x]}
  - {id: b, kind: recall, prompt: NRR, answer: net, why: w, reverse: true}
  - {id: c, kind: cloze, text: "{{one::a}} and {{two::b::hint}}", why: w}
  - {id: d, kind: typed, prompt: Who?, accept: [the CFO, CFO], why: w}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A deck of the four kinds that Anki has."""
    path = tmp_path / "small.deck.yaml"
    path.write_text(DECK, encoding="utf-8")
    return path


def sent(deck: Path | str, target: Path) -> Sent:
    """Send a deck out of a home without decks."""
    return send_out(Home(target.parent / "home"), str(deck), target, NOW)


def rows(path: Path) -> list[list[str]]:
    """Return the rows of a file for Anki, without its lines of settings."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line[0] != "#"]
    return list(csv.reader(io.StringIO("".join(lines)), delimiter="\t"))


def test_a_package_comes_back_as_it_went(small: Path, tmp_path: Path) -> None:
    done = sent(small, tmp_path / "out.apkg")
    assert (done.deck_key, done.notes) == ("my/small", 4)
    back = load_of(read_package(tmp_path / "out.apkg"))
    cards = {type(each.card).__name__.lower(): each.card for each in back.cards}
    assert back.title == "Small"
    assert [what(each.card) for each in back.cards] == [
        ("=1+1 <b> & **c**", "two\nlines", "Because."),
        ("NRR", "net", "w"),
        ("{{c1::a}} and {{c2::b::hint}}", None, "w"),
        ("Who?", ["the CFO"], "w"),
    ]
    assert {card.competency for card in cards.values()} == {"renewal-negotiation"}
    assert back.cards[0].card.tags == ["x"]
    assert getattr(back.cards[1].card, "reverse", False)


def what(card: Card) -> tuple[str, object, str]:
    """Return what a card asks, answers and gives as its reason."""
    asked = getattr(card, "prompt", "") or getattr(card, "text", "")
    return asked, getattr(card, "answer", None) or getattr(card, "accept", None), card.why


def test_the_text_form_is_anki_s(small: Path, tmp_path: Path) -> None:
    sent(small, tmp_path / "out.tsv")
    head = (tmp_path / "out.tsv").read_text(encoding="utf-8").splitlines()[:7]
    assert head[:3] == ["#separator:tab", "#html:true", "#guid column:1"]
    made = rows(tmp_path / "out.tsv")
    assert [row[1] for row in made] == [
        "Basic",
        "Basic (and reversed card)",
        "Cloze",
        "Basic (type in the answer)",
    ]
    assert made[0][2:] == [
        "Small",
        "x competency::renewal-negotiation",
        "&#61;1+1 &lt;b&gt; &amp; <b>c</b>",
        "two<br>lines<br><br>Because.",
    ]


def test_no_cell_is_a_formula(small: Path, tmp_path: Path) -> None:
    sent(small, tmp_path / "out.tsv")
    assert not [cell for row in rows(tmp_path / "out.tsv") for cell in row if cell[:1] in tuple("=+-@")]


def test_the_text_form_comes_back(person: Person, small: Path) -> None:
    target = person.folder / "out.tsv"
    sent(small, target)
    done = person.bring(target)
    assert (done.cards, done.left_behind) == (4, 0)


def test_guids_follow_the_key_and_nothing_else(small: Path, tmp_path: Path) -> None:
    sent(small, tmp_path / "one.tsv")
    small.write_text(DECK.replace("two\\nlines", "other words"), encoding="utf-8")
    sent(small, tmp_path / "two.tsv")
    first, second = ([row[0] for row in rows(tmp_path / name)] for name in ("one.tsv", "two.tsv"))
    assert first == second == [guid_of(f"my/small/{card}") for card in "abcd"]


def test_kinds_that_anki_lacks_go_out_as_basic_and_say_what_they_lose(tmp_path: Path) -> None:
    done = sent(EVERY_KIND, tmp_path / "out.tsv")
    lost = {loss.place.rpartition("/")[2]: loss.what for loss in done.lost}
    assert set(lost) >= {"c03", "c05", "c06", "c07", "c08", "c09"}
    by_guid = {row[0]: row for row in rows(tmp_path / "out.tsv")}
    choice = by_guid[guid_of("my/kinds/c03")]
    assert "a) " in choice[4]
    assert "b) " in choice[4]
    assert "good" in choice[5]
    assert by_guid[guid_of("my/kinds/c05")][5].startswith("42")
    assert "{{" not in by_guid[guid_of("my/kinds/c08")][4]


def test_a_shipped_deck_goes_out_by_its_key(tmp_path: Path) -> None:
    done = sent("csmdrill/terminology", tmp_path / "out.apkg")
    assert done.notes == len(read_package(tmp_path / "out.apkg").notes)


def test_the_id_alone_is_enough_where_one_pack_has_it(person: Person) -> None:
    mine = person.home.decks / "small.deck.yaml"
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text(DECK, encoding="utf-8")
    target = person.folder / "out.tsv"
    assert send_out(person.home, "small", target, NOW).deck_key == "my/small"
    assert send_out(person.home, "terminology", target, NOW).deck_key == "csmdrill/terminology"
    mine.write_text(DECK.replace("id: small", "id: terminology"), encoding="utf-8")
    before = target.read_bytes()
    with pytest.raises(ContentUnreadable) as several:
        send_out(person.home, "terminology", target, NOW)
    assert str(several.value) == "There are several decks terminology: csmdrill/terminology, my/terminology."
    assert target.read_bytes() == before
    assert send_out(person.home, "my/terminology", target, NOW).notes == 4


@pytest.mark.parametrize(
    ("asked", "name", "words"),
    [
        ("csmdrill/none", "o.tsv", "no deck file or deck"),
        ("none", "o.tsv", "no deck file or deck"),
        ("csmdrill/terminology", "o.pdf", "no form"),
        ("csmdrill/terminology", "no/such/o.tsv", "cannot be written"),
    ],
)
def test_what_cannot_go_out(tmp_path: Path, asked: str, name: str, words: str) -> None:
    with pytest.raises((ExchangeRejected, ContentUnreadable), match=words):
        sent(asked, tmp_path / name)
    assert not list(tmp_path.rglob("o.*"))


def test_a_broken_deck_does_not_go_out(tmp_path: Path) -> None:
    broken = tmp_path / "b.deck.yaml"
    broken.write_text("cards: [", encoding="utf-8")
    with pytest.raises(ExchangeRejected, match="no card that could go out"):
        sent(broken, tmp_path / "o.apkg")


def test_without_genanki_there_is_a_way_out(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(ExchangeRejected) as caught:
        sent(small, tmp_path / "o.apkg")
    assert "csmdrill[anki]" in caught.value.hint
    assert sent(small, tmp_path / "o.tsv").notes == 4
