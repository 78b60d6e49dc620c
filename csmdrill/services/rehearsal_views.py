"""What the jobs of role-plays hand to screens and lines: scenarios, rehearsals, sheets, reveals, attempts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from csmdrill.content.rubric import Criterion, Rubric
from csmdrill.content.scenario import Mode, Scenario
from csmdrill.roleplay.model import Drawn, Input, Kind, Log
from csmdrill.skills.rating import Gap

if TYPE_CHECKING:
    from csmdrill.roleplay.brief import Brief
    from csmdrill.roleplay.scene import Scene
    from csmdrill.roleplay.transcript import TranscriptLine

Reason = Literal["ended", "timeout", "left", "void", "interrupted"]
"""Why an attempt was over: the scenario ended it, time was up, the trainee left, or something broke it."""

Role = Literal["self", "coach"]

DECIDES = "one failure here decides"
"""Said of a criterion that is a blocker."""

LEFT = "It was left before its end, so it does not count as played."
"""Said before such an attempt is rated, and after."""

SpotName = Annotated[str, Meta(pattern=r"^[0-9]{1,15}(\.[0-9]{1,5})?$")]
"""A moment of a transcript: ms from the start, and which of the lines of that ms, from 1 on."""


class ScenarioRow(Struct, frozen=True, kw_only=True):
    """A scenario in a list.

    Args:
        key: `pack/id`.
        title, competency, difficulty, mode, spoken, seat: of the scenario; the competency is the rubric's.
        kind: `benchmark` for a reserved one, which is never practised.
        seconds: its full time.
        path: its file.
        problem: why it is not offered; empty if it is.
        times: attempts that stand.
        last_day: of the last attempt.
        due_day: on which it is due again; None until it was practised and rated.
        score: of the last self-rating.
    """

    key: str
    title: str
    competency: str
    difficulty: int
    seconds: int
    kind: Kind
    mode: Mode
    spoken: bool
    seat: bool
    path: str
    problem: str = ""
    times: int = 0
    last_day: date | None = None
    due_day: date | None = None
    score: float | None = None


class RubricRow(Struct, frozen=True, kw_only=True):
    """A rubric in a list; `problem` says why it cannot be used."""

    key: str
    title: str
    competency: str
    path: str
    problem: str = ""


class Shelf(Struct, frozen=True):
    """All scenarios and rubrics, by key."""

    scenarios: tuple[ScenarioRow, ...]
    rubrics: tuple[RubricRow, ...]


class Suggestion(Struct, frozen=True):
    """The one scenario to practise now, and why in a sentence."""

    row: ScenarioRow
    why: str


class Rehearsal(Struct, frozen=True, kw_only=True):
    """An attempt that is to be made, or to be gone on with.

    Args:
        id: of the attempt.
        key: of the scenario.
        kind, spoken: how it is made.
        scenario, scene: what is played.
        source: hash of the scenario's text.
        drawn: what chance decided.
        rubric, rubric_key, rubric_source: by which it is rated.
        train: the criterion that practice rates afterwards.
        brief: what is known before.
        inputs: of one that is gone on with: replay them first.
        predicted: what the trainee foretold, 1-5; None if nothing.
        understood: folded lines with the concept they were corrected to.
        seat: a coach plays the stakeholder.
        texts: of scenario and rubric; empty for one that is gone on with, whose texts are kept.
    """

    id: str
    key: str
    kind: Kind
    spoken: bool
    scenario: Scenario
    scene: Scene
    source: str
    drawn: Drawn
    rubric: Rubric
    rubric_key: str
    rubric_source: str
    train: Criterion
    brief: Brief
    inputs: tuple[Input, ...] = ()
    predicted: float | None = None
    understood: Mapping[str, str] = {}
    seat: bool = False
    texts: tuple[str, ...] = ()


class Interrupted(Struct, frozen=True, kw_only=True):
    """An attempt that was broken off by a crash.

    Args:
        id, key, title, kind: which.
        seconds: how far it had come.
        over: it had come to its end; only the reflection is missing.
        resumable: it can be gone on with; without, it is void by now and only told.
        sentence: says so.
    """

    id: str
    key: str
    title: str
    kind: Kind
    seconds: int
    over: bool
    resumable: bool
    sentence: str


class RatingDraft(Struct, frozen=True, kw_only=True):
    """A rating as far as it has come.

    Args:
        levels: by criterion 1-5, or None for N/A; a criterion that is not in it is not rated yet.
        checks: by criterion the ids that are answered yes.
        overall: the one global rating; None where it is not given.
        evidence: by criterion the times, in ms, of lines picked from the transcript.
        comments: by criterion, and for `overall`.
        moments: comments on what happened, by `MS` or `MS.LINE`: which of the lines of that time, from 1.
    """

    levels: dict[str, int | None] = {}
    checks: dict[str, tuple[str, ...]] = {}
    overall: int | None = None
    evidence: dict[str, tuple[int, ...]] = {}
    comments: dict[str, str] = {}
    moments: dict[SpotName, str] = {}


class RatingSheet(Struct, frozen=True, kw_only=True):
    """What one needs to rate an attempt.

    Args:
        attempt, key, title, kind: which.
        source: hash of the scenario's text.
        role, rater: whose rating it will be.
        rubric, rubric_key, rubric_source: by what.
        asked: the criteria to be rated; in practice the one that was trained, for a coach all.
        overall_asked: whether the global rating is asked, too.
        lines: the transcript, without the ending and what was found; empty if it was erased.
        predicted: what was foretold.
        draft: what was set before, of this rating.
        left: it was left before its end.
    """

    attempt: str
    key: str
    source: str
    title: str
    kind: Kind
    role: Role
    rater: str
    rubric: Rubric
    rubric_key: str
    rubric_source: str
    asked: tuple[Criterion, ...]
    overall_asked: bool
    lines: tuple[TranscriptLine, ...]
    predicted: float | None
    draft: RatingDraft
    left: bool = False


class Rated(Struct, frozen=True, kw_only=True):
    """A rating that was saved.

    Args:
        role, rater: whose.
        day: of the rating.
        given: what was rated.
        score: weighted mean 1-5; None where too little was rated.
        why_none: why there is no score; empty if there is one.
        blockers: titles of criteria that one failure decides, rated 1.
        mark: what must be said of a coach whose calibration is missing, old or far off; empty if nothing.
    """

    role: Role
    rater: str
    day: date
    given: RatingDraft
    score: float | None
    why_none: str
    blockers: tuple[str, ...]
    mark: str = ""


class ReadAs(Struct, frozen=True, kw_only=True):
    """How a line of the trainee was understood.

    Args:
        at: ms from the start.
        text: the line.
        concepts: those found in it.
        corrected: the concept that the trainee says it meant; empty if nothing was corrected.
    """

    at: int
    text: str
    concepts: tuple[str, ...]
    corrected: str = ""


class ExampleRun(Struct, frozen=True):
    """A run to learn from: `strong` or `weak`, its transcript, and what made the difference."""

    name: str
    lines: tuple[TranscriptLine, ...]
    note: str


class Reveal(Struct, frozen=True, kw_only=True):
    """What is told after the self-rating is saved.

    Args:
        attempt, key, title, kind: which.
        mine: the self-rating.
        coach: the coach's, where there is one; of several the newest.
        earlier: other coaches' ratings, the oldest first.
        predicted: what was foretold, 1-5.
        end, passed, reason: how it ended.
        tags: evidence.
        metrics: numbers by name.
        read_as: how each line was understood; only practice may correct it.
        correctable: whether it may be corrected.
        concepts: the names a line can be corrected to.
        titles: by concept, what it is called in front of people.
        examples: strong and weak runs.
        due_day: when the scenario is due again; None where it is never.
        gap: what both gave the criteria that both rated; None where there is none.
    """

    attempt: str
    key: str
    title: str
    kind: Kind
    mine: Rated | None
    coach: Rated | None
    predicted: float | None
    end: str
    passed: bool | None
    reason: Reason
    tags: tuple[str, ...]
    metrics: Mapping[str, float]
    read_as: tuple[ReadAs, ...]
    correctable: bool
    concepts: tuple[str, ...]
    titles: Mapping[str, str]
    examples: tuple[ExampleRun, ...]
    due_day: date | None
    gap: Gap | None = None
    earlier: tuple[Rated, ...] = ()

    @property
    def coached(self) -> tuple[Rated, ...]:
        """Every coach's rating, the oldest first."""
        return self.earlier if self.coach is None else (*self.earlier, self.coach)


class AttemptRow(Struct, frozen=True, kw_only=True):
    """An attempt in a list.

    Args:
        id, key, title, competency, kind: which.
        at: ms since 1970.
        day: the study day.
        spoken, seat, train, rubric: how it was made.
        end, passed, reason: how it ended.
        seconds: how long it took.
        predicted: foretold 1-5.
        rated: there is a self-rating.
        score, coach_score: of self and coach, of several coaches the mean; None where there is none.
        coaches: who rated it as a coach, the first one first; none before the self-rating.
        gap: what both gave the criteria that both rated; None where there is none.
        has_text: what was said is kept.
    """

    id: str
    key: str
    title: str
    competency: str
    kind: Kind
    at: int
    day: date
    spoken: bool
    seat: bool
    train: str
    rubric: str
    end: str
    passed: bool | None
    reason: Reason
    seconds: int
    predicted: float | None
    rated: bool
    score: float | None
    coach_score: float | None
    coaches: tuple[str, ...]
    gap: Gap | None
    has_text: bool


class AttemptView(Struct, frozen=True, kw_only=True):
    """One attempt with all that is kept of it.

    Args:
        row: as in a list.
        tags, metrics: evidence.
        log: what was put in and what happened; None where it was erased.
        reflection: the one free line after it.
        scenario, scene, rubric: as they were then; None where their text is not kept.
        source, rubric_source: hashes of these texts.
        lines: the transcript; empty where it was erased.
        ratings: that stand, the newest of each rater and role.
        understood: folded lines with the concept they were corrected to before it.
    """

    row: AttemptRow
    tags: tuple[str, ...]
    metrics: Mapping[str, float]
    log: Log | None
    reflection: str
    scenario: Scenario | None
    scene: Scene | None
    rubric: Rubric | None
    source: str
    rubric_source: str
    lines: tuple[TranscriptLine, ...]
    ratings: tuple[Rated, ...]
    understood: Mapping[str, str] = {}

    @property
    def unshown(self) -> int:
        """How many of the trainee's lines are no longer kept; 0 where nothing was erased, or everything."""
        if self.log is None:
            return 0
        kept = sum(event.kind == "you" for event in self.log.events)
        return max(0, round(self.metrics.get("lines", 0)) - kept)
