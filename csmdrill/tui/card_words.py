"""A whole card in words, to be read outside of practice: question, answer, why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from csmdrill.content.deck import (
    Card,
    Case,
    Choice,
    ChooseAnswer,
    Cloze,
    FakeFact,
    Moment,
    Number,
    NumberAnswer,
    Order,
    PickFact,
    Points,
    RangeFact,
    Recall,
    Typed,
)
from csmdrill.content.gist import REVERSE
from csmdrill.content.template import Deletion, TemplateProblem, parse_cloze

RIGHT, OTHER = "✓ ", "- "

Said = tuple[str, str]
"""A title, and the text below it as the author wrote it."""


def card_words(card: Card, part: str) -> tuple[Said, ...]:
    """Return all that a card says; the templates of a case stand as they are written.

    Args:
        card: the model.
        part: which sibling: `reverse`, a cloze id, or empty.
    """
    said = (*_SAID[type(card)](card, part), ("Why", card.why), ("Source", card.source))
    return tuple((title, text.strip("\n")) for title, text in said if text.strip())


def _recall(card: Recall, part: str) -> Iterator[Said]:
    asked, answer = (card.answer, card.prompt) if part == REVERSE else (card.prompt, card.answer)
    yield from (("Question", asked), ("Answer", answer))


def _cloze(card: Cloze, part: str) -> Iterator[Said]:
    try:
        pieces = parse_cloze(card.text)
    except TemplateProblem:
        yield "Text", card.text
        return
    asked = [
        f"[{piece.hint or '...'}]" if isinstance(piece, Deletion) and piece.id == part else _open(piece)
        for piece in pieces
    ]
    hidden = [piece.text for piece in pieces if isinstance(piece, Deletion) and piece.id == part]
    yield from (("Question", "".join(asked)), ("Answer", "\n".join(hidden)))


def _open(piece: str | Deletion) -> str:
    return piece if isinstance(piece, str) else piece.text


def _choice(card: Choice, _: str) -> Iterator[Said]:
    yield "Question", card.prompt
    options = (
        f"{RIGHT if option.right else OTHER}{option.text}{_indented(option.because)}"
        for option in card.options
    )
    yield "Options", "\n".join(options)


def _typed(card: Typed, _: str) -> Iterator[Said]:
    yield "Question", card.prompt
    yield "Accepted answers", _listed(card.accept)


def _number(card: Number, _: str) -> Iterator[Said]:
    yield "Question", card.prompt
    yield "Answer", _amount(f"{card.number:.15g}", card.unit, card.within)


def _order(card: Order, _: str) -> Iterator[Said]:
    yield "Question", card.prompt
    yield "Steps", "\n".join(f"{place}. {step}" for place, step in enumerate(card.steps, 1))


def _points(card: Points, _: str) -> Iterator[Said]:
    yield "Question", card.prompt
    need = card.need or len(card.points)
    yield f"Points, {need} of {len(card.points)} are enough", _listed(card.points)


def _moment(card: Moment, _: str) -> Iterator[Said]:
    what = "of silence" if card.silent else "for a reply"
    yield f"{card.who}, {card.clock} {what}", card.line
    yield "Checks", _listed(card.checks)
    yield "Strong", card.strong
    yield "Weak", card.weak


def _case(card: Case, _: str) -> Iterator[Said]:
    yield "Question", card.prompt
    if isinstance(card.answer, ChooseAnswer):
        options = (
            f"{OTHER}{option.label}{f', if {option.when}' if option.when else ', otherwise'}"
            f"{_indented(option.because)}"
            for option in card.answer.options
        )
        yield "Options, the first that holds is right", "\n".join(options)
    else:
        answer: NumberAnswer = card.answer
        yield "Answer", _amount(answer.value, answer.unit, answer.within)
    facts = [f"{name}: {_fact(fact)}" for name, fact in card.facts.items()]
    yield "Facts", "\n".join([*facts, *(f"{name} = {formula}" for name, formula in card.let.items())])


def _fact(fact: FakeFact | RangeFact | PickFact) -> str:
    if isinstance(fact, RangeFact):
        return f"{fact.low:.15g} to {fact.high:.15g} in steps of {fact.step:.15g}"
    return f"a made-up {fact.of}" if isinstance(fact, FakeFact) else ", ".join(fact.among)


def _amount(value: str, unit: str, within: float) -> str:
    spread = f", within {within:.15g}" if within else ""
    return f"{value} {unit}".strip() + spread


def _listed(texts: list[str]) -> str:
    return "\n".join(f"{OTHER}{text}" for text in texts)


def _indented(because: str) -> str:
    return f"\n    {because}" if because else ""


_SAID: Mapping[type, Callable[..., Iterator[Said]]] = {
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
