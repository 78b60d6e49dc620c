"""What a case card must fulfil: its names, its texts, and every formula for every possible draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from csmdrill.content.deck import Case, ChooseAnswer, NumberAnswer, RangeFact
from csmdrill.content.draws import (
    MAX_FORMULAS,
    MAX_STEPS,
    Efforts,
    Grid,
    Numbers,
    grid_of,
    never_right,
    too_large,
    zero_division,
)
from csmdrill.content.expressions import (
    RESERVED,
    Expression,
    ExpressionProblem,
    Name,
    is_condition,
    names_in,
    parse,
    walk,
)
from csmdrill.content.placed import Desk, PlacedCard
from csmdrill.content.template import TemplateProblem, slots_in

MAX_TOLD = 5
"""Unknown names of one formula that are told."""

Path = tuple[str | int, ...]


class _Formula(Struct, frozen=True):
    """A formula of the card that could be read, and where it stands."""

    path: Path
    tree: Expression


def check_case(card: Case, placed: PlacedCard, desk: Desk, efforts: Efforts) -> None:
    """Note what is wrong with a case card; its draws are tried only if it can be read without a fault.

    Where so much is wrong with the file that nothing more is listed, it is not tried, and so not trusted.
    """
    if desk.findings.is_full:
        desk.add(placed.node, "D412", "its formulas were not tried: too much is wrong before it")
        return
    if not efforts.formulas.allows(_length_of_formulas(card)):
        said = f"the formulas of this deck have more than {MAX_FORMULAS:,} characters; split it"
        desk.add(placed.node, "D412", said)
        return
    before = desk.findings.errors
    grids = _grids(card, placed, desk)
    numeric = [name for name, fact in card.facts.items() if isinstance(fact, RangeFact)]
    lets = _lets(card, numeric, placed, desk)
    answers = _answers(card, {*numeric, *card.let}, placed, desk)
    used = _texts(card, {*numeric, *card.let}, placed, desk)
    _refuse_odd_options(card, placed, desk)
    if desk.findings.errors > before:
        return
    _warn_of_unused(card, used, [*lets.values(), *answers], placed, desk)
    numbers = Numbers(grids, {name: formula.tree for name, formula in lets.items()})
    if _every_draw_works(numbers, [*lets.values(), *answers], placed, desk, efforts):
        _warn_of_idle_options(card, numbers, answers, placed, desk, efforts)


def _length_of_formulas(card: Case) -> int:
    if isinstance(card.answer, NumberAnswer):
        asked = [card.answer.value]
    else:
        asked = [option.when for option in card.answer.options if option.when is not None]
    return sum(map(len, (*card.let.values(), *asked)))


def _grids(card: Case, placed: PlacedCard, desk: Desk) -> dict[str, Grid]:
    grids: dict[str, Grid] = {}
    for name, fact in card.facts.items():
        if name in RESERVED:
            desk.add(placed.key("facts", name), "D419", f"'{name}' is a word of formulas; rename it")
        if not isinstance(fact, RangeFact):
            continue
        node = placed.find("facts", name)
        if fact.low > fact.high:
            desk.add(node, "D416", f"{name} goes from {fact.low:g} down to {fact.high:g}")
            continue
        grids[name] = grid_of(fact)
        if grids[name].count > MAX_STEPS:
            desk.add(node, "D417", f"{name} has more than {MAX_STEPS:,} values; take a larger step")
    return grids


def _lets(card: Case, facts: Collection[str], placed: PlacedCard, desk: Desk) -> dict[str, _Formula]:
    lets: dict[str, _Formula] = {}
    known = set(facts)
    for name, text in card.let.items():
        if name in RESERVED or name in card.facts:
            said = "is a word of formulas" if name in RESERVED else "is a fact already"
            desk.add(placed.key("let", name), "D419", f"'{name}' {said}; rename it")
        formula = _formula(text, ("let", name), False, known, placed, desk)
        known.add(name)
        if formula is not None:
            lets[name] = formula
    return lets


def _answers(card: Case, names: Collection[str], placed: PlacedCard, desk: Desk) -> list[_Formula]:
    """Return the formula of a number's value, or those of all options that have one."""
    if isinstance(card.answer, NumberAnswer):
        asked: list[tuple[str, Path]] = [(card.answer.value, ("answer", "value"))]
    else:
        asked = [
            (option.when, ("answer", "options", i, "when"))
            for i, option in enumerate(card.answer.options)
            if option.when is not None
        ]
    wants_condition = isinstance(card.answer, ChooseAnswer)
    read = [_formula(text, path, wants_condition, names, placed, desk) for text, path in asked]
    return [formula for formula in read if formula is not None]


def _formula(
    text: str, path: Path, condition: bool, names: Collection[str], placed: PlacedCard, desk: Desk
) -> _Formula | None:
    node = placed.find(*path)
    try:
        tree = parse(text)
    except ExpressionProblem as wrong:
        desk.add(node, "D412", wrong.message, wrong.offset)
        return None
    unknown = [part for part in walk(tree) if isinstance(part, Name) and part.name not in names]
    for part in unknown[:MAX_TOLD]:
        desk.add(node, "D413", f"'{part.name}' is no number of this card{_known(names)}", part.at)
    if is_condition(tree) != condition:
        desk.add(node, "D414", "this must say yes or no" if condition else "this must give a number")
        return None
    return None if unknown else _Formula(path, tree)


def _texts(card: Case, numbers: Collection[str], placed: PlacedCard, desk: Desk) -> set[str]:
    """Check the templates of a card; return the names they use."""
    texts: list[tuple[str, Path]] = [(card.prompt, ("prompt",)), (card.why, ("why",))]
    if isinstance(card.answer, ChooseAnswer):
        texts += [(o.because, ("answer", "options", i, "because")) for i, o in enumerate(card.answer.options)]
    used: set[str] = set()
    for text, path in texts:
        node = placed.find(*path)
        try:
            slots = slots_in(text)
        except TemplateProblem as wrong:
            desk.add(node, "D409", wrong.message, wrong.offset)
            continue
        for slot in slots:
            used.add(slot.name)
            if slot.name not in card.facts and slot.name not in card.let:
                known = _known([*card.facts, *card.let])
                desk.add(node, "D410", f"there is no fact '{slot.name}'{known}", slot.at)
            elif slot.filter is not None and slot.name not in numbers:
                said = f"'{slot.name}' is a word; {slot.filter} prints numbers"
                desk.add(node, "D411", said, slot.at)
            if desk.findings.is_full:
                break
    return used


def _refuse_odd_options(card: Case, placed: PlacedCard, desk: Desk) -> None:
    if not isinstance(card.answer, ChooseAnswer):
        return
    last = len(card.answer.options) - 1
    for i, option in enumerate(card.answer.options):
        if i < last and option.when is None:
            node = placed.find("answer", "options", i)
            desk.add(node, "D418", "only the last option can be without 'when'")
        if i == last and option.when is not None:
            node = placed.find("answer", "options", i, "when")
            desk.add(node, "D418", "the last option has no 'when': it is right if no other is")


def _warn_of_unused(
    card: Case, used: set[str], formulas: Collection[_Formula], placed: PlacedCard, desk: Desk
) -> None:
    used = used.union(*(names_in(formula.tree) for formula in formulas))
    for part, names in (("facts", card.facts), ("let", card.let)):
        for name in names:
            if name not in used:
                desk.add(placed.key(part, name), "D455", f"'{name}' is never used")


def _every_draw_works(
    numbers: Numbers, formulas: Collection[_Formula], placed: PlacedCard, desk: Desk, efforts: Efforts
) -> bool:
    before = desk.findings.errors
    for formula in formulas:
        if too_large(numbers, formula.tree):
            desk.add(placed.find(*formula.path), "D422", "the number can get too large to reckon with")
            return False
    for formula in formulas:
        found = zero_division(numbers, formula.tree, efforts.proofs)
        if found is not None:
            at, draw = found
            desk.add(placed.find(*formula.path), "D415", f"this can divide by zero: {draw}", at)
    return desk.findings.errors == before


def _warn_of_idle_options(
    card: Case,
    numbers: Numbers,
    answers: Collection[_Formula],
    placed: PlacedCard,
    desk: Desk,
    efforts: Efforts,
) -> None:
    if not isinstance(card.answer, ChooseAnswer):
        return
    for i in never_right(numbers, [formula.tree for formula in answers], efforts.hints):
        label = card.answer.options[i].label
        desk.add(placed.find("answer", "options", i), "D454", f"'{label[:40]}' is right for no draw")


def _known(names: Collection[str] | Mapping[str, object]) -> str:
    return f"; there are {', '.join(sorted(names))}" if names else "; it has none"
