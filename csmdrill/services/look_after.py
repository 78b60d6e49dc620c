"""Look the practice history over, and put right what can be put right."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from csmdrill.core.clock import Clock, clock_from
from csmdrill.core.errors import StoreDamaged
from csmdrill.core.home import Home, find_home
from csmdrill.services import library
from csmdrill.services.workspace import Workspace
from csmdrill.storage.health import Finding
from csmdrill.storage.repair import recover


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """What the doctor found and did.

    Args:
        home: the folder.
        decks: where the person's own decks go.
        facts: facts in the log.
        cards: cards with a memory.
        journal: how the database is written, `truncate` or `wal`.
        findings: what is wrong now, after the mending.
        rebuilt: the state was made anew from the facts, since it differed from them.
        set_aside: the damaged database under its new name, if there was one.
        left_out: facts known to have been in it that could not be saved.
    """

    home: str
    decks: str
    facts: int
    cards: int
    journal: str
    findings: tuple[Finding, ...]
    rebuilt: bool = False
    set_aside: str = ""
    left_out: int = 0


def examine(environ: Mapping[str, str], rebuild: bool) -> Examination:
    """Look over the home that the environment names.

    Args:
        environ: the process's environment.
        rebuild: also replay all facts; a damaged database is set aside, and its whole facts are saved.

    Raises:
        StoreUnavailable: the database cannot be used, and without `rebuild` nothing was done about it.
    """
    home, clock = find_home(environ), clock_from(environ)
    try:
        return _look(home, clock, rebuild)
    except StoreDamaged:
        if not rebuild:
            raise
    recovery = recover(home, clock)
    seen = _look(home, clock, rebuild)
    return msgspec.structs.replace(seen, set_aside=str(recovery.set_aside), left_out=recovery.left_out)


def _look(home: Home, clock: Clock, rebuild: bool) -> Examination:
    with Workspace(home, clock) as workspace:
        store = workspace.store
        rebuilt = False
        if rebuild:
            library.refresh(workspace)
            rebuilt = store.rebuild().changed
        facts, cards = store.totals()
        return Examination(
            home=str(home.root),
            decks=str(home.decks),
            facts=facts,
            cards=cards,
            journal=store.journal,
            findings=tuple(store.check(deep=True)),
            rebuilt=rebuilt,
        )
