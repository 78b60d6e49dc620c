"""The codes of calibration files (C)."""

from __future__ import annotations

from csmdrill.content.code import Code, error

CALIBRATION: tuple[Code, ...] = (
    error(
        "C801",
        "times run backwards",
        "The lines of a transcript stand in the order of time, as they were heard. Put the line where it "
        "belongs, or mend its time.",
    ),
    error(
        "C802",
        "rubric not there",
        "`rubric` names the rubric by which the transcript is rated, as `pack/id`, and it must be free of "
        "errors. Example: `rubric: csmdrill/renewal-negotiation`.",
    ),
    error(
        "C803",
        "ratings do not fit the rubric",
        "`consensus` rates each criterion of the rubric, and no other, by the criterion's id. Where a rubric "
        "changes, its transcripts are rated anew.",
    ),
    error(
        "C804",
        "id twice in a set",
        "Two files of the same folder have the same id, so that one rating would count for both. Give one of "
        "them another `id`.",
    ),
)
