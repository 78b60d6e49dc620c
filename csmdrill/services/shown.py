"""The card on the screen, and the order of a day, told alike by an open store and by a first look."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from csmdrill.content.competency import TITLES
from csmdrill.core.clock import StudyDay, day_date
from csmdrill.practice import session as rules
from csmdrill.practice.model import Question, Rating
from csmdrill.practice.posing import pose
from csmdrill.practice.session import Session
from csmdrill.services.views import CardView
from csmdrill.storage.stored import StoredCard

MINUTE_MS = 60_000
CANDIDATES = 500
"""Cards of which the order of a day is made."""


class Shown(msgspec.Struct, frozen=True):
    """The card on the screen; its rating is recorded against exactly this content."""

    stored: StoredCard
    question: Question


def shown(stored: StoredCard, day: StudyDay) -> Shown:
    """Pose a card, in the same way each time until it is answered."""
    reps = stored.memory.reps if stored.memory else 0
    return Shown(stored, pose(stored.card, stored.part, f"{stored.key}:{reps}", day_date(day)))


def view_of(
    card: Shown,
    session: Session,
    previews: Mapping[Rating, str],
    *,
    behind: bool,
    passed_over: int = 0,
    note: str = "",
    cram: bool = False,
) -> CardView:
    """Return what is shown of a card; the arguments are as in `CardView`.

    Args:
        card: the card posed.
        session: in which it is the current one.
        previews: when each rating would bring it back, in words.
        behind: the due cards need more than the day's minutes; then nothing is said of their number.
    """
    stored = card.stored
    return CardView(
        key=stored.key,
        hash=stored.hash,
        heading=heading(stored.competency, stored.deck_title),
        question=card.question,
        previews=dict(previews),
        changed=stored.changed,
        new=stored.memory is None,
        path=stored.path,
        line=stored.line,
        to_go=0 if behind else rules.remaining(session),
        left_ms=rules.left_ms(session, 0),
        slow_ms=session.slow_ms,
        answered=session.answered,
        undoable=bool(session.past),
        redoable=bool(session.future),
        passed_over=passed_over,
        note=note,
        flagged=stored.flagged,
        cram=cram,
    )


def heading(competency: str, deck_title: str) -> str:
    """Return what stands above a card: its competency's title, else its deck's."""
    for known, title in TITLES.items():
        if known == competency:
            return title
    return deck_title


def order_seed(person: str, day: StudyDay) -> int:
    """Return the seed of a person's order on a study day; a session begun again finds the same order."""
    digest = hashlib.sha256(f"{person}:{day}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
