"""A team brings the ratings that it has: good rows count, and each bad one is told by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.core.errors import ExchangeRejected
from csmdrill.services.ratings_table import bring_ratings
from csmdrill.services.review_skills import skills
from tests.services.conftest import Room

HEAD = "person,date,competency,role,score,rubric\n"
GOOD = "me,2026-11-20,renewal-negotiation,self,3.5,v1\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Where a table is."""
    return tmp_path / "ratings.csv"


def bring(room: Room, table: Path, text: str | bytes) -> tuple[int, int, list[tuple[int, str]]]:
    """Write a table and bring it in."""
    table.write_bytes(text if isinstance(text, bytes) else text.encode())
    report = bring_ratings(room.ws, table)
    return report.added, report.already, list(report.bad)


def test_rows_count_as_benchmarks(room: Room, table: Path) -> None:
    rows = (
        GOOD
        + "Ada,2026-11-19,Renewal Negotiation,Coach,4,v1\nADA ,2026-11-18,renewal-negotiation,coach,2,v1\n"
    )
    assert bring(room, table, HEAD + rows) == (3, 0, [])
    view = skills(room.ws).competencies[2]
    assert [(point.score, point.day.isoformat()) for point in view.self_rated.points] == [(3.5, "2026-11-20")]
    assert skills(room.ws, person="Ada").competencies[2].coach.level.benchmarks == 2
    assert room.ws.store.check(deep=True) == []


def test_what_is_in_the_home_is_passed_over(room: Room, table: Path) -> None:
    rows = GOOD + GOOD.replace("3.5", "3.75")
    assert bring(room, table, HEAD + rows) == (2, 0, [])
    assert bring(room, table, HEAD + rows + GOOD.replace("-20", "-21")) == (1, 2, [])
    assert bring(room, table, HEAD + GOOD.replace("3.5", "3.50").replace("me", " Me ")) == (0, 1, [])


def test_a_name_is_one_person_however_it_is_cased(room: Room, table: Path) -> None:
    mia = GOOD.replace("me,", "Mia Wolf,").replace("self", "coach")
    assert bring(room, table, HEAD + mia + mia.replace("Mia Wolf", "mia wolf")) == (2, 0, [])
    assert bring(room, table, HEAD + mia.replace("Mia Wolf", "MIA WOLF").replace("-20", "-21")) == (1, 0, [])
    assert skills(room.ws, person="Mia Wolf").competencies[2].coach.level.benchmarks == 3


def test_stations_of_a_day_with_the_same_score_all_count(room: Room, table: Path) -> None:
    rows = "".join(GOOD.replace("-20", day) * 3 for day in ("-10", "-15", "-20"))
    assert bring(room, table, HEAD + rows) == (9, 0, [])
    assert bring(room, table, HEAD + rows) == (0, 9, [])
    level = skills(room.ws).competencies[2].self_rated.level
    assert level.baseline is not None
    assert level.since == 1
    assert bring(room, table, HEAD + rows + GOOD) == (1, 9, [])


BAD = {
    "me,2026-11-20,renewal-negotiation,self,5.5,v1": "The score 5.5 is out of range; ratings go from 1 to 5.",
    "me,2026-11-20,renewal-negotiation,self,0,v1": "The score 0 is out of range; ratings go from 1 to 5.",
    "me,2026-11-20,renewal-negotiation,self,nan,v1": "The score 'nan' is no number; write it like 3.5.",
    "me,2026-11-20,renewal-negotiation,self,,v1": "The score is empty.",
    "me,2026-11-25,renewal-negotiation,self,3,v1": (
        "The date 2026-11-25 lies in the future; today is 2026-11-24."
    ),
    "me,1969-11-25,renewal-negotiation,self,3,v1": "The date 1969-11-25 lies before 1970.",
    "me,24.11.2026,renewal-negotiation,self,3,v1": (
        "The date '24.11.2026' is no day of the calendar; write it like 2026-03-31."
    ),
    "me,2026-02-30,renewal-negotiation,self,3,v1": (
        "The date '2026-02-30' is no day of the calendar; write it like 2026-03-31."
    ),
    "me,2026-11-20,selling,self,3,v1": (
        "There is no competency 'selling'; there are outcome-discovery, adoption-intervention,"
        " renewal-negotiation, executive-communication."
    ),
    "me,2026-11-20,renewal-negotiation,boss,3,v1": "The role 'boss' is neither self nor coach.",
    ",2026-11-20,renewal-negotiation,self,3,v1": "The person is empty.",
    "me,2026-11-20,renewal-negotiation,self,3,": (
        "The rubric is empty. Scores by different rubrics are never mixed."
    ),
    "me,2026-11-20,renewal-negotiation,self,3,5,v1": (
        "It has 7 cells, and the first row has 6. A comma inside a cell, as in 3,5, needs quotation marks"
        " around it."
    ),
    "A\x1bda,2026-11-20,renewal-negotiation,self,3,v1": (
        "The person holds a character that may not be shown: ESC (U+001B)."
    ),
    f"{'a' * 201},2026-11-20,renewal-negotiation,self,3,v1": "The person is longer than 200 characters.",
}


@pytest.mark.parametrize(("row", "why"), BAD.items(), ids=range(len(BAD)))
def test_a_bad_row_is_told_by_its_line_and_left_out(room: Room, table: Path, row: str, why: str) -> None:
    assert bring(room, table, f"{HEAD}{GOOD}{row}\n") == (1, 0, [(3, why)])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_encodings_semicolons_and_decimal_commas_are_taken(
    room: Room, table: Path, encoding: str
) -> None:
    text = HEAD + GOOD.replace("3.5", "3.25") + 'Zoë,2026-11-20,renewal-negotiation,self,"3,5",v1\n'
    assert bring(room, table, text.encode(encoding)) == (2, 0, [])
    head = "Person;Date;Competency;Role;Score;Rubric;Comment\n"
    other = head + "Zoë;2026-11-21;renewal-negotiation;self;3,5;v1;ok\n"
    assert bring(room, table, other.encode(encoding)) == (1, 0, [])
    assert sorted((each.person, each.score) for each in room.ws.store.observations()) == [
        ("", 3.25),
        ("Zoë", 3.5),
        ("Zoë", 3.5),
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "holds no rows"),
        (b"person,date,role,score\nme,2026-11-20,self,3\n", "has no columns competency, rubric"),
        (HEAD.replace("rubric", "role").encode(), "has no column rubric"),
        ((HEAD.strip() + ",score\n").encode(), "has the column score twice"),
        (HEAD.encode() + "Zoë,2026".encode("latin-1"), "this is no UTF-8"),
        (HEAD.encode() + b'me,"2026\n', "no row of a table"),
    ],
)
def test_a_file_that_is_no_table_of_ratings_changes_nothing(
    room: Room, table: Path, content: bytes, why: str
) -> None:
    with pytest.raises(ExchangeRejected, match=why):
        bring(room, table, content)
    assert room.ws.store.observations() == []


def test_all_good_rows_are_one_transaction(room: Room, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from csmdrill.storage import log

    made = log._fact

    def failing(head: log.Head, number: int, saying: log.Saying, at: object) -> object:
        if number == 3:
            raise KeyboardInterrupt
        return made(head, number, saying, at)  # type: ignore[arg-type]

    monkeypatch.setattr(log, "_fact", failing)
    with pytest.raises(KeyboardInterrupt):
        bring(room, table, HEAD + "".join(GOOD.replace("-20", f"-{day}") for day in range(10, 20)))
    assert room.ws.store.observations() == []
