"""Role-plays at the shell: listed, played in lines and by scripts, with a coach, rated, sent and taken in."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.cli.rehearsing import Stage
from csmdrill.cli.seat import hold_seat
from csmdrill.cli.typed import LONGEST_BYTES, Typed, TypedLines
from csmdrill.roleplay.model import Said
from csmdrill.services import attempts, rating, rehearse
from csmdrill.services.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

RUBRIC = """\
format: csmdrill/rubric@1
id: talk
title: A talk
competency: renewal-negotiation
overall: {"1": Poor., "3": Fair., "5": Good.}
criteria:
"""
CRITERION = """\
  - {id: ID, title: Does ID, weight: 25, anchors: {"1": Poor., "3": Fair., "5": Good.},
     checks: [{id: x, text: One was done.}, {id: y, text: Two was done.}]}
"""
SCENARIO = """\
format: csmdrill/scenario@1
id: call
title: A call
rubric: talk
timebox: {total: 2m, amber: 1m, red: 90s}
brief: Dana expects your call about {{amount|money}}.
people:
  dana: {name: {kind: pick, among: [Dana Whitfield, Dana Okafor]}, role: CFO, wants: "{{amount}} less.",
         floor: Half.}
facts: {amount: {kind: range, from: 1000, to: 9000, step: 1000}}
start: {say: Hello.}
rules:
  - {id: press, event: clock, at: [30s], do: {say: Get on with it.}}
  - {id: done, event: reply, match: {any: [bye]}, do: {say: Bye., end: won}}
  - {id: ask, event: reply, match: {any: [outcome]}, do: {tag: asked, hush: 3s}}
  - {id: held, event: held, do: {say: A faster close.}}
  - {id: other, event: reply, do: {say: Hm.}}
timeout: {say: I must go., end: lost}
ends: {won: pass, lost: fail}
"""


@pytest.fixture
def room(shell: Shell) -> Shell:
    """A person with one scenario of their own."""
    criteria = "".join(CRITERION.replace("ID", name) for name in ("asks", "waits", "sums", "closes"))
    shell.write("home/scenarios/talk.rubric.yaml", RUBRIC + criteria)
    shell.write("home/scenarios/call.scenario.yaml", SCENARIO)
    return shell


@pytest.fixture
def opened(room: Shell) -> Iterator[Workspace]:
    """The open workspace of that person."""
    workspace = open_workspace({"CSMDRILL_HOME": str(room.home), "CSMDRILL_NOW": "2026-11-24T09:00:00+01:00"})
    yield workspace
    workspace.close()


class Told:
    """Lines at told times, on a clock that jumps from one to the next.

    Args:
        lines: seconds and text; without text there is no more.
        sleeps: by the second at which the machine sleeps, for how long.
        counting: the clock of waiting goes on during sleep.
    """

    def __init__(
        self,
        *lines: tuple[float, str | None],
        sleeps: dict[float, float] | None = None,
        counting: bool = False,
    ) -> None:
        self._lines = list(lines)
        self._now = 0.0
        self._slept = 0.0
        self._sleeps = dict(sleeps or {})
        self._counting = counting

    def now(self) -> float:
        """Return the time of waiting."""
        return self._now

    def wall(self) -> float:
        """Return the time of the world."""
        return self._now + (0.0 if self._counting else self._slept)

    def wait(self, seconds: float | None) -> Typed | None:
        """Return the next line if it comes in time."""
        at, text = self._lines[0] if self._lines else (1e9, None)
        until = at if seconds is None else self._now + seconds
        for when in [when for when in self._sleeps if self._now <= when < min(until, at)]:
            self._slept += (slept := self._sleeps.pop(when))
            if self._counting:
                self._now = when + slept
                self._lines = [(moment + slept, words) for moment, words in self._lines]
                return None
        if at <= until or seconds is None:
            self._now = max(self._now, at)
            self._lines = self._lines[1:]
            return Typed(text, self._now)
        self._now = until
        return None


def on_stage(workspace: Workspace, lines: Told, kind: str = "practice") -> tuple[str | None, str]:
    """Play in lines; returns why it was over and how it ended."""
    prepared = rehearse.begin(workspace, rehearse.prepare(workspace, "call", seed=3), None)
    assert prepared.kind == kind
    played = Stage(workspace, prepared, lines, apart=False).play()
    rehearse.finish(workspace, prepared, played.run.log, played.reason or "left")
    return played.reason, played.run.ended.name if played.run.ended else ""


def test_the_clock_goes_on_while_nobody_types(opened: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert on_stage(opened, Told()) == ("ended", "lost")
    said = capsys.readouterr().out.splitlines()
    assert said == [
        " 0:00  Dana: Hello.",
        " 0:30  Dana: Get on with it.",
        " 1:00  (amber: 1:00 left)",
        " 1:30  (red: 0:30 left)",
        " 2:00  (over: time is up)",
        " 2:10  Dana: I must go.",
        " 2:10  (the end)",
    ]
    assert attempts.attempts(opened)[0].reason == "timeout"


def test_silence_is_waiting_and_evidence_stays_behind_the_scenes(
    opened: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Told((5, "Which outcome?"), (9, ""), (10, "bye"))
    assert on_stage(opened, lines) == ("ended", "won")
    assert capsys.readouterr().out.splitlines() == [
        " 0:00  Dana: Hello.",
        " 0:05  you: Which outcome?",
        " 0:05  (silence)",
        " 0:08  Dana: A faster close.",
        " 0:10  you: bye",
        " 0:10  Dana: Bye.",
        " 0:10  (the end)",
    ]


def test_commands_of_practice(opened: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    lines = Told((5, "/brief"), (6, "/pause"), (600, ""), (610, "/what"), (612, "/quit"))
    assert on_stage(opened, lines) == ("left", "")
    said = capsys.readouterr().out
    assert "Dana expects your call about $" in said
    assert "/pause stops the clock" in said
    assert "Get on with it" not in said  # the pause did not count: 0:18
    assert attempts.attempts(opened)[0].reason == "left"


@pytest.mark.parametrize("counting", [False, True])
def test_practice_pauses_when_the_machine_slept(
    opened: Workspace, capsys: pytest.CaptureFixture[str], counting: bool
) -> None:
    lines = Told((20, ""), (22, ""), (25, "bye"), sleeps={10.0: 4000.0}, counting=counting)
    assert on_stage(opened, lines) == ("ended", "won")
    said = capsys.readouterr().out
    assert "Practice is paused." in said
    assert "I must go" not in said


@pytest.mark.parametrize("counting", [False, True])
def test_a_benchmark_is_void_when_the_machine_slept(room: Shell, opened: Workspace, counting: bool) -> None:
    room.write(
        "home/scenarios/call.scenario.yaml", SCENARIO.replace("rubric: talk", "rubric: talk\nbenchmark: true")
    )
    lines = Told((25, "bye"), sleeps={10.0: 4000.0}, counting=counting)
    assert on_stage(opened, lines, "benchmark") == ("void", "")
    assert attempts.attempts(opened)[0].reason == "void"


def test_what_was_typed_over_a_sleep_is_said_after_the_pause(opened: Workspace) -> None:
    assert on_stage(opened, Told((20, "Which outcome?"), (22, ""), (25, "bye"), sleeps={10.0: 4000.0})) == (
        "ended",
        "won",
    )
    view = attempts.load(opened, "last")
    assert [(line.at, line.text) for line in view.lines if line.kind == "you"] == [
        (20_000, "Which outcome?"),
        (23_000, "bye"),
    ]


def test_short_naps_change_nothing(opened: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert on_stage(opened, Told((25, "bye"), sleeps={10.0: 29.0})) == ("ended", "won")
    assert "paused" not in capsys.readouterr().out


def test_lines_are_read_raw_whole_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "one\r\nÜnï\n\n" + "x" * (3 * LONGEST_BYTES) + "rest\nlast"
    pieces = io.BytesIO(text.encode())

    class Slowly(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            chunk = pieces.read(min(len(buffer), 1001))
            buffer[: len(chunk)] = chunk
            return len(chunk)

    stdin = io.TextIOWrapper(io.BufferedReader(Slowly()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    lines = TypedLines()
    read = [lines.wait(30) for _ in range(6)]
    texts = [each.text for each in read if each is not None]
    assert texts[:3] == ["one", "Ünï", ""]
    assert texts[3] is not None
    assert set(texts[3]) == {"x"}
    assert len(texts[3]) < 2 * LONGEST_BYTES
    assert texts[4] == "last"
    assert texts[5] is None
    after = lines.wait(None)
    assert after is not None
    assert after.text is None


ANSWERS = ("4", "Which outcome?", "bye", "It went.", "a", "4", "0:00", "Fine.")


def play(room: Shell, *more: str, answers: tuple[str, ...] = ANSWERS) -> str:
    """Play in lines, rate, and return what was said."""
    ended = room(
        "roleplay", "call", "--plain", "--seed", "3", *more, stdin="".join(f"{a}\n" for a in answers)
    )
    assert ended.code == 0
    return ended.out


def test_the_list_names_what_is_there_and_suggests_one(room: Shell) -> None:
    room.write(
        "home/scenarios/bad.scenario.yaml", SCENARIO.replace("id: call", "id: bad").replace("[bye]", "bye")
    )
    ended = room("roleplay")
    lines = {line.split("  ")[0].split(": ")[0]: line for line in ended.out.splitlines()}
    assert lines["my/call"] == "my/call  A call · practice, 2:00, difficulty 2"
    assert "not offered" in lines["my/bad"]
    assert "bad.scenario.yaml:" in lines["my/bad"]
    assert "Suggested: " in ended.err
    keys = [row["key"] for row in room("roleplay", "--json").json["scenarios"]]
    assert "my/call" in keys


def test_a_role_play_in_lines_goes_from_the_brief_to_what_is_revealed(room: Shell) -> None:
    said = play(room)
    for words in (
        "Dana expects your call about $",
        "you: Which outcome?",
        "Dana: Bye.",
        "Does asks · weight 25",
        "  5  Good.",
        "you foretold: 4",
        "- Does asks: 4 – Fine.",
        "- Score: 4.00 of 5",
        "end: won (pass)",
        "evidence: asked",
        "Due again Tue 1 Dec.",
    ):
        assert words in said
    assert said.index("evidence: asked") > said.index("rating, 1 to 5")
    (fact,) = room.facts("rating")
    assert fact["payload"]["checks"] == {"asks": ["x"]}
    assert fact["payload"]["evidence"] == {"asks": [0]}


def test_wrong_answers_are_asked_again_and_q_keeps_what_was_set(room: Shell) -> None:
    said = play(room, answers=("9", "x", "3.5", "bye", "", "z", "b", "6", "n", "9:59", "", ""))
    assert "Letters from a to b." in said
    assert "A rating is a whole number" in said
    assert "No line stands at 9:59." in said
    assert "No score: 0 %" in said
    said = play(room, answers=("", "bye", "", "a", "q"))
    assert "Due again" not in said
    assert len(room.facts("rating")) == 1
    assert "not rated" in room("attempts").out
    ended = room("rate", "last", stdin="a\n2\n\n\n")
    assert "Score: 2.00" in ended.out


def test_without_more_lines_practice_waits_to_be_gone_on_with(room: Shell) -> None:
    said = play(room, answers=("4", "Which outcome?"))
    assert "goes on with it" in said
    assert room.facts("attempt") == []
    said = play(room, answers=("y", "bye", "", "", "3", "", ""))
    assert "A call was broken off at 0:00" in said
    (fact,) = room.facts("attempt")
    assert (fact["payload"]["end"], fact["payload"]["predicted"]) == ("won", 4)


def test_nothing_begins_before_the_prediction(room: Shell) -> None:
    play(room, answers=("q",))
    play(room, answers=())
    assert room.facts("attempt") == []
    assert "broken off" not in room("attempts").err


def test_json_ends_with_the_result_alone_on_stdout(room: Shell) -> None:
    ended = room("roleplay", "call", "--plain", "--json", stdin="4\nbye\n\n")
    assert (ended.json["end"], ended.json["passed"], ended.json["reason"]) == ("won", True, "ended")
    assert "Dana: Hello." in ended.err
    assert room("roleplay", "call", "--json").code == 2


def test_a_scenario_that_is_not_there(room: Shell) -> None:
    ended = room("roleplay", "cal", "--plain")
    assert ended.code == 2
    assert ended.err.splitlines() == ["There is no scenario 'cal'.", "Did you mean call?"]


def test_a_script_is_played_on_a_virtual_clock_and_leaves_nothing(room: Shell) -> None:
    script = room.write("s.yaml", "- {at: 5s, say: Which outcome?}\n- {at: 20s, say: bye}\n")
    ended = room("roleplay", "call", "--script", script, "--seed", "3")
    assert ended.code == 0
    assert ended.out.splitlines()[1:5] == [
        " 0:05  you: Which outcome?",
        " 0:05  (silence held 3 s)",
        " 0:08  Dana: A faster close.",
        " 0:20  you: bye",
    ]
    assert room("roleplay", "call", "--script", script, "--seed", "3").out == ended.out
    told = room("roleplay", "call", "--script", script, "--json").json
    assert (told["end"], told["passed"], told["seconds"], told["tags"]) == ("won", True, 20.0, ["asked"])
    assert room.facts("attempt") == []


def test_a_script_that_does_not_pass_ends_with_one(room: Shell) -> None:
    script = room.write("s.yaml", "script:\n  - {at: 5s, say: Hello.}\n")
    ended = room("roleplay", "call", "--script", script)
    assert ended.code == 1
    assert ended.out.splitlines()[-1].endswith("end: lost (fail)")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- {at: 5s, sey: x}\n", ":1:12: M301"),
        ("- {at: soon, say: x}\n", ":1:8: M310"),
        ("- {say: x}\n", ":1:3: M302"),
        ("a: b\n", ":1:1: M303"),
        ("", ":1:1: T108"),
        ("- &a {at: 1s}\n", ":1:3: Y202"),
        ("- {at: 5s, say: [}\n", ":1:"),
    ],
)
def test_what_is_wrong_in_a_script_is_told_with_its_place(room: Shell, text: str, place: str) -> None:
    ended = room("roleplay", "call", "--script", room.write("s.yaml", text))
    assert ended.code == 2
    assert f"s.yaml{place}" in ended.err
    assert ended.out == ""


def test_a_script_that_is_not_there(room: Shell) -> None:
    assert room("roleplay", "call", "--script", "no.yaml").code == 2


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
    assert room("submit", "last", "-o", "sent.json", "--yes").code == 2
    mine = room.home
    room.home_is(room.folder / "coach")
    broken = room("rate", "sent.json", "--as", "coach", stdin="a\n3\n\nGood.\nq\n")
    assert "Not finished" in broken.err
    rest = "a\n3\n\n\n" * 3 + "4\n"
    ended = room("rate", "sent.json", "--as", "coach", "--rater", "Ada", stdin=rest)
    assert "Kept from before: 1 of 4." in ended.out
    assert ended.out.index("the trainee: Does asks: 4") > ended.out.index("All in all")
    assert room("rate", "sent.json", stdin="").code == 2
    room.home_is(mine)
    assert "A coach's rating of A call" in room("data", "import", "sent.rating.json").err
    assert "known already" in room("attempts", "receive", "sent.rating.json").err
    assert "you 4.00, coach 3.00" in room("attempts").out
    assert "Nothing is wrong" in room("doctor").out


def test_a_rating_may_come_as_json(room: Shell) -> None:
    play(room, answers=("", "bye", "", "q"))
    bad = room("rate", "last", "--json", stdin='{"levels": {"asks": 7}}')
    assert bad.code == 2
    assert room("rate", "last", "--json", stdin="no").code == 2
    told = room("rate", "last", "--json", stdin='{"levels": {"asks": 5}, "checks": {"asks": ["y"]}}').json
    assert told["mine"]["score"] == 5.0


def test_a_coach_at_the_table_notes_both_sides_and_ticks(
    opened: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Told(
        (0, ""),
        (4, "Which outcome matters?"),
        (9, ". A faster close."),
        (12, "Dana: By how much?"),
        (13, "+2"),
        (14, "+99"),
        (40, "Two days."),
        (50, "/end nowhere"),
        (51, "/end won"),
    )
    name = hold_seat(opened, rehearse.prepare(opened, "call", seed=3, spoken=True, seat=True), lines)
    said = capsys.readouterr().out
    assert "000 less." in said
    assert "settles for no less than: Half." in said
    assert " 0:30  now press: Get on with it." in said
    assert "Checks go from 1 to 8." in said
    view = attempts.load(opened, name)
    assert (view.row.end, view.row.passed, view.row.seat, view.row.seconds) == ("won", True, True, 51)
    spoken = [(line.at // 1000, line.name, line.text) for line in view.lines if line.kind in ("you", "said")]
    assert spoken == [
        (0, "Dana", "Hello."),
        (4, "you", "Which outcome matters?"),
        (9, "Dana", "A faster close."),
        (12, "Dana", "By how much?"),
        (40, "you", "Two days."),
    ]
    assert rating.sheet(opened, name, "coach").draft.checks == {"asks": ("y",)}
    assert view.log is not None
    assert view.log.inputs == (Said(4000, "Which outcome matters?"), Said(40_000, "Two days."))


def test_a_table_that_is_left_or_runs_out_of_time(opened: Workspace) -> None:
    assert hold_seat(opened, rehearse.prepare(opened, "call", seat=True), Told((0, None))) == ""
    hold_seat(opened, rehearse.prepare(opened, "call", seat=True), Told((0, "")))
    assert (attempts.attempts(opened)[0].reason, attempts.attempts(opened)[0].seconds) == ("timeout", 120)
    hold_seat(opened, rehearse.prepare(opened, "call", seat=True), Told((0, ""), (3, "/quit")))
    assert attempts.attempts(opened)[0].reason == "left"


def test_a_table_that_crashed_keeps_what_both_sides_said(opened: Workspace, room: Shell) -> None:
    class Crash(Exception):
        pass

    class Dying(Told):
        def wait(self, seconds: float | None) -> Typed | None:
            if self.now() >= 9:
                raise Crash
            return super().wait(seconds)

    with pytest.raises(Crash):
        hold_seat(
            opened,
            rehearse.prepare(opened, "call", seat=True),
            Dying((0, ""), (4, "Mine."), (9, ". Theirs.")),
        )
    opened.close()
    assert "what was noted is kept" in room("attempts").err
    assert "Dana: Theirs." in room("attempts", "show", "last").out


def test_the_export_of_a_role_play_is_whole(room: Shell) -> None:
    play(room)
    room("data", "export", "--with-text", "-o", "all.jsonl")
    lines = (room.folder / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith('{"source":') for line in lines) == 2
    room.home_is(room.folder / "other")
    assert "0 lines left out" in room("data", "import", "all.jsonl").err
    assert "you 4.00" in room("attempts").out
    assert " 0:00  you: bye" in room("replay", "last", "--speed", "0").out


def test_paths_and_json_fit_together(room: Shell) -> None:
    path = room.write("elsewhere/own.scenario.yaml", SCENARIO.replace("id: call", "id: own"))
    room.write(
        "elsewhere/talk.rubric.yaml", Path(room.home / "scenarios/talk.rubric.yaml").read_text("utf-8")
    )
    script = room.write("s.yaml", json.dumps([{"at": "5s", "say": "bye"}]))
    assert room("roleplay", path, "--script", script).code == 0
