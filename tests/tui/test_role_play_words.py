"""Words of the role-play screens: the rows of the list, and what was measured."""

from __future__ import annotations

from csmdrill.services.rehearsal_views import ScenarioRow
from csmdrill.tui.metric_words import metric_words
from csmdrill.tui.screens.role_plays import SUGGESTED, about, line_of

SPOKEN = {"speech_seconds": 155.4, "pauses": 0.0, "longest_pause_seconds": 0.0, "estimated": 0.0}


def row(**more: object) -> ScenarioRow:
    """Return a row of the list."""
    fields: dict[str, object] = {
        "key": "my/short-call",
        "title": "The short call",
        "competency": "renewal-negotiation",
        "difficulty": 2,
        "seconds": 240,
        "kind": "practice",
        "mode": "dialogue",
        "spoken": False,
        "seat": False,
        "path": "short.scenario.yaml",
    }
    return ScenarioRow(**fields | more)  # type: ignore[arg-type]


def test_the_one_suggested_has_a_sign_of_its_own_that_stands_by_the_reason_too() -> None:
    assert line_of(row(), suggested=True).plain.startswith(f"{SUGGESTED} The short call")
    assert "▸" not in line_of(row(), suggested=True).plain
    assert SUGGESTED not in line_of(row()).plain
    assert about(row(), "Not tried yet.").plain.endswith(f"\n{SUGGESTED} Not tried yet.")


def test_a_benchmark_says_how_long_it_takes() -> None:
    line = line_of(row(kind="benchmark")).plain
    assert " 4:00 " in line
    assert "benchmark" in line
    assert len(line) <= 77


def test_speech_aloud_is_told_in_all_and_no_pause_that_was_not() -> None:
    assert metric_words(SPOKEN) == "you spoke for 2:35 in all"
    assert "longest pause 1.5 s" in metric_words(SPOKEN | {"longest_pause_seconds": 1.5})
    assert "in all" not in metric_words(SPOKEN | {"estimated": 1.0})
