"""A coach at the shell: the inbox, ratings in lines with comments, calibration, a sheet for the 1:1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from csmdrill.services.calibration import stations
from csmdrill.services.workspace import Workspace
from tests.cli.role_plays import ANSWERS, play

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell

PURPOSE = "For coaching only: never for pay, ranking or discipline."
SHEET = "a\n3\n\nWell.\n" + "a\n2\n\n\n" * 3 + "4\n"


def submitted(room: Shell, name: str = "Mia") -> Path:
    """Play and submit two attempts into an inbox, and become the coach."""
    inbox = room.folder / "inbox"
    inbox.mkdir()
    for file, more in (("one.json", ()), ("two.json", ("Hm, yes.",))):
        play(room, answers=(ANSWERS[0], *more, *ANSWERS[1:]))
        room("submit", "last", "-o", inbox / file, "--name", name, "--yes")
    room.home_is(room.folder / "coach")
    return inbox


def test_a_coach_goes_through_an_inbox_and_the_trainee_reads_the_comment(room: Shell) -> None:
    mine = room.home
    inbox = submitted(room)
    (inbox / "broken.json").write_text("[", encoding="utf-8")
    listed = room("coach", "inbox", inbox)
    assert listed.out.startswith(PURPOSE)
    assert listed.out.count("Mia · A call, practice · Tue 24 Nov 2026 · not rated yet") == 2
    assert "broken.json: " in listed.out
    assert "2 attempts to rate: csmdrill coach rate" in listed.err
    first = room(
        "coach", "rate", inbox, "--rater", "Ada", stdin=f"{SHEET}0:00 Say more here.\n3\n2\n9:59 x\n\nq\n"
    )
    assert first.out.startswith(PURPOSE)
    before, _, after = first.out.partition("On the one criterion you both rated: the trainee 4.00, you 3.00.")
    assert "predicted" not in before
    assert "It ended as" not in before
    assert "It ended as won (pass)." in after
    assert "Before it began the trainee predicted 4." in after
    assert "Beside your ratings stands: “Coach not calibrated yet.”" in after
    assert "First a time of the transcript" in after
    assert "Not finished" in first.err
    rows = room("coach", "inbox", inbox, "--json").json["rows"]
    done = next(row for row in rows if row["rated"])
    assert (done["rater"], sum(row["rated"] for row in rows)) == ("Ada", 1)
    rest = room("coach", "rate", inbox, "--rater", "Ada", stdin=f"{SHEET}\n")
    assert "1 of 1: Mia" in rest.out
    assert "1 attempt rated." in rest.err
    assert "Nothing is left to rate." in room("coach", "rate", inbox, "--rater", "Ada").err
    assert "Nothing is wrong" in room("doctor").out
    room.home_is(mine)
    back = inbox / done["file"].replace(".json", ".rating.json")
    room("attempts", "receive", back)
    shown = room("attempts", "show", done["attempt"]).out
    assert "[coach: Say more here.]" in shown
    assert shown.index("[coach: Say") < shown.index("reflection:")
    assert "- Coach not calibrated yet." in shown
    assert "[coach: Say more here.]" in room("replay", done["attempt"], "--speed", "0").out
    assert "coach: Say more here." in room("attempts", "show", done["attempt"], "--markdown").out


def test_a_set_is_rated_in_lines_in_two_sittings(room: Shell, opened: Workspace) -> None:
    half = room("coach", "calibrate", "--rater", "Ada", stdin="\n3\nq\n")
    assert half.out.startswith(PURPOSE)
    assert "1 of 5: " in half.out
    assert "agreed" not in half.out
    assert "Not finished" in half.err
    sheets = [each.sheet for each in stations(opened, "Ada")]
    answers = [len(sheet.asked) - len(sheet.draft.levels) for sheet in sheets]
    whole = room(
        "coach", "calibrate", "--rater", "Ada", stdin="".join("\n3\n" * each + "3\n" for each in answers)
    )
    assert "Kept from before: 1 of " in whole.out
    blind, _, after = whole.out.partition("How far off, by criterion:")
    assert "- Asks open, and one at a time: you 3, agreed 5. Short, open, one at a time" in blind
    assert "- Asks open, and one at a time: 2.00 points, too strict" in after
    assert after.count("1.46 points") == 1
    assert "You rated 1.46 points off the agreed ratings on average; up to 0.75 is close." in after
    assert "comment" not in half.out + whole.out


def test_a_set_is_rated_by_json_and_the_inbox_loses_its_mark(room: Shell) -> None:
    inbox = submitted(room)
    given = {name: {"levels": levels, "overall": 3} for name, levels in CONSENSUS.items()}
    came = room("coach", "calibrate", "--rater", "Ada", "--json", stdin=json.dumps(given)).json
    assert (came["error"]["absolute"], came["mark"]) == (0.0, "")
    assert came["expires"] == "2027-02-22"
    rated = room("coach", "rate", inbox, "--rater", "Ada", stdin=f"{SHEET}\n")
    assert "Not calibrated" not in rated.out
    for wrong in ("[", "{}", '{"nowhere": {}}', json.dumps({name: {} for name in CONSENSUS})):
        assert room("coach", "calibrate", "--json", stdin=wrong).code == 2


def test_a_sheet_is_written_once_and_only_for_those_who_submitted(room: Shell) -> None:
    inbox = submitted(room)
    room("coach", "rate", inbox, "--rater", "Ada", stdin=f"{SHEET}0:00 Say more here.\n1\n\n")
    told = room("coach", "one-to-one", "Mia", "--in", inbox).out
    assert told.startswith(f"# 1:1 with Mia\n\n{PURPOSE}")
    assert "## One quote\n\n> 0:00" in told
    target = room.folder / "mia.md"
    assert "is written" in room("coach", "one-to-one", "Mia", "--in", inbox, "-o", target).err
    assert target.read_text(encoding="utf-8") == told
    assert room("coach", "one-to-one", "Mia", "--in", inbox, "-o", target).code == 2
    assert room("coach", "one-to-one", "Ben", "--in", inbox).code == 2
    assert room("coach", "inbox", room.folder / "nowhere").code == 2


CONSENSUS = {
    "refunds-in-seven-days": {
        "result-first": 5,
        "honest": 1,
        "one-ask": 5,
        "short-and-plain": 5,
        "under-fire": 4,
    },
    "thirty-percent": {
        "price-discipline": 1,
        "decision-path": 3,
        "proven-result": 1,
        "holds-silence": 1,
        "close-with-date": 1,
    },
    "the-loading-bay": {
        "outcome-in-numbers": 5,
        "cost-of-nothing": 4,
        "questions": 5,
        "holds-silence": 5,
        "no-solution": 5,
        "played-back": 4,
    },
    "everybody-is-in-it": {
        "use-against-outcome": 4,
        "finds-the-break": 4,
        "one-behaviour": 2,
        "looks-again": 2,
        "keeps-face": 4,
    },
    "the-morning-after": {
        "result-first": 4,
        "honest": 5,
        "one-ask": 4,
        "short-and-plain": 3,
        "under-fire": 5,
    },
}
