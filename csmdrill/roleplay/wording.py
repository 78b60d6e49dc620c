"""What a scenario's texts become once names and facts are drawn: slots filled, as far as they can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from msgspec import Struct

from csmdrill.content.deck import RangeFact
from csmdrill.content.scenario import Scenario
from csmdrill.content.template import Slot, parse_template
from csmdrill.practice.cases import Facts, render
from csmdrill.roleplay.cues import name_words
from csmdrill.roleplay.model import Drawn

QUOTE = "quote."
UNQUOTED = "that"

Pieces = tuple[str | Slot, ...]


class Cast(Struct, frozen=True):
    """Who is at the table in this run, and what the numbers are.

    Args:
        drawn: by chance, before the start.
        values: what a slot shows, by its name: people, their parts, facts and `let`.
        numbers: facts and `let` that formulas reckon with.
        names: id by the folded words of a first or full name.
        today: from which `|date` counts.
    """

    drawn: Drawn
    values: Mapping[str, Fraction | str]
    numbers: Mapping[str, int | Fraction]
    names: Mapping[tuple[str, ...], str]
    today: date


def cast_of(scenario: Scenario, drawn: Drawn) -> Cast:
    """Return the cast that was drawn."""
    numeric = {name for name, fact in scenario.facts.items() if isinstance(fact, RangeFact)} | {*scenario.let}
    facts: dict[str, Fraction | str] = {
        name: Fraction(text) if name in numeric else text for name, text in drawn.facts.items()
    }
    people: dict[str, Fraction | str] = {}
    names: dict[tuple[str, ...], str] = {}
    for person, role in ((person, each.role) for person, each in scenario.people.items()):
        full = drawn.names[person]
        people |= {person: first_name(full), f"{person}.name": full, f"{person}.role": role}
        names |= {words: person for words in (name_words(first_name(full)), name_words(full)) if words}
    numbers = {
        name: value.numerator if value.denominator == 1 else value
        for name, value in facts.items()
        if isinstance(value, Fraction)
    }
    return Cast(drawn, {**facts, **people}, numbers, names, date.fromisoformat(drawn.day))


def first_name(full: str) -> str:
    """Return the first name of a full one."""
    return full.split()[0] if full.split() else full


def filled(text: str, cast: Cast, counted: Mapping[str, int], quotes: Mapping[str, str]) -> str:
    """Return a template with its slots filled.

    Args:
        text: of the scenario; every name in it is a person, a fact, a variable or a quote.
        cast: who and what was drawn.
        counted: variables.
        quotes: kept words of the trainee by name; one that was not kept yet reads `that`.

    Raises:
        TemplateProblem, KeyError: a slot cannot be filled, which `check` would have reported.
    """
    return "".join(
        piece if isinstance(piece, str) else _slot(piece, cast, counted, quotes)
        for piece in parse_template(text, dots=True)
    )


def is_fixed(text: str, cast: Cast) -> bool:
    """Return whether a template reads the same during the whole run."""
    pieces = parse_template(text, dots=True)
    return all(isinstance(piece, str) or piece.name in cast.values for piece in pieces)


def speaker_of(cast: Cast) -> Callable[[str, Mapping[str, int], Mapping[str, str]], str]:
    """Return a function that fills templates of a cast, and remembers those that never change."""
    known: dict[str, str] = {}

    def say(text: str, counted: Mapping[str, int], quotes: Mapping[str, str]) -> str:
        said = known.get(text)
        if said is None:
            said = filled(text, cast, counted, quotes)
            if is_fixed(text, cast):
                known[text] = said
        return said

    return say


def _slot(slot: Slot, cast: Cast, counted: Mapping[str, int], quotes: Mapping[str, str]) -> str:
    if slot.name.startswith(QUOTE):
        return quotes.get(slot.name.removeprefix(QUOTE), UNQUOTED)
    value = cast.values[slot.name] if slot.name in cast.values else Fraction(counted[slot.name])
    if isinstance(value, str):
        return value
    form = f"|{slot.filter}" if slot.filter else ""
    return render(f"{{{{value{form}}}}}", Facts({"value": value}), cast.today)
