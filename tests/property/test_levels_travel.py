"""Levels follow from the facts alone: a rebuild and an export into another home give every one of them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.core.home import Home
from csmdrill.services.performance_record import everybody
from csmdrill.services.review_skills import skills
from csmdrill.services.workspace import Workspace
from csmdrill.storage.observed import BaselinePayload, KnownPayload, ObservationPayload
from tests.services.conftest import ToldClock

SKILLS = ("renewal-negotiation", "outcome-discovery")
DAY = 20781
days = st.integers(DAY - 200, DAY)
people = st.sampled_from(("", "ada"))
observations = st.builds(
    ObservationPayload,
    person=people,
    competency=st.sampled_from(SKILLS),
    role=st.sampled_from(("self", "coach")),
    score=st.integers(4, 20).map(lambda quarters: quarters / 4),
    rubric=st.sampled_from(("r", "r", "r", "s")),
    spoken=st.sampled_from((False, False, True)),
    day=days,
)
baselines = st.builds(
    BaselinePayload,
    person=people,
    competency=st.sampled_from(SKILLS),
    channel=st.sampled_from(("self", "coach")),
    day=days,
)
known = st.builds(
    KnownPayload,
    person=st.just("ada"),
    competency=st.sampled_from(SKILLS),
    day=days,
    tested=st.just(9),
    recalled=st.integers(0, 9),
    expected_ppm=st.just(8_000_000),
    evidence_ppm=st.integers(-3_000_000, 4_000_000),
)
told = st.lists(
    st.tuples(st.one_of(observations, observations, baselines, known), st.booleans()), max_size=60
)


def levels(workspace: Workspace) -> list[Any]:
    """Return everybody's skills."""
    names = sorted({*everybody(workspace), *({"ada"} if workspace.store.known_days() else ())})
    return [skills(workspace, person=name).competencies for name in names]


@settings(max_examples=15, deadline=None)
@given(told)
def test_a_rebuild_and_another_home_give_the_same_levels(
    said: list[tuple[ObservationPayload | BaselinePayload | KnownPayload, bool]],
) -> None:
    with TemporaryDirectory() as folder:
        with Workspace(Home(Path(folder) / "one"), ToldClock()) as one:
            refs = one.store.observe([each for each, _ in said], one.now())
            for ref, (_, gone) in zip(refs, said, strict=True):
                if gone:
                    one.store.undo(ref, one.now())
            before = levels(one)
            one.store.rebuild()
            assert levels(one) == before
            lines = list(one.store.export_lines())
        with Workspace(Home(Path(folder) / "two"), ToldClock()) as two:
            half = len(lines) // 2
            assert two.store.import_lines(lines[half:]).bad == ()
            assert two.store.import_lines(lines).bad == ()
            assert levels(two) == before
