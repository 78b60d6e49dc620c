"""The gist of a card: the words by which it is found, and the line under which it is listed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from csmdrill.content.deck import (
    Card,
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
from csmdrill.content.template import Deletion, TemplateProblem, parse_cloze
from csmdrill.core.text import fold

REVERSE = "reverse"

_SLOT = re.compile(r"\{\{\s*([a-z0-9_]*)[^{}]*\}\}")


def searched(key: str, card: Card) -> str:
    """Return what a search looks into: key, question, answers and why, folded; one line for each text.

    Folding leaves no line end within a text, so that no phrase is found across two of them.
    """
    texts = (*_TEXTS[type(card)](card), card.why)
    return "\n".join(filter(None, (key, *map(fold, texts))))


def headline(card: Card, part: str) -> str:
    """Return the first line of what a card asks; a fact of a case stands there as `[name]`.

    Args:
        card: the model.
        part: which sibling: `reverse`, a cloze id, or empty.
    """
    asked = next(iter(_asked(card, part).strip().splitlines()), "")
    return " ".join(asked.split())


def _asked(card: Card, part: str) -> str:
    if isinstance(card, Recall):
        return card.answer if part == REVERSE else card.prompt
    if isinstance(card, Cloze):
        return "".join(_covered(piece, part) for piece in _pieces(card))
    if isinstance(card, Case):
        return _SLOT.sub(r"[\1]", card.prompt)
    if isinstance(card, Moment):
        return f"{card.who}: {card.line}"
    return card.prompt


def _covered(piece: str | Deletion, part: str) -> str:
    if isinstance(piece, str):
        return piece
    return f"[{piece.hint or '...'}]" if piece.id == part else piece.text


def _pieces(card: Cloze) -> tuple[str | Deletion, ...]:
    try:
        return parse_cloze(card.text)
    except TemplateProblem:
        return (card.text,)


def _recall(card: Recall) -> Iterator[str]:
    yield from (card.prompt, card.answer)


def _cloze(card: Cloze) -> Iterator[str]:
    pieces = _pieces(card)
    yield "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
    yield from (piece.hint for piece in pieces if isinstance(piece, Deletion) and piece.hint)


def _choice(card: Choice) -> Iterator[str]:
    yield card.prompt
    for option in card.options:
        yield from (option.text, option.because)


def _typed(card: Typed) -> Iterator[str]:
    yield from (card.prompt, *card.accept)


def _number(card: Number) -> Iterator[str]:
    yield from (card.prompt, f"{card.number:.15g} {card.unit}")


def _order(card: Order) -> Iterator[str]:
    yield from (card.prompt, *card.steps)


def _points(card: Points) -> Iterator[str]:
    yield from (card.prompt, *card.points)


def _moment(card: Moment) -> Iterator[str]:
    yield from (card.who, card.line, *card.checks, card.strong, card.weak)


def _case(card: Case) -> Iterator[str]:
    yield _SLOT.sub(" ", card.prompt)
    if isinstance(card.answer, ChooseAnswer):
        for option in card.answer.options:
            yield from (option.label, _SLOT.sub(" ", option.because))


_TEXTS: Mapping[type, Callable[..., Iterator[str]]] = {
    Recall: _recall,
    Cloze: _cloze,
    Choice: _choice,
    Typed: _typed,
    Number: _number,
    Order: _order,
    Points: _points,
    Case: _case,
    Moment: _moment,
}
