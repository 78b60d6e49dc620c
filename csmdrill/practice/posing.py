"""Poses a card: turns each kind, and the part of it that is due, into a question."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from string import ascii_lowercase

import msgspec

from csmdrill.content.deck import (
    Card,
    Case,
    Choice,
    ChooseAnswer,
    Cloze,
    Moment,
    Number,
    NumberAnswer,
    Order,
    Points,
    Recall,
    Typed,
)
from csmdrill.content.duration import milliseconds
from csmdrill.content.expressions import exact
from csmdrill.content.template import Deletion, parse_cloze
from csmdrill.practice.cases import (
    Facts,
    decimal,
    draw,
    render,
    right_number,
    right_option,
    seeded,
)
from csmdrill.practice.model import Option, Question

REVERSE = "reverse"
CURRENCIES = "$€£¥"
MOST_PLACES = 4


class _Posing(msgspec.Struct, frozen=True):
    """What a question depends on besides its card: the sibling asked, the seed, the day."""

    part: str
    seed: str
    today: date

    def chance(self) -> random.Random:
        """Return the source of chance of this card and repetition."""
        return seeded(self.seed)


def pose(card: Card, part: str, seed: str, today: date) -> Question:
    """Return the question that a card asks.

    Args:
        card: a card without check errors.
        part: which sibling: `reverse`, a cloze id, or empty.
        seed: `key:reps`; options, orders and facts follow from it.
        today: the day from which dates in a case count.

    Raises:
        ExpressionProblem, TemplateProblem: a formula or a text cannot be read, which `check` would have
            reported.
    """
    posed: Question = _POSED[type(card)](card, _Posing(part, seed, today))
    return posed


def _recall(card: Recall, posing: _Posing) -> Question:
    if posing.part == REVERSE:
        return Question(form="aloud", kind="reversed", prompt=card.answer, answer=card.prompt, why=card.why)
    return Question(form="aloud", kind="recall", prompt=card.prompt, answer=card.answer, why=card.why)


def _cloze(card: Cloze, posing: _Posing) -> Question:
    pieces = parse_cloze(card.text)
    hidden = [piece for piece in pieces if isinstance(piece, Deletion) and piece.id == posing.part]
    return Question(
        form="aloud",
        kind="cloze",
        prompt="".join(_uncovered(piece, posing.part) for piece in pieces),
        answer=", ".join(dict.fromkeys(piece.text for piece in hidden)),
        why=card.why,
    )


def _uncovered(piece: str | Deletion, part: str) -> str:
    """Return a piece of a cloze text as shown while `part` is asked."""
    if isinstance(piece, str):
        return piece
    return f"[{piece.hint or '...'}]" if piece.id == part else piece.text


def _choice(card: Choice, posing: _Posing) -> Question:
    options = list(card.options)
    posing.chance().shuffle(options)
    shown = tuple(
        Option(letter, option.text, option.right, option.because)
        for letter, option in zip(ascii_lowercase, options, strict=False)
    )
    return Question(
        form="letter",
        kind="choice",
        prompt=card.prompt,
        options=shown,
        answer=_right_text(shown),
        why=card.why,
    )


def _typed(card: Typed, _: _Posing) -> Question:
    return Question(
        form="text",
        kind="typed",
        prompt=card.prompt,
        accept=tuple(card.accept),
        answer=card.accept[0],
        why=card.why,
    )


def _number(card: Number, _: _Posing) -> Question:
    value = exact(card.number)
    return Question(
        form="number",
        kind="number",
        prompt=card.prompt,
        answer=with_unit(decimal(value, _places_of(value)), card.unit),
        why=card.why,
        unit=card.unit,
        value=str(value),
        within=str(exact(card.within)),
    )


def _order(card: Order, posing: _Posing) -> Question:
    shuffled = list(range(len(card.steps)))
    posing.chance().shuffle(shuffled)
    if shuffled == sorted(shuffled):
        shuffled = shuffled[1:] + shuffled[:1]
    shown = tuple(
        Option(letter, card.steps[step]) for letter, step in zip(ascii_lowercase, shuffled, strict=False)
    )
    right = [shown[shuffled.index(step)] for step in range(len(shuffled))]
    return Question(
        form="letters",
        kind="order",
        prompt=card.prompt,
        options=shown,
        accept=("".join(option.letter for option in right),),
        answer="\n".join(f"{option.letter}  {option.text}" for option in right),
        why=card.why,
    )


def _points(card: Points, _: _Posing) -> Question:
    return Question(
        form="points",
        kind="points",
        prompt=card.prompt,
        points=tuple(card.points),
        need=min(card.need or len(card.points), len(card.points)),
        answer="\n".join(f"- {point}" for point in card.points),
        why=card.why,
    )


def _moment(card: Moment, _: _Posing) -> Question:
    return Question(
        form="moment",
        kind="moment",
        prompt=card.line,
        points=tuple(card.checks),
        need=len(card.checks),
        answer=card.strong,
        why=card.why,
        who=card.who,
        clock_ms=milliseconds(card.clock),
        weak=card.weak,
        silent=card.silent,
    )


def _case(card: Case, posing: _Posing) -> Question:
    facts = draw(card, posing.seed)
    prompt = render(card.prompt, facts, posing.today)
    why = render(card.why, facts, posing.today)
    if isinstance(card.answer, ChooseAnswer):
        return _case_choice(card.answer, facts, prompt, why, posing.today)
    return _case_number(card.answer, facts, prompt, why)


def _case_choice(answer: ChooseAnswer, facts: Facts, prompt: str, why: str, today: date) -> Question:
    right = right_option(answer, facts)
    shown = tuple(
        Option(letter, option.label, index == right, render(option.because, facts, today))
        for index, (letter, option) in enumerate(zip(ascii_lowercase, answer.options, strict=False))
    )
    return Question(
        form="letter", kind="case", prompt=prompt, options=shown, answer=_right_text(shown), why=why
    )


def _case_number(answer: NumberAnswer, facts: Facts, prompt: str, why: str) -> Question:
    """Return the question for a computed number; what it shows as the answer always counts as right."""
    value = right_number(answer, facts)
    within = exact(answer.within)
    shown = decimal(value, _sensible_places(value, within))
    return Question(
        form="number",
        kind="case",
        prompt=prompt,
        answer=with_unit(shown, answer.unit),
        why=why,
        unit=answer.unit,
        value=str(value),
        within=str(max(within, abs(value - Fraction(shown.replace(",", ""))))),
    )


def with_unit(number: str, unit: str) -> str:
    """Return a number with its unit: `104.5 %`, and $95,000 for a currency sign."""
    if unit and unit in CURRENCIES:
        return f"-{unit}{number[1:]}" if number.startswith("-") else f"{unit}{number}"
    return f"{number} {unit}".rstrip()


def _right_text(options: tuple[Option, ...]) -> str:
    """Return the right option as revealed, with what is said for it on the next line."""
    right = next((option for option in options if option.right), None)
    if right is None:
        return ""
    return f"{right.text}\n{right.because}" if right.because else right.text


def _sensible_places(value: Fraction, within: Fraction) -> int:
    """Return the decimals worth showing: none where a whole unit does not matter, mostly one."""
    if within >= 1:
        return 0
    if within > 0:
        return max(_places_of(within), 1)
    exactly = _places_of(value)
    return exactly if exactly <= 2 else 1


def _places_of(value: Fraction) -> int:
    """Return the decimals that a number needs, four at most."""
    return next((n for n in range(MOST_PLACES) if (value * 10**n).denominator == 1), MOST_PLACES)


_POSED: Mapping[type, Callable[..., Question]] = {
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
