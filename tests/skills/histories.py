"""Histories of benchmarks for the tests of levels."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from csmdrill.skills.model import Observation

quarters = st.integers(4, 20).map(lambda quarter: quarter / 4)


def played(scores: Sequence[float], days: Sequence[int], rubric: str = "r1") -> list[Observation]:
    """Return benchmarks, each with an attempt of its own in the order given."""
    pairs = zip(days, scores, strict=True)
    return [
        Observation(day=day, score=score, rubric=rubric, attempt=f"a{at:03}")
        for at, (day, score) in enumerate(pairs)
    ]


def weekly(scores: Sequence[float], first: int = 0) -> list[Observation]:
    """Return benchmarks a week apart."""
    return played(scores, range(first, first + 7 * len(scores), 7))


def histories(
    *, most: int = 24, scores: st.SearchStrategy[float] = quarters, least: int = 0
) -> st.SearchStrategy[list[Observation]]:
    """Any benchmarks of one mode: several of a day, with and without an attempt, by two rubrics."""
    one = st.builds(
        Observation,
        day=st.integers(0, 300),
        score=scores,
        rubric=st.sampled_from(["r1", "r1", "r1", "r2"]),
        attempt=st.sampled_from(["", "a", "b"]),
    )
    return st.lists(one, min_size=least, max_size=most)
