"""The sentences of the drift report about those who rate: coaches' marks, agreement, and predictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from csmdrill.core.percent import percent
from csmdrill.reports.drift_words import counted
from csmdrill.reports.model import Coach, Foretold
from csmdrill.skills.agreement import HIGHEST, LEAST_SESSIONS, LOWEST, Agreement
from csmdrill.skills.raters import marked_words, rater_called

MARKS = "The coaches"
AGREEMENT = "Agreement between coaches"
RATINGS = tuple(range(LOWEST, HIGHEST + 1))
TABLE = "How often each coach gave each rating in these attempts:"
EVEN = 0.05
"""Points; a mean miss below it is neither higher nor lower."""


def mark_lines(coaches: Iterable[Coach]) -> Iterator[str]:
    """Yield a sentence for each coach who is not calibrated, was so long ago, or lies far off."""
    some = False
    for coach in coaches:
        some = some or bool(coach.mark)
        if coach.mark:
            yield marked_words(coach.rater, coach.mark)
    if not some:
        yield "Everybody who rated here is calibrated, and close to the agreed ratings."


def agreement_lines(agreement: Agreement) -> Iterator[str]:
    """Yield how well coaches agree, and where too little was rated by several, in sentences."""
    if agreement.within_one is None:
        yield "Several coaches rate here, but never the same attempt: nobody knows how well they agree."
        return
    both = (
        f"{counted(agreement.sessions, 'attempt')} rated by more than one coach, "
        f"{counted(agreement.pairs, 'pair')} of ratings"
    )
    within = f"{percent(agreement.within_one)} of them are within one point"
    if not agreement.enough:
        yield f"{both}: {within}. Too few for more: from {LEAST_SESSIONS} attempts on alpha is told."
        return
    yield f"{both}: {within}, {percent(agreement.exact or 0.0)} are equal."
    yield _alpha(agreement)


def marginal_rows(agreement: Agreement) -> list[tuple[str, ...]]:
    """Return a row for each coach: how they are called, and how often they gave a 1, a 2, up to a 5."""
    return [
        (rater_called(each.rater), *(f"{count:,}" for count in each.counts)) for each in agreement.marginals
    ]


def foretold_lines(foretold: Iterable[Foretold]) -> Iterator[str]:
    """Yield how one's own predictions lay to the ratings that came."""
    for each in foretold:
        mean, absolute = each.miss.mean, each.miss.absolute
        if mean is None or absolute is None:
            continue
        whom = "you rated yourself afterwards" if each.role == "self" else "your coach rated you"
        side = "higher" if mean > 0 else "lower"
        foresaw = f"{abs(mean):.1f} {side} than" if abs(mean) >= EVEN else "on average the same as"
        yield (
            f"Over {counted(each.miss.sessions, 'attempt')} you foretold {foresaw} {whom}; "
            f"each by itself was {absolute:.1f} off."
        )


def _alpha(agreement: Agreement) -> str:
    if agreement.alpha is None:
        return "Alpha cannot be told where all ratings are the same."
    interval = ""
    if agreement.low is not None and agreement.high is not None:
        interval = f" (95 times in a hundred between {agreement.low:.2f} and {agreement.high:.2f})"
    return (
        f"Krippendorff's alpha is {agreement.alpha:.2f}{interval}: 1 is full agreement, 0 is chance. It is "
        "low also among coaches who agree where nearly all ratings are a 3 or a 4, so look at the table."
    )
