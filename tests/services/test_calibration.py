"""Calibration: the shipped set is what the engine says, coaches rate it blind, and the mark follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from csmdrill.content.calibration_file import read_calibrations
from csmdrill.content.duration import milliseconds
from csmdrill.content.places import Place, rehearsal_places, shipped_root
from csmdrill.content.scenario import ScriptLine
from csmdrill.content.shelf import by_key, read_shelf
from csmdrill.core.errors import AttemptRejected
from csmdrill.core.home import Home
from csmdrill.roleplay.scene import compile_scene
from csmdrill.roleplay.scripts import play_script
from csmdrill.roleplay.transcript import lines_of
from csmdrill.services import calibration, coach_files, coach_rating, rating, receiving
from csmdrill.services.blind import blind_lines
from csmdrill.services.calibration import Station
from csmdrill.services.rehearsal_views import RatingDraft
from csmdrill.services.submission import submission_of
from csmdrill.services.workspace import Workspace
from csmdrill.storage.coached import CalibrationPayload
from tests.services.conftest import Room, ToldClock

CLOSE, NEVER = "", "Coach not calibrated yet."


@pytest.fixture
def coach(tmp_path: Path) -> Iterator[tuple[Workspace, ToldClock]]:
    """A coach and the clock of their home."""
    clock = ToldClock()
    opened = Workspace(Home(tmp_path / "coach"), clock)
    yield opened, clock
    opened.close()


def rated(stations: tuple[Station, ...], off: int = 0) -> list[Station]:
    """Rate everything as agreed, or off by so many points."""

    def shifted(level: int) -> int:
        return level + off if 1 <= level + off <= 5 else level - off

    return [
        each.rated(
            RatingDraft(
                levels={name: shifted(said.rating) for name, said in each.calibration.consensus.items()},
                overall=each.calibration.overall.rating,
            )
        )
        for each in stations
    ]


def test_the_shipped_transcripts_are_what_the_engine_makes_of_what_was_said() -> None:
    shelf = read_shelf(rehearsal_places(None))
    scenarios = by_key(shelf.scenarios)
    rubrics = {key: file.rubric for key, file in by_key(shelf.rubrics).items() if file.rubric}
    files = read_calibrations([Place(shipped_root("scenarios"), "shipped")], rubrics)
    assert [file.problems for file in files] == [()] * 5
    made = [file.calibration for file in files if file.calibration is not None]
    assert len({each.rubric for each in made}) == 4
    assert {each.overall.rating for each in made} == {1, 3, 4, 5}
    for each in made:
        scenario = scenarios[each.scenario].scenario
        assert scenario is not None
        assert not scenario.benchmark  # a coach practises too; what is reserved is not told here
        script = [ScriptLine(at=line.at, say=line.text) for line in each.transcript if line.kind == "you"]
        if scenario.mode == "monologue":
            script.append(ScriptLine(at=each.transcript[-1].at, done=True))
        lines = blind_lines(lines_of(play_script(compile_scene(scenario), each.seed, script).log))
        told = [(milliseconds(line.at), line.kind, line.name, line.text) for line in each.transcript]
        again = [(line.at, line.kind, line.name, line.text) for line in lines]
        assert told == again[: len(told)], each.id


def test_a_coach_rates_blind_and_learns_how_far_off_they_are(coach: tuple[Workspace, ToldClock]) -> None:
    workspace, clock = coach
    stations = calibration.stations(workspace, "Ada")
    order = [each.calibration.id for each in stations]
    assert [each.calibration.id for each in calibration.stations(workspace, "Ada")] == order
    assert calibration.calibration_mark_of(workspace, "Ada") == NEVER
    half = RatingDraft(levels={"honest": 2})
    calibration.keep(workspace, stations[0].sheet, half)
    assert calibration.stations(workspace, "Ada")[0].sheet.draft == half
    assert calibration.stations(workspace, "Ben")[0].sheet.draft == RatingDraft()
    with pytest.raises(AttemptRejected, match="Not everything"):
        calibration.finish(workspace, stations)
    came = calibration.finish(workspace, rated(stations))
    assert (came.error.absolute, came.error.ratings, came.mark) == (0.0, 26, CLOSE)
    assert all(each.reason for told in came.transcripts for each in told.ratings)
    assert calibration.stations(workspace, "Ada")[0].sheet.draft == RatingDraft()
    assert calibration.calibration_mark_of(workspace, "Ben") == NEVER
    clock.time += timedelta(days=90)
    assert calibration.calibration_mark_of(workspace, "Ada") == CLOSE
    clock.time += timedelta(days=1)
    assert "91 days ago" in calibration.calibration_mark_of(workspace, "Ada")
    off = calibration.finish(workspace, rated(calibration.stations(workspace, "Ada"), off=1))
    assert off.error.absolute == 1.0
    assert off.mark == "Coach 1.00 points away from the agreed ratings on average; up to 0.75 is close."
    assert off.error.criteria[0].criterion in off.titles
    assert workspace.store.check(deep=True) == []


def test_a_criterion_that_was_passed_over_is_missing_and_no_rating_is_none(
    coach: tuple[Workspace, ToldClock],
) -> None:
    workspace, _ = coach
    done = rated(calibration.stations(workspace))
    blank = [
        each.rated(msgspec.structs.replace(each.sheet.draft, levels=dict.fromkeys(each.sheet.draft.levels)))
        for each in done
    ]
    with pytest.raises(AttemptRejected, match="nothing can be compared"):
        calibration.finish(workspace, blank)
    came = calibration.finish(workspace, [blank[0], *done[1:]])
    assert came.error.missing == len(done[0].sheet.asked)
    six = done[0].rated(msgspec.structs.replace(done[0].sheet.draft, overall=6))
    with pytest.raises(AttemptRejected, match="6 is no rating"):
        calibration.finish(workspace, [six, *done[1:]])


def test_the_mark_travels_with_the_rating(room: Room, tmp_path: Path) -> None:
    room.play()
    room.rate()
    path = tmp_path / "a.json"
    coach_files.write_new(path, coach_files.encoded(submission_of(room.ws, "last")))
    clock = ToldClock()
    with Workspace(Home(tmp_path / "coach"), clock) as workspace:
        workspace.store.calibrate(said := calibrated(workspace, 0.5), workspace.now())
        asked = coach_rating.open_file(workspace, path, "Ada")
        levels: dict[str, int | None] = {each.id: 3 for each in asked.sheet.asked}
        back = coach_rating.save(workspace, asked, RatingDraft(levels=levels))
        assert back.back.calibration == said
    receiving.receive(room.ws, back.target)
    told = rating.reveal(room.ws, "last").coach
    assert told is not None
    assert told.mark == CLOSE
    assert calibration.calibration_mark_of(room.ws, "Ada") == CLOSE
    room.days(100)
    assert calibration.calibration_mark_of(room.ws, "Ada") != CLOSE
    told = rating.reveal(room.ws, "last").coach
    assert told is not None
    assert told.mark == CLOSE  # as it stood when they rated


def calibrated(workspace: Workspace, absolute: float) -> CalibrationPayload:
    """Return a calibration of Ada's of today."""
    return CalibrationPayload(
        rater="Ada", day=workspace.now().day, transcripts=5, ratings=26, absolute=absolute, lean=0.0
    )
