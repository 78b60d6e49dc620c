"""Moments in line mode: who speaks, the clock, both replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

MOMENT = """\
format: csmdrill/deck@1
id: moments
title: Moments
competency: renewal-negotiation
cards:
  - {id: m, kind: moment, who: Buyer, line: Ten more?, clock: 5s, checks: [asks], strong: S, weak: W, why: w}
"""


def test_a_moment_tells_who_speaks_and_both_replies(shell: Shell) -> None:
    done = shell(
        "practice", "--plain", "--deck", shell.write("m.deck.yaml", MOMENT), stdin="Who signs?\n3\nq\n"
    )
    assert "Buyer: Ten more?\nYou have 5 seconds.\n" in done.out
    assert "strong: S\nweak: W\nGood means 1 of 1:\n- asks\n" in done.out
    assert [fact["payload"]["rating"] for fact in shell.facts("review")] == [3]


def test_a_moment_that_has_passed_is_again(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(range(0, 10_000, 6))
    monkeypatch.setattr("csmdrill.cli.plain.time.monotonic", lambda: next(times))
    done = shell(
        "practice", "--plain", "--deck", shell.write("m.deck.yaml", MOMENT), stdin="Who signs?\n\nq\n"
    )
    assert "The moment had passed." in done.out
    assert [fact["payload"]["rating"] for fact in shell.facts("review")] == [1]
