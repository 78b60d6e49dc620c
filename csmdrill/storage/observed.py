"""What facts about observed performance say: a rated benchmark, a new baseline, a summary of reviews."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from csmdrill.skills.model import Role
from csmdrill.storage.bounds import Count, Day, Foretold, Name

OBSERVED_KINDS = ("baseline", "known", "observation")
"""The kinds about observed performance; they have no key."""

Word = Annotated[str, Meta(min_length=1, max_length=200)]
Evidence = Annotated[int, Meta(ge=-(2**53), le=2**53)]


class ObservationPayload(Struct, frozen=True, kw_only=True):
    """A benchmark of somebody was rated; own attempts say so themselves and need no such fact.

    Args:
        person: whose benchmark: a random id, or a name that was brought along; empty for oneself.
        name: how the person is called; may be empty.
        competency: what was rated.
        role, rater: as whom, and who; the rater may be empty.
        score: 1-5.
        rubric: the hash of the rubric, or the name that was brought along.
        spoken: said aloud.
        attempt: its id; empty for one that was brought along.
        day: on which it was played.
        source: where it comes from: a file's name, `submission`, `demo`.
        recording: by what a copy is known, where that can be told; one recording of a person counts once.
    """

    person: Name = ""
    name: Name = ""
    competency: Word
    role: Role
    rater: Name = ""
    score: Foretold
    rubric: Word
    spoken: bool = False
    attempt: Name = ""
    day: Day
    source: Name = ""
    recording: Name = ""


class BaselinePayload(Struct, frozen=True, kw_only=True):
    """From here on a channel is held against the last benchmarks up to and including a day.

    Args:
        person: whose; empty for oneself.
        competency, channel, spoken: which series.
        day: of the last benchmark that belongs to the new baseline.
    """

    person: Name = ""
    competency: Word
    channel: Role
    spoken: bool = False
    day: Day


class KnownPayload(Struct, frozen=True, kw_only=True):
    """What the first answers of later days told of somebody else's knowledge, up to and including a day.

    Args:
        person, name: whose, and how the person is called.
        competency: of the cards.
        day: the study day, or the last one of a stretch.
        tested, recalled: how many answers, and how many were not Again.
        expected_ppm: the sum of the predicted recall, in millionths.
        evidence_ppm: the sum of what they speak for halved odds of recall, in millionths.
    """

    person: Word
    name: Name = ""
    competency: Name
    day: Day
    tested: Count
    recalled: Count
    expected_ppm: Count
    evidence_ppm: Evidence

    def __post_init__(self) -> None:
        """Refuse more recalled, or more expected, than was tested."""
        if self.recalled > self.tested or self.expected_ppm > self.tested * 1_000_000:
            raise ValueError("more was recalled or expected than was tested")


Observed = ObservationPayload | BaselinePayload | KnownPayload
