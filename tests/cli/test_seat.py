"""A coach at the table: notes both sides, ticks checks; what was noted is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csmdrill.cli.seat import hold_seat
from csmdrill.cli.typed import Typed
from csmdrill.roleplay.model import Said
from csmdrill.services import attempts, rating, rehearse
from csmdrill.services.workspace import Workspace
from tests.cli.role_plays import Told

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


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
