"""The fold: which facts stand, and what they make of each card's memory and of each day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from csmdrill.core.clock import Moment, StudyDay
from csmdrill.practice.knowledge import clipped, tested
from csmdrill.practice.model import Memory, Phase, Rating
from csmdrill.skills.recall_drift import evidence_ppm
from csmdrill.storage.facts import (
    BuryPayload,
    DuePayload,
    Fact,
    FactRef,
    FlagPayload,
    Handling,
    LeavePayload,
    NotePayload,
    RenamePayload,
    ResetPayload,
    ReviewPayload,
    Scalar,
    SettingPayload,
    SuspendPayload,
    UndoPayload,
    read_payload,
)

if TYPE_CHECKING:
    from csmdrill.practice.memory import MemoryModel

FOLD_VERSION = 3
"""Raised when the fold itself changes; a store with another number is rebuilt when it is opened."""

LONGEST_ANSWER_MS = 60_000

Models = Callable[[float], "MemoryModel"]


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What answers add to a day and competency; whole numbers, so that taking back is exact.

    Args:
        reviews: answers, those that do not count for the memory included.
        new: first answers of a card.
        tested: first answers of a later study day, which tell what is known.
        recalled: of these, the ones not rated Again.
        expected_ppm: of these, the predicted recall in millionths, each clipped to .01-.99.
        spent_ms: time, at most 60 s an answer.
        evidence_ppm: of the tested, the sum of what each speaks for halved odds of recall, in millionths.
    """

    reviews: int = 0
    new: int = 0
    tested: int = 0
    recalled: int = 0
    expected_ppm: int = 0
    spent_ms: int = 0
    evidence_ppm: int = 0

    def plus(self, other: Tally, times: int = 1) -> Tally:
        """Return the sum of this and `times` the other."""
        return Tally(
            reviews=self.reviews + times * other.reviews,
            new=self.new + times * other.new,
            tested=self.tested + times * other.tested,
            recalled=self.recalled + times * other.recalled,
            expected_ppm=self.expected_ppm + times * other.expected_ppm,
            spent_ms=self.spent_ms + times * other.spent_ms,
            evidence_ppm=self.evidence_ppm + times * other.evidence_ppm,
        )


DayCell = tuple[int, str]
"""Study day and competency."""


class CardState(msgspec.Struct, frozen=True):
    """What the facts say of a card.

    Args:
        memory: None for a card that is new, or new again.
        seen_hash, seen_revision: the content last seen; None where it was never answered.
        suspended: it is left out.
        buried_day: the study day on which it is left out.
        flagged: it carries a flag.
        noted: the fact of its note, as `device:seq`.
    """

    memory: Memory | None = None
    seen_hash: str | None = None
    seen_revision: int | None = None
    suspended: bool = False
    buried_day: int | None = None
    flagged: bool = False
    noted: str | None = None


UNTOUCHED = CardState()
Period = tuple[int, int]
"""Leave: its first and its last study day."""


class Folded(msgspec.Struct, frozen=True):
    """The fold of some cards' facts: state by key, tally by day and competency."""

    states: dict[str, CardState]
    days: dict[DayCell, Tally]


class Deed(msgspec.Struct, frozen=True):
    """A review or a handling of a card, as the fold needs it."""

    fact: Fact
    said: ReviewPayload | Handling


def model_cache() -> Models:
    """Return a function that gives the memory model of a retention, each made once."""
    from csmdrill.practice.memory import MemoryModel

    made: dict[float, MemoryModel] = {}

    def model(retention: float) -> MemoryModel:
        if retention not in made:
            made[retention] = MemoryModel(retention)
        return made[retention]

    return model


def tally_of(before: Memory | None, said: ReviewPayload, day: int, model: MemoryModel) -> Tally:
    """Return what one answer adds to its day.

    Args:
        before: what was remembered before it.
        said: the answer.
        day: its study day.
        model: foretells recall.
    """
    spent = min(said.took_ms, LONGEST_ANSWER_MS)
    if not said.scheduled:
        return Tally(reviews=1, spent_ms=spent)
    if before is None or not tested(before, StudyDay(day)):
        return Tally(reviews=1, new=int(before is None), spent_ms=spent)
    expected = clipped(model.predicted_recall(before, StudyDay(day)))
    recalled = said.rating is not Rating.AGAIN
    return Tally(
        reviews=1,
        tested=1,
        recalled=int(recalled),
        expected_ppm=round(expected * 1_000_000),
        spent_ms=spent,
        evidence_ppm=evidence_ppm(expected, recalled),
    )


def standing(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts that stand, in order, undo facts left out.

    Args:
        facts: all facts of one or more keys, in any order.
    """
    gone = fallen(facts)
    ordered = sorted(facts, key=lambda fact: fact.place)
    return [fact for fact in ordered if fact.kind != "undo" and fact.ref not in gone]


def fallen(facts: Sequence[Fact]) -> set[FactRef]:
    """Return the facts, undo facts among them, that a standing undo names.

    An undo takes effect on an earlier fact with the same key, unless a later undo has undone it.
    """
    by_ref = {fact.ref: fact for fact in facts}
    undos = sorted((fact for fact in facts if fact.kind == "undo"), key=lambda fact: fact.place, reverse=True)
    gone: set[FactRef] = set()
    for undo in undos:
        aim = undone_by(undo)
        target = None if undo.ref in gone or aim is None else by_ref.get(aim)
        if target is not None and target.place < undo.place and target.key == undo.key:
            gone.add(target.ref)
    return gone


def undone_by(fact: Fact) -> FactRef | None:
    """Return the fact that an undo fact names, or None when it cannot be read."""
    said = _read(fact)
    return FactRef(said.device, said.seq) if isinstance(said, UndoPayload) else None


def fold(facts: Sequence[Fact], models: Models) -> Folded:
    """Return the state of the cards that these facts are about.

    Args:
        facts: all facts of a set of keys that is closed under renaming.
        models: gives the memory model of a retention.
    """
    states: dict[str, CardState] = {}
    days: dict[DayCell, Tally] = {}
    for key, chain in chains(standing(facts)).items():
        state, cells = _replayed(chain, models)
        if state != UNTOUCHED:
            states[key] = state
        add_days(days, cells)
    return Folded(states, days)


def handled(state: CardState, said: Handling, ref: FactRef) -> CardState:
    """Return the state after a card was handled; the fold of old facts and of new ones alike.

    A due day is of no use to a card without memory. One that is given stands until the next review.
    """
    match said:
        case SuspendPayload(on=on):
            return msgspec.structs.replace(state, suspended=on)
        case BuryPayload(day=day):
            return msgspec.structs.replace(state, buried_day=day)
        case FlagPayload(on=on):
            return msgspec.structs.replace(state, flagged=on)
        case NotePayload(text=text):
            return msgspec.structs.replace(state, noted=None if text is None else str(ref))
        case ResetPayload():
            return msgspec.structs.replace(state, memory=None)
        case DuePayload(day=day):
            return msgspec.structs.replace(state, memory=state.memory and _due_on(state.memory, day))


def _due_on(memory: Memory, day: int) -> Memory:
    """Return a memory that falls due on a day; a card inside its learning steps leaves them by it."""
    return msgspec.structs.replace(memory, phase=Phase.REVIEW, step=None, due_day=StudyDay(day), due_at=None)


def steps(chain: Sequence[Deed], models: Models) -> Iterator[tuple[Deed, CardState, CardState]]:
    """Yield each deed with the card's state before and after it."""
    state = UNTOUCHED
    for deed in chain:
        before, state = state, _after(state, deed, models)
        yield deed, before, state


def add_days(days: dict[DayCell, Tally], more: Iterable[tuple[DayCell, Tally]]) -> None:
    """Add tallies to those of their days."""
    for cell, tally in more:
        present = days.get(cell)
        days[cell] = tally if present is None else present.plus(tally)


def settings_of(facts: Sequence[Fact]) -> dict[str, Scalar]:
    """Return the last standing value of each setting."""
    said = (_read(fact) for fact in standing(facts))
    return {change.name: change.value for change in said if isinstance(change, SettingPayload)}


def leaves_of(facts: Sequence[Fact]) -> set[Period]:
    """Return the leaves that stand."""
    planned: set[Period] = set()
    for said in map(_read, standing(facts)):
        if isinstance(said, LeavePayload):
            change = planned.add if said.on else planned.discard
            change((said.first, said.last))
    return planned


def renames_of(facts: Sequence[Fact]) -> dict[FactRef, RenamePayload]:
    """Return the renames that stand."""
    said = ((fact.ref, _read(fact)) for fact in standing(facts))
    return {ref: change for ref, change in said if isinstance(change, RenamePayload)}


def changed_days(before: Mapping[DayCell, Tally], after: Mapping[DayCell, Tally]) -> dict[DayCell, Tally]:
    """Return what must be added to each day to come from one fold to another; may be negative."""
    none = Tally()
    differences = {cell: after.get(cell, none).plus(before.get(cell, none), -1) for cell in {*before, *after}}
    return {cell: tally for cell, tally in differences.items() if tally != none}


def chains(facts: Iterable[Fact]) -> dict[str, list[Deed]]:
    """Return the deeds of each key, after every rename took them along."""
    found: dict[str, list[Deed]] = {}
    for fact in facts:
        said = _read(fact)
        if isinstance(said, ReviewPayload | Handling) and fact.key is not None:
            found.setdefault(fact.key, []).append(Deed(fact, said))
        elif isinstance(said, RenamePayload) and said.old != said.new and said.old in found:
            moved = [*found.get(said.new, []), *found.pop(said.old)]
            found[said.new] = sorted(moved, key=lambda deed: deed.fact.place)
    return found


def _replayed(chain: Sequence[Deed], models: Models) -> tuple[CardState, list[tuple[DayCell, Tally]]]:
    """Return the state after a chain of deeds, and what each review added to its day."""
    state = UNTOUCHED
    cells: list[tuple[DayCell, Tally]] = []
    for deed, before, after in steps(chain, models):
        said, day = deed.said, deed.fact.day
        if isinstance(said, ReviewPayload):
            tally = tally_of(before.memory, said, day, models(said.retention))
            cells.append(((day, said.competency), tally))
        state = after
    return state, cells


def _after(state: CardState, deed: Deed, models: Models) -> CardState:
    fact, said = deed.fact, deed.said
    if not isinstance(said, ReviewPayload):
        return handled(state, said, fact.ref)
    if not said.scheduled:
        return state if state.seen_hash is not None else seen(state, fact.hash or "", said.revision)
    # The key of the fact, not the present one, seeds the fuzz: a rename moves no due date.
    moment = Moment(fact.at, fact.offset, StudyDay(fact.day))
    memory = models(said.retention).review(fact.key or "", state.memory, said.rating, moment)
    return msgspec.structs.replace(seen(state, fact.hash or "", said.revision), memory=memory)


def seen(state: CardState, hash_: str, revision: int) -> CardState:
    """Return the state of a card whose content was seen."""
    return msgspec.structs.replace(state, seen_hash=hash_, seen_revision=revision)


def _read(fact: Fact) -> object:
    """Return what a fact says; a payload that cannot be read says nothing."""
    try:
        return read_payload(fact.kind, fact.payload)
    except msgspec.DecodeError:
        return None
