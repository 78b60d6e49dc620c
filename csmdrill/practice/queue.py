"""The order of the day: which due and new cards are asked, and in which order."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from csmdrill.core.clock import StudyDay
from csmdrill.practice.model import Memory
from csmdrill.practice.session import Ticket

if TYPE_CHECKING:
    from csmdrill.practice.memory import MemoryModel


class DueCard(msgspec.Struct, frozen=True):
    """A card that is due.

    Args:
        key, family: as in the library.
        memory: what is remembered of it.
        changed: whether its words changed since it was last asked.
    """

    key: str
    family: str
    memory: Memory
    changed: bool = False


class NewCard(msgspec.Struct, frozen=True):
    """A card never reviewed.

    Args:
        key, family: as in the library.
        position: its place in its deck.
        group: what new cards alternate by, the competency.
    """

    key: str
    family: str
    position: int
    group: str


class _Sibling(Protocol):
    @property
    def family(self) -> str: ...


SomeCard = TypeVar("SomeCard", bound=_Sibling)


def is_behind(due_count: int, seconds_per_card: float, minutes: int) -> bool:
    """Return whether the due reviews need more than today's minutes."""
    return due_count * seconds_per_card > minutes * 60


def arrange(
    due: Sequence[DueCard],
    new: Sequence[NewCard],
    *,
    behind: bool,
    new_left: int,
    seen_families: Collection[str],
    seed: int,
    day: StudyDay,
    model: MemoryModel,
) -> tuple[Ticket, ...]:
    """Return the day's cards in order, one of each family.

    Args:
        due: due cards, in any order.
        new: new cards, in any order.
        behind: whether the due cards need more than today's minutes; then there are no new ones.
        new_left: new cards still allowed today.
        seen_families: families of which a card was already asked today.
        seed: makes the same order again.
        day: the study day.
        model: foretells recall and what a review gains.
    """
    ordered = _valuable_first(due, seed, day, model) if behind else _weakest_first(due, seed, day, model)
    reviews = _one_per_family(ordered, set(seen_families))
    tickets = [Ticket(card.key, card.family, new=False) for card in reviews]
    if behind or new_left <= 0:
        return tuple(tickets)
    taken = {*seen_families, *(card.family for card in reviews)}
    fresh = _alternating(_one_per_family(sorted(new, key=_place), taken), turn=day)[:new_left]
    return _interleaved(tickets, [Ticket(card.key, card.family, new=True) for card in fresh])


def _weakest_first(due: Sequence[DueCard], seed: int, day: StudyDay, model: MemoryModel) -> list[DueCard]:
    """Return cards by recall, lowest first; within a whole percent shuffled, so that decks are mixed."""
    return sorted(_shuffled(due, seed), key=lambda card: _percent(card, day, model))


def _valuable_first(due: Sequence[DueCard], seed: int, day: StudyDay, model: MemoryModel) -> list[DueCard]:
    """Return the third that gains most stability by a review, likeliest known first, then the others.

    The value of a review is `MemoryModel.expected_gain`. The others follow by falling value.
    """
    gains = {card.key: model.expected_gain(card.memory, day) for card in due}
    by_gain = sorted(_shuffled(due, seed), key=lambda card: -gains[card.key])
    third = -(-len(by_gain) // 3)
    best = sorted(by_gain[:third], key=lambda card: -_percent(card, day, model))
    return best + by_gain[third:]


def _percent(card: DueCard, day: StudyDay, model: MemoryModel) -> int:
    """Return a card's predicted recall in whole percent."""
    return int(100 * model.predicted_recall(card.memory, day))


def _shuffled(due: Sequence[DueCard], seed: int) -> list[DueCard]:
    """Return cards in an order that depends on the seed and their keys alone."""
    cards = sorted(due, key=lambda card: card.key)
    random.Random(seed).shuffle(cards)  # noqa: S311 (an order, not a secret)
    return cards


def _place(card: NewCard) -> tuple[int, str]:
    """Return where a new card stands among the new ones."""
    return card.position, card.key


def _one_per_family(cards: Iterable[SomeCard], taken: set[str]) -> list[SomeCard]:
    """Return the cards whose family is neither taken nor came before."""
    seen = set(taken)
    kept: list[SomeCard] = []
    for card in cards:
        if card.family not in seen:
            seen.add(card.family)
            kept.append(card)
    return kept


def _alternating(cards: Sequence[NewCard], turn: int) -> list[NewCard]:
    """Return cards of each group in turn; `turn` says which group begins, so that none is always last."""
    groups: dict[str, list[NewCard]] = {}
    for card in cards:
        groups.setdefault(card.group, []).append(card)
    names = sorted(groups)
    begin = turn % len(names) if names else 0
    order = names[begin:] + names[:begin]
    rounds = max((len(group) for group in groups.values()), default=0)
    return [groups[name][i] for i in range(rounds) for name in order if i < len(groups[name])]


def _interleaved(reviews: Sequence[Ticket], fresh: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """Return reviews with new cards spread evenly among them: the first stands second, behind a review."""
    if not fresh:
        return tuple(reviews)
    total = len(reviews) + len(fresh)
    offset = 1 if reviews else 0
    new_places = {i * total // len(fresh) + offset for i in range(len(fresh))}
    rest, newcomers = iter(reviews), iter(fresh)
    return tuple(next(newcomers) if place in new_places else next(rest) for place in range(total))
