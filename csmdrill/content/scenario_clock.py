"""The times of a scenario: its lamp, its clock rules and its scripts stand in order and within the end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from csmdrill.content.duration import milliseconds
from csmdrill.content.nodes import Node
from csmdrill.content.placed import Desk, find, find_key
from csmdrill.content.scenario import ClockRule, DoneRule, IdleRule, LongRule, Rule, ScriptLine, Timebox
from csmdrill.content.scenario_draft import Draft


def check_clock(draft: Draft, desk: Desk) -> None:
    """Note times that are out of order or come too late, and rules that cannot work."""
    box = draft.timebox
    if box is not None:
        _check_lamp(box, find(draft.root, "timebox"), desk)
        _check_rules(draft, box, desk)
    _check_long(draft, desk)
    _check_mode(draft, desk)
    for placed in draft.tests:
        _check_script(placed.test.script, find(placed.node, "script"), draft.closes, desk)
    for example, node in draft.examples:
        _check_script(example.script, find(node, "script"), draft.closes, desk)


def _check_lamp(box: Timebox, node: Node, desk: Desk) -> None:
    marks = [("amber", box.amber), ("red", box.red), ("total", box.total)]
    if box.green is not None:
        marks.insert(0, ("green", box.green))
    for (earlier, first), (later, second) in pairwise(marks):
        if milliseconds(first) > milliseconds(second):
            said = (
                f"{earlier} ({first}) comes after {later} ({second}); the order is green, amber, red, total"
            )
            desk.add(find(node, earlier), "S613", said)
    if milliseconds(box.total) == 0:
        desk.add(find(node, "total"), "S613", "total is no time at all")


def _check_rules(draft: Draft, box: Timebox, desk: Desk) -> None:
    closes = milliseconds(box.total) + milliseconds(box.grace)
    for placed in draft.rules:
        rule = placed.rule
        if isinstance(rule, ClockRule):
            for place, at in enumerate(rule.at):
                if milliseconds(at) >= closes:
                    said = f"{at} comes after the end; total and grace are over at {closes // 1000}s"
                    desk.add(find(placed.node, "at", place), "S612", said)
        if isinstance(rule, IdleRule | LongRule) and rule.after and milliseconds(rule.after) >= closes:
            desk.add(find(placed.node, "after"), "S612", f"{rule.after} is longer than the whole scenario")
    for deed in draft.deeds:
        for key, lasts in (("clock", deed.do.clock), ("hush", deed.do.hush)):
            if lasts is not None and milliseconds(lasts) >= closes:
                desk.add(find(deed.node, key), "S612", f"{lasts} is longer than the whole scenario")


def _check_long(draft: Draft, desk: Desk) -> None:
    for placed in draft.rules:
        rule = placed.rule
        if isinstance(rule, LongRule) and rule.words is None and rule.after is None:
            desk.add(placed.node, "S625", "a rule for 'long' needs 'words', 'after' or both")
        if isinstance(rule, IdleRule) and milliseconds(rule.after) == 0:
            desk.add(find(placed.node, "after"), "S625", "idle for no time at all never ends")


def _check_mode(draft: Draft, desk: Desk) -> None:
    """Note what a monologue lacks, and what only a monologue can have."""
    root, box = draft.root, draft.timebox
    if not draft.is_monologue:
        if box is not None and box.green is not None:
            desk.add(find_key(root, "timebox", "green"), "S625", "only a monologue can be too short")
        if root.get("short") is not None:
            desk.add(find_key(root, "short"), "S625", "only a monologue can be too short")
        return
    if box is not None and box.green is None:
        desk.add(find(root, "timebox"), "S624", "a monologue needs 'green', the least that must be spoken")
    if root.get("short") is None:
        desk.add(root, "S624", "a monologue needs 'short', what happens when it ends before green")
    if draft.is_whole and not any(_ends_it(placed.rule) for placed in draft.rules):
        said = "a monologue needs a last 'done' rule that ends it in any case"
        desk.add(find_key(root, "rules"), "S624", said)


def _ends_it(rule: Rule) -> bool:
    """Return whether a rule ends the scenario whenever the trainee is through."""
    is_open = rule.when is None and not rule.phases and rule.limit is None
    return isinstance(rule, DoneRule) and is_open and rule.do.end is not None


def _check_script(script: Sequence[ScriptLine], node: Node, closes: int | None, desk: Desk) -> None:
    free = 0
    for place, line in enumerate(script):
        begins = milliseconds(line.at)
        ends = milliseconds(line.until) if line.until is not None else begins
        if begins < free:
            desk.add(find(node, place, "at"), "S628", f"{line.at} comes before the end of the line above")
        if line.until is not None and ends <= begins:
            desk.add(
                find(node, place, "until"),
                "S628",
                f"speech that begins at {line.at} cannot end at {line.until}",
            )
        if not line.say and line.until is None and not line.done:
            desk.add(find(node, place), "S628", "a line needs 'say', 'until' or 'done'")
        if closes is not None and begins > closes:
            desk.add(find(node, place, "at"), "S628", f"{line.at} comes after the end")
        free = max(begins, ends)
