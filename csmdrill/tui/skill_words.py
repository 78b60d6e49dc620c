"""What the screens of skills say in sentences: state, meaning, how often that is wrong, what is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from textual.content import Content

from csmdrill.core.percent import percent
from csmdrill.services.skill_views import (
    ActKind,
    ChannelView,
    CompetencyView,
    GapView,
    KnowledgeView,
    NextAct,
)
from csmdrill.services.skill_words import shown_state, when_words
from csmdrill.services.wording import counted
from csmdrill.skills.gaps import LEAST_SESSIONS
from csmdrill.skills.level import DAYS_A_MONTH, STANDARD
from csmdrill.skills.model import Role
from csmdrill.skills.published import at_pace, recall_at_pace
from csmdrill.tui.safe import plain
from csmdrill.tui.skill_rows import STYLES

PACE_DAYS = 180
FAR = "Distance from your baseline (Z):"
ACTS: Mapping[ActKind, str] = {
    "cards": "Practise its cards",
    "benchmark": "A benchmark",
    "circuit": "A benchmark circuit",
    "retest": "A retest",
    "rate": "Rate what you played",
    "later": "A benchmark circuit, later",
    "nothing": "Nothing now",
}


def headline(view: CompetencyView, channel: Role) -> Content:
    """Return whose rating it is and its state: `coach-rated · WATCH`."""
    shown = view.coach if channel == "coach" else view.self_rated
    state = shown.level.state
    return Content.assemble(
        plain(f"{shown.label} · "), plain(shown_state(state, channel), f"{STYLES.get(state, '')} bold")
    )


def knowledge_headline(view: KnowledgeView) -> Content:
    """Return the same of the cards."""
    return Content.assemble("cards · ", plain(view.words, f"{STYLES.get(view.state, '')} bold"))


def meaning(view: CompetencyView, channel: ChannelView) -> list[str]:
    """Return what a channel of ratings says, a sentence or two each."""
    lines = [channel.sentence]
    if channel.note:
        lines.append(channel.note)
    lines += channel.marks
    if view.waiting:
        one = view.waiting == 1
        lines.append(
            f"Your coach has rated {counted(view.waiting, 'benchmark')} that you have not: "
            f"rate {'it' if one else 'them'} yourself (h), then {'it is' if one else 'they are'} shown."
        )
    return lines


def wrong_words(channel: ChannelView, today: date) -> str:
    """Return how often such a statement is wrong and how much it finds, as published for the pace of late.

    Of self-ratings nothing is published: whoever grows harder on oneself has not drifted.
    """
    if channel.level.baseline is None or channel.channel == "self":
        return ""
    late = [each for each in channel.points if (today - each.day).days < PACE_DAYS]
    days = max((today - late[0].day).days, DAYS_A_MONTH) if late else PACE_DAYS
    pace, known = at_pace(len(late) * DAYS_A_MONTH / days)
    quiet = f"one quiet year in {1 / known.false_alarm:.0f} raises a false alarm"
    return (
        f"At {counted(pace, 'benchmark')} a month {quiet}. "
        f"Of drops by 1 point {percent(known.found)} are found within a year, "
        f"of those by half a point {percent(known.found_half)}."
    )


def recall_wrong_words(view: KnowledgeView) -> str:
    """Return the same of the alert on recall."""
    if not view.tested:
        return ""
    pace, known = recall_at_pace(view.tested / 30)
    quiet = f"one quiet year in {1 / known.false_alarm:.0f} raises a false alarm"
    return (
        f"At {counted(pace, 'card')} a day {quiet}. "
        f"If your odds of remembering fell by half, it would show after about {known.delay_days} days."
    )


def z_words(channel: ChannelView) -> str:
    """Return the drift statistic with its limits; where there is none yet, what it takes."""
    z = channel.level.z
    if z is None:
        missing = channel.level.wanted - channel.level.benchmarks
        whose = "your coach has rated" if channel.channel == "coach" else "you have rated"
        more = (
            f"{missing} more benchmarks that {whose} make" if missing > 1 else f"one more that {whose} makes"
        )
        return f"No figure yet: a change is measured from your baseline, and {more} one."
    limit, watch = STANDARD.alert_limit, STANDARD.watch
    if z > 0:
        up = "IMPROVED" if channel.channel == "coach" else "RATED HIGHER"
        return f"{FAR} {_signed(z)}; {_signed(limit)} and more is {up}."
    end = "DRIFT" if channel.channel == "coach" else "RATED LOWER"
    return f"{FAR} {_signed(z)}; {_signed(-watch)} and less is WATCH, {_signed(-limit)} and less {end}."


def recall_z_words(view: KnowledgeView) -> str:
    """Return the sum that speaks for halved odds of recall, with its limit."""
    if not view.tested:
        return "No figure yet: what you still know is measured when cards come back on a later day."
    return f"Evidence of forgetting more than before (CUSUM): {view.s:.1f}; above {view.limit:.1f} is DRIFT."


def next_line(act: NextAct, key: str = "") -> Content:
    """Return what to do next, after its key."""
    lead = (f"{key}  ", "$accent bold") if key else ("Next: ", "dim")
    return Content.assemble(lead, (f"{ACTS[act.kind]}{when_words(act)}. ", "bold"), plain(act.why))


def gap_lines(gap: GapView) -> Iterator[str]:
    """Yield what self against coach comes to; below five sessions that it is not enough."""
    bias = gap.bias
    if bias.mean is None or bias.absolute is None:
        yield "Nothing was rated by both yet."
        return
    if bias.sessions < LEAST_SESSIONS:
        both = f"{bias.sessions} of {LEAST_SESSIONS} benchmarks rated by both"
        yield f"Not enough to say whether one of you rates higher: {both}."
        return
    yield gap.sentence
    yield (
        f"Self minus coach {_signed(bias.mean)} on average, 95 % interval {_signed(bias.low or 0.0)} to "
        f"{_signed(bias.high or 0.0)}. Corrected for how few there are: {_signed(bias.shrunk)}."
    )
    yield f"Whichever of you is higher, you are {bias.absolute:.1f} points apart on average."


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")
