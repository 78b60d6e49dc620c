"""A submission that was changed by hand does not follow from itself, and the place is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from csmdrill.core.errors import AttemptRejected
from csmdrill.roleplay import seated
from csmdrill.roleplay.model import Noted, Passed, Said, Speaking
from csmdrill.roleplay.seated import Seated
from csmdrill.services import coach_files, rehearse, submission
from csmdrill.storage.rehearsals import hash_of
from tests.services.conftest import Room

Sent = dict[str, Any]

DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture(scope="module")
def won(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a call that was won; it is made once."""
    folder = tmp_path_factory.mktemp("won")
    (folder / "shipped").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("csmdrill.content.places.shipped_root", lambda *_: folder / "shipped")
        room = Room(folder)
        room.play()
        made = coach_files.encoded(submission.submission_of(room.ws, "last"))
        room.ws.close()
    return made


@pytest.fixture
def sent(won: bytes) -> Sent:
    """What the file says."""
    return read(won)


def read(content: bytes) -> Sent:
    """Return what JSON says."""
    said: Sent = json.loads(content)
    return said


def refused(said: Sent, tmp_path: Path) -> AttemptRejected:
    """Return the refusal of a file."""
    path = tmp_path / "sent.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(AttemptRejected) as caught:
        submission.read_submission(path)
    return caught.value


def event_of(said: Sent, kind: str) -> Sent:
    """Return the first event of a kind."""
    found: Sent = next(each for each in said["words"]["log"]["events"] if each["kind"] == kind)
    return found


def their_words(said: Sent) -> None:
    event_of(said, "line")["text"] = "You were wonderful."


def my_words(said: Sent) -> None:
    event_of(said, "you")["text"] = "Which OUTCOME counts?"


def what_i_put_in(said: Sent) -> None:
    said["words"]["log"]["inputs"][0]["text"] = "Which price?"


def a_line_less(said: Sent) -> None:
    said["words"]["log"]["events"].remove(event_of(said, "line"))


def a_tag(said: Sent) -> None:
    event_of(said, "tag")["name"] = "charmed"


def the_end(said: Sent) -> None:
    event_of(said, "end")["name"] = "lost"


def a_time(said: Sent) -> None:
    said["words"]["log"]["events"][-1]["at"] = 10**30


def a_time_of_the_next_day(said: Sent) -> None:
    said["words"]["log"]["inputs"][-1]["at"] = DAY_MS + 1


def a_time_at_the_end_of_the_day(said: Sent) -> None:
    said["words"]["log"]["events"][-1]["at"] = DAY_MS


def a_time_before_the_start(said: Sent) -> None:
    said["words"]["log"]["events"][0]["at"] = -1


def the_scenario(said: Sent) -> None:
    said["scenario"] = said["scenario"].replace("Hello.", "Hi.")


def a_scenario_with_its_hash(said: Sent) -> None:
    said["scenario"] = said["scenario"].replace("Hello.", "Hi.")
    said["source"] = hash_of(said["scenario"])


def a_broken_scenario(said: Sent) -> None:
    said["scenario"] = said["scenario"].replace("to: closing", "to: nowhere")
    said["source"] = hash_of(said["scenario"])


def the_rubric(said: Sent) -> None:
    said["rubric"] = said["rubric"].replace("weight: 40", "weight: 41")


def a_fact(said: Sent) -> None:
    said["words"]["log"]["drawn"]["facts"]["amount"] = "1"


def a_name_less(said: Sent) -> None:
    said["words"]["log"]["drawn"]["names"] = {}


def the_clock(said: Sent) -> None:
    said["words"]["log"]["drawn"]["clock"] = {}


def the_day(said: Sent) -> None:
    said["words"]["log"]["drawn"]["day"] = "soon"


def the_seed(said: Sent) -> None:
    said["words"]["log"]["drawn"]["seed"] = 4


def read_as(said: Sent) -> None:
    said["words"]["understood"] = {"so be it.": "charm"}


def a_word_that_is_answered_alike(said: Sent) -> None:
    my_words(said)
    said["words"]["log"]["inputs"][0]["text"] = event_of(said, "you")["text"]


def the_reflection(said: Sent) -> None:
    said["words"]["reflection"] = "It went wonderfully."


CHANGES: tuple[tuple[Callable[[Sent], None], str], ...] = (
    (their_words, "line 1 of its transcript, at 0:00"),
    (my_words, "line 2 of its transcript, at 0:05"),
    (what_i_put_in, "line 2 of its transcript, at 0:05"),
    (a_line_less, "line 1 of its transcript, at 0:05"),
    (a_tag, "its log (tag), at 0:05"),
    (the_end, "how it ended, at 0:12"),
    (a_time, "the times in its log"),
    (a_time_of_the_next_day, "the times in its log"),
    (a_time_at_the_end_of_the_day, "how it ended, at 1440:00"),
    (a_time_before_the_start, "the times in its log"),
    (the_scenario, "the text of its scenario"),
    (a_scenario_with_its_hash, "line 1 of its transcript, at 0:00"),
    (a_broken_scenario, "its scenario, which has errors"),
    (the_rubric, "the text of its rubric"),
    (a_fact, "its fact amount"),
    (a_name_less, "the names in it"),
    (the_clock, "when its clock presses"),
    (the_day, "its day"),
    (the_seed, "its seed"),
    (a_word_that_is_answered_alike, "a word, a name or a number somewhere in it"),
    (the_reflection, "a word, a name or a number somewhere in it"),
    (read_as, "what lines were read as"),
)


@pytest.mark.parametrize(("change", "place"), CHANGES)
def test_the_place_that_was_changed_is_named(
    sent: Sent, tmp_path: Path, change: Callable[[Sent], None], place: str
) -> None:
    change(sent)
    error = refused(sent, tmp_path)
    assert (
        f"{tmp_path / 'sent.json'} is not as csmdrill wrote it. What does not fit the rest of it: {place}."
        in error.sentence
    )
    assert error.hint == f"Ask for the file again: csmdrill submit {sent['attempt']['attempt']} -o FILE."


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"end": "lost"}, "how it ended"),
        ({"passed": False}, "how it ended"),
        ({"reason": "timeout"}, "why it was over"),
        ({"reason": "left"}, "why it was over"),
        ({"seconds": 600}, "how long it took"),
        ({"tags": ["charmed"]}, "its evidence"),
        ({"metrics": {"held": 9.0}}, "its metrics"),
        ({"mode": "benchmark"}, "what it was for"),
        ({"title": "Another call"}, "its title"),
        ({"competency": "outcome-discovery"}, "its competency"),
    ],
)
def test_what_an_attempt_says_of_itself_is_measured_again(
    sent: Sent, tmp_path: Path, change: Sent, place: str
) -> None:
    sent["attempt"] |= change
    assert f"fit the rest of it: {place}." in refused(sent, tmp_path).sentence


def test_another_version_is_told_as_a_reason(sent: Sent, tmp_path: Path) -> None:
    sent["attempt"] |= {"engine": "0.0.1", "seconds": 600}
    assert "It was played with csmdrill 0.0.1" in refused(sent, tmp_path).hint


def test_more_entries_than_anybody_makes_are_not_played(sent: Sent, tmp_path: Path) -> None:
    sent["words"]["log"]["inputs"] *= 20_000
    assert "more than 20000 entries" in refused(sent, tmp_path).sentence


def test_honest_attempts_of_every_sort_are_taken(room: Room, tmp_path: Path) -> None:
    room.reserve()
    room.play(Said(5000, "What are you after"), Passed(9000), reason="left")
    room.play(Speaking(1000, True), Speaking(8000, False), Noted(9000, "Which goal?"), spoken=True)
    room.play(Passed(200_000))
    room.play(key="my/exam")
    for number, row in enumerate(("left", "ended", "timeout", "ended")):
        path = tmp_path / f"{number}.json"
        name = rows(room)[number]
        coach_files.write_new(path, coach_files.encoded(submission.submission_of(room.ws, name)))
        assert submission.read_submission(path).attempt.reason == row


def rows(room: Room) -> list[str]:
    """Return the ids of all attempts, the oldest first."""
    from csmdrill.services.attempts import attempts

    return [each.id for each in reversed(attempts(room.ws))]


def test_what_a_coach_noted_at_the_table_is_noted_again(room: Room, tmp_path: Path) -> None:
    rehearsal = room.begin(seat=True)
    run = Seated(scene=rehearsal.scene, drawn=rehearsal.drawn)
    run = seated.said(run, 0, "dana", "Hello.")
    run = seated.said(run, 5000, "you", "Which outcome?")
    run = seated.ticked(run, 70_000, "asks-x")
    run = seated.ended(seated.said(run, 95_000, "dana", "Fine."), 96_000, "won")
    rehearse.finish(room.ws, rehearsal, run.log, "ended")
    made = submission.submission_of(room.ws, "last")
    coach_files.write_new(tmp_path / "table.json", coach_files.encoded(made))
    assert submission.read_submission(tmp_path / "table.json") == made
    said = read(coach_files.encoded(made))
    my_words(said)
    assert "line 2 of its transcript, at 0:05" in refused(said, tmp_path).sentence
    said = read(coach_files.encoded(made))
    event_of(said, "lamp")["at"] = 61_000
    assert "its log (lamp), at 1:01" in refused(said, tmp_path).sentence


def test_a_void_attempt_is_not_submitted(room: Room) -> None:
    room.play(Passed(3000), reason="void")
    with pytest.raises(AttemptRejected, match="is void"):
        submission.submission_of(room.ws, "last")


def test_a_coach_sees_nothing_of_what_was_found(sent: Sent, room: Room) -> None:
    came = msgspec.convert(sent, coach_files.Submission)
    for line in submission.sheet_of(room.ws, came).lines:
        assert line.kind != "end"
        assert (line.read, line.tags, line.rules) == ((), (), ())
