"""The time of the stage and how it is told, without a screen."""

from __future__ import annotations

import pytest

from csmdrill.roleplay.model import Drawn, Event, Log, Passed, Said
from csmdrill.tui.metric_words import metric_words
from csmdrill.tui.rehearse_work import asked_at
from csmdrill.tui.stage_clock import StageClock, seconds_awake_or_not
from csmdrill.tui.told import LONGEST_SAYING_MS, Told, tell, words_said
from csmdrill.tui.widgets.lamp_clock import left_text
from csmdrill.tui.widgets.silence_bar import CELLS, silence_text
from tests.tui.playing import Watch

DRAWN = Drawn(seed=1, names={"dana": "Dana Moreau"}, facts={}, clock={})


def test_a_clock_counts_only_while_it_runs() -> None:
    watch = Watch()
    clock = StageClock(watch, at=500)
    watch.seconds += 9
    assert clock.now() == 500
    clock.go()
    watch.seconds += 2
    assert clock.gap_ms() == 2000
    clock.stop()
    watch.seconds += 5
    assert clock.gap_ms() == 0
    assert clock.now() == 2500


def test_what_is_skipped_does_not_count() -> None:
    watch = Watch()
    clock = StageClock(watch)
    clock.go()
    watch.seconds += 2
    clock.now()
    watch.seconds += 3600
    clock.skip()
    clock.go()
    watch.seconds += 1
    assert clock.now() == 3000


def test_a_clock_never_goes_back() -> None:
    watch = Watch()
    clock = StageClock(watch)
    clock.go()
    watch.seconds += 2
    clock.now()
    watch.seconds -= 1
    assert clock.now() == 2000


def test_the_stage_goes_by_a_clock_that_no_date_touches() -> None:
    assert seconds_awake_or_not() <= seconds_awake_or_not()


@pytest.mark.parametrize(
    ("now", "figures", "note"),
    [
        (0, "1:00", ""),
        (59_001, "0:01", ""),
        (60_000, "0:05", "grace: finish"),
        (65_000, "0:00", "grace: finish"),
    ],
)
def test_begun_seconds_are_left_and_the_grace_is_called_so(now: int, figures: str, note: str) -> None:
    assert left_text(now, 60_000, 65_000) == (figures, note)


def test_a_bar_of_silence_fills_and_moves_once_a_second_where_nothing_may_move() -> None:
    assert silence_text(4000, 8000) == f"{'░' * 12}{'·' * 12}  silence, 4 s"
    assert silence_text(4900, 8000, still=True) == silence_text(4000, 8000)
    assert silence_text(9000, 8000).count("░") == CELLS


def test_the_log_is_told_without_what_is_evidence_for_later() -> None:
    events = (
        Event(0, "line", who="dana", text="Well?", rule="start"),
        Event(0, "hush", until=5000, rule="start"),
        Event(2000, "filled"),
        Event(2000, "tag", name="filled-silence"),
        Event(2000, "you", who="you", text="so"),
        Event(2000, "line", who="dana", text="(looks away)"),
        Event(3000, "clock", until=13_000),
        Event(4000, "end", name="lost"),
    )
    assert [(row.kind, row.who, row.words) for row in tell(events, {"dana": "Dana"})] == [
        ("them", "Dana", "Well?"),
        ("silence", "", "silence, 2 s"),
        ("you", "you", "so"),
        ("scene", "Dana", "(looks away)"),
        ("clock", "", "The time is shorter now: 0:10 left."),
    ]


def test_a_long_line_is_said_faster() -> None:
    long = Told(0, "them", "Dana", "word " * 99 + "end")
    assert words_said(long, 0) == 1
    assert words_said(long, LONGEST_SAYING_MS) is None
    assert words_said(Told(0, "you", "you", "word " * 9), 0) is None


@pytest.mark.parametrize(("at", "asked"), [(6000, 5000), (5000, 5000), (9000, 7000), (500, 0)])
def test_a_line_is_taken_again_from_where_it_was_asked(at: int, asked: int) -> None:
    inputs = (Said(6000, "hello"), Said(7000, "so"), Said(9000, "by friday"), Passed(9500))
    lines = (0, 5000, 6000, 7000)
    events = tuple(Event(when, "line", who="dana", text="Go on.") for when in lines)
    assert asked_at(Log(drawn=DRAWN, inputs=inputs, events=events), at) == asked


def test_what_was_not_measured_is_not_told() -> None:
    told = metric_words({"talk_share": 0.31, "held": 2, "filled": 0, "estimated": 1})
    assert told == (
        "31 % of all that was said was yours; 2 silences held; typed words count as speech at 150 a minute"
    )
    assert metric_words({"estimated": 1}) == ""


def test_speech_is_told_when_it_stops_after_what_came_meanwhile() -> None:
    events = (
        Event(1000, "speaking", who="you"),
        Event(3000, "line", who="dana", text="Faster."),
        Event(5000, "spoke", who="you"),
    )
    assert [(row.at, row.words) for row in tell(events, {"dana": "Dana"})] == [
        (3000, "Faster."),
        (5000, "(spoke for 4 s)"),
    ]
