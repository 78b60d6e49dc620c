"""`skills`: how each competency stands in its three channels, and what to do next."""

from __future__ import annotations

import os
import textwrap
from datetime import date
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.days import day_as

if TYPE_CHECKING:
    from csmdrill.services.skill_views import ChannelView, CompetencyView, KnowledgeView, SkillsView
    from csmdrill.skills.gaps import Bias

WIDTH = 80


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.option(
    "--at",
    metavar="DATE",
    callback=lambda c, p, v: v and day_as("The day")(c, p, v),
    help="As of a day up to today, like 2026-03-31.",
)
@click.pass_context
def skills(context: click.Context, as_json: bool, at: date | None) -> None:
    """Tell for each competency what ratings and cards say: level, baseline, state, and what to do next.

    \b
    --json  {"day", "competencies": [{"competency", "state", "headline_channel", "next",
             "channels": {"coach": {"state", "baseline", "level", "half_width", "z", "drop",
             "benchmarks"}, "self": ..., "knowledge": ...}, "gap": null or {"benchmarks", "mean",
             "low", "high", "shrunk", "verdict"}}]}
    """
    if context.invoked_subcommand is not None:
        return
    from csmdrill.core.clock import day_date
    from csmdrill.services.coach_news import coach_news
    from csmdrill.services.review_skills import skills as review
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        today = day_date(workspace.now().day)
        if at is not None and at > today:
            raise click.UsageError(
                f"The day, {at}, lies in the future, and nothing is known of it."
                f" Take a day up to today, {today}.",
                context,
            )
        view = review(workspace, at)
        news = None if at or as_json else coach_news(workspace)
    if as_json:
        output.json(_plain(view))
        return
    _tell(view)
    for words in news.lines if news else ():
        output.talk(words)


@skills.command()
@click.argument("competency")
@click.option("--channel", type=click.Choice(["coach", "self"]), help="Default: the one that speaks for it.")
@click.option("--undo", is_flag=True, help="Take the last one back.")
def rebaseline(competency: str, channel: str | None, undo: bool) -> None:
    """Hold COMPETENCY against its last six benchmarks from now on.

    It is offered where a skill has improved, so that a later loss is measured from the new height.
    """
    from csmdrill.services.review_skills import rebaseline as set_baseline
    from csmdrill.services.review_skills import skills as review
    from csmdrill.services.review_skills import undo_rebaseline
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        before = {each.competency: each for each in review(workspace).competencies}
        speaks = before[competency].headline if competency in before else "self"
        role = speaks if channel is None else "coach" if channel == "coach" else "self"
        if undo:
            undo_rebaseline(workspace, competency, role)
        else:
            set_baseline(workspace, competency, role)
        now = next(each for each in review(workspace).competencies if each.competency == competency)
    shown = now.coach if role == "coach" else now.self_rated
    base = shown.level.baseline
    if base is not None:
        output.talk(
            f"{now.title}, {shown.label}: the baseline is {base.mean:.1f} from now on ({_days(shown)})."
        )


def _plain(view: SkillsView) -> dict[str, object]:
    return {"day": view.day, "competencies": [_competency(each) for each in view.competencies]}


def _competency(view: CompetencyView) -> dict[str, object]:
    return {
        "competency": view.competency,
        "state": view.state,
        "headline_channel": view.headline,
        "next": {
            "act": view.next.kind,
            "why": view.next.why,
            "from": view.next.day,
            "by": view.next.by,
        },
        "channels": {
            "coach": _channel(view.coach),
            "self": _channel(view.self_rated),
            "knowledge": _knowledge(view.knowledge),
        },
        "gap": _gap(view.gap.bias),
    }


def _gap(bias: Bias) -> dict[str, object] | None:
    if bias.mean is None:
        return None
    numbers = {"mean": bias.mean, "low": bias.low, "high": bias.high, "shrunk": bias.shrunk}
    rounded = {name: _rounded(number) for name, number in numbers.items()}
    return {"benchmarks": bias.sessions, **rounded, "verdict": bias.verdict}


def _channel(view: ChannelView) -> dict[str, object]:
    level = view.level
    return {
        "state": level.state,
        "baseline": _rounded(level.baseline.mean if level.baseline else None),
        "level": _rounded(level.level),
        "half_width": _rounded(level.half_width),
        "z": _rounded(level.z),
        "drop": _rounded(level.drop),
        "benchmarks": level.benchmarks,
        "wanted": level.wanted,
        "since": level.since,
        "spoken": level.spoken,
        "note": f"{level.note} {view.left_out}".strip(),
        "marks": view.marks,
    }


def _knowledge(view: KnowledgeView) -> dict[str, object]:
    return {
        "state": view.state,
        "tested": view.tested,
        "recalled": view.recalled,
        "expected": round(view.expected, 2),
        "low": round(view.low, 4),
        "high": round(view.high, 4),
        "since": view.since,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _tell(view: SkillsView) -> None:
    from csmdrill.services.skill_words import shown_state, when_words

    for each in view.competencies:
        said = each.headline_channel
        state = shown_state(each.state, each.headline)
        right = f"{said.label} · {state}" if said.level.baseline is not None else state
        output.data(f"{each.title}{right:>{max(WIDTH - len(each.title), len(right) + 2)}}")
        for channel in (each.coach, each.self_rated):
            if channel.level.benchmarks or channel.ahead or channel is said:
                _line(channel.channel, _channel_words(channel))
            for mark in channel.marks:
                _line("", mark)
            if channel is not said or channel.level.baseline is None:
                _line("", channel.left_out if channel.level.baseline is not None else channel.note)
        _line("knowledge", _knowledge_words(each.knowledge))
        if said.level.baseline is not None:
            _line("", f"{said.sentence} {said.note}")
        if each.gap.sentence:
            _line("", each.gap.sentence)
        if each.waiting:
            _line("", f"{each.waiting} rated by a coach; shown once you rated them yourself.")
        _line("next", f"{_ACTS[each.next.kind]}{when_words(each.next)}: {each.next.why}")
        output.data()


_ACTS = {
    "cards": "practise cards",
    "benchmark": "a benchmark",
    "circuit": "a circuit",
    "retest": "a retest",
    "rate": "rate what you played",
    "later": "a circuit, later",
    "nothing": "nothing now",
}


def _line(name: str, words: str) -> None:
    for number, line in enumerate(textwrap.wrap(words, WIDTH - 14)):
        output.data(f"  {name if not number else '':<12}{line}")


def _channel_words(view: ChannelView) -> str:
    level = view.level
    if level.baseline is None or level.level is None or level.half_width is None:
        return f"{view.words}: {level.note}"
    return (
        f"{level.level:.1f} ± {level.half_width:.1f} against {level.baseline.mean:.1f} ({_days(view)}),"
        f" {level.since} since: {view.words}"
    )


def _knowledge_words(view: KnowledgeView) -> str:
    if not view.tested:
        return view.words
    share = f"{100 * view.recalled / view.tested:.0f} % known"
    band = f"{100 * view.low:.0f}–{100 * view.high:.0f} %"
    expected = f"{100 * view.expected / view.tested:.0f} % expected"
    return f"{share}, {view.recalled} of {view.tested} ({band}), {expected}: {view.words}"


def _days(view: ChannelView) -> str:
    if view.baseline_days is None or view.level.baseline is None:
        return ""
    first, last = view.baseline_days
    span = (
        f"{first:%b %Y}"
        if (first.year, first.month) == (last.year, last.month)
        else f"{first:%b}–{last:%b %Y}"
    )
    return f"{view.level.baseline.benchmarks} benchmarks, {span}"
