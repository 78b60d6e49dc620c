"""Hostile and broken deck files: what is refused, where, and that the rest of the file still loads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from csmdrill.content import draws
from csmdrill.content.checking import CheckedDeck, check_deck
from csmdrill.content.expressions import Exact, Expression
from csmdrill.content.prepared import Reckon, prepared
from tests.hostile import floods
from tests.hostile.floods import CASE, HEAD, IDLE, ZEROS

DECKS = Path(__file__).parent / "decks"


def spots(checked: CheckedDeck) -> str:
    """Return the problems in one line, as CODE@line:col."""
    return " ".join(f"{each.code}@{each.line}:{each.col}" for each in checked.problems)


def test_texts_that_only_look_dangerous_stay_as_they_are() -> None:
    checked = check_deck((DECKS / "markup.yaml").read_bytes(), "markup.yaml")
    card = checked.cards[1].card
    assert getattr(card, "prompt", None) == "[@click=app.quit]press[/] [/x] [red]"
    assert card.why == "**b** <b>x</b> %s {0}"


def test_yaml_words_stay_text() -> None:
    norway = check_deck((DECKS / "norway.yaml").read_bytes(), "norway.yaml").cards[1].card
    clock = check_deck((DECKS / "sexagesimal.yaml").read_bytes(), "sexagesimal.yaml").cards[1].card
    assert getattr(norway, "accept", None) == ["no", "NO thanks", "on", "y", "null and void"]
    assert getattr(clock, "accept", None) == [
        "12:30:45",
        "0777",
        "0x1F",
        "1_000",
        "2026-11-24",
        "1e3",
        ".inf",
    ]


def test_lines_and_texts_may_be_as_long_as_is_said_and_no_longer() -> None:
    def codes(text: str) -> list[str]:
        return [each.code for each in check_deck((HEAD + text).encode(), "long.yaml").problems]

    assert codes("#" + "x" * 19_999) == []
    assert codes("#" + "x" * 19_999 + "\n# more\n") == []
    assert codes("#" + "x" * 20_000) == ["T105"]
    assert codes("#" + "x" * 20_000 + "\n# more\n") == ["T105"]
    block = "  - |\n" + ("    " + "x" * 199 + "\n") * 100
    assert codes(block) == ["M303"]
    assert codes(block + "    x\n") == ["Y211"]


def test_a_merge_key_said_twice_is_refused_twice_but_is_no_unknown_key() -> None:
    card = "  - {id: a, kind: recall, prompt: p, answer: a, why: w, <<: {x: y}, <<: {z: y}}\n"
    checked = check_deck((HEAD + card).encode(), "merged.yaml")
    assert [each.code for each in checked.problems] == ["Y205", "Y205"]


def test_as_many_cards_as_are_allowed_are_read() -> None:
    assert len(check_deck(floods.cards(5_000).encode(), "large.yaml").cards) == 5_000


def test_a_flood_of_bad_cards_is_cut_and_says_so() -> None:
    text = HEAD + "  - {id: same, kind: recal, answr: x}\n" * 3_000
    checked = check_deck(text.encode(), "flood.yaml")
    assert len(checked.problems) == 101
    assert checked.problems[-1].code == "T109"
    assert [placed.card.id for placed in checked.cards] == ["sound"]


def test_warnings_never_crowd_out_an_error() -> None:
    bare = "".join(f"  - {{id: c{i}, kind: recall, prompt: p, answer: a}}\n" for i in range(300))
    checked = check_deck((HEAD + bare + "  - {id: last, kind: recal}\n").encode(), "warned.yaml")
    assert sum(each.is_error for each in checked.problems) == 1
    assert "T110" in {each.code for each in checked.problems}
    assert len(checked.cards) == 301


COSTLY = {"zeros that cannot be ruled out": ZEROS, "options that cannot be shown idle": IDLE}


@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_deck_takes_no_more_steps_than_a_deck_may(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = {"values": 0, "formulas": 0}
    value = draws.Grid.value

    def counted_value(grid: draws.Grid, index: int) -> Exact:
        taken["values"] += 1
        return value(grid, index)

    def counting(formula: Expression) -> Reckon:
        ready = prepared(formula)

        def counted_reckon(names: Mapping[str, Exact]) -> Exact:
            taken["formulas"] += 1
            return ready(names)

        return counted_reckon

    monkeypatch.setattr(draws.Grid, "value", counted_value)
    monkeypatch.setattr("csmdrill.content.draws.prepared", counting)
    checked = check_deck(floods.cases(300, COSTLY[name]).encode(), "costly.yaml")
    assert taken["values"] <= draws.FILE_EFFORT
    assert taken["formulas"] <= draws.FILE_EFFORT
    codes = {problem.code for problem in checked.problems}
    if name.startswith("zeros"):  # what cannot be ruled out is told, never taken on trust
        assert (len(checked.cards), codes) == (1, {"D415", "T109"})
    else:
        assert (len(checked.cards), codes) == (301, set())


def test_an_honest_card_at_the_end_of_a_costly_deck_is_told_rather_than_trusted() -> None:
    narrow = CASE.replace("99999", "60")
    answer = "{kind: number, value: 1/(x*x-2*y*y+0.5)}"
    alone = check_deck((HEAD + narrow.format(i=1, answer=answer)).encode(), "alone.yaml")
    assert (len(alone.cards), spots(alone)) == (2, "")
    cards = "".join(narrow.format(i=i, answer=answer) for i in range(60))
    checked = check_deck((HEAD + cards).encode(), "many.yaml")
    assert len(checked.cards) + len(checked.problems) == 61
    assert {problem.code for problem in checked.problems} == {"D415"}
    assert checked.cards[1].card.id == "c0"
    again = check_deck((HEAD + cards).encode(), "many.yaml")
    assert again.problems == checked.problems


def test_more_formulas_than_a_deck_may_have_are_not_even_read() -> None:
    long = "+".join(["x*x"] * 99)
    cards = "".join(CASE.format(i=i, answer=f"{{kind: number, value: {long}+y}}") for i in range(150))
    checked = check_deck((HEAD + cards).encode(), "wordy.yaml")
    assert len(checked.cards) == 1 + draws.MAX_FORMULAS // len(f"{long}+y")
    assert {problem.code for problem in checked.problems} == {"D412"}
