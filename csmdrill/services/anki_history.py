"""Makes facts of Anki's review log, so that nobody who brings cards along starts again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, tzinfo

import msgspec

from csmdrill.content.deck import LibraryCard
from csmdrill.core.clock import DAY_ZERO, Moment, StudyDay, from_millis, moment, zone_named
from csmdrill.exchange.anki_model import AnkiCard, AnkiPackage, AnkiReview
from csmdrill.practice.memory import MODEL, PARAMETER_SET, MemoryModel
from csmdrill.practice.model import Memory, Phase, Rating
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import (
    KINDS,
    DuePayload,
    Fact,
    FlagPayload,
    Payload,
    ResetPayload,
    ReviewPayload,
    SuspendPayload,
    canonical_json,
    sealed,
)
from csmdrill.storage.lines import write_line

SESSION = "anki-import"
DEVICE = "anki-"
LATE_MS = 86_400_000
"""A review that says it is from more than a day ahead comes from a clock that was wrong."""


class History(msgspec.Struct, frozen=True):
    """What comes over of a history.

    Args:
        lines: facts as JSON that this home does not have yet.
        already: facts that it has.
        from_future: reviews that say they are from after today.
        without: cards learnt in Anki whose reviews the package does not have.
        elsewhere: reviews that are counted for another card already, and are not counted twice.
        decks: the decks of those cards.
    """

    lines: tuple[bytes, ...]
    already: int
    from_future: int
    without: int
    elsewhere: int = 0
    decks: tuple[str, ...] = ()


class _Deed(msgspec.Struct, frozen=True):
    """Something that happened to a card in Anki."""

    at: int
    card: LibraryCard
    payload: Payload

    @property
    def name(self) -> tuple[str, int, str]:
        """What tells it from all other deeds: Anki never logs two reviews at one moment."""
        kind = KINDS[type(self.payload)]
        same = "" if kind == "review" else canonical_json(self.payload)
        return self.card.key, self.at, f"{kind} {same}"


class _Known(msgspec.Struct, frozen=True):
    """What was imported before.

    Args:
        names: the facts of the collection's device for this deck.
        seq, order_at: the last number of that device, and its last place.
        reviews: the key of the card for which a review stands under another device, by what tells it.
    """

    names: frozenset[tuple[str, int, str]]
    seq: int
    order_at: int
    reviews: Mapping[tuple[int, int, int], str]

    def counted_for(self, deed: _Deed) -> str | None:
        """Return the key of another card for which a review is counted already."""
        said = deed.payload
        if not isinstance(said, ReviewPayload):
            return None
        key = self.reviews.get((deed.at, int(said.rating), said.took_ms))
        return key if key != deed.card.key else None


def device_of(package: AnkiPackage, deck_key: str, person: str) -> str:
    """Return the device under which the reviews of a collection stand, the same at every import of it."""
    said = f"{package.created}:{deck_key}:{person}"
    return f"{DEVICE}{hashlib.sha256(said.encode()).hexdigest()[:24]}"


def history_of(
    workspace: Workspace, package: AnkiPackage, cards: Mapping[int, LibraryCard], deck_key: str
) -> History:
    """Return the history of a package as facts, as far as this home does not have it.

    Args:
        workspace: the open workspace.
        package: as it was read.
        cards: what each card of Anki became, by Anki's id.
        deck_key: of the deck that they are in.
    """
    device = device_of(package, deck_key, workspace.store.person)
    known = _known(workspace, device)
    latest = workspace.now().at + LATE_MS
    reviews = [review for review in package.reviews if review.card in cards]
    in_time = [review for review in reviews if review.at <= latest]
    deeds = list(_Replay(workspace).deeds(package.cards, in_time, cards))
    begun = {key for key, _, _ in known.names}
    twice = {
        deed.card.key: other
        for deed in deeds
        if deed.card.key not in begun and (other := known.counted_for(deed)) is not None
    }
    fresh = [deed for deed in deeds if deed.name not in known.names and deed.card.key not in twice]
    doubled = [deed for deed in deeds if deed.card.key in twice]
    answered = {review.card for review in in_time if review.rating}
    return History(
        lines=tuple(write_line(fact) for fact in _facts(workspace, device, known, fresh)),
        already=len(deeds) - len(fresh) - len(doubled),
        from_future=len(reviews) - len(in_time),
        without=sum(c.learnt and c.id not in answered for c in package.cards if c.id in cards),
        elsewhere=sum(isinstance(deed.payload, ReviewPayload) for deed in doubled),
        decks=tuple(sorted({key.rpartition("/")[0] for key in twice.values()})),
    )


class _Replay:
    """Goes through a review log as the memory model would have lived it."""

    def __init__(self, workspace: Workspace) -> None:
        self._model: MemoryModel = workspace.model()
        self._zone: tzinfo = zone_named(workspace.settings.zone, workspace.clock)
        self._rollover = workspace.settings.rollover
        self._memories: dict[int, Memory] = {}

    def deeds(
        self, anki: Sequence[AnkiCard], reviews: Sequence[AnkiReview], cards: Mapping[int, LibraryCard]
    ) -> Iterator[_Deed]:
        """Yield what happened to cards, oldest first; where a card stands now follows its last review."""
        last = {review.card: review.at for review in reviews}
        ours = {card.id: card for card in anki if card.id in cards}
        happened: list[tuple[int, AnkiCard | AnkiReview]] = [(review.at, review) for review in reviews]
        happened += [(card.id, card) for card in ours.values() if card.id not in last]
        happened.sort(key=lambda each: each[0])
        for at, each in happened:
            if isinstance(each, AnkiCard):
                yield from self._standing(each, at, cards[each.id])
                continue
            payload = self._answer(each, cards[each.card])
            if payload is not None:
                yield _Deed(at, cards[each.card], payload)
            if last[each.card] == at and each.card in ours:
                yield from self._standing(ours[each.card], at, cards[each.card])

    def _answer(self, review: AnkiReview, card: LibraryCard) -> Payload | None:
        before = self._memories.get(review.card)
        if review.resets:
            self._memories.pop(review.card, None)
            return ResetPayload(group=SESSION) if before is not None else None
        if not review.rating:
            return None
        at = moment(from_millis(review.at), self._zone, self._rollover)
        rating = Rating(review.rating)
        if review.counts:
            self._memories[review.card] = self._model.review(card.key, before, rating, at)
        return self._review(review, card, before, at)

    def _review(
        self, review: AnkiReview, card: LibraryCard, before: Memory | None, at: Moment
    ) -> ReviewPayload:
        return ReviewPayload(
            rating=Rating(review.rating),
            took_ms=review.took_ms,
            revision=card.revision,
            model=MODEL,
            parameters=PARAMETER_SET,
            retention=self._model.retention,
            predicted=None if before is None else round(self._model.predicted_recall(before, at.day), 6),
            competency=card.competency,
            session=SESSION,
            phase_before=Phase.NEW if before is None else before.phase,
            scheduled=review.counts,
        )

    def _standing(self, anki: AnkiCard, at: int, card: LibraryCard) -> Iterator[_Deed]:
        """Yield what a card carries now: the day on which Anki would have asked it, and its marks."""
        if anki.due is not None and anki.id in self._memories:
            yield _Deed(at, card, DuePayload(day=_day(anki.due), group=SESSION))
        if anki.suspended:
            yield _Deed(at, card, SuspendPayload(on=True, group=SESSION))
        if anki.flagged:
            yield _Deed(at, card, FlagPayload(on=True, group=SESSION))


def _day(due: date) -> StudyDay:
    return StudyDay((due - DAY_ZERO).days)


def _facts(workspace: Workspace, device: str, known: _Known, deeds: Sequence[_Deed]) -> Iterator[Fact]:
    """Yield facts numbered on from those that are there, each in its place in time."""
    zone = zone_named(workspace.settings.zone, workspace.clock)
    order_at = known.order_at
    for seq, deed in enumerate(deeds, start=known.seq + 1):
        at = moment(from_millis(deed.at), zone, workspace.settings.rollover)
        order_at = max(order_at, deed.at)
        yield sealed(
            Fact(
                device_id=device,
                seq=seq,
                person=workspace.store.person,
                order_at=order_at,
                at=deed.at,
                offset=at.offset,
                day=at.day,
                kind=KINDS[type(deed.payload)],
                key=deed.card.key,
                hash=deed.card.hash,
                payload=canonical_json(deed.payload),
                simulated=workspace.store.simulated,
                checksum="",
            )
        )


def _known(workspace: Workspace, device: str) -> _Known:
    names: set[tuple[str, int, str]] = set()
    reviews: dict[tuple[int, int, int], str] = {}
    seq = order_at = 0
    mark = f'"{DEVICE}'.encode()
    for line in workspace.store.export_lines():
        if mark not in line:
            continue
        fact = msgspec.json.decode(line)
        said = fact["payload"]
        if fact["device"] == device:
            same = "" if fact["kind"] == "review" else canonical_json(said)
            names.add((fact["key"], fact["at"], f"{fact['kind']} {same}"))
            seq, order_at = max(seq, fact["seq"]), max(order_at, fact["order_at"])
        elif fact["kind"] == "review" and fact["device"].startswith(DEVICE):
            reviews[fact["at"], said["rating"], said["took_ms"]] = fact["key"]
    return _Known(frozenset(names), seq, order_at, reviews)
