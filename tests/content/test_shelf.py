"""The shelf: scenarios and rubrics of all places, their keys, and each scenario beside its rubric."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from csmdrill.content.places import rehearsal_places
from csmdrill.content.shelf import by_key, read_shelf
from csmdrill.core.home import Home
from tests.content.test_rubric_files import SOUND as RUBRIC
from tests.content.test_scenario_files import SOUND as SCENARIO

PACK = "format: csmdrill/pack@1\nid: north\ntitle: North\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with one pack, which has a rubric."""
    pack = tmp_path / "packs" / "north"
    pack.mkdir(parents=True)
    (pack / "csmdrill-pack.yaml").write_text(PACK)
    (pack / "r.rubric.yaml").write_text(RUBRIC)
    (tmp_path / "scenarios").mkdir()
    return Home(tmp_path)


def own(home: Home, name: str, text: str) -> None:
    """Write a file among the person's own scenarios."""
    (home.scenarios / name).write_text(text)


def test_files_have_the_keys_of_their_packs_and_a_hash_of_their_source(home: Home) -> None:
    (home.packs / "north" / "deep").mkdir()
    (home.packs / "north" / "deep" / "s.scenario.yaml").write_text(
        SCENARIO.replace("renewal-negotiation", "trial")
    )
    own(home, "s.scenario.yaml", SCENARIO.replace("renewal-negotiation", "north/trial"))
    shelf = read_shelf(rehearsal_places(home))
    mine, theirs = by_key(shelf.scenarios)["my/trial"], by_key(shelf.scenarios)["north/trial"]
    assert (mine.rubric, theirs.rubric) == ("north/trial", "north/trial")
    assert mine.problems == theirs.problems == ()
    assert mine.scenario is not None
    assert mine.digest == hashlib.sha256(mine.text.encode()).hexdigest()
    assert mine.text.startswith("format: csmdrill/scenario@1")
    assert {"north/trial", "csmdrill/renewal-negotiation"} <= by_key(shelf.rubrics).keys()
    assert any(key.startswith("csmdrill/") for key in by_key(shelf.scenarios))


def test_a_scenario_without_its_rubric_is_not_offered_and_says_why(home: Home) -> None:
    own(home, "s.scenario.yaml", SCENARIO)
    (file,) = [file for file in read_shelf(rehearsal_places(home)).scenarios if file.origin == "personal"]
    assert (file.scenario, file.key, file.title) == (None, "my/trial", "Trial")
    (problem,) = file.problems
    assert (problem.code, problem.line, problem.col) == ("S607", 4, 9)
    assert problem.message.endswith("did you mean 'csmdrill/renewal-negotiation'?")


def test_what_is_trained_must_be_a_criterion_of_the_rubric(home: Home) -> None:
    text = SCENARIO.replace("renewal-negotiation", "north/trial")
    for train, codes in (("b", []), ("e", ["S608"])):
        own(home, "s.scenario.yaml", text.replace("title: Trial", f"title: Trial\ntrain: {train}"))
        (file,) = [file for file in read_shelf(rehearsal_places(home)).scenarios if file.origin == "personal"]
        assert [each.code for each in file.problems] == codes


def test_a_broken_rubric_is_as_good_as_none(home: Home) -> None:
    own(home, "s.scenario.yaml", SCENARIO.replace("renewal-negotiation", "north/trial"))
    (home.packs / "north" / "r.rubric.yaml").write_text(RUBRIC.replace("weight: 40", "weight: 41"))
    (file,) = [file for file in read_shelf(rehearsal_places(home)).scenarios if file.origin == "personal"]
    assert [each.code for each in file.problems] == ["S607"]


def test_ones_own_file_wins_over_a_pack_and_over_what_is_shipped(home: Home, tmp_path: Path) -> None:
    own(home, "one.rubric.yaml", RUBRIC)
    given = tmp_path / "given.rubric.yaml"
    given.write_text(RUBRIC.replace("title: Trial", "title: Given"))
    found = read_shelf(rehearsal_places(home, [given])).rubrics
    assert by_key(found)["my/trial"].title == "Given"
    assert len([file for file in found if file.key == "my/trial"]) == 2


def test_a_pack_whose_file_is_broken_leaves_its_scenarios_out(home: Home) -> None:
    (home.packs / "north" / "csmdrill-pack.yaml").write_text("format: x")
    (home.packs / "north" / "s.scenario.yaml").write_text(SCENARIO)
    (file,) = [file for file in read_shelf(rehearsal_places(home)).scenarios if file.origin == "pack"]
    assert file.scenario is None
    assert file.problems[0].code == "P502"
