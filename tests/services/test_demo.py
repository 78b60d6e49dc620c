"""The demo: seven stories that end as they should, in a home that is never mixed with a real one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from csmdrill.core.errors import DemoRejected
from csmdrill.core.home import Home
from csmdrill.reports.model import Skill
from csmdrill.services.demo import make_demo
from csmdrill.services.demo_stories import DAYS_A_MONTH, STORIES, lives, told
from csmdrill.services.drift_report import drift_report
from csmdrill.services.workspace import Workspace
from tests.services.conftest import ToldClock


def ended(folder: Path, seed: int, months: int) -> dict[str, Skill]:
    """Return how the competency of each story ends."""
    with Workspace(Home(folder), ToldClock()) as ws:
        today, people = ws.now().day, lives(len(STORIES), seed)
        for life in people:
            chance = random.Random(f"{seed}:{life.id}")  # noqa: S311
            ws.store.observe(
                list(told(life, chance, today - round(months * DAYS_A_MONTH), today - 2)), ws.now()
            )
        found = {
            each.id: {skill.competency: skill for skill in each.skills} for each in drift_report(ws).people
        }
    return {life.story.name: found[life.id][life.competency] for life in people}


@pytest.mark.parametrize(("seed", "months"), [(1, 9), (2, 9), (3, 9), (4, 9), (5, 12), (6, 18), (7, 7)])
def test_the_seven_stories_end_as_they_should(tmp_path: Path, seed: int, months: int) -> None:
    skills = ended(tmp_path / "home", seed, months)
    assert {name: skill.coach.state for name, skill in skills.items()} == {
        "steady": "STEADY",
        "slow decay": "DRIFT",
        "sudden drop": "DRIFT",
        "stale": "STALE",
        "self-flattering": "STEADY",
        "improving": "IMPROVED",
        "coach and self disagree": "STEADY",
    }
    assert [name for name, skill in skills.items() if skill.known.state == "DRIFT"] == ["slow decay"]
    flattering = skills["self-flattering"].leaning
    assert flattering is not None
    assert flattering.points > 0.5
    assert skills["coach and self disagree"].own.state == "DRIFT"
    assert skills["steady"].leaning is None


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert lives(8, 1) == lives(8, 1)
    assert {each.name for each in lives(8, 1)} != {each.name for each in lives(8, 2)}
    assert len({each.name for each in lives(60, 1)}) == 60
    assert [each.story.name for each in lives(8, 1)][-1] == "steady"


def test_a_folder_that_is_no_demo_is_left_as_it_is(tmp_path: Path) -> None:
    foreign = tmp_path / "home-demo"
    foreign.mkdir()
    (foreign / "letters.txt").write_text("mine")
    with pytest.raises(DemoRejected):
        make_demo(Home(tmp_path / "home"), ToldClock())
    assert (foreign / "letters.txt").read_text() == "mine"
    assert not (tmp_path / "home").exists()
