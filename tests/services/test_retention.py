"""The retention that a person asked for decides when cards come back."""

from __future__ import annotations

import msgspec

from csmdrill.practice.model import Rating
from tests.services.conftest import SEEN, Desk


def test_a_higher_retention_brings_a_card_back_sooner_and_stands_in_its_fact(desk: Desk) -> None:
    due = {}
    for retention in (0.70, 0.97):
        desk.workspace.change("retention", retention)
        drill = desk.drill()
        view = drill.view()
        assert view is not None
        due[retention] = view.previews[Rating.EASY]
        if retention == 0.97:
            drill.grade(Rating.EASY, 1000, SEEN)
    assert due[0.97] != due[0.70]
    facts = [msgspec.json.decode(line) for line in desk.workspace.store.export_lines()]
    review = next(fact for fact in facts if fact["kind"] == "review")
    assert review["payload"]["retention"] == 0.97
    stored = desk.workspace.store.card(review["key"])
    assert stored is not None
    assert stored.memory is not None
    assert stored.memory.due_day - stored.memory.last_day < 8
