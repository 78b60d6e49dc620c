"""Fresh facts for a case card: drawn from a seed, half of the time at an edge, and put into its sentences."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import msgspec

from csmdrill.content.deck import (
    Case,
    CaseOption,
    ChooseAnswer,
    FakeFact,
    FakeOf,
    NumberAnswer,
    PickFact,
    RangeFact,
)
from csmdrill.content.expressions import (
    Comparison,
    Expression,
    comparisons_in,
    evaluate,
    exact,
    names_in,
    parse,
)
from csmdrill.content.template import Filter, parse_template

EDGE_SHARE = 0.5
TRIES_PER_EDGE = 8
SAMPLES = 32
TRIES_FOR_A_JOB = 40
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Numbers = Mapping[str, Fraction]


class Facts(msgspec.Struct, frozen=True):
    """What one draw of a case found.

    Args:
        values: by name: numbers exactly, made-up names and picked words as text, `let` included.
    """

    values: Mapping[str, Fraction | str]

    @property
    def numbers(self) -> dict[str, Fraction]:
        """The values that formulas can use."""
        return {name: value for name, value in self.values.items() if isinstance(value, Fraction)}


def draw(case: Case, seed: str) -> Facts:
    """Return facts for a case; the same seed always gives the same.

    Half of the draws put one comparison of a `when` exactly on its edge or one step of a range beside it.

    Args:
        case: a card without check errors.
        seed: the card's key and its count of reviews.

    Raises:
        ExpressionProblem: a formula cannot be read or evaluated, which `check` would have reported.
    """
    rng = seeded(seed)
    words: dict[str, Fraction | str] = {
        name: rng.choice(fact.among) for name, fact in case.facts.items() if isinstance(fact, PickFact)
    }
    fakes = {name: fact.of for name, fact in case.facts.items() if isinstance(fact, FakeFact)}
    if fakes:
        words |= made_up(fakes, seed)
    rule = _Rule(case)
    numbers = rule.anywhere(rng)
    if rng.random() < EDGE_SHARE:
        numbers = _at_an_edge(rule, numbers, rng)
    drawn = {**words, **rule.with_lets(numbers)}
    return Facts({name: drawn[name] for name in (*case.facts, *case.let)})


def right_option(answer: ChooseAnswer, facts: Facts) -> int:
    """Return the index of the first option whose `when` holds, else of the last."""
    conditions = _conditions(answer.options)
    return _first_holding(conditions, len(answer.options), facts.numbers)


def right_number(answer: NumberAnswer, facts: Facts) -> Fraction:
    """Return the exact number that a case asks for."""
    return Fraction(evaluate(parse(answer.value), facts.numbers))


def render(template: str, facts: Facts, today: date) -> str:
    """Return a template with its slots filled.

    Args:
        template: plain text with `{{name}}` and `{{name|filter}}`.
        facts: from `draw`; every name of the template is among them.
        today: day from which `date` counts.

    Raises:
        TemplateProblem: braces or a filter are wrong, which `check` would have reported.
        KeyError: there is no fact of a name; likewise.
    """
    return "".join(
        piece if isinstance(piece, str) else _worded(facts.values[piece.name], piece.filter, today)
        for piece in parse_template(template)
    )


def decimal(value: Fraction, places: int, *, fixed: bool = False, grouped: bool = True) -> str:
    """Return a number rounded half away from zero, like 1,234.5.

    Args:
        value: the exact number.
        places: decimals at most.
        fixed: whether zeros at the end are kept.
        grouped: whether thousands are set apart by commas.
    """
    scaled = int(abs(value) * 10**places + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**places)
    tail = f"{rest:0{places}d}" if places else ""
    tail = tail if fixed else tail.rstrip("0")
    sign = "-" if value < 0 and scaled else ""
    return f"{sign}{whole:{',' if grouped else ''}}{'.' if tail else ''}{tail}"


def money(value: Fraction) -> str:
    """Return an amount like $95,000, -$5,000 or $12.50."""
    amount = decimal(abs(value), 2, fixed=True).removesuffix(".00")
    return f"-${amount}" if value < 0 and amount != "0" else f"${amount}"


def seeded(seed: str) -> random.Random:
    """Return a source of chance that is the same on every machine for the same seed."""
    return random.Random(int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big"))  # noqa: S311 (a drill)


class _Rule:
    """The numbers of a case and what is computed from them, parsed once."""

    def __init__(self, case: Case) -> None:
        self.ranges = {name: fact for name, fact in case.facts.items() if isinstance(fact, RangeFact)}
        self._lets = [(name, parse(formula)) for name, formula in case.let.items()]
        options = case.answer.options if isinstance(case.answer, ChooseAnswer) else []
        self._options = len(options)
        self._conditions = _conditions(options)

    def anywhere(self, rng: random.Random) -> dict[str, Fraction]:
        """Return a value on the grid of each range."""
        return {name: place(fact, rng.randint(0, last_place(fact))) for name, fact in self.ranges.items()}

    def with_lets(self, numbers: Numbers) -> dict[str, Fraction]:
        """Return the numbers and what the `let` formulas make of them."""
        known = dict(numbers)
        for name, formula in self._lets:
            known[name] = Fraction(evaluate(formula, known))
        return known

    def right(self, numbers: Numbers) -> int:
        """Return the index of the right option."""
        return _first_holding(self._conditions, self._options, self.with_lets(numbers))

    def edges(self) -> list[tuple[Comparison, list[str]]]:
        """Return each comparison of a `when` with the range facts that move it."""
        found = [comparison for _, when in self._conditions for comparison in comparisons_in(when)]
        moved = [(comparison, self._movers(comparison)) for comparison in found]
        return [(comparison, movers) for comparison, movers in moved if movers]

    def gap(self, comparison: Comparison, numbers: Numbers) -> Fraction:
        """Return how far a comparison's left side lies above its right side; zero is its edge."""
        known = self.with_lets(numbers)
        return Fraction(evaluate(comparison.left, known)) - Fraction(evaluate(comparison.right, known))

    def _movers(self, comparison: Comparison) -> list[str]:
        """Return the range facts in a comparison, also those reached through `let`."""
        wanted = set(names_in(comparison))
        for name, formula in reversed(self._lets):
            if name in wanted:
                wanted |= names_in(formula)
        return [name for name, fact in self.ranges.items() if name in wanted and last_place(fact) > 0]


def _at_an_edge(rule: _Rule, numbers: dict[str, Fraction], rng: random.Random) -> dict[str, Fraction]:
    """Return numbers with one comparison on its edge or one step beside it.

    An edge is preferred at which the right option changes: there the rule is learnt. Without any edge in
    reach the numbers stay as they are.
    """
    edges = rule.edges()
    rng.shuffle(edges)
    beside: dict[str, Fraction] | None = None
    for comparison, movers in edges:
        base = numbers
        for _ in range(TRIES_PER_EDGE):
            mover = rng.choice(movers)
            near = _near_edge(rule, comparison, base, mover, rng)
            if near:
                found = rng.choice(near)
                if len({rule.right(each) for each in near}) > 1:
                    return found
                beside = beside or found
            base = rule.anywhere(rng)
    return beside or numbers


def _near_edge(
    rule: _Rule, comparison: Comparison, numbers: Numbers, mover: str, rng: random.Random
) -> list[dict[str, Fraction]]:
    """Return the numbers with `mover` on the edge of a comparison and a step to either side."""
    fact = rule.ranges[mover]

    def moved(index: int) -> dict[str, Fraction]:
        return {**numbers, mover: place(fact, index)}

    places = _crossing(lambda index: rule.gap(comparison, moved(index)), last_place(fact), rng)
    return [moved(index) for index in places]


def _crossing(gap: Callable[[int], Fraction], last: int, rng: random.Random) -> list[int]:
    """Return the places, 0 to `last`, at or directly beside one where a gap is zero or changes sign.

    A few places are sampled and the stretch between two of them halved, so long ranges cost no more.
    """
    samples = sorted({last * i // SAMPLES for i in range(SAMPLES + 1)})
    gaps = {index: gap(index) for index in samples}
    stretches = [(a, b) for a, b in pairwise(samples) if gaps[a] * gaps[b] <= 0]
    if not stretches:
        return []
    low, high = rng.choice(stretches)
    gap_low, gap_high = gaps[low], gaps[high]
    while high - low > 1 and gap_low and gap_high:
        middle = (low + high) // 2
        gap_middle = gap(middle)
        if gap_middle * gap_low > 0:
            low, gap_low = middle, gap_middle
        else:
            high, gap_high = middle, gap_middle
    if gap_low and gap_high:
        return [low, high]
    on_edge = high if gap_low else low
    return [index for index in (on_edge, on_edge - 1, on_edge + 1) if 0 <= index <= last]


def _conditions(options: list[CaseOption]) -> list[tuple[int, Expression]]:
    """Return the index and the parsed `when` of each option that has one."""
    return [(i, parse(option.when)) for i, option in enumerate(options) if option.when is not None]


def _first_holding(conditions: list[tuple[int, Expression]], options: int, numbers: Numbers) -> int:
    """Return the index of the first option whose condition holds, else of the last option."""
    return next((i for i, when in conditions if evaluate(when, numbers)), options - 1)


def place(fact: RangeFact, index: int) -> Fraction:
    """Return the value at a place of a range, counted from 0 in steps."""
    return exact(fact.low) + index * exact(fact.step)


def last_place(fact: RangeFact) -> int:
    """Return the last place of a range that does not pass its end."""
    return max(int((exact(fact.high) - exact(fact.low)) / exact(fact.step)), 0)


def _worded(value: Fraction | str, form: Filter | None, today: date) -> str:
    """Return a fact as a slot shows it; text is never changed."""
    if isinstance(value, str):
        return value
    if form == "money":
        return money(value)
    if form == "percent":
        return f"{decimal(value, 2)} %"
    if form == "date":
        return _dated(value, today)
    return decimal(value, 2, grouped=form == "number")


def _dated(days: Fraction, today: date) -> str:
    """Return a date that many days from today, like 24 Nov 2026; past the calendar's end, its end."""
    whole = min(max(round(days), (date.min - today).days), (date.max - today).days)
    day = today + timedelta(days=whole)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def made_up(fakes: Mapping[str, FakeOf], seed: str) -> dict[str, str]:
    """Return a made-up name for each fact; one does not change when another is added.

    Faker is imported here because that takes a tenth of a second.
    """
    from faker.generator import Generator
    from faker.providers.address.en_US import Provider as Address
    from faker.providers.company.en_US import Provider as Company
    from faker.providers.job.en_US import Provider as Job
    from faker.providers.person.en_US import Provider as Person

    generator = Generator()
    for provider in (Address, Company, Job, Person):
        generator.add_provider(provider(generator))

    def formed(of: FakeOf) -> str:
        if of == "name":  # not Faker's: that one adds titles and degrees
            return f"{formed('first_name')} {formed('last_name')}"
        tries = (str(generator.format(of)) for _ in range(TRIES_FOR_A_JOB))
        return next((text for text in tries if of != "job" or text.replace(" ", "").isalpha()), "Manager")

    drawn: dict[str, str] = {}
    for name, of in fakes.items():
        generator.seed_instance(f"{seed}:{name}")
        drawn[name] = formed(of)
    return drawn
