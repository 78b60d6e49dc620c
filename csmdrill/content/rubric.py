"""The models of a rubric file: criteria with checks and anchors, and the source of the JSON Schema."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from csmdrill.content.competency import Competency
from csmdrill.content.deck import Id, Line

FORMAT = "csmdrill/rubric@1"

Anchor = Annotated[str, Meta(min_length=1, max_length=300)]


class Check(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question about the attempt that is answered yes or no; evidence, never points."""

    id: Id
    text: Line


class Anchors(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"low": "1", "middle": "3", "high": "5"},
):
    """What the ratings 1, 3 and 5 look like."""

    low: Anchor
    middle: Anchor
    high: Anchor


class Criterion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that is rated from 1 to 5.

    Args:
        id: its name within the rubric.
        title: a few words.
        weight: in the score, 1-100; the weights of a rubric add up to 100.
        checks: two to four.
        anchors: of the ratings 1, 3 and 5.
        blocker: one failure (a rating of 1) decides, and is reported apart.
    """

    id: Id
    title: Line
    weight: Annotated[int, Meta(ge=1, le=100)]
    checks: Annotated[list[Check], Meta(min_length=2, max_length=4)]
    anchors: Anchors
    blocker: bool = False


class Rubric(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How attempts of a competency are rated.

    Args:
        format: always `csmdrill/rubric@1`.
        id: the rubric's name within its pack.
        title: shown above its criteria.
        competency: to which its scores count.
        owner: who keeps it true.
        source: where it comes from.
        criteria: four to six.
        overall: anchors of the one global rating.
    """

    format: Literal["csmdrill/rubric@1"]
    id: Id
    title: Line
    competency: Competency
    owner: Annotated[str, Meta(max_length=120)] = ""
    source: Annotated[str, Meta(max_length=400)] = ""
    criteria: Annotated[list[Criterion], Meta(min_length=4, max_length=6)]
    overall: Anchors
