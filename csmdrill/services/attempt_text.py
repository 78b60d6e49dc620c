"""An attempt as a transcript in Markdown, and its parts in words, for lines and exports alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from csmdrill.content.duration import clock_text
from csmdrill.content.rubric import Rubric
from csmdrill.roleplay.transcript import TranscriptLine
from csmdrill.services.comments import Spot, place_of, places_of, spot_named
from csmdrill.services.rehearsal_views import AttemptRow, AttemptView, Rated
from csmdrill.services.wording import date_words, gap_words, score_words, unshown_words
from csmdrill.skills.raters import coaches_called, is_name, rater_called

REASONS: Mapping[str, str] = {
    "ended": "ended",
    "timeout": "time was up",
    "left": "left",
    "void": "void",
    "interrupted": "interrupted",
}
METRICS: Mapping[str, tuple[str, str]] = {
    "talk_share": ("your share of the talk", "%"),
    "longest_seconds": ("longest without a break", "s"),
    "gap_seconds": ("mean time to your answer", "s"),
    "words_per_minute": ("words a minute", ""),
    "turns_per_minute": ("turns a minute", ""),
    "held": ("silences held", ""),
    "filled": ("silences filled", ""),
    "held_seconds": ("silence held", "s"),
    "cut_ins": ("times cut off", ""),
    "pauses": ("pauses", ""),
    "longest_pause_seconds": ("longest pause", "s"),
}
"""What is told of the metrics, in this order, with its unit."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def end_words(row: AttemptRow) -> str:
    """Return how an attempt ended: `agreed (pass)`, `time was up`, `void`."""
    if row.reason == "ended" and row.end:
        return f"{row.end}{_outcome(row.passed)}"
    said = REASONS[row.reason]
    return f"{said}: {row.end}{_outcome(row.passed)}" if row.end else said


def ending_words(reason: str, end: str, passed: bool | None) -> str:
    """Return how an attempt ended as a sentence: `It ended as agreed (pass).`"""
    if end:
        late = "Time was up. " if reason == "timeout" else ""
        return f"{late}It ended as {end.replace('-', ' ')}{_outcome(passed)}."
    return {"timeout": "Time was up.", "ended": "It came to no end of the scenario."}.get(
        reason, "It was left before its end."
    )


def line_words(line: TranscriptLine) -> str:
    """Return a line of a transcript in words, without its time: `Dana: Faster close.`"""
    if line.kind in ("you", "said"):
        return f"{line.name}: {line.text}"
    if line.kind == "seen":
        return line.text if not line.name else f"{line.name} {line.text}"
    if line.kind == "quote":
        return f"kept: “{line.text}”"
    if line.kind == "cut-in":
        return "(cut off)"
    if line.kind == "squeeze":
        return "(pressure)"
    if line.kind == "idle":
        return "(nobody speaks)"
    if line.kind == "clock":
        return f"(the time is shorter now: {line.text})"
    if line.kind == "end":
        return f"end: {line.text}"
    return f"({line.text})"


def comments_at(ratings: Iterable[Rated]) -> list[tuple[Spot, str]]:
    """Return what coaches said to moments of a transcript, in order of time."""
    coached = [each for each in ratings if each.role == "coach"]
    called = [rater_called(each.rater) if len(coached) > 1 else "coach" for each in coached]
    found = [
        (spot, f"{who}: {text}")
        for who, each in zip(called, coached, strict=True)
        for name, text in each.given.moments.items()
        if (spot := spot_named(name))
    ]
    return sorted(found, key=lambda pinned: pinned[0])


def told_with_comments(
    lines: Iterable[TranscriptLine], ratings: Iterable[Rated]
) -> Iterator[tuple[int, str, str]]:
    """Yield a transcript with what coaches said to its moments: time in ms, the time in words, the words."""
    told = tuple(lines)
    places = places_of(told)
    comments = [(place_of(places, spot), spot.at, f"[{words}]") for spot, words in comments_at(ratings)]
    for number, line in enumerate(told):
        yield line.at, line.clock, line_words(line)
        yield from ((max(at, line.at), "", words) for place, at, words in comments if place == number)


def metric_words(metrics: Mapping[str, float]) -> list[str]:
    """Return what was measured, one sentence each: `silences held: 2`."""
    found = []
    for name, (words, unit) in METRICS.items():
        value = metrics.get(name)
        if value or (value is not None and name != "longest_pause_seconds"):  # of no pauses none is longest
            shown = f"{100 * value:.0f} %" if unit == "%" else f"{value:.3g}{' ' + unit if unit else ''}"
            found.append(f"{words}: {shown}")
    return found


def rated_words(rated: Rated, rubric: Rubric | None) -> list[str]:
    """Return a rating, criterion by criterion, with its score and blockers, and the mark of its coach."""
    titles = {each.id: each.title for each in rubric.criteria} if rubric else {}
    lines = [
        f"{titles.get(name, name)}: {'n/a' if level is None else level}"
        + (f" – {comment}" if (comment := rated.given.comments.get(name)) else "")
        for name, level in rated.given.levels.items()
    ]
    if rated.given.overall is not None:
        lines.append(f"All in all: {rated.given.overall}")
    lines.append(rated.why_none if rated.score is None else f"Score: {score_words(rated.score)} of 5")
    lines += [f"Blocker: {title}" for title in rated.blockers]
    lines += [rated.mark] if rated.mark else []
    return lines


def markdown(view: AttemptView) -> str:
    """Return an attempt as a transcript in Markdown; nothing in it is markup that somebody typed."""
    row = view.row
    when = f"{date_words(row.day)} {row.day.year}, {row.kind}, {clock_text(row.seconds * 1000)}"
    head = [
        f"# {plain_markdown(row.title)}",
        "",
        f"{when}, {plain_markdown(end_words(row))}. Attempt {row.id}.",
        "",
    ]
    lines = [
        f"- {clock} {plain_markdown(words)}" if clock else f"  - {plain_markdown(words[1:-1])}"
        for _, clock, words in told_with_comments(view.lines, view.ratings)
    ]
    parts = [*head, *(lines or ["What was said is no longer kept."])]
    if view.unshown:
        parts += ["", unshown_words(view.unshown)]
    if view.reflection:
        parts += ["", "## Reflection", "", plain_markdown(view.reflection)]
    measured = metric_words(view.metrics)
    if measured or view.tags:
        parts += ["", "## Evidence", "", *(f"- {plain_markdown(each)}" for each in (*view.tags, *measured))]
    for rated in view.ratings:
        by = f" by {plain_markdown(rated.rater)}" if is_name(rated.rater) else ""
        title = "Self-rating" if rated.role == "self" else f"Coach's rating{by}"
        parts += ["", f"## {title}, {date_words(rated.day)}", ""]
        parts += [f"- {plain_markdown(each)}" for each in rated_words(rated, view.rubric)]
    if row.gap is not None:
        parts += ["", plain_markdown(gap_words(row.gap, coach=coaches_called(row.coaches)))]
    return "\n".join(parts) + "\n"


def _outcome(passed: bool | None) -> str:
    return "" if passed is None else " (pass)" if passed else " (fail)"


def plain_markdown(text: str) -> str:
    """Return a text in which nothing is markup, in one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
