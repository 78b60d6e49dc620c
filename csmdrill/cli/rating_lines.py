"""A rating in plain lines: criterion by criterion, each answer kept at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from csmdrill.cli import output
from csmdrill.cli.typed import Lines, ask
from csmdrill.content.rubric import Anchors, Criterion, Rubric
from csmdrill.core.text import unmarked
from csmdrill.services.attempt_text import line_words, metric_words, rated_words
from csmdrill.services.rehearsal_views import DECIDES, LEFT, Rated, RatingDraft, RatingSheet, Reveal
from csmdrill.services.wording import date_words, gap_words
from csmdrill.skills.raters import coaches_called, is_name, rater_called

if TYPE_CHECKING:
    from csmdrill.services.coach_rating import CoachRated

QUIT = ("q", "/quit")
NOT_APPLICABLE = ("n", "n/a", "na")


class Stopped(Exception):
    """No more answers come; what was set is kept."""


def rate_in_lines(
    asked: RatingSheet, lines: Lines, keep: Callable[[RatingDraft], None], *, bare: bool = False
) -> RatingDraft | None:
    """Ask for a rating; returns it, or None if it was broken off.

    Args:
        asked: what is to be rated, with what was set before.
        lines: the answers.
        keep: keeps the rating as far as it has come.
        bare: neither evidence nor comments are asked for; nobody would read them.
    """
    draft = asked.draft
    if asked.left:
        output.data(LEFT)
    if draft.levels:
        output.data(f"Kept from before: {len(draft.levels)} of {len(asked.asked)}.")
    try:
        for criterion in asked.asked:
            if criterion.id not in draft.levels:
                draft = _criterion(asked, criterion, draft, lines, keep, bare=bare)
        if asked.overall_asked and draft.overall is None:
            output.data("All in all")
            _tell_anchors(asked.rubric.overall)
            level = _level(lines)
            draft = msgspec.structs.replace(draft, overall=level)
            keep(draft)
    except Stopped:
        return None
    return draft


def tell_transcript(asked: RatingSheet) -> None:
    """Print the transcript that is rated, as far as it may be seen before."""
    for line in asked.lines:
        output.text(f"{line.clock:>5}  {line_words(line)}")
    if not asked.lines:
        output.data("What was said is no longer kept.")


def tell_reveal(told: Reveal, rubric: Rubric) -> None:
    """Print what is told after the self-rating; the rubric has the titles."""
    output.data()
    if told.predicted is not None:
        output.data(f"you foretold: {told.predicted:g}")
    for rated in (told.mine, *told.coached):
        if rated is not None:
            tell_rated(rated, rubric)
    if told.gap is not None:
        output.data(gap_words(told.gap, coach=coaches_called([each.rater for each in told.coached])))
    _tell_found(told.end or told.reason, told.passed, told.tags, told.metrics)
    for read in told.read_as:
        names = (read.corrected,) if read.corrected else read.concepts
        meant = " · ".join(told.titles.get(name, name) for name in names) or "nothing in particular"
        output.text(f"read as {meant}: {read.text}")
    for example in told.examples:
        output.data(f"{example.name} run:")
        for line in example.lines:
            output.text(f"{line.clock:>5}  {line_words(line)}")
        output.text(unmarked(example.note.strip()))
    if told.reason == "left":
        output.data(LEFT)
    if told.due_day is not None:
        output.data(f"Due again {date_words(told.due_day)}.")


def tell_submitted(rated: CoachRated) -> None:
    """Print what a coach may see of a submitted attempt once their rating is saved."""
    from csmdrill.services.coach_words import told_words

    output.data()
    for words in told_words(rated):
        output.text(words)


def _tell_found(end: str, passed: bool | None, tags: Sequence[str], metrics: Mapping[str, float]) -> None:
    outcome = "" if passed is None else " (pass)" if passed else " (fail)"
    output.data(f"end: {end}{outcome}")
    if tags:
        output.data(f"evidence: {', '.join(tags)}")
    for words in metric_words(metrics):
        output.text(f"- {words}")


def tell_rated(rated: Rated, rubric: Rubric | None) -> None:
    """Print a rating that was saved."""
    coach = f"coach {rated.rater}:" if is_name(rated.rater) else f"{rater_called(rated.rater)}:"
    output.data("you:" if rated.role == "self" else coach)
    for words in rated_words(rated, rubric):
        output.text(f"- {words}")


def _criterion(
    asked: RatingSheet,
    criterion: Criterion,
    draft: RatingDraft,
    lines: Lines,
    keep: Callable[[RatingDraft], None],
    *,
    bare: bool,
) -> RatingDraft:
    output.data()
    decides = f" · {DECIDES}" if criterion.blocker else ""
    output.data(f"{criterion.title} · weight {criterion.weight}{decides}")
    for letter, check in zip("abcdefgh", criterion.checks, strict=False):
        output.text(f"  {letter}  {check.text}")
    name = criterion.id
    checks = _checks(criterion, lines)
    draft = msgspec.structs.replace(draft, checks=draft.checks | {name: checks})
    keep(draft)
    _tell_anchors(criterion.anchors)
    level = _level(lines)
    evidence = () if bare else _evidence(asked, lines)
    comment = "" if bare else _answer(lines, "comment (enter for none)> ").strip()
    draft = msgspec.structs.replace(
        draft,
        levels=draft.levels | {name: level},
        evidence=draft.evidence | ({name: evidence} if evidence else {}),
        comments=draft.comments | ({name: comment} if comment else {}),
    )
    keep(draft)
    return draft


def _tell_anchors(anchors: Anchors) -> None:
    for number, text in ((1, anchors.low), (3, anchors.middle), (5, anchors.high)):
        output.text(f"  {number}  {text}")


def _checks(criterion: Criterion, lines: Lines) -> tuple[str, ...]:
    by_letter = dict(zip("abcdefgh", (check.id for check in criterion.checks), strict=False))
    while True:
        letters = [
            c for c in _answer(lines, "which are true, like a c (enter for none)> ").lower() if c.isalpha()
        ]
        if all(letter in by_letter for letter in letters):
            return tuple(by_letter[letter] for letter in by_letter if letter in letters)
        output.data(f"Letters from {min(by_letter)} to {max(by_letter)}.")


def _level(lines: Lines) -> int | None:
    while True:
        text = _answer(lines, "rating, 1 to 5 or n/a> ").strip().lower()
        if text in NOT_APPLICABLE:
            return None
        if text in ("1", "2", "3", "4", "5"):
            return int(text)
        output.data("A rating is a whole number from 1 to 5, or n/a.")


def _evidence(asked: RatingSheet, lines: Lines) -> tuple[int, ...]:
    times = {line.clock: line.at for line in reversed(asked.lines)}
    if not times:
        return ()
    while True:
        wanted = _answer(lines, "evidence, times like 0:14 (enter for none)> ").replace(",", " ").split()
        if all(each in times for each in wanted):
            return tuple(times[each] for each in wanted)
        output.data(f"No line stands at {_some([each for each in wanted if each not in times])}.")


def _answer(lines: Lines, prompt: str) -> str:
    text = ask(lines, prompt)
    if text is None or text.strip().lower() in QUIT:
        raise Stopped
    return text


def _some(words: Sequence[str]) -> str:
    return ", ".join(words)
