"""The simulated year of cards lives by the knowledge rule, and gives its error rates."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.skills.recall_drift import LIMIT, cusum
from csmdrill.skills.simulate_recall import answers, first_alert, simulate

MILLION = 1_000_000
days = st.lists(
    st.lists(st.sampled_from([-90_000, 450_000, 600_000, 650_000]), min_size=1, max_size=6), max_size=40
)


@settings(max_examples=120, deadline=None)
@given(days, st.sampled_from([2.0, LIMIT]))
def test_the_first_alert_is_that_of_the_rule_itself(played: list[list[int]], limit: float) -> None:
    first = next(
        (
            at
            for at in range(len(played))
            if cusum([(day, sum(each)) for day, each in enumerate(played[: at + 1])], limit).alert_day
            is not None
        ),
        None,
    )
    assert first_alert(played, 0, limit)[0] == first


def test_answers_are_as_likely_as_predicted_or_at_half_the_odds() -> None:
    said = answers(1)
    assert said.as_predicted[-1] == said.halved[-1] == len(said.evidence) / 2
    steps = zip(said.evidence[::2], said.as_predicted[1::2], [0.0, *said.as_predicted[1::2]], strict=False)
    assert all(evidence < 0 for evidence, _, _ in steps)
    known = sum(
        after - before
        for after, before in zip(said.as_predicted[::2], [0.0, *said.as_predicted[1::2]], strict=False)
    )
    assert abs(known / (len(said.evidence) / 2) - 0.9) < 0.02


def test_five_cards_a_day_find_halved_odds_in_a_month_and_err_in_one_year_of_ten() -> None:
    lived = simulate(5, 500, seed=2)
    error = 4 * math.sqrt(0.094 * 0.906 / 500)
    assert abs(lived.false_alarm_per_year - 0.094) < error
    assert lived.found_halved > 0.99
    assert lived.days_to_halved is not None
    assert 28 <= lived.days_to_halved <= 36
    assert lived.false_alarm_per_year > simulate(5, 200, seed=2, limit=8.0).false_alarm_per_year


def test_few_cards_find_it_later_and_the_seed_decides() -> None:
    few = simulate(2, 300, seed=2)
    assert few.days_to_halved is not None
    assert 65 <= few.days_to_halved <= 90
    assert few == simulate(2, 300, seed=2) != simulate(2, 300, seed=3)
