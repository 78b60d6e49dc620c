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


@pytest.mark.parametrize("span", ["0m", "soon", "3h", "-5", "1000"])
def test_a_time_that_is_none_is_refused(shell: Shell, span: str) -> None:
    said = shell("warmup", "renewal-negotiation", f"--in={span}", "--plain")
    assert said.code == 2
    assert "is no time like 10m" in said.err


def test_without_a_terminal_the_screens_say_so(shell: Shell) -> None:
    assert shell("warmup", "renewal-negotiation").code == 7
