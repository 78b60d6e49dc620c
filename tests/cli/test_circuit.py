"""`circuit`: three stations in lines, the ratings after the last, and what is planned as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.role_plays import SCENARIO

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

RENEWAL = ("--competency", "renewal-negotiation")
STATION = ("4", "Which outcome?", "bye", "It went.")
RATED = (*("a", "4", "", "") * 4, "4")
"""Four criteria, each with a check, a rating, no evidence and no comment; then all in all."""


@pytest.fixture
def reserved(room: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A person with three reserved scenarios and no shipped ones."""
    monkeypatch.setattr("csmdrill.content.places.shipped_root", lambda *_: room.folder / "none")
    for name in ("a", "b", "c"):
        text = SCENARIO.replace("id: call", f"id: exam-{name}").replace("A call", f"Exam {name}")
        room.write(f"home/scenarios/exam-{name}.scenario.yaml", f"{text}benchmark: true\n")
    return room


def stdin(*answers: str) -> str:
    """Return lines."""
    return "".join(f"{each}\n" for each in answers)


def test_three_stations_are_played_one_after_the_other_and_rated_after_the_last(reserved: Shell) -> None:
    ended = reserved("circuit", *RENEWAL, "--plain", stdin=stdin(*STATION * 3, *RATED * 3))
    assert ended.code == 0
    said = ended.out
    assert said.startswith("Renewal negotiation\nNo baseline yet: 0 of 2 to warm up")
    order = [
        "Station 1 of 3",
        "Station 2 of 3",
        "Station 3 of 3",
        "Exam a, Tue",
        "Exam b, Tue",
        "Exam c, Tue",
    ]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert said.index("Rate yourself") > places[3]
    assert "The next one is asked for on Sun 29 Nov: Renewal negotiation." in said
    ratings = [fact["payload"] for fact in reserved.facts("rating")]
    assert [len(each["asked"]) for each in ratings] == [4, 4, 4]
    (skill,) = [
        each
        for each in reserved("skills", "--json").json["competencies"]
        if each["competency"] == "renewal-negotiation"
    ]
    assert (skill["state"], skill["channels"]["self"]["benchmarks"]) == ("UNKNOWN", 3)
    assert said.endswith("For a coach to rate them, too: csmdrill submit --circuit -o FOLDER\n")


def test_the_circuit_goes_to_a_coach_as_one_folder(reserved: Shell) -> None:
    assert "There is no benchmark yet." in reserved("submit", "--circuit", "-o", "out").err
    reserved("circuit", *RENEWAL, "--plain", stdin=stdin(*STATION * 3, *RATED * 3))
    assert "Nothing was done." in reserved("submit", "--circuit", "-o", "out").err
    assert not (reserved.folder / "out").exists()
    told = reserved("submit", "--circuit", "-o", "out", "--name", "Mia", "--yes").err
    assert told.count("your name: Mia") == 1
    assert told.count("Each of them will hold:") == 1
    assert [told.count(f"of Exam {name}: kind, end") for name in "abc"] == [1, 1, 1]
    assert told.endswith(
        "3 files are written into out; your coach puts them into a folder and rates them: "
        "csmdrill coach inbox FOLDER\n"
    )
    ids = [each["id"] for each in reserved("attempts", "--json").json]
    made = sorted(path.name for path in (reserved.folder / "out").iterdir())
    assert made == sorted(f"exam-{name}-{each}.json" for name, each in zip("cba", ids, strict=True))
    again = reserved("submit", *ids[:2], "-o", "out", "--yes")
    assert (again.code, "is there already" in again.err) == (2, True)
    assert reserved("submit", *ids[:2], ids[0], "-o", "two", "--yes").code == 0
    assert len(list((reserved.folder / "two").iterdir())) == 2
    assert reserved("submit", "--circuit", ids[0], "-o", "three", "--yes").code == 2
    reserved.home_is(reserved.folder / "coach")
    assert reserved("coach", "inbox", "out").out.count("Mia · Exam") == 3


def test_one_that_was_broken_off_goes_on_at_the_next_station(reserved: Shell) -> None:
    ended = reserved("circuit", *RENEWAL, "--plain", stdin=stdin(*STATION, "4", "Which outcome?"))
    assert "Left before this station. It goes on at the next station with the same command." in ended.out
    planned = reserved("circuit", *RENEWAL, "--json").json
    assert [each["status"] for each in planned["stations"]] == ["played", "lost", "open"]
    ended = reserved("circuit", *RENEWAL, "--plain", stdin=stdin(*STATION, *RATED * 2))
    assert "Station 3 of 3" in ended.out
    assert "Station 1 of 3" not in ended.out
    done = reserved("circuit", *RENEWAL, "--json").json
    assert [(each["status"], each["score"]) for each in done["stations"]] == [
        ("played", 4.0),
        ("lost", None),
        ("played", 4.0),
    ]
    assert done["to_rate"] == []


def test_a_competency_without_reserved_scenarios_is_refused(shell: Shell) -> None:
    ended = shell("circuit", "--competency", "juggling", "--json")
    assert ended.code == 2
    assert "There is no reserved scenario of 'juggling'." in ended.err


def test_the_stage_needs_a_terminal(shell: Shell) -> None:
    assert shell("circuit").code == 7
