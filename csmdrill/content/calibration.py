"""The models of a calibration file: a transcript with the ratings that were agreed on, and the reasons."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from csmdrill.content.deck import Id, Line, Text
from csmdrill.content.duration import Duration

FORMAT = "csmdrill/calibration@1"

FullKey = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$", max_length=130)]
Reason = Annotated[str, Meta(min_length=1, max_length=600)]
HeardKind = Literal["you", "said", "seen", "held", "filled", "cut-in", "squeeze", "idle", "clock", "quote"]


class Heard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A line of the transcript.

    Args:
        at: the time from the start.
        kind: `you` for the trainee, `said` for somebody else, and what else can be seen without words.
        name: who speaks or is seen, if anybody is.
        text: what was said, or what happened in a few words.
    """

    at: Duration
    kind: HeardKind
    name: Annotated[str, Meta(max_length=80)] = ""
    text: Annotated[str, Meta(max_length=2000)] = ""


class Agreed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rating that was agreed on.

    Args:
        rating: 1 to 5.
        reason: what in the transcript speaks for it, so that a coach can learn from it.
    """

    rating: Annotated[int, Meta(ge=1, le=5)]
    reason: Reason


class Calibration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A transcript that coaches rate to see how far they lie from others.

    Args:
        format: always `csmdrill/calibration@1`.
        id: its name within the set.
        title: shown above the transcript; it must not tell how good the run is.
        scenario: that was played, as `pack/id`.
        seed: of what was drawn.
        rubric: by which it is rated, as `pack/id`.
        brief: what the trainee knew before.
        transcript: in order of time, without the ending.
        consensus: by criterion of the rubric, each of them.
        overall: the one global rating.
        owner: who agreed on it.
    """

    format: Literal["csmdrill/calibration@1"]
    id: Id
    title: Line
    scenario: FullKey
    seed: Annotated[int, Meta(ge=0, le=2**53)] = 0
    rubric: FullKey
    brief: Text
    transcript: Annotated[list[Heard], Meta(min_length=4, max_length=400)]
    consensus: Annotated[dict[Id, Agreed], Meta(min_length=4, max_length=6)]
    overall: Agreed
    owner: Annotated[str, Meta(max_length=120)] = ""
