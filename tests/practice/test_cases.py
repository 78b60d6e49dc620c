"""Fresh facts: on their grid, at the edges, the same for the same seed; and how they are put into words."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content.deck import Case, ChooseAnswer, NumberAnswer, RangeFact
from csmdrill.practice.cases import Facts, decimal, draw, render, right_number, right_option

TODAY = date(2026, 11, 1)


def case(facts: dict[str, object], answer: dict[str, object], **more: object) -> Case:
    card = {"kind": "case", "id": "c", "facts": facts, "prompt": "?", "answer": answer, **more}
    return msgspec.convert(card, Case)


def choose(*options: tuple[str, str | None]) -> dict[str, object]:
    shown = [{"label": label} | ({"when": when} if when else {}) for label, when in options]
    return {"kind": "choose", "options": shown}


def span(low: float, high: float, step: float = 1) -> dict[str, object]:
    return {"kind": "range", "from": low, "to": high, "step": step}


ESCALATE = case(
    {"v1": span(5, 40), "v2": span(5, 40), "risk": span(20_000, 250_000, 5_000)},
    choose(("Escalate", "(v1 > 20 and v2 > 20) or risk > 100000"), ("Hold", None)),
)
PAYBACK = case(
    {"price": span(24_000, 240_000, 1_000), "monthly": span(1_000, 20_000, 250)},
    choose(("Fund it", "months <= 12"), ("Rework it", "months < 24"), ("Drop it", None)),
    let={"months": "price / monthly"},
)


def draws(card: Case, count: int = 400) -> list[Facts]:
    return [draw(card, f"p/d/c:{n}") for n in range(count)]


def rights(card: Case, facts: list[Facts]) -> Counter[int]:
    assert isinstance(card.answer, ChooseAnswer)
    return Counter(right_option(card.answer, each) for each in facts)


def test_same_seed_same_facts_and_another_repetition_others() -> None:
    assert draw(ESCALATE, "p/d/c:3") == draw(ESCALATE, "p/d/c:3")
    assert len({str(each.values) for each in draws(ESCALATE, 50)}) > 40


def test_draws_are_the_same_on_every_machine() -> None:
    """Fixed values: a change of the drawing would change the facts of a stored attempt."""
    card = case(
        {"n": span(1, 1000), "who": {"kind": "pick", "among": ["Ada", "Bo", "Cy"]}},
        {"kind": "number", "value": "n"},
    )
    drawn = [draw(card, f"s:{n}").values for n in range(3)]
    assert [(each["n"], each["who"]) for each in drawn] == [
        (Fraction(357), "Ada"),
        (Fraction(322), "Cy"),
        (Fraction(231), "Cy"),
    ]


@pytest.mark.parametrize("card", [ESCALATE, PAYBACK])
def test_every_number_lies_on_its_grid(card: Case) -> None:
    for facts in draws(card):
        for name, fact in card.facts.items():
            assert isinstance(fact, RangeFact)
            value = facts.numbers[name]
            assert Fraction(fact.low) <= value <= Fraction(fact.high)
            assert (value - Fraction(fact.low)) % Fraction(fact.step) == 0


def test_decimal_steps_are_exact() -> None:
    card = case({"x": span(0.1, 0.9, 0.1)}, choose(("Yes", "x == 0.3"), ("No", None)))
    values = {facts.numbers["x"] for facts in draws(card, 200)}
    assert values == {Fraction(n, 10) for n in range(1, 10)}
    assert rights(card, draws(card))[0] > 40


def test_a_range_never_passes_its_end() -> None:
    card = case({"x": span(1, 10, 4)}, {"kind": "number", "value": "x"})
    assert {facts.numbers["x"] for facts in draws(card, 60)} == {1, 5, 9}


def test_forty_in_a_hundred_escalations_stand_at_an_edge() -> None:
    edges = {"v1": {19, 20, 21}, "v2": {19, 20, 21}, "risk": {95_000, 100_000, 105_000}}
    drawn = draws(ESCALATE)
    at = Counter(name for facts in drawn for name in edges if facts.numbers[name] in edges[name])
    assert sum(any(facts.numbers[name] in edges[name] for name in edges) for facts in drawn) >= 0.4 * len(
        drawn
    )
    assert min(at[name] for name in edges) >= 0.1 * len(drawn), "each of the three edges is drawn"
    exactly = sum(facts.numbers["v1"] == 20 or facts.numbers["v2"] == 20 for facts in drawn)
    assert exactly >= 0.08 * len(drawn), "the edge itself, not only its neighbours"


def test_an_edge_reached_through_let_is_found() -> None:
    drawn = draws(PAYBACK)

    def beside(facts: Facts, limit: int) -> bool:
        """Whether a step of one fact changes the side, or the limit is met."""
        price, monthly = facts.numbers["price"], facts.numbers["monthly"]
        near = [
            (price + d) / (monthly + e)
            for d, e in ((1000, 0), (-1000, 0), (0, 250), (0, -250))
            if monthly + e
        ]
        return price / monthly == limit or any((x <= limit) != (price / monthly <= limit) for x in near)

    assert sum(beside(facts, 12) or beside(facts, 24) for facts in drawn) >= 0.4 * len(drawn)


@pytest.mark.parametrize("card", [ESCALATE, PAYBACK])
def test_every_option_is_right_in_a_fair_share(card: Case) -> None:
    assert isinstance(card.answer, ChooseAnswer)
    counted = rights(card, draws(card))
    assert min(counted[option] for option in range(len(card.answer.options))) >= 40


def test_edge_of_a_long_range_is_found() -> None:
    card = case({"x": span(0, 5_000_000)}, choose(("Over", "x > 1234567"), ("Under", None)))
    near = sum(abs(facts.numbers["x"] - 1_234_567) <= 1 for facts in draws(card))
    assert near >= 0.4 * 400


def test_edges_that_decide_are_preferred() -> None:
    """An edge of x decides only where y is over 90, which one draw in ten is by itself."""
    card = case({"x": span(0, 100), "y": span(0, 100)}, choose(("Both", "x > 50 and y > 90"), ("No", None)))

    def decides(facts: Facts) -> bool:
        x, y = facts.numbers["x"], facts.numbers["y"]
        return x in (49, 50, 51) and y > 90

    assert sum(decides(facts) for facts in draws(card)) >= 0.08 * 400


def test_edge_with_two_sides_is_found_on_both() -> None:
    card = case({"x": span(0, 100)}, choose(("Off", "abs(x - 50) > 20"), ("On", None)))
    at = Counter(facts.numbers["x"] for facts in draws(card))
    assert sum(at[Fraction(x)] for x in (29, 30, 31)) >= 60
    assert sum(at[Fraction(x)] for x in (69, 70, 71)) >= 60


def test_out_of_reach_edge_leaves_plain_draws() -> None:
    card = case({"x": span(1, 9)}, choose(("Never", "x > 50"), ("Always", None)))
    assert {facts.numbers["x"] for facts in draws(card)} == set(range(1, 10))


def test_right_option_is_the_first_that_holds() -> None:
    answer = msgspec.convert(choose(("A", "x > 5"), ("B", "x > 2"), ("C", None)), ChooseAnswer)
    chosen = [right_option(answer, Facts({"x": Fraction(x)})) for x in (6, 5, 3, 2)]
    assert chosen == [0, 1, 1, 2]


def test_computed_number_is_exact() -> None:
    answer = NumberAnswer(value="100 * (start - lost) / start")
    assert right_number(answer, Facts({"start": Fraction(3), "lost": Fraction(1)})) == Fraction(200, 3)


def test_made_up_names_read_like_names() -> None:
    fakes = {
        of: {"kind": "fake", "of": of} for of in ("company", "name", "first_name", "last_name", "job", "city")
    }
    card = case({**fakes, "again": {"kind": "fake", "of": "name"}}, {"kind": "number", "value": "1"})
    for n in range(20):
        values = draw(card, f"k:{n}").values
        assert len(str(values["name"]).split()) == 2, "no titles and degrees"
        assert values["name"] != values["again"]
        assert str(values["job"]).replace(" ", "").isalpha()
        assert all(isinstance(value, str) and value.strip() == value != "" for value in values.values())


def test_a_made_up_name_stays_when_a_fact_is_added() -> None:
    fake = {"kind": "fake", "of": "company"}
    number: dict[str, object] = {"kind": "number", "value": "1"}
    one = draw(case({"account": fake}, number), "k:1")
    two = draw(case({"rival": fake, "account": fake, "n": span(1, 9)}, number), "k:1")
    assert one.values["account"] == two.values["account"] != two.values["rival"]


@pytest.mark.parametrize(
    ("slot", "value", "shown"),
    [
        ("{{x}}", Fraction(24), "24"),
        ("{{x}}", Fraction(95_000), "95000"),
        ("{{x}}", Fraction(1, 3), "0.33"),
        ("{{x|money}}", Fraction(95_000), "$95,000"),
        ("{{x|money}}", Fraction(-5_000), "-$5,000"),
        ("{{x|money}}", Fraction(25, 2), "$12.50"),
        ("{{x|money}}", Fraction(-1, 1000), "$0"),
        ("{{x|number}}", Fraction(12_345, 10), "1,234.5"),
        ("{{x|number}}", Fraction(-1_234_567), "-1,234,567"),
        ("{{x|percent}}", Fraction(24), "24 %"),
        ("{{x|percent}}", Fraction(2_000, 3), "666.67 %"),
        ("{{x|date}}", Fraction(23), "24 Nov 2026"),
        ("{{x|date}}", Fraction(-1), "31 Oct 2026"),
        ("{{x|date}}", Fraction(10**9), "31 Dec 9999"),
        ("{{x|money}}", "{{y}}", "{{y}}"),
    ],
)
def test_filters(slot: str, value: Fraction | str, shown: str) -> None:
    assert render(f"<{slot}>", Facts({"x": value}), TODAY) == f"<{shown}>"


def test_text_of_a_fact_is_never_read_as_a_template() -> None:
    facts = Facts({"x": "{{y}}", "y": "secret"})
    assert render("{{x}} and {{y}}", facts, TODAY) == "{{y}} and secret"


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 99), 1, "0"),
    ],
)
def test_rounding_is_half_away_from_zero(value: Fraction, places: int, shown: str) -> None:
    assert decimal(value, places) == shown


@settings(max_examples=60, deadline=None)
@given(
    st.integers(-50, 50),
    st.integers(0, 60),
    st.sampled_from([1, 2, 0.5, 5]),
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
    st.integers(-60, 120),
    st.text(max_size=8),
)
def test_any_rule_draws_on_the_grid(
    low: int, width: int, step: float, sign: str, limit: int, seed: str
) -> None:
    formula = f"2 * x - y {sign} {limit}" if limit >= 0 else f"2 * x - y {sign} -{-limit}"
    card = case({"x": span(low, low + width, step), "y": span(0, 10)}, choose(("Yes", formula), ("No", None)))
    facts = draw(card, seed)
    assert (facts.numbers["x"] - low) % Fraction(step) == 0
    assert low <= facts.numbers["x"] <= low + width
    assert 0 <= facts.numbers["y"] <= 10
    assert facts == draw(card, seed)
