"""`drift simulate`: how often the drift rule is wrong and what it finds, for a team's own settings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.core.percent import percent

if TYPE_CHECKING:
    from csmdrill.skills.simulate import Plan, Rates, Simulated
    from csmdrill.skills.simulate_recall import Knowledge

CARDS_EVERY = 5
"""One year of cards is lived for so many years of benchmarks: it has far more answers in it."""

RULES = {
    "": "csmdrill",
    "last_fell_by_1": "last score fell by 1",
    "mean_of_three_fell_by_half": "mean of three fell by .5",
    "ewma": "textbook EWMA",
    "cusum": "textbook CUSUM",
}


def _finite(context: click.Context, parameter: click.Parameter, value: float) -> float:
    """Refuse nan, which is within no range and outside of none."""
    if math.isnan(value):
        raise click.BadParameter("it takes a number.", context, parameter)
    return value


@click.group()
def drift() -> None:
    """Tell how often the drift rule is wrong, and what it finds; see docs/drift.md."""


@drift.command()
@click.option(
    "--per-month",
    type=click.FloatRange(0.25, 10),
    default=2.0,
    show_default=True,
    metavar="N",
    callback=_finite,
    help="Benchmarks of a competency in a month.",
)
@click.option(
    "--sd",
    type=click.FloatRange(0.1, 2),
    default=0.7,
    show_default=True,
    metavar="S",
    callback=_finite,
    help="True standard deviation of a rating; the rule assumes .7.",
)
@click.option(
    "--baseline",
    type=click.IntRange(4, 12),
    default=6,
    show_default=True,
    metavar="N",
    help="Benchmarks in a baseline; csmdrill takes 6.",
)
@click.option(
    "--people",
    type=click.IntRange(1, 100_000),
    default=8,
    show_default=True,
    metavar="P",
    help="In the team.",
)
@click.option(
    "--watch/--no-watch", default=True, help="With the extra benchmark that WATCH asks for, or not."
)
@click.option(
    "--cards-a-day", type=click.IntRange(1, 30), metavar="N", help="Knowledge, too: first answers in a day."
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="Of all that is drawn.")
@click.option(
    "--paths",
    type=click.IntRange(100, 200_000),
    default=20_000,
    show_default=True,
    metavar="N",
    help="Years to live; more of them are more exact and take longer.",
)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def simulate(
    per_month: float,
    sd: float,
    baseline: int,
    people: int,
    watch: bool,
    cards_a_day: int | None,
    seed: int,
    paths: int,
    as_json: bool,
) -> None:
    """Simulate years of benchmarks: false alarms, drops found, and how soon, beside simpler rules.

    Nothing of your own practice is read or changed. ctrl+c stops it.

    \b
    --json  {"false_alarm_per_year", "found_1_0", "delay_1_0_months", "found_0_5", "watch_share",
             "naive": {"last_fell_by_1": {...}, "mean_of_three_fell_by_half", "ewma", "cusum"},
             "delay_0_5_months", "found_slow", "benchmarks_per_year", "false_alerts_expected",
             "knowledge", "settings"}
    """
    from csmdrill.skills.level import Settings
    from csmdrill.skills.simulate import COMPETENCIES, Plan

    plan = Plan(per_month=per_month, sd=sd, watch=watch, settings=Settings(n0=baseline))
    try:
        ours, knowledge = _live(plan, cards_a_day, paths, seed)
    except KeyboardInterrupt:
        output.talk("Stopped before the end: there are no figures, and nothing was changed.")
        raise click.Abort from None
    expected = people * COMPETENCIES * ours.rates.false_alarm_per_year
    if not as_json:
        _tell_rules(plan, ours, paths)
        _tell_more(ours, people, expected)
        if knowledge is not None:
            _tell_knowledge(knowledge, cards_a_day)
        return
    settings: dict[str, object] = {
        "per_month": per_month,
        "sd": sd,
        "baseline": baseline,
        "watch": watch,
        "people": people,
    }
    settings |= {"competencies": COMPETENCIES, "cards_a_day": cards_a_day, "seed": seed, "paths": paths}
    output.json(_plain(ours, knowledge, expected) | {"settings": settings})


def _live(plan: Plan, cards_a_day: int | None, paths: int, seed: int) -> tuple[Simulated, Knowledge | None]:
    from csmdrill.cli.progress import progress
    from csmdrill.skills import simulate as benchmarks
    from csmdrill.skills import simulate_recall as cards

    with progress("benchmarks", paths) as told:
        ours = benchmarks.simulate(plan, paths, seed, told)
    if cards_a_day is None:
        return ours, None
    years = max(paths // CARDS_EVERY, 1)
    with progress("cards", years) as told:
        return ours, cards.simulate(cards_a_day, years, seed, told=told)


def _plain(ours: Simulated, knowledge: Knowledge | None, expected: float) -> dict[str, object]:
    rates = _rates(ours.rates)
    half = rates.pop("delay_0_5_months")
    return rates | {
        "watch_share": round(ours.watch_share, 4),
        "naive": {name: _rates(each) for name, each in ours.naive.items()},
        "delay_0_5_months": half,
        "found_slow": round(ours.found_slow, 4),
        "benchmarks_per_year": round(ours.benchmarks, 1),
        "false_alerts_expected": round(expected, 2),
        "knowledge": None
        if knowledge is None
        else {
            "false_alarm_per_year": round(knowledge.false_alarm_per_year, 4),
            "found_halved": round(knowledge.found_halved, 4),
            "days_to_halved": knowledge.days_to_halved,
        },
    }


def _rates(rates: Rates) -> dict[str, object]:
    return {
        "false_alarm_per_year": round(rates.false_alarm_per_year, 4),
        "found_1_0": round(rates.found_1_0, 4),
        "delay_1_0_months": _rounded(rates.delay_1_0_months),
        "found_0_5": round(rates.found_0_5, 4),
        "delay_0_5_months": _rounded(rates.delay_0_5_months),
    }


def _rounded(months: float | None) -> float | None:
    return None if months is None else round(months, 1)


def _tell_rules(plan: Plan, ours: Simulated, paths: int) -> None:
    extra = "with" if plan.watch else "without"
    n0 = plan.settings.n0
    output.text(
        f"The year after a baseline of {n0}, {paths:,} times. Benchmarks a month: {plan.per_month:g},\n"
        f"{extra} the extra ones of WATCH; the true sd of a rating is {plan.sd:g}."
    )
    output.data()
    output.data("                           false       1 point lower      half a point lower")
    output.data("rule                      alarms     found     months      found      months")
    for name, rates in {"": ours.rates, **ours.naive}.items():
        full, half = _months(rates.delay_1_0_months), _months(rates.delay_0_5_months)
        output.data(
            f"{RULES[name]:<24}{percent(rates.false_alarm_per_year, 1):>8}"
            f"{percent(rates.found_1_0):>10}{full:>11}{percent(rates.found_0_5):>11}{half:>12}"
        )
    error = 1.96 * math.sqrt(ours.rates.false_alarm_per_year * (1 - ours.rates.false_alarm_per_year) / paths)
    output.data()
    output.text(
        "false alarms: competency-years without a change that have one, csmdrill's give or\n"
        f"take {100 * error:.1f} points. found: drops seen within a year. months: until half of all drops\n"
        "are; - where less than half are. The other rules get no extra benchmarks."
    )


def _tell_more(ours: Simulated, people: int, expected: float) -> None:
    from csmdrill.skills.simulate import COMPETENCIES

    output.data()
    output.data(f"A point lost evenly over the year is found before its end in {percent(ours.found_slow)}.")
    output.data(f"With no change at all, WATCH shows at {percent(ours.watch_share)} of the benchmarks.")
    output.data(
        f"{people} people x {COMPETENCIES} competencies: {expected:.1f} false alerts expected in a year."
    )


def _tell_knowledge(knowledge: Knowledge, cards_a_day: int | None) -> None:
    days = knowledge.days_to_halved
    found = f"half of them by day {days}" if days else "less than half of them in a year"
    output.text(
        f"Knowledge, cards a day of a competency: {cards_a_day}. False alarms a year:"
        f" {percent(knowledge.false_alarm_per_year, 1)};\nwhere the odds of recall have halved, {found}."
    )


def _months(months: float | None) -> str:
    return "-" if months is None else f"{months:.1f}"
