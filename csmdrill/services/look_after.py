"""Look the practice history over, and put right what can be put right."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

import msgspec

from csmdrill.core.clock import Clock, StudyDay, clock_from, day_date
from csmdrill.core.errors import StoreDamaged
from csmdrill.core.home import Home, find_home
from csmdrill.services import library
from csmdrill.services.workspace import Workspace
from csmdrill.storage.care import Care
from csmdrill.storage.health import Finding
from csmdrill.storage.repair import recover

TOLERATED_DAYS = 1
"""Ahead of the clock: so far a journey between zones takes the study day back."""


class AnsweredAhead(msgspec.Struct, frozen=True):
    """Answers of a time when the clock was wrong, or is wrong now: their cards wait for a day ahead.

    Args:
        answers, cards: how many.
        since: the day of the first of them.
        way_out: the command that makes the cards due today.
    """

    answers: int
    cards: int
    since: date
    way_out: str


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """What the doctor found and did.

    Args:
        home: the folder.
        decks: where the person's own decks go.
        facts: facts in the log.
        cards: cards with a memory.
        journal: how the database is written, `truncate` or `wal`.
        findings: what is wrong now, after the mending.
        mended: what was wrong and is put right.
        rebuilt: the state was made anew from the facts, since it differed from them.
        set_aside: the damaged database under its new name, if there was one.
        left_out: facts known to have been in it that could not be saved.
        from_backups: facts that came back out of backups.
        moved_to: the file to which spoilt facts and texts were moved, if there were any.
        lost: facts known to be lost for good.
        ahead: answers that lie ahead of the clock, if there are any; no finding, as the clock may be wrong.
    """

    home: str
    decks: str
    facts: int
    cards: int
    journal: str
    findings: tuple[Finding, ...]
    mended: tuple[Finding, ...] = ()
    rebuilt: bool = False
    set_aside: str = ""
    left_out: int = 0
    from_backups: int = 0
    moved_to: str = ""
    lost: int = 0
    ahead: AnsweredAhead | None = None


def examine(environ: Mapping[str, str], rebuild: bool) -> Examination:
    """Look over the home that the environment names.

    Args:
        environ: the process's environment.
        rebuild: put right what is wrong; a damaged database is set aside, and its whole facts are saved.

    Raises:
        StoreUnavailable: the database cannot be used, and without `rebuild` nothing was done about it.
    """
    home, clock = find_home(environ), clock_from(environ)
    # Opened as for practice first: that brings an older state up to date. What it stumbles over is looked at.
    with suppress(StoreDamaged):
        Workspace(home, clock).close()
    try:
        return _mended(home, clock) if rebuild else _seen(home, clock)
    except StoreDamaged:
        if not rebuild:
            raise
    recovery = recover(home, clock)
    seen = _mended(home, clock)
    return msgspec.structs.replace(
        seen,
        set_aside=str(recovery.set_aside),
        left_out=recovery.left_out,
        from_backups=seen.from_backups + recovery.backed,
    )


def _seen(home: Home, clock: Clock) -> Examination:
    """Return what there is and what is wrong; nothing is changed."""
    with Care(home, clock) as care:
        standing = care.standing()
        seen = Examination(
            home=str(home.root),
            decks=str(home.decks),
            facts=standing.facts,
            cards=standing.cards,
            journal=care.journal,
            findings=tuple(care.check()),
            lost=standing.lost,
        )
    return msgspec.structs.replace(seen, ahead=_ahead(home, clock))


def _ahead(home: Home, clock: Clock) -> AnsweredAhead | None:
    with suppress(StoreDamaged), Workspace(home, clock) as workspace:
        today = workspace.now().day
        found = workspace.store.answered_ahead(StudyDay(today + TOLERATED_DAYS))
        if found is not None:
            way_out = f'csmdrill card due "due:>{found.since - today - 1}" --on {day_date(today)}'
            return AnsweredAhead(found.answers, found.cards, day_date(found.since), way_out)
    return None


def _mended(home: Home, clock: Clock) -> Examination:
    """Put right what is wrong, and return what there is then."""
    with Care(home, clock) as care:
        found = care.check()
        mended = care.mend(found) if found else None
    with Workspace(home, clock) as workspace:
        library.refresh(workspace)
        rebuilt = workspace.store.rebuild().changed
    seen = _seen(home, clock)
    if mended is None:
        return msgspec.structs.replace(seen, rebuilt=rebuilt)
    return msgspec.structs.replace(
        seen,
        mended=tuple(each for each in found if each not in seen.findings),
        rebuilt=rebuilt or any(each.name.endswith("-state") for each in found),
        from_backups=mended.found,
        moved_to=str(mended.file or ""),
    )
