"""A run as a transcript, and its measures, computed by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csmdrill.roleplay.engine import Run
from csmdrill.roleplay.model import Noted, Said, Speaking
from csmdrill.roleplay.transcript import lines_of, metrics_of, pauses_of, tags_of

Play = Callable[..., Run]

TALK = """
start: {say: "Well?", hush: 8s}
rules:
  - {id: held, event: held, do: {tag: held-it, say: "Tell me now please sir."}}
  - {id: filled, event: filled, do: {tag: filled-it}}
  - {id: squeeze, event: clock, at: [30s], do: {say: "Time.", clock: 10s}}
  - {id: outcome, event: reply, match: {any: [~outcome]},
     do: {tag: asked, quote: it, say: "Ok then.", hush: 5s}}
  - {id: fallback, event: reply, do: {say: "Hm."}}
"""


def told(run: Run) -> list[str]:
    return [f"{line.clock} {line.kind} {line.name}: {line.text}" for line in lines_of(run.log, run.scene)]


def test_a_transcript_reads_in_order_with_its_evidence(play: Play) -> None:
    run = play(TALK, [Said(10_000, "Dana, which outcome?"), Said(18_000, "eh")], until=60_000)
    assert told(run) == [
        "0:00 said Dana: Well?",
        "0:00 held : silence held 8 s",
        "0:08 said Dana: Tell me now please sir.",
        "0:10 you you: Dana, which outcome?",
        "0:10 quote : outcome",
        "0:10 said Dana: Ok then.",
        "0:10 held : silence held 5 s",
        "0:15 said Dana: Tell me now please sir.",
        "0:18 you you: eh",
        "0:18 said Dana: Hm.",
        "0:30 squeeze Dana: squeeze",
        "0:30 clock : 0:10 left",
        "0:30 said Dana: Time.",
        "0:45 said Dana: I have to drop.",
        "0:45 end : drifted (fail)",
    ]
    you = lines_of(run.log)[3]
    assert (you.read, you.tags, you.rules) == (("outcome", "dana"), ("asked",), ("outcome",))
    assert tags_of(run.log) == ("held-it", "asked")


def test_what_was_said_aloud_stands_where_speech_began(play: Play) -> None:
    run = play(TALK, [Speaking(3_000, True), Speaking(9_000, False), Noted(12_000, "which outcome")])
    lines = lines_of(run.log)
    assert [(line.kind, line.at, line.until) for line in lines[:4]] == [
        ("said", 0, None),
        ("filled", 0, 3_000),
        ("you", 3_000, 9_000),
        ("quote", 12_000, None),
    ]
    assert (lines[2].text, lines[2].read) == ("which outcome", ("outcome",))


def test_typed_lines_are_measured_by_their_words(play: Play) -> None:
    metrics = metrics_of(play(TALK, [Said(10_000, "one two three four five"), Said(20_000, "six")]).log)
    assert metrics["speech_seconds"] == pytest.approx(6 * 60 / 150)
    assert metrics["longest_seconds"] == pytest.approx(2)
    assert metrics["talk_share"] == pytest.approx(6 / (6 + 8), abs=0.001)  # Well? + 5 + Hm. + Hm.
    assert metrics["gap_seconds"] == pytest.approx((2 + 10) / 2)
    assert (metrics["held"], metrics["filled"], metrics["held_seconds"]) == (1, 0, 8)
    assert metrics["words_per_minute"] == pytest.approx(18)
    assert metrics["estimated"] == 1
    assert "pauses" not in metrics


def test_speech_is_measured_by_its_marks_and_gives_no_pace_in_words(play: Play) -> None:
    acts = [
        Speaking(10_000, True),
        Speaking(14_000, False),
        Speaking(16_500, True),
        Speaking(22_500, False),
        Noted(22_500, "two things"),
    ]
    run = play(TALK.replace("hush: 8s", "hush: 1s"), acts)
    metrics = metrics_of(run.log)
    assert metrics["speech_seconds"] == 10
    assert metrics["longest_seconds"] == 6
    assert pauses_of(run.log) == [(14_000, 16_500)]
    assert (metrics["pauses"], metrics["longest_pause_seconds"]) == (1, 2.5)
    assert metrics["estimated"] == 0
    assert "words_per_minute" not in metrics
    assert metrics["gap_seconds"] == pytest.approx(9)


def test_an_empty_run_has_measures_too(play: Play) -> None:
    metrics = metrics_of(play("").log)
    assert metrics["lines"] == 0
    assert metrics["talk_share"] == 0


def test_a_gap_in_which_they_speak_is_no_pause_of_yours(play: Play) -> None:
    over = "rules: [{id: squeeze, event: clock, at: [15s], do: {say: Time.}}]"
    acts = [Speaking(10_000, True), Speaking(14_000, False), Speaking(17_000, True), Speaking(18_000, False)]
    assert pauses_of(play(over, acts).log) == []
    assert pauses_of(play(over.replace("Time.", "(nods)"), acts).log) == [(14_000, 17_000)]
