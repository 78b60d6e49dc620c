"""The level of a skill: baseline, interval, states and what they say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from csmdrill.skills.level import Settings, assess, by_mode, headline, track
from csmdrill.skills.level_words import left_out, sentence
from csmdrill.skills.model import Level, Observation, State
from csmdrill.skills.series import series_in_force
from tests.skills.histories import histories, played, weekly

STEADY = [3.5] * 8
LAST = 7 * 7
QUICK = Settings(run_in=0, n0=4)


@settings(max_examples=120, deadline=None)
@given(histories(least=4), st.integers(0, 30), st.integers(0, 90), st.one_of(st.none(), st.integers(0, 300)))
def test_time_alone_makes_a_level_stale_and_nothing_else(
    history: list[Observation], after: int, later: int, rebased: int | None
) -> None:
    newest = max((each.day for each in history), default=0)
    before = assess(history, newest + after, rebased=rebased, settings=QUICK)
    now = assess(history, newest + after + later, rebased=rebased, settings=QUICK)
    assert now.state in (before.state, "STALE") if before.baseline else now.state == "UNKNOWN"
    assert (now.level, now.z, now.drop) == (before.level, before.z, before.drop)
    if before.half_width is not None and now.half_width is not None and later:
        assert now.half_width > before.half_width


@settings(max_examples=80, deadline=None)
@given(histories(), st.randoms(use_true_random=False), st.one_of(st.none(), st.integers(0, 300)))
def test_the_order_in_which_benchmarks_come_does_not_matter(
    history: list[Observation], chance: random.Random, rebased: int | None
) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert assess(shuffled, 320, rebased=rebased, settings=QUICK) == assess(
        history, 320, rebased=rebased, settings=QUICK
    )


middling = st.integers(8, 16).map(lambda quarter: quarter / 4)


@settings(max_examples=120, deadline=None)
@given(histories(scores=middling, least=6), st.sampled_from([-1.0, -0.5, 0.1, 0.37, 1.0]))
def test_the_same_shift_of_all_ratings_changes_no_state(history: list[Observation], shift: float) -> None:
    shifted = [replace(each, score=each.score + shift) for each in history]
    one, other = (assess(each, 310, settings=QUICK) for each in (history, shifted))
    assert other.state == one.state
    if one.level is not None:
        assert other.level == pytest.approx(one.level + shift)
        assert other.half_width == one.half_width


@pytest.mark.parametrize("shift", [0.0, 0.1, 0.2, 0.37, 0.7, 1.1])
def test_at_its_limits_the_last_bits_of_a_sum_decide_nothing(shift: float) -> None:
    """Four of one day after six weigh 2/5 together: .75 lower is a drop of .3; in the other one Z is -1."""
    days = [0, 1, 2, 3, 4, 5]
    sure = Settings(run_in=0, noise=0.0025)
    history = played([3.5 + shift] * 6 + [2.75 + shift] * 4, [*days, 5, 5, 5, 5])
    assert assess(history, 5, settings=sure).state == "DRIFT"
    watched = Settings(run_in=0, noise=0.42, watch=1.0)
    history = played([3.5 + shift] * 6 + [2.8 + shift], [*days, 5])
    assert assess(history, 5, settings=watched).state == "WATCH"


@settings(max_examples=60, deadline=None)
@given(histories(least=6))
def test_drift_is_the_mirror_of_improved(history: list[Observation]) -> None:
    mirrored = [replace(each, score=6 - each.score) for each in history]
    one, other = (assess(each, 310, settings=QUICK) for each in (history, mirrored))
    assert (one.state == "DRIFT") == (other.state == "IMPROVED")
    if one.drop is not None:
        assert other.drop == pytest.approx(-one.drop)


def test_the_first_two_benchmarks_never_count_and_the_next_six_are_the_baseline() -> None:
    level = assess(weekly([1.0, 1.0, 3.0, 3.5, 4.0, 3.0, 3.5, 4.0]), LAST)
    assert level.state == "STEADY"
    assert level.baseline is not None
    assert (level.baseline.mean, level.baseline.benchmarks) == (3.5, 6)
    assert (level.baseline.first_day, level.baseline.last_day) == (14, LAST)
    assert level.half_width == pytest.approx(1.96 * (0.49 / 6) ** 0.5)


@pytest.mark.parametrize(
    ("count", "note"),
    [
        (0, "0 of 2 to warm up, then 6 for the baseline."),
        (2, "2 of 2 to warm up, then 6 for the baseline."),
        (3, "1 of 6 benchmarks after 2 to warm up."),
        (7, "5 of 6 benchmarks after 2 to warm up."),
    ],
)
def test_without_a_baseline_it_says_how_many_are_there(count: int, note: str) -> None:
    level = assess(weekly([3.0] * count), 60)
    assert (level.state, level.note) == ("UNKNOWN", note)
    assert (level.benchmarks, level.wanted, level.level) == (count, 8, None)


def after_baseline(*scores: float, today: int | None = None, n0: int = 6) -> Level:
    """Return the level after a baseline of 3.5 and more benchmarks, each a week after the one before."""
    history = weekly([3.5] * (2 + n0) + list(scores))
    return assess(history, history[-1].day if today is None else today, settings=Settings(n0=n0))


@pytest.mark.parametrize(
    ("scores", "state"),
    [
        ((), "STEADY"),
        ((1.0,), "WATCH"),  # far below, but a single benchmark is never drift
        ((1.5, 1.5), "DRIFT"),
        ((5.0,), "STEADY"),
        ((5.0, 5.0), "IMPROVED"),
        ((3.25, 3.5), "STEADY"),
        ((2.5, 2.5), "WATCH"),
    ],
)
def test_states_after_a_baseline(scores: tuple[float, ...], state: State) -> None:
    assert after_baseline(*scores).state == state


def test_a_small_drop_is_never_drift_however_sure() -> None:
    sure = Settings(noise=0.0025)
    history = weekly([3.5] * 8 + [3.25] * 4)
    level = assess(history, history[-1].day, settings=sure)
    assert level.z is not None
    assert level.z < -2.6
    assert level.state == "WATCH"


@pytest.mark.parametrize(("idle", "state"), [(60, "DRIFT"), (61, "STALE")])
def test_stale_outranks_drift_after_sixty_days(idle: int, state: State) -> None:
    last = 9 * 7
    level = after_baseline(1.5, 1.5, today=last + idle)
    assert level.state == state
    if state == "STALE":
        assert level.note == "The last benchmark was 61 days ago: retest."


def test_unknown_outranks_stale() -> None:
    assert assess(weekly([3.0] * 3), 900).state == "UNKNOWN"


def test_an_interval_that_is_too_wide_is_stale_before_the_days_are_over() -> None:
    level = after_baseline(today=7 * 5 + 56, n0=4)
    assert level.state == "STALE"
    assert level.note == "The level is only known to within 0.9 points: retest."


def test_a_baseline_of_four_has_a_limit_of_its_own() -> None:
    assert (Settings().alert_limit, Settings(n0=4).alert_limit, Settings(limit=3.0).alert_limit) == (
        2.6,
        2.4,
        3,
    )


def test_a_changed_rubric_begins_again_without_a_run_in() -> None:
    old = weekly(STEADY)
    new = [replace(each, rubric="r2") for each in weekly([2.0] * 2, first=LAST + 7)]
    level = assess(old + new, LAST + 14)
    assert level.state == "UNKNOWN"
    assert level.note == "The rubric changed on 26 Feb 1970: 2 of 6 by the new one."
    assert (level.benchmarks, level.wanted) == (2, 6)
    more = [replace(each, rubric="r2") for each in weekly([2.0] * 6, first=LAST + 7)]
    level = assess(old + more, LAST + 60)
    assert level.baseline is not None
    assert (level.baseline.mean, level.baseline.rubric) == (2.0, "r2")
    assert level.note == ""


def test_a_late_rating_by_an_older_rubric_changes_nothing_but_is_told() -> None:
    old, new = weekly(STEADY), [replace(each, rubric="r2") for each in weekly([4.0] * 7, first=LAST + 7)]
    newest = new[-1].day
    on_time = assess(old + new, newest)
    for day in (new[2].day + 1, newest):
        for attempt in ("0", "z"):  # on the newest day no id may decide
            late = replace(old[0], day=day, attempt=attempt)
            assert assess([*old, *new, late], newest) == on_time
            series = series_in_force([*old, *new, late], newest, 2, 6)
            assert (series.rubric, series.changed) == ("r2", LAST + 7)
            assert left_out(series) == "9 ratings by an older rubric are not counted."
    assert left_out(series_in_force([*new, replace(old[0], day=newest - 1)], newest, 2, 6)) == (
        "1 rating by another rubric is not counted."
    )
    back = [*old, *new[:1], replace(old[0], day=newest)]
    series = series_in_force(back, newest, 2, 6)
    assert (series.rubric, series.benchmarks, series.changed) == ("r1", 9, None)
    assert left_out(series) == "1 rating by another rubric is not counted."


def test_a_rubric_that_changes_within_the_run_in_leaves_the_rest_of_it() -> None:
    history = [replace(weekly([3.0])[0], rubric="old"), *weekly([3.0] * 7, first=7)]
    level = assess(history, 60)
    assert (level.benchmarks, level.wanted) == (7, 7)
    assert level.baseline is not None
    assert level.baseline.first_day == 14


def test_a_new_baseline_is_the_last_six_up_to_its_day_and_a_loss_counts_from_there() -> None:
    history = weekly([3.0] * 8 + [4.5] * 6)
    up = assess(history, history[-1].day)
    assert up.state == "IMPROVED"
    assert up.note.startswith("You can take a new baseline")
    day = history[-1].day
    again = assess(history, day, rebased=day)
    assert again.state == "STEADY"
    assert again.baseline is not None
    assert (again.baseline.mean, again.since) == (4.5, 0)
    fallen = history + weekly([3.0] * 3, first=day + 7)
    today = fallen[-1].day
    assert assess(fallen, today).state != "DRIFT"
    assert assess(fallen, today, rebased=day).state == "DRIFT"


def test_a_new_baseline_by_an_older_rubric_is_none() -> None:
    old = weekly([3.0] * 14)
    new = [replace(each, rubric="r2") for each in weekly([4.0] * 6, first=200)]
    level = assess(old + new, 240, rebased=100)
    assert level.baseline is not None
    assert level.baseline.mean == 4.0


def test_what_is_played_later_does_not_count_yet() -> None:
    history = weekly([*STEADY, 1.0, 1.0])
    assert assess(history, LAST) == assess(history[:8], LAST)


def test_typed_and_spoken_are_never_mixed() -> None:
    typed = weekly(STEADY)
    spoken = [replace(each, spoken=True) for each in weekly([2.0] * 3, first=100)]
    with pytest.raises(ValueError, match="of their own"):
        assess(typed + spoken, 200)
    assert by_mode([*spoken, *typed]) == (typed, spoken)


def test_the_headline_is_the_series_with_a_baseline_that_was_practised_last() -> None:
    early, late = assess(weekly([*STEADY, 3.5]), 200), assess(weekly(STEADY, first=100), 200)
    none = assess(weekly([3.0] * 3, first=180), 200)
    fewer = assess(weekly([3.0] * 2, first=190), 200)
    assert headline([early, late]) is late
    assert headline([early, none]) is early
    assert headline([fewer, none]) is none


def test_the_day_of_a_circuit_does_not_let_scores_choose_the_run_in() -> None:
    days = [0, 0, 0, 7, 7, 7, 14, 14]
    scores = [2.0, 3.0, 4.0, 3.0, 3.0, 3.0, 3.0, 3.0]
    # By attempts the first two of the day are the run-in, whatever they were given.
    assert_baseline(played(scores, days), 19 / 6)
    assert_baseline(played([4.0, 3.0, 2.0, *scores[3:]], days), 17 / 6)
    # Where nobody knows the order, the one that counts is the mean of the day.
    unknown = [replace(each, attempt="") for each in played(scores, days)]
    assert_baseline(unknown, 3.0)


def assert_baseline(history: list[Observation], mean: float) -> None:
    level = assess(history, 14)
    assert level.baseline is not None
    assert level.baseline.mean == pytest.approx(mean)


def test_the_chart_ends_where_the_level_is_and_widens_until_today() -> None:
    history = [*weekly(STEADY), *played([3.0, 2.0, 2.5], [70, 70, 90])]
    points = track(history, 120)
    assert [(point.day, point.benchmarks) for point in points] == [(LAST, 0), (70, 2), (90, 1), (120, 0)]
    level = assess(history, 120)
    assert (points[-1].level, points[-1].half_width) == (level.level, level.half_width)
    assert points[0].level == 3.5
    assert points[-1].half_width > points[-2].half_width
    assert all(1 <= point.low <= point.level <= point.high <= 5 for point in points)
    assert track(history[:7], 120) == ()


@pytest.mark.parametrize(
    ("scores", "coach", "own"),
    [
        ((1.5, 1.5), "This skill is drifting, 0.6 points below the baseline: 2.9 ± 0.5 against 3.5.",
         "You rate yourself lower than at your baseline: 2.9 ± 0.5 against 3.5."),
        ((2.5, 2.5), "Perhaps 0.3 points below the baseline: 3.2 ± 0.5 against 3.5.",
         "You may be rating yourself lower than at your baseline: 3.2 ± 0.5 against 3.5."),
        ((5.0,) * 3, "This skill has improved, 0.6 points above the baseline: 4.1 ± 0.5 against 3.5.",
         "You rate yourself higher than at your baseline: 4.1 ± 0.5 against 3.5."),
        ((), "No change from the baseline shown: 3.5 ± 0.6 against 3.5.",
         "You rate yourself much the same as at your baseline: 3.5 ± 0.6 against 3.5."),
    ],
)  # fmt: skip
def test_what_a_level_says(scores: tuple[float, ...], coach: str, own: str) -> None:
    level = after_baseline(*scores)
    assert (sentence(level, "coach"), sentence(level, "self")) == (coach, own)


def test_what_a_level_says_that_is_unknown_or_stale() -> None:
    said = sentence(assess(weekly([3.0] * 5), 40), "coach")
    assert said == "No baseline yet: 3 of 6 benchmarks after 2 to warm up."
    stale = after_baseline(1.5, 1.5, today=200)
    assert (
        sentence(stale, "coach") == sentence(stale, "self") == "The last benchmark was 137 days ago: retest."
    )
