"""The chart of a skill: where points, baseline, level and months stand, at any size."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from csmdrill.core.clock import DAY_ZERO
from csmdrill.services.skill_views import ChannelView, Dot, GapView, SkillPoint, TrackPoint
from csmdrill.services.skill_words import gap_words
from csmdrill.skills.gaps import bias_of
from csmdrill.skills.model import Baseline, Level
from csmdrill.tui.level_chart import level_chart
from csmdrill.tui.screens.gap import dot_row
from csmdrill.tui.skill_rows import baseline_cell
from csmdrill.tui.skill_words import gap_lines

TODAY = date(2026, 11, 24)
FIRST = date(2026, 4, 1)


def channel(*points: SkillPoint, track: tuple[TrackPoint, ...] = (), mean: float = 4.0) -> ChannelView:
    """Return a coach's channel with these points, and with a baseline where there is a track."""
    day = (FIRST - DAY_ZERO).days
    level = Level(state="UNKNOWN", benchmarks=len(points), wanted=8)
    if track:
        level = Level(
            state="DRIFT",
            benchmarks=len(points),
            wanted=8,
            baseline=Baseline(mean, 6, day, day + 60, "rubric"),
            level=track[-1].level,
            half_width=track[-1].high - track[-1].level,
        )
    return ChannelView(
        channel="coach",
        label="coach-rated",
        level=level,
        words="",
        sentence="",
        points=points,
        track=track,
        baseline_days=(FIRST, FIRST + timedelta(days=60)) if track else None,
    )


def drawn(view: ChannelView, width: int = 80, height: int = 11) -> list[str]:
    """Return the lines of a chart."""
    return [line.plain for line in level_chart(view, TODAY, width, height)]


def at(score: float, day: date = TODAY, counted: bool = True) -> SkillPoint:
    """Return a benchmark."""
    return SkillPoint(day=day, score=score, counted=counted)


DOWN = (
    TrackPoint(FIRST + timedelta(days=60), 4.0, 3.5, 4.5, 4.0),
    TrackPoint(date(2026, 9, 1), 3.0, 2.5, 3.5, 3.8),
    TrackPoint(TODAY, 2.0, 1.5, 2.5, 3.6),
)


@pytest.mark.parametrize(("width", "height"), [(80, 11), (80, 13), (120, 30), (40, 5)])
def test_points_stand_at_their_scores_and_it_fits(width: int, height: int) -> None:
    lines = drawn(channel(at(5.0, FIRST), at(1.0)), width, height)
    scale = {line.split()[0]: line for line in lines if "┤" in line}
    assert "●" in scale["5"].split("┤")[1][:2]
    assert scale["1"].rstrip().endswith("●")
    assert all("●" not in scale[name] for name in "234")
    assert len(lines) <= max(height, 7)
    assert max(map(len, lines)) <= width


def test_baseline_level_and_what_disuse_would_do_are_named_beside_their_rows() -> None:
    lines = drawn(channel(at(4.0, FIRST), at(2.0), track=DOWN), height=20)
    rows = {
        word: number
        for number, line in enumerate(lines)
        for word in ("baseline 4.0", "level 2.0 ± 0.5")
        if word in line
    }
    scale = {line.split()[0]: number for number, line in enumerate(lines) if "┤" in line}
    assert rows == {"baseline 4.0": scale["4"], "level 2.0 ± 0.5": scale["2"]}
    assert any(line.endswith("unused 3.6") for line in lines)
    assert "baseline of Apr–May 2026" in lines[-1]
    assert [name in lines[-2] for name in ("May", "Sep", "Nov")] == [True, True, True]


def test_the_band_widens_while_nobody_practises() -> None:
    still = (DOWN[0], TrackPoint(TODAY, 4.0, 3.2, 4.8, 3.7))
    lines = drawn(channel(at(4.0, FIRST), track=still), 120, 40)
    places = [[x for x, sign in enumerate(line[:104]) if sign == "░"] for line in lines[:-1]]
    begins = [min(found) for found in places if found]
    assert len(set(begins)) > 4


def test_several_on_one_day_and_another_rubric_have_signs_of_their_own() -> None:
    lines = drawn(channel(at(4.0, FIRST, counted=False), at(3.0), at(3.0), at(3.0)))
    assert any("○" in line for line in lines[:-1])
    assert any("◉" in line for line in lines[:-1])
    assert "○ other rubric" in lines[-1]


def test_a_first_week_has_days_below_it() -> None:
    last = date(2026, 11, 30)
    lines = level_chart(channel(at(3.0, last)), last, 80, 11)
    assert lines[-2].plain.split() == ["2", "Nov", "30", "Nov"]


@pytest.mark.parametrize(
    ("benchmarks", "said"), [(0, "–"), (1, "warm-up 1/2"), (2, "warm-up 2/2"), (5, "baseline 3/6")]
)
def test_how_far_a_baseline_is(benchmarks: int, said: str) -> None:
    assert baseline_cell(channel(*[at(3.0)] * benchmarks)) == said


def test_below_five_benchmarks_no_leaning_is_told() -> None:
    def lines(gaps: list[float]) -> str:
        bias = bias_of(gaps)
        return " ".join(gap_lines(GapView((), bias, gap_words(bias))))

    assert lines([1.0] * 4).startswith("Not enough to say whether one of you rates higher: 4 of 5")
    assert "+1.0" not in lines([1.0] * 4)
    told = lines([1.0, 0.75, 1.25, 1.0, 1.0])
    assert "You rate yourself about 0.6 points higher" in told
    assert "+1.0 on average, 95 % interval +0.8 to +1.2" in told


def test_a_gap_is_drawn_from_coach_to_self() -> None:
    assert "●─────────○" in dot_row(Dot(TODAY, 4.0, 3.0)).plain
    assert "○─────────●" in dot_row(Dot(TODAY, 3.0, 4.0)).plain
    assert "◉" in dot_row(Dot(TODAY, 3.0, 3.0)).plain
