"""An attempt from its preparation to its end: prepared, begun, kept at each line, finished, gone on with."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import msgspec

from csmdrill.content.duration import clock_text
from csmdrill.content.rubric import Criterion, Rubric
from csmdrill.content.scenario import Scenario
from csmdrill.core.clock import day_date
from csmdrill.core.errors import AttemptRejected, RolePlayRejected
from csmdrill.practice.cases import seeded
from csmdrill.roleplay import cues, engine
from csmdrill.roleplay.brief import brief_of
from csmdrill.roleplay.chance import draw
from csmdrill.roleplay.gaps import VOIDED
from csmdrill.roleplay.model import Event, Input, Kind, Log
from csmdrill.roleplay.scene import compile_scene
from csmdrill.services.attempts import retake
from csmdrill.services.kept import KeptAttempt, draft_of, drafts, fact_of, sources_of
from csmdrill.services.record import record_of, understood_lines
from csmdrill.services.recordings import erase_recordings
from csmdrill.services.rehearsal_views import AttemptView
from csmdrill.services.rehearsal_views import Interrupted as Interrupted
from csmdrill.services.rehearsal_views import Reason as Reason
from csmdrill.services.rehearsal_views import Rehearsal as Rehearsal
from csmdrill.services.scenarios import OnShelf, on_shelf
from csmdrill.services.workspace import Workspace
from csmdrill.storage.rehearsals import Source, source_from

LONGEST_LINE = cues.LONGEST_LINE
SEEDS = 2**31


def prepare(
    workspace: Workspace,
    key: str,
    kind: Kind | None = None,
    *,
    seed: int | None = None,
    spoken: bool | None = None,
    train: str | None = None,
    seat: bool = False,
) -> Rehearsal:
    """Return a new attempt of a scenario; nothing is kept yet.

    Args:
        workspace: the open workspace.
        key: of the scenario, the end of it, or the path of its file.
        kind: None for what the scenario is meant for.
        seed: decides names and facts; None for a new one, of a benchmark for that of the day.
        spoken: said aloud; None for as the scenario is meant.
        train: the criterion to train; None for the scenario's own, else the first.
        seat: a coach plays the stakeholder.

    Raises:
        RolePlayRejected: there is no such scenario, it has errors, or it may not be played so now.
        ContentUnreadable: there is no file at a path.
    """
    found = on_shelf(workspace, key)
    meant: Kind = "benchmark" if found.scenario.benchmark else "practice"
    _check_kind(workspace, found, kind or meant)
    understood = understood_lines(workspace, record_of(workspace), found.key) if meant == "practice" else {}
    scene = compile_scene(found.scenario, understood)
    chosen = _seed(workspace, found, kind or meant) if seed is None else seed
    drawn = draw(scene, chosen, day_date(workspace.now().day).isoformat())
    return Rehearsal(
        id=secrets.token_hex(4),
        key=found.key,
        kind=kind or meant,
        spoken=scene.spoken if spoken is None else spoken,
        scenario=found.scenario,
        scene=scene,
        source=source_from("scenario", found.text).hash,
        drawn=drawn,
        rubric=found.rubric,
        rubric_key=found.rubric_key,
        rubric_source=source_from("rubric", found.rubric_text).hash,
        train=_trained(found.scenario, found.rubric, train),
        brief=brief_of(scene, drawn),
        understood=understood,
        seat=seat,
        texts=(found.text, found.rubric_text),
    )


def begin(workspace: Workspace, rehearsal: Rehearsal, predicted: float | None) -> Rehearsal:
    """Keep that an attempt begins and return it with its prediction (1-5); the brief is over."""
    begun = msgspec.structs.replace(rehearsal, predicted=predicted)
    workspace.running.hold(begun.id)
    sources = _sources(begun)
    workspace.store.keep_draft(draft_of(begun, begun.inputs, workspace.now()), sources)
    return begun


def keep(
    workspace: Workspace, rehearsal: Rehearsal, inputs: Sequence[Input], events: Sequence[Event] = ()
) -> None:
    """Keep the inputs so far, also after the end; when this returns they are on the disk.

    Args:
        workspace: the open workspace.
        rehearsal: as `begin` returned it.
        inputs: all of them.
        events: all of them, of a run in which a coach plays; else they follow from the inputs.
    """
    workspace.store.keep_draft(draft_of(rehearsal, inputs, workspace.now(), events))


def finish(workspace: Workspace, rehearsal: Rehearsal, log: Log, reason: Reason, reflection: str = "") -> str:
    """Make the attempt a fact, in place of its draft; returns its id.

    Args:
        workspace: the open workspace.
        rehearsal: as `begin` returned it.
        log: of the whole run.
        reason: why it is over; `ended` is told apart from `timeout` by the log itself.
        reflection: the one free line after it.
    """
    told = fact_of(rehearsal, log, reason, cues.clean(reflection))
    told = msgspec.structs.replace(told, sources=_sources(rehearsal))
    workspace.store.tell(told, workspace.now())
    workspace.running.let_go(rehearsal.id)
    return rehearsal.id


def interrupted(workspace: Workspace) -> tuple[Interrupted, ...]:
    """Return the attempts that a crash broke off, the newest first.

    A benchmark among them becomes void by this and is told once; one that had come to its end is not void.
    What another living process is at is passed over.
    """
    left = [kept for kept in drafts(workspace) if not workspace.running.is_held(kept.id)]
    return tuple(_interrupted(workspace, kept) for kept in left)


def resume(workspace: Workspace, attempt: str) -> Rehearsal:
    """Return an attempt to go on with; its `inputs` are to be replayed first.

    Raises:
        AttemptRejected: there is none half done, or the text that was played cannot be read.
    """
    kept = next((each for each in drafts(workspace) if each.id == attempt), None)
    if kept is None:
        raise AttemptRejected(f"There is no interrupted attempt {attempt!r}.")
    rehearsal = _revived(workspace, kept)
    if rehearsal is None:
        raise AttemptRejected(
            f"The attempt {attempt} cannot be gone on with: what was played cannot be read."
        )
    workspace.running.hold(attempt)
    return rehearsal


def drop(workspace: Workspace, attempt: str) -> None:
    """Forget an attempt that was begun, with its recordings, as to begin again; for practice only.

    Raises:
        AttemptRejected: it is a benchmark, which is finished as `left` or `void` instead.
    """
    kept = next((each for each in drafts(workspace) if each.id == attempt), None)
    if kept is not None and kept.kind == "benchmark":
        raise AttemptRejected("A benchmark that was begun counts as made; it cannot be dropped.")
    workspace.store.drop_draft(attempt, "attempt")
    workspace.running.let_go(attempt)
    erase_recordings(workspace.home, attempt)


def again(workspace: Workspace, view: AttemptView, at: int) -> Rehearsal:
    """Return a new practice attempt that begins as an earlier one went before a line.

    Args:
        workspace: the open workspace.
        view: the earlier one.
        at: ms of the line that is to be taken again.

    Raises:
        AttemptRejected: it was a benchmark or one with a coach, or what was played is not kept.
    """
    row = view.row
    if row.kind == "benchmark" or row.seat:
        what = "A benchmark" if row.kind == "benchmark" else "What a coach played"
        raise AttemptRejected(f"{what} cannot be taken again from a line.")
    if view.log is None or view.scenario is None or view.scene is None or view.rubric is None:
        raise AttemptRejected(f"What was played in {row.id} is no longer kept.")
    return Rehearsal(
        id=secrets.token_hex(4),
        key=row.key,
        kind="practice",
        spoken=row.spoken,
        scenario=view.scenario,
        scene=view.scene,
        source=view.source,
        drawn=view.log.drawn,
        rubric=view.rubric,
        rubric_key=row.rubric,
        rubric_source=view.rubric_source,
        train=_trained(view.scenario, view.rubric, row.train),
        brief=brief_of(view.scene, view.log.drawn),
        inputs=retake(view, at),
        understood=view.understood,
    )


def refuse_seed(rehearsal: Rehearsal, seed: int | None) -> None:
    """Let nobody choose the facts of a benchmark.

    Raises:
        RolePlayRejected: it is one, and a seed was named.
    """
    if seed is not None and rehearsal.kind == "benchmark":
        raise RolePlayRejected(
            f"{rehearsal.scenario.title} is a benchmark: the day decides its names and facts.",
            "Leave --seed out.",
        )


def _seed(workspace: Workspace, found: OnShelf, kind: Kind) -> int:
    """Return by chance what decides names and facts.

    A benchmark has one draw for each person and study day: whoever looks at its brief and goes back finds the
    same, so that nobody looks for an easy one.
    """
    if kind == "practice":
        return secrets.randbelow(SEEDS)
    return seeded(f"{workspace.store.person}:{found.key}:{workspace.now().day}").randrange(SEEDS)


def _check_kind(workspace: Workspace, found: OnShelf, kind: Kind) -> None:
    title = found.scenario.title
    if kind == "practice" and found.scenario.benchmark:
        raise RolePlayRejected(
            f"{title} is reserved for benchmarks: what was practised measures nothing.",
            "Play it with --kind benchmark.",
        )
    if kind == "practice":
        return
    if not found.scenario.benchmark:
        raise RolePlayRejected(
            f"{title} is for practice: only reserved scenarios are benchmarks.", "Leave --kind out."
        )
    if (found.key, workspace.now().day) in record_of(workspace).tried:
        raise RolePlayRejected(
            f"{title} was tried today, and only the first attempt of a day is a benchmark.",
            "It can be made again tomorrow.",
        )
    if any(kept.key == found.key for kept in drafts(workspace)):
        raise RolePlayRejected(f"{title} is on already, or was broken off and is not settled yet.")


def _trained(scenario: Scenario, rubric: Rubric, wanted: str | None) -> Criterion:
    name = wanted or scenario.train
    criteria = {criterion.id: criterion for criterion in rubric.criteria}
    if wanted and wanted not in criteria:
        raise RolePlayRejected(f"There is no criterion {wanted!r}.", f"There are {', '.join(criteria)}.")
    return criteria.get(name or "", rubric.criteria[0])


def _sources(rehearsal: Rehearsal) -> tuple[Source, ...]:
    """Return the texts to be kept; those of an attempt that is gone on with are kept already."""
    if not rehearsal.texts:
        return ()
    scenario, rubric = rehearsal.texts
    return source_from("scenario", scenario), source_from("rubric", rubric)


def _interrupted(workspace: Workspace, kept: KeptAttempt) -> Interrupted:
    if kept.seat:
        return _left_seat(workspace, kept)
    rehearsal = _revived(workspace, kept)
    run = None if rehearsal is None else engine.replay(rehearsal.scene, kept.drawn, kept.inputs)
    at = run.clock if run else max((act.at for act in kept.inputs), default=0)
    over = run is not None and run.ended is not None
    told = Interrupted(
        id=kept.id,
        key=kept.key,
        title=kept.title,
        kind=kept.kind,
        seconds=at // 1000,
        over=over,
        resumable=rehearsal is not None and (over or kept.kind == "practice"),
        sentence=f"{kept.title} was broken off at {clock_text(at)}; it can be gone on with.",
    )
    if over:
        return msgspec.structs.replace(
            told, sentence=f"{kept.title} was played to its end, but is not rated yet."
        )
    if told.resumable:
        return told
    reason: Reason = "void" if kept.kind == "benchmark" else "interrupted"
    log = run.log if run else Log(drawn=kept.drawn, inputs=kept.inputs, events=())
    workspace.store.tell(fact_of(kept, log, reason, ""), workspace.now())
    workspace.running.let_go(kept.id)
    why = VOIDED if kept.kind == "benchmark" else "cannot be gone on with: what was played cannot be read."
    return msgspec.structs.replace(
        told, sentence=f"{kept.title} was broken off at {clock_text(at)} and {why}"
    )


def _left_seat(workspace: Workspace, kept: KeptAttempt) -> Interrupted:
    """Make an attempt with a coach a fact as far as it was noted; nobody sits at the table any more."""
    at = max((event.at for event in kept.events), default=0)
    log = Log(drawn=kept.drawn, inputs=kept.inputs, events=kept.events)
    workspace.store.tell(fact_of(kept, log, "left", ""), workspace.now())
    workspace.running.let_go(kept.id)
    return Interrupted(
        id=kept.id,
        key=kept.key,
        title=kept.title,
        kind=kept.kind,
        seconds=at // 1000,
        over=False,
        resumable=False,
        sentence=f"{kept.title} was broken off at {clock_text(at)}; what was noted is kept as {kept.id}.",
    )


def _revived(workspace: Workspace, kept: KeptAttempt) -> Rehearsal | None:
    played = sources_of(workspace, kept.source, kept.rubric_source, kept.understood)
    if played.scenario is None or played.scene is None or played.rubric is None:
        return None
    return Rehearsal(
        id=kept.id,
        key=kept.key,
        kind=kept.kind,
        spoken=kept.spoken,
        scenario=played.scenario,
        scene=played.scene,
        source=kept.source,
        drawn=kept.drawn,
        rubric=played.rubric,
        rubric_key=kept.rubric_key,
        rubric_source=kept.rubric_source,
        train=_trained(played.scenario, played.rubric, kept.train),
        brief=brief_of(played.scene, kept.drawn),
        inputs=kept.inputs,
        predicted=kept.predicted,
        understood=kept.understood,
        seat=kept.seat,
    )
