"""What a card of each kind must fulfil beyond the types of its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from csmdrill.content.case_rules import check_case
from csmdrill.content.deck import (
    Case,
    Choice,
    ChooseAnswer,
    Cloze,
    Moment,
    Number,
    Order,
    Points,
    Recall,
    Typed,
)
from csmdrill.content.draws import Efforts
from csmdrill.content.duration import milliseconds
from csmdrill.content.placed import Desk, PlacedCard
from csmdrill.content.shapes import quoted
from csmdrill.content.template import TemplateProblem, deletions_in
from csmdrill.core.text import fold

Path = tuple[str | int, ...]

MOMENT_MS = (5_000, 120_000)
"""The shortest and the longest clock of a moment."""


def check_card(placed: PlacedCard, desk: Desk, efforts: Efforts) -> None:
    """Note what is wrong with the meaning of one card.

    Args:
        placed: a card that fits its model.
        desk: takes the findings.
        efforts: what may go into this card, for trying out the draws of a case.
    """
    _RULES[type(placed.card)](placed, desk, efforts)
    if not placed.card.why.strip():
        desk.add(placed.node, "D452", "the card has no 'why'")


def _cloze(placed: PlacedCard, desk: Desk, _: Efforts) -> None:
    card, node = placed.card, placed.find("text")
    if not isinstance(card, Cloze):
        return
    try:
        deletions = deletions_in(card.text)
    except TemplateProblem as wrong:
        desk.add(node, "D409", wrong.message, wrong.offset)
        return
    if not deletions:
        desk.add(node, "D407", "the text hides nothing; put {{id::words}} round what is asked")
    for deletion in deletions:
        if deletion.id is None:
            said = f"{quoted(deletion.text)} has no id; csmdrill fmt writes one"
            desk.add(node, "D408", said, deletion.at)


def _choice(placed: PlacedCard, desk: Desk, _: Efforts) -> None:
    card = placed.card
    if not isinstance(card, Choice):
        return
    right = sum(option.right for option in card.options)
    if right != 1:
        desk.add(placed.find("options"), "D405", f"{right or 'no'} options are right; it must be one")
    _refuse_twins(placed, desk, [(each.text, ("options", i, "text")) for i, each in enumerate(card.options)])


def _typed(placed: PlacedCard, desk: Desk, _: Efforts) -> None:
    card = placed.card
    if not isinstance(card, Typed):
        return
    seen: set[str] = set()
    for i, reply in enumerate(card.accept):
        folded = fold(reply)
        if folded in seen:
            desk.add(placed.find("accept", i), "D451", f"{quoted(reply)} is accepted already")
        seen.add(folded)


def _order(placed: PlacedCard, desk: Desk, _: Efforts) -> None:
    if isinstance(placed.card, Order):
        _refuse_twins(placed, desk, [(step, ("steps", i)) for i, step in enumerate(placed.card.steps)])


def _points(placed: PlacedCard, desk: Desk, _: Efforts) -> None:
    card = placed.card
    if not isinstance(card, Points):
        return
    if card.need is not None and card.need > len(card.points):
        said = f"{card.need} points are needed, but there are only {len(card.points)}"
        desk.add(placed.find("need"), "D406", said)
    _refuse_twins(placed, desk, [(point, ("points", i)) for i, point in enumerate(card.points)])


def _case(placed: PlacedCard, desk: Desk, efforts: Efforts) -> None:
    card = placed.card
    if not isinstance(card, Case):
        return
    check_case(card, placed, desk, efforts)
    if isinstance(card.answer, ChooseAnswer):
        options = enumerate(card.answer.options)
        _refuse_twins(placed, desk, [(each.label, ("answer", "options", i, "label")) for i, each in options])


def _moment(placed: PlacedCard, desk: Desk, _: Efforts) -> None:
    card = placed.card
    if not isinstance(card, Moment):
        return
    if not MOMENT_MS[0] <= milliseconds(card.clock) <= MOMENT_MS[1]:
        desk.add(placed.find("clock"), "D423", f"the clock of a moment is 5s to 2m, not {card.clock}")
    _refuse_twins(placed, desk, [(check, ("checks", i)) for i, check in enumerate(card.checks)])
    if fold(card.strong) == fold(card.weak):
        desk.add(placed.find("weak"), "D421", "the weak reply is the strong one")


def _nothing_more(placed: PlacedCard, desk: Desk, efforts: Efforts) -> None:
    """Recall and number cards are whole if they fit their model."""


def _refuse_twins(placed: PlacedCard, desk: Desk, lines: Sequence[tuple[str, Path]]) -> None:
    seen: set[str] = set()
    for text, path in lines:
        folded = fold(text)
        if folded in seen:
            desk.add(placed.find(*path), "D421", f"{quoted(text)} stands here already")
        seen.add(folded)


_RULES: Mapping[type, Callable[[PlacedCard, Desk, Efforts], None]] = {
    Recall: _nothing_more,
    Number: _nothing_more,
    Cloze: _cloze,
    Choice: _choice,
    Typed: _typed,
    Order: _order,
    Points: _points,
    Moment: _moment,
    Case: _case,
}
