"""The texts and formulas of a scenario: they can be read, know every name, and work for every draw."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct

from csmdrill.content.deck import RangeFact
from csmdrill.content.draws import MAX_STEPS, Effort, Grid, Numbers, efforts_of_file, grid_of, zero_division
from csmdrill.content.expressions import (
    MAX_BITS,
    Arith,
    Expression,
    ExpressionProblem,
    Name,
    is_condition,
    names_in,
    parse,
    walk,
)
from csmdrill.content.intervals import size
from csmdrill.content.nodes import Node
from csmdrill.content.placed import Desk, find
from csmdrill.content.scenario import ScriptLine
from csmdrill.content.scenario_draft import Draft
from csmdrill.content.shapes import nearest, quoted
from csmdrill.content.template import Slot, TemplateProblem, slots_in

VARIABLE_BITS = 64
MAX_BRIEF = 120

_OF_A_PERSON = ("name", "role")


class _Text(Struct, frozen=True):
    """A template, and whether words of the trainee may stand in it."""

    text: str
    node: Node
    may_quote: bool = True


class _Formula(Struct, frozen=True):
    """A formula that could be read, and where it stands."""

    tree: Expression
    node: Node


def check_texts(draft: Draft, desk: Desk) -> None:
    """Note texts and formulas that cannot be read, ask for what is not there, or fail for some draw."""
    _Texts(draft, desk).check()


class _Texts:
    """One run over the texts and formulas of one scenario."""

    def __init__(self, draft: Draft, desk: Desk) -> None:
        self._draft = draft
        self._desk = desk
        self._vars = frozenset(draft.declared("vars"))
        self._used: set[str] = set()
        self._effort = efforts_of_file().proofs

    def check(self) -> None:
        before = self._desk.findings.errors
        grids = self._grids()
        ranges = {name for name, fact in self._draft.facts.items() if isinstance(fact, RangeFact)}
        lets = self._lets(ranges)
        whens = self._whens(ranges)
        for text in self._templates():
            self._check_template(text)
        self._check_brief()
        if self._desk.findings.errors == before:
            numbers = Numbers(grids, {name: formula.tree for name, formula in lets.items()})
            for formula in (*lets.values(), *whens):
                _check_draws(formula, numbers, self._vars, self._desk, self._effort)
        if not self._desk.findings.errors:
            self._warn_of_unused()

    def _grids(self) -> dict[str, Grid]:
        grids: dict[str, Grid] = {}
        for name, fact in self._draft.facts.items():
            node = find(self._draft.root, "facts", name)
            if not isinstance(fact, RangeFact):
                continue
            if fact.low > fact.high:
                self._desk.add(node, "S621", f"{name} goes from {fact.low:g} down to {fact.high:g}")
                continue
            grids[name] = grid_of(fact)
            if grids[name].count > MAX_STEPS:
                said = f"{name} has more than {MAX_STEPS:,} values; take a larger step"
                self._desk.add(node, "S621", said)
        return grids

    def _lets(self, ranges: Collection[str]) -> dict[str, _Formula]:
        lets: dict[str, _Formula] = {}
        known = set(ranges)
        for name, text in self._draft.tables["let"].items():
            node = find(self._draft.root, "let", name)
            formula = self._formula(text, node, known, is_when=False)
            known.add(name)
            if formula is not None:
                lets[name] = formula
        return lets

    def _whens(self, ranges: Collection[str]) -> list[_Formula]:
        known = {*ranges, *self._draft.declared("let"), *self._vars}
        asked = [
            (placed.rule.when, find(placed.node, "when")) for placed in self._draft.rules if placed.rule.when
        ]
        read = [self._formula(text, node, known, is_when=True) for text, node in asked]
        return [formula for formula in read if formula is not None]

    def _formula(self, text: str, node: Node, names: Collection[str], *, is_when: bool) -> _Formula | None:
        try:
            tree = parse(text)
        except ExpressionProblem as wrong:
            self._desk.add(node, "S617", wrong.message, wrong.offset)
            return None
        self._used |= names_in(tree)
        unknown = [part for part in walk(tree) if isinstance(part, Name) and part.name not in names]
        for part in unknown:
            near = nearest(part.name, sorted(names), self._desk.findings) if names else ""
            said = f"{quoted(part.name)} is no number of this scenario{near}"
            self._desk.add(node, "S618", said, part.at)
        if is_condition(tree) != is_when:
            said = "this must say yes or no" if is_when else "this must give a number"
            self._desk.add(node, "S619", said)
            return None
        return None if unknown else _Formula(tree, node)

    def _templates(self) -> Iterator[_Text]:
        draft, root = self._draft, self._draft.root
        for key in ("brief", "show"):
            if isinstance(draft.values.get(key), str):
                yield _Text(draft.values[key], find(root, key), may_quote=False)
        for deed in draft.deeds:
            says = deed.do.say
            if isinstance(says, str):
                yield _Text(says, find(deed.node, "say"))
            for place, line in enumerate(says if isinstance(says, list) else ()):
                yield _Text(line, find(deed.node, "say", place))
        for placed in draft.tests:
            yield from _of_script(placed.test.script, find(placed.node, "script"))
            for place, piece in enumerate(placed.test.expect.says):
                yield _Text(piece, find(placed.node, "expect", "says", place))
        for example, node in draft.examples:
            yield from _of_script(example.script, find(node, "script"))

    def _check_template(self, text: _Text) -> None:
        try:
            slots = slots_in(text.text, dots=True)
        except TemplateProblem as wrong:
            self._desk.add(text.node, "S614", wrong.message, wrong.offset)
            return
        for slot in slots:
            name, _, part = slot.name.partition(".")
            self._used.add(name)
            if name == "quote":
                self._check_quote(slot, part, text)
            elif name in self._draft.declared("people"):
                self._check_person(slot, part, text.node)
            else:
                self._check_value(slot, text.node)

    def _check_quote(self, slot: Slot, name: str, text: _Text) -> None:
        kept = sorted(self._draft.written("quote"))
        if not text.may_quote:
            self._desk.add(
                text.node, "S623", "nobody has said anything yet that could be quoted here", slot.at
            )
        elif name not in kept:
            near = nearest(name, kept, self._desk.findings) if kept else "; no rule has a 'quote'"
            self._desk.add(text.node, "S623", f"no words are kept as {quoted(name)}{near}", slot.at)
        elif slot.filter is not None:
            self._desk.add(text.node, "S616", f"words are no number; {slot.filter} prints numbers", slot.at)

    def _check_person(self, slot: Slot, part: str, node: Node) -> None:
        if part and part not in _OF_A_PERSON:
            said = f"{quoted(slot.name)} is nothing; a person has a name and a role"
            self._desk.add(node, "S615", said, slot.at)
        elif slot.filter is not None:
            self._desk.add(node, "S616", f"a person is no number; {slot.filter} prints numbers", slot.at)

    def _check_value(self, slot: Slot, node: Node) -> None:
        draft = self._draft
        words = {name for name, fact in draft.facts.items() if not isinstance(fact, RangeFact)}
        known = {*draft.declared("facts"), *draft.declared("let"), *self._vars}
        if slot.name not in known:
            everything = sorted({*known, *draft.declared("people")})
            near = nearest(slot.name, everything, self._desk.findings)
            self._desk.add(
                node, "S615", f"there is no person, fact or variable {quoted(slot.name)}{near}", slot.at
            )
        elif slot.filter is not None and slot.name in words:
            self._desk.add(
                node, "S616", f"{quoted(slot.name)} is a word; {slot.filter} prints numbers", slot.at
            )

    def _check_brief(self) -> None:
        words = len(str(self._draft.values.get("brief", "")).split())
        if words > MAX_BRIEF:
            said = f"the brief has {words} words; {MAX_BRIEF} are what one reads before a call"
            self._desk.add(find(self._draft.root, "brief"), "S657", said)

    def _warn_of_unused(self) -> None:
        told = frozenset(name for placed in self._draft.tests for name in placed.test.expect.vars)
        for part in ("facts", "let", "vars"):
            for name, node in self._draft.declared(part).items():
                if name not in self._used and name not in told:
                    self._desk.add(node, "S662", f"{quoted(name)} is never used")
        meant = _terms(self._draft)
        for name, node in self._draft.declared("concepts").items():
            if f"~{name}" not in meant:
                self._desk.add(node, "S662", f"no rule looks for ~{name}")


def _of_script(script: Collection[ScriptLine], node: Node) -> Iterator[_Text]:
    for place, line in enumerate(script):
        if line.say:
            yield _Text(line.say, find(node, place, "say"), may_quote=False)


def _terms(draft: Draft) -> set[str]:
    matches = [getattr(placed.rule, "match", None) for placed in draft.rules]
    return {
        term.strip()
        for match in matches
        if match is not None
        for part in (match.any, match.all, match.none)
        for term in part or ()
    }


def _check_draws(
    formula: _Formula, numbers: Numbers, variables: Collection[str], desk: Desk, effort: Effort
) -> None:
    """Note a formula that divides by zero or grows too large for some draw or some state of the variables."""
    sizes = {**numbers.sizes, **dict.fromkeys(variables, (VARIABLE_BITS, 1))}
    if max(size(formula.tree, sizes)) > MAX_BITS:
        desk.add(formula.node, "S620", "the number can get too large to reckon with")
        return
    for part in walk(formula.tree):
        if isinstance(part, Arith) and part.op == "/":
            moving = sorted(names_in(part.right).intersection(variables))
            if moving:
                said = f"this divides by {moving[0]}, a variable, which may be zero"
                desk.add(formula.node, "S620", said, part.at)
                return
    found = zero_division(numbers, formula.tree, effort)
    if found is not None:
        at, draw = found
        desk.add(formula.node, "S620", f"this can divide by zero: {draw}", at)
