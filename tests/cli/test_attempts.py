"""Attempts at the shell: listed, shown, replayed, taken back, rated, sent to a coach and taken in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from csmdrill.services.workspace import Workspace
from tests.cli.role_plays import Told, on_stage, play

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


def test_attempts_are_listed_shown_replayed_and_taken_back(room: Shell) -> None:
    assert "No role-play was made yet" in room("attempts").err
    play(room)
    (row,) = room("attempts", "--json").json
    assert row["score"] == 4.0
    line = room("attempts").out.strip()
    assert line == f"{row['id']}  2026-11-24  A call · practice, 0:00, won (pass), you 4.00"
    shown = room("attempts", "show", row["id"][:5])
    assert " 0:00  you: bye" in shown.out
    assert "reflection: It went." in shown.out
    assert room("attempts", "show", "last", "--markdown").out.startswith("# A call\n")
    whole = room("attempts", "show", "last", "--json").json
    assert [act["text"] for act in whole["log"]["inputs"] if act["act"] == "say"] == ["Which outcome?", "bye"]
    replayed = room("replay", "last", "--speed", "0").out
    assert " 0:00  Dana: Bye." in replayed
    assert "Taken back" in room("attempts", "undo", "last").err
    assert room("attempts").out == ""
    assert room("attempts", "show", row["id"]).code == 2


def test_what_is_not_rated_yet_says_how_to_go_on_and_what_was_left_that_it_does_not_count(
    room: Shell,
) -> None:
    room("roleplay", "call", "--plain", "--seed", "3", stdin="4\nWhich outcome?\n")
    told = room("attempts").err
    assert "it can be gone on with." in told
    assert "To go on with it: csmdrill, then r (Role-plays)" in told
    assert "csmdrill roleplay my/call --plain" in told
    room("roleplay", "call", "--plain", stdin="y\n/quit\n")
    begun = room("rate", "last", stdin="q\n").out
    assert "It was left before its end, so it does not count as played." in begun


def test_a_replay_keeps_its_pace(room: Shell, opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    on_stage(opened, Told((5, "Which outcome?"), (20, "bye")))
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    assert room("replay", "last", "--speed", "4").code == 0
    assert sum(waited) == pytest.approx(20 / 4)
    waited.clear()
    room("replay", "last", "--speed", "0")
    assert waited == []


def test_erasing_words_is_told_where_they_were(room: Shell) -> None:
    play(room)
    assert "2 texts erased" in room("data", "erase-text", "--yes").err
    assert "words erased" in room("attempts").out
    assert room("replay", "last", "--speed", "0").code == 2
    assert room("submit", "last", "-o", "a.json", "--yes").code == 2


def test_an_attempt_goes_to_a_coach_and_comes_back(room: Shell) -> None:
    play(room)
    assert room("submit", "last", "-o", "sent.json").code == 2  # nobody sits there to agree
    assert not (room.folder / "sent.json").exists()
    told = room("submit", "last", "-o", "sent.json", "--yes").err
    assert "every word of its transcript" in told
    assert "It went." in told
    assert "not rated" not in told
    again = room("submit", "last", "-o", "sent.json", "--yes")
    assert again.code == 2
    assert again.err == (
        "sent.json is there already, and is not written over.\n"
        "Name another with -o, or take that one away first.\n"
    )
    mine = room.home
    room.home_is(room.folder / "coach")
    broken = room("rate", "sent.json", "--as", "coach", stdin="a\n3\n\nGood.\nq\n")
    assert "Not finished" in broken.err
    rest = "a\n3\n\n\n" * 3 + "4\n"
    ended = room("rate", "sent.json", "--as", "coach", "--rater", "Ada", stdin=rest)
    assert "Kept from before: 1 of 4." in ended.out
    before, _, after = ended.out.partition("All in all")
    for told in ("won", "asked", "silence held", "It went.", "Fine.", "predicted"):
        assert told not in before
    assert "Does asks: the trainee 4, you 3 – Fine.\nBefore it began the trainee predicted 4.\n" in after
    assert "On the one criterion you both rated: the trainee 4.00, you 3.00.\n" in after
    found = "It ended as won (pass).\nFound in it: asked\n- the trainee's share"
    assert f"The trainee afterwards: It went.\n{found}" in after
    assert room("rate", "sent.json", stdin="").code == 2
    room.home_is(mine)
    assert "A coach's rating of A call" in room("data", "import", "sent.rating.json").err
    assert "known already" in room("attempts", "receive", "sent.rating.json").err
    assert "you 4.00, Ada 3.00 to your 4.00 on the one criterion you both rated" in room("attempts").out
    assert "Nothing is wrong" in room("doctor").out


def test_the_rating_that_came_is_read_where_it_is_said(room: Shell) -> None:
    play(room)
    room("submit", "last", "-o", "sent.json", "--yes")
    assert "came on" not in room("skills").err + room("attempts").err
    room("rate", "sent.json", "--as", "coach", stdin="a\n3\n\nWell asked.\n" + "a\n3\n\n\n" * 3 + "4\n")
    came = room("attempts", "receive", "sent.rating.json").err.strip()
    news = "A coach's rating of 1 attempt of Renewal negotiation came on Tue 24 Nov."
    assert news in room("attempts").err
    assert news in room("skills").err
    assert not room("skills", "--at", "2026-11-24").err
    assert not room("attempts", "--json").err
    where = came.partition("Read it: csmdrill ")[2].removesuffix(".").split()
    shown = room(*where).out
    assert re.search(r"^coach [0-9a-f]{8}:\n- Does asks: 3 – Well asked\.", shown, re.MULTILINE)
    assert "On the one criterion you both rated: you 4.00, the coach 3.00." in shown


def test_an_attempt_that_is_not_rated_by_oneself_is_submitted_only_knowingly(room: Shell) -> None:
    room("roleplay", "call", "--plain", "--seed", "3", stdin="4\nWhich outcome?\nbye\nIt went.\nq\n")
    lacks = "You have not rated it yourself, so there will be no gap for your coach to see.\n"
    name = room("attempts", "--json").json[0]["id"]
    asked = room("submit", "last", "-o", "sent.json")
    assert asked.code == 2
    assert f"{lacks}Rate it first: csmdrill rate {name}\n" in asked.err
    done = room("submit", "last", "-o", "sent.json", "--yes")
    assert done.code == 0
    assert lacks in done.err
    assert (room.folder / "sent.json").exists()


def test_a_file_that_was_changed_by_hand_is_not_rated(room: Shell) -> None:
    play(room)
    room("submit", "last", "-o", "sent.json", "--yes")
    path = room.folder / "sent.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"Hello."', '"Hi."'), encoding="utf-8")
    refused = room("rate", "sent.json", "--as", "coach", stdin="")
    assert (refused.code, refused.out) == (2, "")
    assert "line 1 of its transcript, at 0:00" in refused.err
    assert "Ask for the file again: csmdrill submit" in refused.err
    assert "There is no file gone.json." in room("rate", "gone.json", "--as", "coach", stdin="").err


def test_a_coach_in_the_same_home_is_blind_until_the_rating_is_saved(room: Shell) -> None:
    play(room)
    rated = room("rate", "last", "--as", "coach", stdin="a\n3\n\n\n" * 4 + "4\n")
    before, _, after = rated.out.partition("All in all")
    for told in ("won", "asked", "silence held", "It went.", "Fine.", "foretold"):
        assert told not in before
    assert "end: won (pass)" in after


def test_a_rating_may_come_as_json(room: Shell) -> None:
    play(room, answers=("", "bye", "", "q"))
    bad = room("rate", "last", "--json", stdin='{"levels": {"asks": 7}}')
    assert bad.code == 2
    assert room("rate", "last", "--json", stdin="no").code == 2
    told = room("rate", "last", "--json", stdin='{"levels": {"asks": 5}, "checks": {"asks": ["y"]}}').json
    assert told["mine"]["score"] == 5.0


def test_the_export_of_a_role_play_is_whole(room: Shell) -> None:
    play(room)
    room("data", "export", "--with-text", "-o", "all.jsonl")
    lines = (room.folder / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith('{"source":') for line in lines) == 2
    room.home_is(room.folder / "other")
    assert "0 lines left out" in room("data", "import", "all.jsonl").err
    assert "you 4.00" in room("attempts").out
    assert " 0:00  you: bye" in room("replay", "last", "--speed", "0").out
