"""A coach's inbox: what lies in a folder, rated blind in the order of the day, commented, sent back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from csmdrill.core.errors import AttemptRejected
from csmdrill.core.home import Home
from csmdrill.roleplay.model import Said
from csmdrill.services import (
    attempts,
    coach_files,
    coach_inbox,
    coach_rating,
    coach_views,
    coach_words,
    one_to_one,
    rating,
    receiving,
)
from csmdrill.services.attempt_text import comments_at, line_words, markdown, told_with_comments
from csmdrill.services.comments import Spot, place_of
from csmdrill.services.performance_record import everybody
from csmdrill.services.rehearsal_views import RatingDraft
from csmdrill.services.submission import read_submission, save_for, sheet_of, submission_of
from csmdrill.services.workspace import Workspace
from csmdrill.storage.observed import ObservationPayload
from csmdrill.tui.told import first_names, numbered, tell, told_lines, with_comments
from tests.services.conftest import GOOD, Room, ToldClock

LEVELS = ("asks", "waits", "sums", "closes")


@pytest.fixture
def coach(tmp_path: Path) -> Iterator[Workspace]:
    """A coach with a home of their own and no scenario in it."""
    opened = Workspace(Home(tmp_path / "coach"), ToldClock())
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty inbox."""
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def sent(room: Room, path: Path, name: str = "", level: int = 4, **about: object) -> str:
    """Play with words of its own, rate and submit an attempt; returns its id."""
    played = room.play(Said(2000, f"About {path.stem}."), *GOOD, **about)  # type: ignore[arg-type]
    room.rate(level=level)
    coach_files.write_new(path, coach_files.encoded(submission_of(room.ws, "last", name)))
    return played


def rate(coach: Workspace, path: Path, level: int = 2, **about: object) -> coach_rating.CoachRated:
    """Rate a file with the same level everywhere."""
    asked = coach_rating.open_file(coach, path, "Ada")
    levels: dict[str, int | None] = {each.id: level for each in asked.sheet.asked}
    return coach_rating.save(coach, asked, RatingDraft(levels=levels, **about))  # type: ignore[arg-type]


def test_an_inbox_tells_who_what_and_what_cannot_be_used(room: Room, coach: Workspace, folder: Path) -> None:
    sent(room, folder / "a.json", "Mia Wolf")
    sent(room, folder / "b.json")
    (folder / "c.json").write_bytes((folder / "a.json").read_bytes())
    edited = json.loads((folder / "b.json").read_bytes())
    edited["words"]["log"]["events"][1]["text"] = "Something else."
    (folder / "d.json").write_text(json.dumps(edited), encoding="utf-8")
    (folder / "e.json").write_text("[", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    rate(coach, folder / "b.json")
    found = coach_inbox.inbox(coach, folder)
    rows = {row.file: row for row in found.rows}
    assert sorted(rows) == ["a.json", "b.json", "c.json", "d.json", "e.json"]
    assert (rows["a.json"].who, rows["a.json"].title, rows["a.json"].is_waiting) == (
        "Mia Wolf",
        "A call",
        True,
    )
    assert rows["b.json"].who == room.ws.store.person[:8]
    assert (rows["b.json"].rated, rows["b.json"].rater) == (True, "Ada")
    assert rows["c.json"].problem == "The same attempt as in a.json."
    assert "is not as csmdrill wrote it" in rows["d.json"].problem
    assert "is not an attempt that csmdrill wrote" in rows["e.json"].problem
    assert (rows["d.json"].label, rows["e.json"].label) == ("not as it was written", "cannot be read")
    assert found.purpose == "For coaching only: never for pay, ranking or discipline."
    assert not coach_inbox.inbox(coach, folder, "Ben").rows[1].rated
    assert "somebody else" in coach_inbox.inbox(room.ws, folder).rows[0].problem
    with pytest.raises(AttemptRejected, match="no folder"):
        coach_inbox.inbox(coach, folder / "nowhere")


def copied(source: Path, target: Path, attempt: str, days: int = 0) -> None:
    """Write a submission again as if it were another attempt, of another day, a little later in each act."""
    said = json.loads(source.read_bytes())
    said["attempt"]["attempt"] = attempt
    said["day"] += days
    said["words"]["log"]["drawn"]["day"] = f"2026-11-{24 + days}"
    came = msgspec.convert(said, coach_files.Submission)
    whole = msgspec.structs.replace(came, checksum=coach_files.checksum_of(came))
    target.write_bytes(coach_files.encoded(whole))


def scores_of(coach: Workspace, room: Room) -> list[float]:
    """Return what a coach's home holds of the trainee's performance."""
    series = everybody(coach)[room.ws.store.person].series
    return sorted(each.score for each in series["renewal-negotiation", "coach"])


def test_a_copy_under_another_id_is_refused_and_counts_once_while_a_second_attempt_counts(
    room: Room, coach: Workspace, folder: Path
) -> None:
    room.reserve()
    first = sent(room, folder / "b.json", "Mia", key="my/exam")
    copied(folder / "b.json", folder / "a.json", "abcdef01")
    rows = {row.file: row for row in coach_inbox.inbox(coach, folder).rows}
    words = "under another id. What was recorded once counts once."
    assert rows["b.json"].problem == f"The same recording as in a.json, {words}"
    rate(coach, folder / "b.json", level=2)
    rows = {row.file: row for row in coach_inbox.inbox(coach, folder).rows}
    assert (rows["a.json"].problem, rows["b.json"].problem) == (
        f"The same recording as in b.json, {words}",
        "",
    )
    with pytest.raises(AttemptRejected, match=f"as attempt {first}, which is rated already"):
        coach_rating.open_file(coach, folder / "a.json")
    copy = read_submission(folder / "a.json")
    with pytest.raises(AttemptRejected, match="The same recording"):
        save_for(coach, copy, sheet_of(coach, copy), RatingDraft(levels=dict.fromkeys(LEVELS, 5)))
    assert one_to_one.sheets(coach, ["Mia"], folder).count("An exam, benchmark; coach 2.00") == 1
    assert "not rated yet" not in one_to_one.sheets(coach, ["Mia"], folder)
    other = folder.parent / "tomorrow"
    other.mkdir()
    copied(folder / "b.json", other / "c.json", "abcdef02", days=1)
    room.days(1)
    sent(room, other / "d.json", key="my/exam")
    coach.clock.time = room.clock.time  # type: ignore[attr-defined]
    told = {row.file: row.problem for row in coach_inbox.inbox(coach, other).rows}
    assert told == {
        "c.json": f"The same recording as attempt {first}, which is rated already, {words}",
        "d.json": "",
    }
    rate(coach, other / "d.json", level=4)
    assert scores_of(coach, room) == [2.0, 4.0]


def test_of_practice_the_rated_one_is_no_copy(room: Room, coach: Workspace, folder: Path) -> None:
    sent(room, folder / "b.json")
    rate(coach, folder / "b.json")
    copied(folder / "b.json", folder / "a.json", "abcdef01")
    rows = {row.file: row.problem for row in coach_inbox.inbox(coach, folder).rows}
    assert rows["b.json"] == ""
    assert rows["a.json"].startswith("The same recording as in b.json")
    assert "not rated yet" not in one_to_one.sheets(coach, [], folder)


def test_a_comment_stands_below_what_was_said_and_not_below_the_silence_before_it() -> None:
    at_nine = [(9000, kind, at) for at, kind in enumerate(("idle", "squeeze", "said", "seen"), start=1)]
    lines = [(1000, "you", 1), *at_nine, (12_000, "idle", 1)]
    assert [place_of(lines, Spot(at)) for at in (1000, 9000, 10_000, 12_000)] == [0, 3, 4, 5]
    assert [place_of(lines, Spot(9000, line)) for line in (1, 2, 3, 4, 5)] == [1, 2, 3, 4, 3]
    assert place_of([(5, "idle", 1), (5, "said", 2), (5, "you", 3)], Spot(5)) == 2
    assert place_of([(5, "silence", 2), (5, "scene", 4)], Spot(5, 3)) == 1


def test_a_comment_is_on_the_line_that_was_pointed_at_though_others_share_its_time(
    room: Room, coach: Workspace, folder: Path
) -> None:
    sent(room, folder / "a.json")
    rated = rate(coach, folder / "a.json", evidence={"sums": (5000,)})
    there = [line_words(line) for line in rated.lines if line.at == 5000]
    assert (there[0], len(there)) == ("trainee: Which OUTCOME matters?", 4)
    rated = coach_rating.pin(coach, rated, Spot(5000, 3), "Well held.")
    kept = json.loads(rated.target.read_bytes())
    assert kept["moments"] == [{"at": 5000, "text": "Well held.", "line": 3}]
    receiving.receive(room.ws, rated.target)
    view = attempts.load(room.ws, "last")
    told = [words for _, _, words in told_with_comments(view.lines, view.ratings)]
    assert told[told.index("[coach: Well held.]") - 1] == there[2]
    given = rating.reveal(room.ws, "last").coached
    assert given[-1].given.moments == {"5000.3": "Well held."}
    rows = with_comments(told_lines(view.lines, ended=True), comments_at(given))
    assert [row.line for row in rows if row.note] == [3]
    assert view.log is not None
    again = numbered(tell(view.log.events, first_names(view.log.drawn.names)), view.lines)
    told_anew = with_comments(again, comments_at(given))
    assert [row.words in there[2] for row in told_anew if row.note] == [True]
    sheet = one_to_one.sheets(coach, [], folder)
    assert f"> 0:05 {there[2]}" in sheet
    assert "“Does sums”, I gave 2" not in sheet
    assert "At 0:05: what would you say there today, with “Does sums” in mind?" in sheet
    assert "Work on “Does sums”, one step up from a 2." in sheet


def test_a_comment_of_which_only_the_time_is_known_stands_where_it_stood(
    room: Room, coach: Workspace, folder: Path
) -> None:
    sent(room, folder / "a.json")
    rated = rate(coach, folder / "a.json", moments={"5000": "Here."})
    assert json.loads(rated.target.read_bytes())["moments"] == [{"at": 5000, "text": "Here."}]
    assert rated.moments == {Spot(5000, 1): "Here."}
    assert coach_rating.pin(coach, rated, Spot(5000, 1), "").moments == {}


def test_a_copy_that_was_rated_in_another_home_of_the_coach_counts_once(room: Room, coach: Workspace) -> None:
    about = {"person": "ada", "competency": "x", "role": "coach", "rubric": "r", "recording": "0" * 64}
    told = [
        ObservationPayload(score=score, day=20_000 + n, attempt=f"a{n}", rater=rater, **about)  # type: ignore[arg-type]
        for n, rater, score in ((1, "Ada", 2.0), (1, "Ben", 4.0), (2, "Ada", 5.0))
    ]
    coach.store.observe(told, coach.now())
    (seen,) = everybody(coach)["ada"].series["x", "coach"]
    assert (seen.score, seen.attempt) == (3.0, "a1")


def test_the_order_is_random_by_day_and_stays_while_one_rates(
    room: Room, coach: Workspace, folder: Path
) -> None:
    ids = [sent(room, folder / f"{number}.json") for number in range(6)]
    known = coach_inbox.Known()
    first = [row.attempt for row in coach_views.in_order(coach_inbox.inbox(coach, folder, known=known))]
    assert sorted(first) == sorted(ids)
    assert first != ids
    rate(coach, folder / f"{ids.index(first[0])}.json")
    again = [row.attempt for row in coach_views.in_order(coach_inbox.inbox(coach, folder, known=known))]
    assert again == first[1:]
    found = coach_inbox.inbox(coach, folder)
    days = [msgspec.structs.replace(found, day=found.day.replace(day=day)) for day in range(1, 31)]
    assert len({tuple(row.attempt for row in coach_views.in_order(day)) for day in days}) > 3


def test_comments_on_moments_reach_the_trainee_where_they_belong(
    room: Room, coach: Workspace, folder: Path
) -> None:
    sent(room, folder / "a.json")
    rated = rate(coach, folder / "a.json", comments={"asks": "Well."})
    assert "On the one criterion you both rated: the trainee 4.00, you 2.00." in coach_words.told_words(rated)
    assert "Does waits: the trainee 4, you 2" in coach_words.told_words(rated)
    with pytest.raises(AttemptRejected, match="No line stands"):
        coach_rating.pin(coach, rated, Spot(4321, 1), "Here.")
    rated = coach_rating.pin(coach, rated, Spot(5000, 1), "What were you\x1b[31m after?")
    rated = coach_rating.pin(coach, rated, Spot(0, 1), "Gone soon.")
    rated = coach_rating.pin(coach, rated, Spot(0, 1), " ")
    assert [path.name for path in sorted(folder.iterdir())] == ["a.json", "a.rating.json"]
    receiving.receive(room.ws, folder / "a.rating.json")
    assert "known already" in receiving.receive(room.ws, folder / "a.rating.json")
    view = attempts.load(room.ws, "last")
    told = list(told_with_comments(view.lines, view.ratings))
    place = next(number for number, line in enumerate(told) if "Which OUTCOME" in line[2])
    assert told[place + 1][2].startswith("[coach: What were you")
    assert "\x1b" not in told[place + 1][2]
    assert "Gone soon" not in markdown(view)
    told_to_me = rating.reveal(room.ws, "last").coach
    assert told_to_me is not None
    assert list(told_to_me.given.moments) == ["5000.1"]
    assert told_to_me.given.comments == {"asks": "Well."}
    assert told_to_me.mark == "Coach not calibrated yet."
    assert room.ws.store.check(deep=True) == coach.store.check(deep=True) == []


def test_a_comment_that_came_later_is_taken_in_and_an_impossible_one_is_not(
    room: Room, coach: Workspace, folder: Path
) -> None:
    sent(room, folder / "a.json")
    rated = rate(coach, folder / "a.json")
    receiving.receive(room.ws, rated.target)
    coach_rating.pin(coach, rated, Spot(5000, 1), "Here.")
    assert "is here" in receiving.receive(room.ws, rated.target)
    told = rating.reveal(room.ws, "last").coach
    assert told is not None
    assert told.given.moments == {"5000.1": "Here."}
    wrong = json.loads(rated.target.read_bytes())
    wrong["moments"] = [{"at": 10_000_000, "text": "Late."}]
    (folder / "late.json").write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(AttemptRejected, match="after the end"):
        receiving.receive(room.ws, folder / "late.json")


def test_a_rating_file_that_got_lost_is_written_again_and_nobody_elses_is_touched(
    room: Room, coach: Workspace, folder: Path
) -> None:
    sent(room, folder / "a.json")
    (folder / "a.rating.json").write_text("another coach's", encoding="utf-8")
    rated = coach_rating.pin(coach, rate(coach, folder / "a.json"), Spot(5000, 1), "Here.")
    assert rated.target.name == "a.rating-2.json"
    content = msgspec.json.decode(rated.target.read_bytes())
    rated.target.unlink()
    again = coach_rating.given_back(coach, folder / "a.json")
    assert again is not None
    assert (msgspec.json.decode(again.target.read_bytes()), again.moments) == (
        content,
        {Spot(5000, 1): "Here."},
    )
    stale = json.dumps(content | {"moments": []})
    again.target.write_text(stale, encoding="utf-8")
    coach_rating.given_back(coach, folder / "a.json")
    assert msgspec.json.decode(again.target.read_bytes()) == content
    assert (folder / "a.rating.json").read_text(encoding="utf-8") == "another coach's"
    assert coach_rating.given_back(coach, folder / "a.json", "Ben") is None


def test_a_sheet_has_a_quote_a_question_and_an_act_of_whoever_submitted(
    room: Room, coach: Workspace, folder: Path
) -> None:
    sent(room, folder / "a.json", "Mia *Wolf*", level=5)
    bare = one_to_one.sheets(coach, ["mia *wolf*"], folder)
    assert "not rated yet" in bare
    rated = rate(coach, folder / "a.json", evidence={"waits": (12_000,)})
    assert "> 0:12 you: So be it." in one_to_one.sheets(coach, [], folder)
    coach_rating.pin(coach, rated, Spot(5000, 1), "A good one.")
    text = one_to_one.sheets(coach, [str(folder / "a.json")], folder)
    assert text.startswith("# 1:1 with Mia \\*Wolf\\*\n\nFor coaching only: never for pay")
    assert "> 0:05 you: Which OUTCOME matters?" in text
    assert "The coach: A good one." in text
    assert "you gave yourself 5 on “Does waits”, I gave 2. What do you see that I do not?" in text
    assert (
        "By Tue 1 Dec: play it again (`csmdrill roleplay my/call`). Work on “Does waits”, one step up from "
        "a 2. A 5 looks like this: “Good.”"
    ) in text
    assert "- Coach not calibrated yet." in text
    with pytest.raises(AttemptRejected, match="Nobody called 'Ben'") as caught:
        one_to_one.sheets(coach, ["Ben"], folder)
    assert caught.value.hint == "There are submissions of: Mia *Wolf*."


def test_a_person_is_named_by_the_beginning_of_a_name_where_it_is_only_theirs(
    room: Room, folder: Path
) -> None:
    sent(room, folder / "a.json")
    bare = read_submission(folder / "a.json")
    named = (("Rosa Toni", "aa11"), ("Rosa Lang", "bb22"), ("", "cc33dd"))
    lying = [msgspec.structs.replace(bare, name=name, person=person) for name, person in named]

    def found(name: str) -> list[str]:
        return [each.person for each in one_to_one.submissions_of(name, lying, folder)]

    assert [found(name) for name in ("toni", "rosa  L", "cc33")] == [["aa11"], ["bb22"], ["cc33dd"]]
    for name, hint in (("Rosa", ": Rosa Lang, Rosa Toni."), ("cc3", ": Rosa Lang, Rosa Toni, cc33dd.")):
        with pytest.raises(AttemptRejected) as caught:
            found(name)
        assert caught.value.hint is not None
        assert caught.value.hint.endswith(hint)
