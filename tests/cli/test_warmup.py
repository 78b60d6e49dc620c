"""`warmup`: three cards in plain lines, and a sentence where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


def test_it_says_what_it_is_and_asks_three_cards(shell: Shell) -> None:
    said = shell("warmup", "renewal-negotiation", "--in", "10m", "--plain", stdin="\n4\n" * 3)
    assert said.code == 0
    assert "Warm-up: Renewal negotiation. Your answers count as always." in said.out
    assert "Done. 3 answers" in said.out
    reviews = shell.facts("review")
    assert len({fact["key"] for fact in reviews}) == 3
    assert all(fact["payload"]["scheduled"] for fact in reviews)
    assert [fact["payload"]["minutes"] for fact in shell.facts("session")][:1] == [10]


def test_a_name_that_no_card_has_is_told_with_the_names_there_are(shell: Shell) -> None:
    said = shell("warmup", "golf", "--plain")
    assert (said.code, said.out.count("Warm-up")) == (2, 0)
    assert "No card has the competency or tag 'golf'." in said.err
    assert "renewal-negotiation" in said.err


@pytest.mark.parametrize("part", ["renewal", "Renewal Negotiation", "negotiation"])
def test_a_part_of_a_competency_is_enough(shell: Shell, part: str) -> None:
    said = shell("warmup", part, "--plain", stdin="\n3\n" * 3)
    assert (said.code, "Warm-up: Renewal negotiation." in said.out) == (0, True)
    assert {fact["payload"]["competency"] for fact in shell.facts("review")} == {"renewal-negotiation"}


def test_a_part_of_a_tag_is_enough_and_a_whole_tag_comes_first(shell: Shell) -> None:
    cards = "".join(
        f"  - {{id: c{tag}, kind: recall, prompt: Of {tag}?, answer: a, why: w, tags: [{tag}]}}\n"
        for tag in ("golf", "golf-swing", "tennis-serve")
    )
    shell.write(
        "home/decks/sport.deck.yaml", f"format: csmdrill/deck@1\nid: sport\ntitle: S\ncards:\n{cards}"
    )
    assert shell("warmup", "tennis", "--plain", stdin="q\n").prompts == ["Of tennis-serve?"]
    assert shell("warmup", "golf", "--plain", stdin="q\n").prompts == ["Of golf?"]
    several = shell("warmup", "gol", "--plain")
    assert several.code == 2
    assert several.err == "'gol' may mean golf, golf-swing.\nWrite more of the one you mean.\n"


def test_a_part_that_several_competencies_have_names_them(shell: Shell) -> None:
    several = shell("warmup", "e", "--plain")
    assert (several.code, several.out.count("Warm-up")) == (2, 0)
    assert "may mean outcome-discovery, adoption-intervention, renewal-negotiation," in several.err


@pytest.mark.parametrize("span", ["0m", "soon", "3h", "-5", "1000"])
def test_a_time_that_is_none_is_refused(shell: Shell, span: str) -> None:
    said = shell("warmup", "renewal-negotiation", f"--in={span}", "--plain")
    assert said.code == 2
    assert "is no time like 10m" in said.err


def test_without_a_terminal_the_screens_say_so(shell: Shell) -> None:
    assert shell("warmup", "renewal-negotiation").code == 7
