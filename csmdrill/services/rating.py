"""Ratings of attempts: the sheet, the half-made rating that survives a crash, and what is revealed after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from csmdrill.content.rubric import Criterion, Rubric
from csmdrill.content.scenario import Example, Scenario, title_of
from csmdrill.core.clock import StudyDay, day_date
from csmdrill.core.errors import AttemptRejected
from csmdrill.core.text import fold, make_safe
from csmdrill.roleplay.scene import Scene
from csmdrill.roleplay.scripts import play_script
from csmdrill.roleplay.transcript import lines_of
from csmdrill.services.attempts import chosen, load
from csmdrill.services.blind import blind_lines
from csmdrill.services.calibration_marks import mark_of
from csmdrill.services.comments import spot_named
from csmdrill.services.rated import rated_of, words_from
from csmdrill.services.record import Given, due_days, record_of, understood_lines
from csmdrill.services.rehearsal_views import AttemptView, ExampleRun, ReadAs, Role
from csmdrill.services.rehearsal_views import Rated as Rated
from csmdrill.services.rehearsal_views import RatingDraft as RatingDraft
from csmdrill.services.rehearsal_views import RatingSheet as RatingSheet
from csmdrill.services.rehearsal_views import Reveal as Reveal
from csmdrill.services.workspace import Workspace
from csmdrill.storage.played import CorrectionPayload, RatingPayload, RepeatPayload
from csmdrill.storage.rehearsals import Draft, ToTell

OVERALL = "overall"
"""Under which name the global rating is commented."""

LONGEST_COMMENT = 4000
MEMORY_DAYS = 14
"""Attempts older than this are no longer asked about."""

LATEST_REPEAT = 366


def sheet(workspace: Workspace, attempt: str, role: Role = "self", rater: str = "") -> RatingSheet:
    """Return what one needs to rate an attempt, with what was set before.

    Args:
        workspace: the open workspace.
        attempt: its id, the beginning of it, or `last`.
        role: as whom; a coach sees nothing of the self-rating, and neither sees what was found.
        rater: the name of a coach; the person of the home for oneself.

    Raises:
        AttemptRejected: there is no such attempt, it is void, or its rubric is not kept.
    """
    view = load(workspace, attempt)
    row = view.row
    if view.rubric is None:
        raise AttemptRejected(f"The rubric of {row.id} is not kept; it cannot be rated.")
    if row.reason in ("void", "interrupted"):
        raise AttemptRejected(f"{row.id} is void; it cannot be rated.")
    asked, overall = asked_of(view.rubric, role, row.kind, row.train)
    kept = workspace.store.draft_of(f"{row.id}:{role}", "rating")
    return RatingSheet(
        attempt=row.id,
        key=row.key,
        source=view.source,
        title=row.title,
        kind=row.kind,
        role=role,
        rater=rater or (workspace.store.person if role == "self" else "coach"),
        rubric=view.rubric,
        rubric_key=row.rubric,
        rubric_source=view.rubric_source,
        asked=asked,
        overall_asked=overall,
        lines=blind_lines(view.lines),
        predicted=row.predicted if role == "self" else None,
        draft=draft_in(kept.body) if kept else RatingDraft(),
        left=row.reason == "left",
    )


def asked_of(rubric: Rubric, role: Role, kind: str, train: str) -> tuple[tuple[Criterion, ...], bool]:
    """Return the criteria asked, and whether the global rating is; practice asks what was trained."""
    if role == "coach" or kind == "benchmark":
        return tuple(rubric.criteria), True
    trained = tuple(each for each in rubric.criteria if each.id == train)
    return trained or (rubric.criteria[0],), False


def keep_rating(workspace: Workspace, asked: RatingSheet, draft: RatingDraft) -> None:
    """Keep a half-made rating; when this returns it is on the disk."""
    body = msgspec.json.encode(draft).decode()
    workspace.store.keep_draft(Draft(_draft_id(asked), "rating", body, workspace.now().at))


def save_rating(workspace: Workspace, asked: RatingSheet, rating: RatingDraft) -> Reveal:
    """Make a rating a fact, and return what may now be told.

    Raises:
        AttemptRejected: a criterion that was asked has neither rating nor N/A, or a rating is not 1-5.
    """
    said, words = payload_of(asked, rating)
    told = ToTell(
        said=said,
        key=asked.key,
        hash=asked.source,
        words=words,
        instead_of=(_draft_id(asked), "rating"),
    )
    workspace.store.tell(told, workspace.now())
    return _reveal(workspace, asked.attempt)


def payload_of(asked: RatingSheet, rating: RatingDraft) -> tuple[RatingPayload, str]:
    """Return a rating as its fact says it, and its comments as JSON; empty without any.

    Raises:
        AttemptRejected: it is not whole.
    """
    names = [each.id for each in asked.asked]
    for criterion in asked.asked:
        if criterion.id not in rating.levels:
            raise AttemptRejected(f"{criterion.title} is not rated yet.", "Give 1 to 5, or n/a.")
    for level in (*rating.levels.values(), rating.overall):
        if level is not None and not 1 <= level <= 5:
            raise AttemptRejected(f"{level} is no rating.", "Ratings go from 1 to 5.")
    comments = {
        name: make_safe(text[:LONGEST_COMMENT]).strip()
        for name, text in rating.comments.items()
        if name in (*names, OVERALL) and text.strip()
    }
    moments = {
        moment: kept
        for name, text in rating.moments.items()
        if (moment := spot_named(name)) and (kept := make_safe(text[:LONGEST_COMMENT]).strip())
    }
    said = RatingPayload(
        attempt=asked.attempt,
        rater=asked.rater,
        role=asked.role,
        rubric=asked.rubric_key,
        rubric_hash=asked.rubric_source,
        asked=tuple(names),
        weights={each.id: each.weight for each in asked.asked},
        blockers=tuple(each.id for each in asked.asked if each.blocker),
        levels={name: rating.levels[name] for name in names},
        checks=_checks(asked.asked, rating.checks),
        overall=rating.overall,
        evidence={
            name: tuple(sorted(set(rating.evidence[name]))) for name in names if name in rating.evidence
        },
    )
    return said, words_from(comments, moments)


def reveal(workspace: Workspace, attempt: str) -> Reveal:
    """Return what is told of an attempt after its self-rating.

    Raises:
        AttemptRejected: there is no such attempt, or it has no self-rating yet.
    """
    found = chosen(record_of(workspace), attempt)
    if found.rated_as("self") is None:
        raise AttemptRejected("Rate it yourself first.", f"csmdrill rate {found.said.attempt}")
    return _reveal(workspace, found.said.attempt)


def unrated(workspace: Workspace) -> tuple[str, ...]:
    """Return the attempts of the last two weeks that came to an end without a self-rating, newest first."""
    since = workspace.now().day - MEMORY_DAYS
    return tuple(
        each.said.attempt
        for each in reversed(record_of(workspace).attempts)
        if each.said.reason in ("ended", "timeout") and not each.rated_as("self") and each.at.day >= since
    )


def correct(workspace: Workspace, attempt: str, at: int, concept: str) -> None:
    """Note that the line of `at` meant a concept; practice of the scenario understands it from now on.

    Raises:
        AttemptRejected: there is no such line or concept, or it was a benchmark.
    """
    view = load(workspace, attempt)
    if view.row.kind == "benchmark":
        raise AttemptRejected("A benchmark is not corrected: it must stay the same for every attempt.")
    line = next((each for each in view.lines if each.kind == "you" and each.at == at and each.text), None)
    if line is None:
        raise AttemptRejected("There is no such line of yours.")
    if view.scenario is None or concept not in view.scenario.concepts:
        known = ", ".join(view.scenario.concepts) if view.scenario else "none"
        raise AttemptRejected(f"The scenario knows no {concept!r}.", f"It knows {known}.")
    said = CorrectionPayload(attempt=view.row.id, at=at, concept=concept)
    workspace.store.tell(ToTell(said=said, key=view.row.key, words=line.text), workspace.now())


def repeat_on(workspace: Workspace, attempt: str, days: int) -> None:
    """Let the scenario of an attempt be due in so many days: the one next act.

    Raises:
        AttemptRejected: there is no such attempt, it was a benchmark, or the days are not 1 to 366.
    """
    found = chosen(record_of(workspace), attempt)
    if found.said.mode == "benchmark":
        raise AttemptRejected("A benchmark is not practised.")
    if not 1 <= days <= LATEST_REPEAT:
        raise AttemptRejected(f"In {days} days is no day to repeat on.", f"Take 1 to {LATEST_REPEAT}.")
    now = workspace.now()
    said = RepeatPayload(day=now.day + days, attempt=found.said.attempt)
    workspace.store.tell(ToTell(said=said, key=found.key), now)


def draft_in(body: str) -> RatingDraft:
    """Return a half-made rating; an unreadable one is as good as none."""
    try:
        return msgspec.json.decode(body, type=RatingDraft)
    except msgspec.DecodeError:
        return RatingDraft()


def _reveal(workspace: Workspace, attempt: str) -> Reveal:
    record = record_of(workspace)
    found, view = chosen(record, attempt), load(workspace, attempt)
    due = due_days(record, workspace.model()).get(found.key)
    practised = found.said.mode == "practice"
    titles = _titles(view.scenario) if view.scenario else {}
    mine = found.rated_as("self")
    coached = tuple(_rated(workspace, each, view.rubric) for each in found.coached)
    return Reveal(
        attempt=attempt,
        key=found.key,
        title=view.row.title,
        kind=view.row.kind,
        mine=_rated(workspace, mine, view.rubric) if mine else None,
        coach=coached[-1] if coached else None,
        earlier=coached[:-1],
        predicted=found.said.predicted,
        end=found.said.end,
        passed=found.said.passed,
        reason=found.said.reason,
        tags=found.said.tags,
        metrics=found.said.metrics,
        read_as=_read_as(view, understood_lines(workspace, record, found.key)),
        correctable=practised and view.scenario is not None,
        concepts=tuple(titles),
        titles=titles,
        examples=_examples(view.scene) if view.scene else (),
        due_day=day_date(StudyDay(due.day)) if due and practised else None,
        gap=found.gap,
    )


def _titles(scenario: Scenario) -> dict[str, str]:
    return {concept: title_of(scenario, concept) for concept in scenario.concepts}


def _rated(workspace: Workspace, given: Given, rubric: Rubric | None) -> Rated:
    words = workspace.store.words_of([given.ref]).get(given.ref, "")
    return rated_of(given, rubric, words, mark_of(workspace, given))


def _read_as(view: AttemptView, corrected: Mapping[str, str]) -> tuple[ReadAs, ...]:
    known = view.scenario.concepts if view.scenario else {}
    return tuple(
        ReadAs(
            at=line.at,
            text=line.text,
            concepts=tuple(name for name in line.read if name in known),
            corrected=corrected.get(fold(line.text), ""),
        )
        for line in view.lines
        if line.kind == "you" and line.text
    )


def _examples(scene: Scene) -> tuple[ExampleRun, ...]:
    written = scene.scenario.examples
    named: tuple[tuple[str, Example | None], ...] = (("strong", written.strong), ("weak", written.weak))
    return tuple(_example(name, example, scene) for name, example in named if example is not None)


def _example(name: str, example: Example, scene: Scene) -> ExampleRun:
    run = play_script(scene, example.seed, example.script)
    return ExampleRun(name, lines_of(run.log, scene), example.note)


def _checks(asked: Iterable[Criterion], given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the checks that are answered yes, in the order of the rubric; unknown ones are left out."""
    found = {
        each.id: tuple(check.id for check in each.checks if check.id in given.get(each.id, ()))
        for each in asked
    }
    return {name: checks for name, checks in found.items() if checks}


def _draft_id(asked: RatingSheet) -> str:
    return f"{asked.attempt}:{asked.role}"
