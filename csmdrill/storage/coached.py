"""What facts about coaches say: how far their ratings of a calibration set lay from what was agreed on."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from csmdrill.storage.bounds import Count, Day, Name

CALIBRATION_KEY = "calibration"
"""Under which key these facts stand, so that they are found without reading all others."""

Off = Annotated[float, Meta(ge=0.0, le=4.0)]
Lean = Annotated[float, Meta(ge=-4.0, le=4.0)]


class CriterionOff(Struct, frozen=True, kw_only=True):
    """How far the ratings of one criterion lay from the consensus.

    Args:
        ratings: how many are compared.
        absolute: mean absolute error in points.
        lean: mean of rating minus consensus: above 0 is mild.
    """

    ratings: Count
    absolute: Off
    lean: Lean


class CalibrationPayload(Struct, frozen=True, kw_only=True):
    """A coach rated a calibration set.

    Args:
        rater: the name or id that stands beside the coach's ratings.
        day: the study day.
        set: SHA-256 of what was rated; empty if it is not known.
        transcripts: how many were rated.
        ratings, missing: how many ratings are compared, and how many were not given.
        absolute, lean: over all of them, as for one criterion.
        criteria: each by itself, by its key.
    """

    rater: Name
    day: Day
    set: Name = ""
    transcripts: Count
    ratings: Count
    missing: Count = 0
    absolute: Off
    lean: Lean
    criteria: Annotated[dict[Name, CriterionOff], Meta(max_length=60)] = {}
