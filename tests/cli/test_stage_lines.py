"""The clock of a role-play in lines: silence, pauses, a machine that slept, lines read raw."""

from __future__ import annotations

import io
import sys
import time
from typing import TYPE_CHECKING

import pytest

from csmdrill.cli.typed import LONGEST_BYTES, Typed, TypedLines
from csmdrill.services import attempts
from csmdrill.services.workspace import Workspace
from tests.cli.role_plays import SCENARIO, Told, on_stage

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


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


class Stopped(Told):
    """Lines of a program that is stopped once: the wait is over when it goes on, or later."""

    def wait(self, seconds: float | None) -> Typed | None:
        """Return the next line if it comes in time."""
        before = self._now
        typed = super().wait(seconds)
        for when in [when for when in self.stops if before <= when < self._now]:
            self._now = max(self._now, when + self.stops.pop(when))
        return typed

    def stopped(self, **stops: float) -> Stopped:
        """Be stopped at a second for so long."""
        self.stops = {stops["at"]: stops["long"]}
        return self


def test_a_benchmark_is_void_when_the_program_was_stopped_within_a_wait(
    room: Shell, opened: Workspace
) -> None:
    room.write(
        "home/scenarios/call.scenario.yaml",
        SCENARIO.replace("rubric: talk", "rubric: talk\nbenchmark: true").replace("at: [30s]", "at: [100s]"),
    )
    assert on_stage(opened, Stopped((58, "bye")).stopped(at=10.0, long=35.0), "benchmark") == ("void", "")


def test_practice_pauses_when_the_program_was_stopped_within_a_wait(
    room: Shell, opened: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    room.write("home/scenarios/call.scenario.yaml", SCENARIO.replace("at: [30s]", "at: [100s]"))
    lines = Stopped((58, ""), (59, "bye")).stopped(at=10.0, long=35.0)
    assert on_stage(opened, lines) == ("ended", "won")
    assert "Practice is paused." in capsys.readouterr().out
    view = attempts.load(opened, "last")
    assert [line.at for line in view.lines if line.kind == "you"] == [12_000]


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="no clock here goes on in sleep unset")
def test_a_clock_that_is_set_is_no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    lines = TypedLines()
    before, now = lines.wall(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    assert lines.wall() - before < 60


def test_what_was_typed_over_a_sleep_is_said_after_the_pause(opened: Workspace) -> None:
    assert on_stage(opened, Told((10.5, "Which outcome?"), (22, ""), (25, "bye"), sleeps={10.2: 4000.0})) == (
        "ended",
        "won",
    )
    view = attempts.load(opened, "last")
    assert [(line.at, line.text) for line in view.lines if line.kind == "you"] == [
        (10_500, "Which outcome?"),
        (13_500, "bye"),
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
