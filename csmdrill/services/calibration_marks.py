"""What must be said of a coach wherever their ratings are shown: not calibrated, long ago, or far off."""

from __future__ import annotations

from collections.abc import Mapping

from csmdrill.services.record import Given
from csmdrill.services.workspace import Workspace
from csmdrill.skills.rater_error import CriterionError, RaterError, calibration_mark
from csmdrill.storage.coached import CalibrationPayload

LATELY_DAYS = 365
"""A coach whose last benchmark is longer ago is not spoken of any more."""
NAMELESS = (
    "Some ratings came without a coach's name: nobody can tell whether whoever gave them is calibrated."
)


def calibration_mark_of(workspace: Workspace, rater: str, on: int | None = None) -> str:
    """Return the sentence that marks a coach; empty where their calibration is fresh and close.

    Args:
        workspace: the open workspace.
        rater: the name or id beside the coach's ratings.
        on: the study day of which it is told, as that of a rating; None for today.
    """
    last = last_calibration(workspace, rater)
    day = workspace.now().day if on is None else on
    return calibration_mark(error_of(last) if last else None, last.day if last else None, day)


def mark_of(workspace: Workspace, given: Given) -> str:
    """Return the mark of whoever gave a rating, as of its day; empty for a self-rating."""
    if given.said.role != "coach":
        return ""
    return calibration_mark_of(workspace, given.said.rater, given.day)


def marks_of(workspace: Workspace, raters: Mapping[str, int], today: int) -> dict[str, str]:
    """Return what must be said of coaches on a day; empty for one whose calibration is fresh and close.

    Args:
        workspace: the open workspace.
        raters: names or ids beside ratings, with the day of the newest benchmark among them; an empty name
            is that of ratings that came without one.
        today: study day.
    """
    lately = sorted(rater for rater, day in raters.items() if day > today - LATELY_DAYS)
    return {rater: calibration_mark_of(workspace, rater, today) if rater else NAMELESS for rater in lately}


def last_calibration(workspace: Workspace, rater: str) -> CalibrationPayload | None:
    """Return a coach's last calibration, or None."""
    mine = [each for each in workspace.store.calibrations() if each.rater == rater]
    return max(enumerate(mine), key=lambda each: (each[1].day, each[0]))[1] if mine else None


def error_of(said: CalibrationPayload) -> RaterError:
    """Return how far a coach lay from the consensus, as a calibration says it."""
    return RaterError(
        said.ratings,
        said.missing,
        said.absolute if said.ratings else None,
        said.lean if said.ratings else None,
        tuple(
            CriterionError(name, each.ratings, each.absolute, each.lean)
            for name, each in said.criteria.items()
        ),
    )
