"""What a coach reads of a rating once it is saved: the gap, rating by rating, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmdrill.services.attempt_text import ending_words, metric_words
from csmdrill.services.record import gap_of
from csmdrill.services.submission import unsealed
from csmdrill.services.wording import gap_words

if TYPE_CHECKING:
    from csmdrill.services.coach_rating import CoachRated

THEIR = "the trainee's"


def told_words(rated: CoachRated) -> list[str]:
    """Return in lines what a coach may know once their rating is saved; the gap is the first of it."""
    measured = [
        f"- {words.replace('your', THEIR)}" for words in metric_words(rated.submission.attempt.metrics)
    ]
    return [*gap_lines(rated), *measured, *([mark_words(rated)] if rated.mark else [])]


def mark_words(rated: CoachRated) -> str:
    """Return what stands beside a coach's ratings, and the way to be rid of it."""
    return f"Beside your ratings stands: “{rated.mark}” csmdrill coach calibrate checks them."


def gap_lines(rated: CoachRated) -> list[str]:
    """Return the gap, rating by rating, and how it ended, in lines; what was measured is left out."""
    submission, back = rated.submission, rated.back
    sealed, said = unsealed(submission), submission.attempt
    titles = {each.id: each.title for each in rated.sheet.asked}
    lines = []
    if sealed.rating is None:
        lines.append("The trainee has not rated it, so there is nothing to compare.")
    else:
        gap = gap_of(sealed.rating, back.rating)
        lines.append(
            gap_words(gap, "the trainee", "you") if gap else "You have rated no criterion in common."
        )
    for name, level in sealed.rating.levels.items() if sealed.rating else ():
        comment = f" – {words}" if (words := sealed.comments.get(name)) else ""
        mine = back.rating.levels.get(name)
        beside = f", you {mine}" if mine is not None else ""
        own = "n/a" if level is None else level
        lines.append(f"{titles.get(name, name)}: the trainee {own}{beside}{comment}")
    if sealed.predicted is not None:
        lines.append(f"Before it began the trainee predicted {sealed.predicted:g}.")
    if submission.words.reflection:
        lines.append(f"The trainee afterwards: {submission.words.reflection}")
    lines.append(ending_words(said.reason, said.end, said.passed))
    if said.tags:
        lines.append(f"Found in it: {', '.join(tag.replace('-', ' ') for tag in said.tags)}")
    return lines
