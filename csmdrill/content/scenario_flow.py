"""The way through a scenario: lines get a reply, phases and ends can be reached, no rule hides another."""

from __future__ import annotations

from collections.abc import Collection

from csmdrill.content.duration import milliseconds
from csmdrill.content.nodes import ListNode, Node, TextNode
from csmdrill.content.placed import Desk, find, find_key
from csmdrill.content.scenario import ClockRule, IdleRule, LongRule, Match, ReplyRule, Rule
from csmdrill.content.scenario_draft import Draft
from csmdrill.content.shapes import quoted


def check_flow(draft: Draft, desk: Desk) -> None:
    """Note lines without a reply, ends and phases out of reach, and rules hidden by earlier ones."""
    if not draft.is_monologue:
        _check_fallback(draft, desk)
    _check_ends(draft, desk)
    _check_phases(draft, desk)
    _check_shadows(draft, desk)


def is_fallback(rule: Rule) -> bool:
    """Return whether a rule answers whatever line no other rule took."""
    return isinstance(rule, ReplyRule) and not rule.every and rule.limit is None and _is_open(rule)


def _is_open(rule: ReplyRule) -> bool:
    return rule.match is None and rule.when is None and not rule.phases and rule.person is None


def _check_fallback(draft: Draft, desk: Desk) -> None:
    fallbacks = [placed for placed in draft.rules if is_fallback(placed.rule)]
    if not fallbacks and draft.rule_nodes and draft.is_whole:
        said = "no reply rule takes every line; end with one without match, when, in, person and limit"
        desk.add(find_key(draft.root, "rules"), "S609", said)
    for placed in fallbacks[:1]:
        if placed.rule.do.say is None and placed.rule.do.end is None:
            said = "the last reply rule says nothing, so that a line would stand unanswered; give it a 'say'"
            desk.add(find(placed.node, "do"), "S609", said)


def _check_ends(draft: Draft, desk: Desk) -> None:
    ends = draft.declared("ends")
    named = draft.written("end")
    passing = [name for name, outcome in draft.tables["ends"].items() if outcome == "pass"]
    if ends and not passing:
        desk.add(find_key(draft.root, "ends"), "S610", "no end is a pass; one must be")
    elif passing and not named.intersection(passing):
        said = f"no rule ends in {' or '.join(map(quoted, passing))}, so nobody can pass"
        desk.add(find_key(draft.root, "ends"), "S610", said)
    for name, node in ends.items() if _says_where_it_ends(draft, named) else ():
        if name not in named and not (draft.is_monologue and name == "too-short"):
            desk.add(node, "S652", f"nothing ends in {quoted(name)}")
    timeout = next((deed for deed in draft.deeds if deed.event == "timeout"), None)
    if timeout is not None and timeout.do.end is None:
        desk.add(timeout.node, "S626", "the timeout needs an 'end'; time is up, and nothing comes after it")


def _says_where_it_ends(draft: Draft, named: Collection[str]) -> bool:
    """Return whether the timeout ends it, and every end that is named is declared."""
    ends = draft.declared("ends").keys()
    return isinstance(find(draft.root, "timeout", "end"), TextNode) and set(named) <= ends


def _check_phases(draft: Draft, desk: Desk) -> None:
    phases = draft.declared("phases")
    steps = [_step_of(node) for node in draft.rule_nodes]
    named = draft.written("to").union(*(inside for inside, _ in steps))
    if not phases or not named <= phases.keys():
        return
    reached = {next(iter(phases))}
    start = find(draft.root, "start", "to")
    if isinstance(start, TextNode):
        reached.add(start.text)
    while True:
        further = {to for inside, to in steps if to and _can_fire(inside, reached)}
        if further <= reached:
            break
        reached |= further
    for name, node in phases.items():
        if name not in reached:
            desk.add(node, "S651", f"nothing leads to the phase {quoted(name)}")


def _step_of(node: Node) -> tuple[list[str], str]:
    """Return in which phases a rule may fire, and to which it leads; empty for anywhere and nowhere."""
    phases, to = find(node, "in"), find(node, "do", "to")
    names = phases.items if isinstance(phases, ListNode) else ()
    inside = [name.text for name in names if isinstance(name, TextNode)]
    return inside, to.text if isinstance(to, TextNode) else ""


def _can_fire(phases: Collection[str], reached: Collection[str]) -> bool:
    return not phases or any(phase in reached for phase in phases)


def _check_shadows(draft: Draft, desk: Desk) -> None:
    phases = frozenset(draft.declared("phases"))
    for place, later in enumerate(draft.rules):
        for earlier in draft.rules[:place]:
            if earlier.event == later.event and _hides(earlier.rule, later.rule, phases):
                said = f"{quoted(later.rule.id)} never gets its turn: {quoted(earlier.rule.id)} takes it all"
                desk.add(find(later.node, "id"), "S654", said)
                break


def _hides(earlier: Rule, later: Rule, phases: frozenset[str]) -> bool:
    """Return whether the earlier rule takes for certain whatever the later one could."""
    if earlier.every or earlier.limit is not None or isinstance(earlier, ClockRule):
        return False
    if earlier.when is not None and earlier.when != later.when:
        return False
    if earlier.phases and not (set(later.phases) or phases) <= set(earlier.phases):
        return False
    if isinstance(earlier, ReplyRule) and isinstance(later, ReplyRule):
        same = earlier.person is None or earlier.person == later.person
        return same and _takes_all(earlier.match, later.match)
    if isinstance(earlier, LongRule) and isinstance(later, LongRule):
        return _comes_first(earlier, later)
    return not isinstance(earlier, IdleRule)  # it fires once per time only, and leaves the next to others


def _takes_all(earlier: Match | None, later: Match | None) -> bool:
    if earlier is None or earlier == later:
        return True
    if later is None:
        return False
    if earlier.ask is not None and earlier.ask != later.ask:
        return False
    return (
        (earlier.any is None or (later.any is not None and set(later.any) <= set(earlier.any)))
        and set(earlier.all or ()) <= set(later.all or ())
        and set(earlier.none or ()) <= set(later.none or ())
    )


def _comes_first(earlier: LongRule, later: LongRule) -> bool:
    words = later.words is None or (earlier.words is not None and earlier.words <= later.words)
    after = later.after is None or (
        earlier.after is not None and milliseconds(earlier.after) <= milliseconds(later.after)
    )
    return words and after
