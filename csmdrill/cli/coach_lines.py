"""A coach's work in plain lines: a folder rated blind, comments on moments, a calibration set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from csmdrill.cli import output
from csmdrill.cli.rating_lines import QUIT, rate_in_lines, tell_submitted, tell_transcript
from csmdrill.cli.typed import Lines, ask
from csmdrill.core.errors import AttemptRejected
from csmdrill.roleplay.transcript import TranscriptLine
from csmdrill.services import calibration
from csmdrill.services.attempt_text import line_words
from csmdrill.services.calibration import Calibrated, Station
from csmdrill.services.coach_inbox import inbox
from csmdrill.services.coach_rating import CoachRated, given_back, open_file, pin, save
from csmdrill.services.coach_views import PURPOSE, InboxRow, in_order
from csmdrill.services.comments import Spot, places_of
from csmdrill.services.rehearsal_views import RatingDraft
from csmdrill.services.submission import keep_for
from csmdrill.services.wording import counted, date_words
from csmdrill.services.workspace import Workspace
from csmdrill.skills.rater_error import MOST_ERROR, CriterionError
from csmdrill.skills.raters import rater_called


def row_line(row: InboxRow) -> str:
    """Return a file of an inbox as a line."""
    if not row.attempt:
        return f"{row.file}: {row.problem}" + (f" {row.hint}" if row.hint else "")
    day = f"{date_words(row.day)} {row.day.year}" if row.day else ""
    state = row.problem or (f"rated by {rater_called(row.rater)}" if row.rated else "not rated yet")
    state += "; the self-rating, made since, is taken in" if row.late else ""
    spoken = ", aloud" if row.spoken else ""
    return f"{row.file}  {row.who} · {row.title}, {row.kind}{spoken} · {day} · {state}"


def rate_folder(workspace: Workspace, folder: Path, rater: str, lines: Lines) -> None:
    """Rate what is not rated yet in a folder, one after the other, until all is done or it is broken off."""
    found = inbox(workspace, folder, rater)
    output.data(found.purpose)
    for row in found.rows:
        if row.problem:
            output.talk(row_line(row))
        elif row.rated:
            if row.late:
                output.talk(row_line(row))
            _write_again(workspace, folder / row.file, rater)
    waiting = in_order(found)
    for number, row in enumerate(waiting, start=1):
        output.data()
        output.data(f"{number} of {len(waiting)}: {row.who} · {row.title}, {row.kind}")
        if not _rate(workspace, folder / row.file, rater, lines):
            output.talk("Not finished; the same command goes on with it.")
            return
    output.talk(f"{counted(len(waiting), 'attempt')} rated." if waiting else "Nothing is left to rate.")


def calibrate_in_lines(
    workspace: Workspace, rater: str, folder: Path | None, lines: Lines
) -> Calibrated | None:
    """Rate a calibration set; returns what came of it, or None if it was broken off.

    Args:
        workspace: the open workspace.
        rater: the coach; empty for the person of the home.
        folder: of a set of one's own.
        lines: the answers.
    """
    output.data(PURPOSE)
    done: list[Station] = []
    found = calibration.stations(workspace, rater, folder)
    for number, station in enumerate(found, start=1):
        if station.is_done:
            done.append(station)
            continue
        sheet = station.sheet
        output.data()
        output.data(f"{number} of {len(found)}: {sheet.title} · {sheet.rubric.title}")
        output.text(station.calibration.brief.strip())
        output.data()
        tell_transcript(sheet)
        given = rate_in_lines(sheet, lines, partial(calibration.keep, workspace, sheet), bare=True)
        if given is None:
            return None
        done.append(station.rated(given))
    return calibration.finish(workspace, done)


def calibrate_by_json(workspace: Workspace, rater: str, folder: Path | None, text: str) -> Calibrated:
    """Take the ratings of a whole calibration set from JSON.

    Raises:
        AttemptRejected: it is none, or something is not rated.
    """
    try:
        given = msgspec.json.decode(text, type=dict[str, RatingDraft])
    except msgspec.DecodeError as error:
        raise AttemptRejected(
            f"stdin holds no ratings: {error}.", "csmdrill coach calibrate --help tells its form."
        ) from None
    found = calibration.stations(workspace, rater, folder)
    names = ", ".join(each.calibration.id for each in found)
    unknown = sorted(given.keys() - {each.calibration.id for each in found})
    if unknown:
        raise AttemptRejected(f"There is no transcript {unknown[0]}.", f"There are {names}.")
    return calibration.finish(
        workspace, [each.rated(given.get(each.calibration.id, each.sheet.draft)) for each in found]
    )


def calibrated_lines(found: Calibrated) -> Iterator[str]:
    """Yield what came of a calibration, in lines."""
    for told in found.transcripts:
        yield ""
        yield told.title
        for each in told.ratings:
            mine = "n/a" if each.given is None else each.given
            yield f"- {each.title}: you {mine}, agreed {each.agreed}. {each.reason}"
    yield ""
    yield "How far off, by criterion:"
    for off in found.error.criteria:
        yield f"- {found.titles.get(off.criterion, off.criterion)}: {off_words(off)}"
    if found.error.absolute is not None:
        yield (
            f"You rated {found.error.absolute:.2f} points off the agreed ratings on average; "
            f"up to {MOST_ERROR} is close."
        )
    if found.error.too_far:
        yield "Until a later calibration comes closer, that stands beside your ratings."
    else:
        yield found.mark or f"It counts until {date_words(found.expires)} {found.expires.year}."


def off_words(off: CriterionError) -> str:
    """Return how far off a criterion is: `1.50 points, too mild`."""
    which = (
        "too mild"
        if off.lean > 0
        else "too strict"
        if off.lean < 0
        else "sometimes too mild, sometimes too strict"
    )
    return "as agreed" if not off.absolute else f"{off.absolute:.2f} points, {which}"


def _rate(workspace: Workspace, path: Path, rater: str, lines: Lines) -> bool:
    """Rate one file; returns whether it was done."""
    asked = open_file(workspace, path, rater)
    tell_transcript(asked.sheet)
    given = rate_in_lines(asked.sheet, lines, lambda draft: keep_for(workspace, asked.sheet, draft))
    if given is None:
        return False
    rated = save(workspace, asked, given)
    tell_submitted(rated)
    rated = _pin(workspace, rated, lines)
    name = rated.target.name
    output.talk(f"{name} is written; the trainee takes it in: csmdrill attempts receive {name}")
    return True


def _pin(workspace: Workspace, rated: CoachRated, lines: Lines) -> CoachRated:
    """Take comments on moments until there are none."""
    while True:
        text = ask(lines, "a comment on a moment, like 0:14 What were you waiting for? (enter for none)> ")
        if text is None or not text.strip() or text.strip().lower() in QUIT:
            return rated
        clock, _, words = text.strip().partition(" ")
        numbered = zip(rated.lines, places_of(rated.lines), strict=True)
        there = [(line, Spot(line.at, number)) for line, (*_, number) in numbered if line.clock == clock]
        if not there or not words.strip():
            output.data("First a time of the transcript, then your words.")
            continue
        chosen = _which([line for line, _ in there], lines)
        if chosen is None:
            return rated
        try:
            rated = pin(workspace, rated, there[chosen][1], words)
        except AttemptRejected as error:
            output.complain(error)


def _which(there: Sequence[TranscriptLine], lines: Lines) -> int | None:
    """Ask on which of several lines of one time a comment is; None if nobody answers any more."""
    if len(there) == 1:
        return 0
    for number, line in enumerate(there, start=1):
        output.text(f"  {number}  {line_words(line)}")
    while True:
        text = ask(lines, f"on which of these, 1 to {len(there)}> ")
        if text is None or text.strip().lower() in QUIT:
            return None
        if text.strip().isdecimal() and 1 <= int(text) <= len(there):
            return int(text) - 1
        output.data(f"{len(there)} lines stand at that time.")


def _write_again(workspace: Workspace, path: Path, rater: str) -> None:
    """Write the rating of a file once more where it is gone."""
    try:
        given_back(workspace, path, rater)
    except AttemptRejected as error:
        output.complain(error)
