"""Hostile files too large to be kept: each is made when it is asked for, with what is expected of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.hostile.corpus import HERE, Told, read_expected

HEAD = """format: csmdrill/deck@1
id: h
title: H
competency: renewal-negotiation
cards:
  - {id: sound, kind: recall, prompt: p, answer: a, why: w}
"""
CASE = """  - id: c{i}
    kind: case
    facts: {{x: {{kind: range, from: 1, to: 99999}}, y: {{kind: range, from: 1, to: 99999}}}}
    prompt: "{{{{x}}}} {{{{y}}}}"
    answer: {answer}
    why: w
"""
ZEROS = "{kind: number, value: 1/(x*x-2*y*y+%d.5)}"
"""Zeros that cannot be ruled out: by which draws the divisor could vanish takes trying them."""

IDLE = "{kind: choose, options: [{label: a, when: x*x-2*y*y > 1%011d}, {label: b}]}"
"""Options of which none can be shown to be right."""


class Flood(NamedTuple):
    """A file that is made: the folder whose reader it is for, and what returns its bytes."""

    folder: str
    make: Callable[[], bytes]


def shortened(told: Told) -> Told:
    """Return what was told, of many problems only how many, the first and the last."""
    if len(told.problems) <= 4:
        return told
    return Told(told.left, (f"{len(told.problems)} in all", told.problems[0], told.problems[-1]))


def expected() -> dict[str, Told]:
    """Return what is expected of each flood, shortened."""
    return read_expected(HERE / "floods.txt")


def cards(count: int) -> str:
    """Return a deck of so many cards."""
    card = "  - {{id: c{}, kind: recall, prompt: p, answer: a, why: w}}\n"
    return HEAD + "".join(card.format(number) for number in range(count - 1))


def cases(count: int, answer: str) -> str:
    """Return a deck of so many cases with two large ranges each; an answer may hold its number."""
    return HEAD + "".join(CASE.format(i=i, answer=answer % i) for i in range(count))


def rules(count: int) -> str:
    """Return a scenario of so many rules."""
    rule = "  - {{id: r{}, event: reply, do: {{say: x}}}}\n"
    return "format: csmdrill/scenario@1\nid: x\nrules:\n" + "".join(rule.format(n) for n in range(count))


def _deck(make: Callable[[], str]) -> Flood:
    return _other("decks", make)


def _other(folder: str, make: Callable[[], str]) -> Flood:
    return Flood(folder, lambda: make().encode())


def _each(line: str, count: int = 20_000) -> Callable[[], str]:
    return lambda: "".join(line.format(number, number) for number in range(count))


WORDY = "{kind: number, value: " + "+".join(["x*x"] * 99) + "+y}"
LARGE = '"/(a|b|c|d)(.|..|...){20}q%dN/"'
"""A pattern that may stand alone, but not with dozens of its like."""

REFUSED = '"/(?:x{1,30}){1,30}%d/"'


def concepts(pattern: str) -> str:
    """Return a scenario of 30 concepts with 60 patterns each."""
    rows = (", ".join(pattern % (60 * row + n) for n in range(60)) for row in range(30))
    table = "".join(f"  c{row}: [{terms}]\n" for row, terms in enumerate(rows))
    return f"format: csmdrill/scenario@1\nconcepts:\n{table}"


def matches(term: str) -> str:
    """Return a scenario of 78 rules with 40 terms each, and of 199 concepts."""
    rows = (", ".join(term % (40 * row + n) for n in range(40)) for row in range(78))
    found = "".join(
        f"  - {{id: x{row}, event: reply, match: {{any: [{terms}]}}, do: {{say: x}}}}\n"
        for row, terms in enumerate(rows)
    )
    named = "".join(f"  concept_with_long_name_{number}: [x]\n" for number in range(199))
    return f"format: csmdrill/scenario@1\nconcepts:\n{named}rules:\n{found}"


_TEMPLATES = """  - id: c{}
    kind: case
    facts: {{x: {{kind: fake, of: name}}}}
    prompt: |
{}    answer: {{kind: number, value: "1"}}
    why: w
"""
_MANY_CRITERIA = "  - {id: a, weight: 1, checks: [{id: x, text: x}, {id: x, text: y}], anchors: {'1': a}}\n"
FLOODS: dict[str, Flood] = {
    "brackets": _deck(lambda: "[" * 100_000),
    "brackets in lines": _deck(lambda: "[\n" * 100_000),
    "braces in lines": _deck(lambda: "{a:\n" * 100_000),
    "question marks": _deck(lambda: "? " * 9_000),
    "dashes": _deck(lambda: "- " * 9_000),
    "larger than 1 MiB": _deck(lambda: "#\n" * 524_289),
    "long line": _deck(lambda: HEAD + "# " + "x" * 19_999),
    "one line of 1 MiB": _deck(lambda: "x" * 1_000_000),
    "long text": _deck(lambda: HEAD + "  - |\n" + ("    " + "x" * 1_000 + "\n") * 21),
    "many keys": _deck(_each("k{}: x\n", 60_000)),
    "only line ends": _deck(lambda: "\n" * 1_000_000),
    "only blanks": _deck(lambda: (" " * 1_000 + "\n") * 1_000),
    "only comments": _deck(lambda: "# x: [\n" * 140_000),
    "5,001 cards": _deck(lambda: cards(5_001)),
    "5,000 cards and a cut": _deck(lambda: cards(5_000)[:-20]),
    "nothing but values": _deck(lambda: "".join(f"k{i}:\n" + "- 1\n" * 4_999 for i in range(50))),
    "anchors": _deck(_each("k{}: &a{} x\n")),
    "aliases": _deck(_each("k{}: *a{}\n")),
    "tags": _deck(_each("k{}: !t{} x\n")),
    "merge keys": _deck(_each("k{}: {{<<: x{}}}\n")),
    "conflict marks": _deck(_each("# {}{}\n<<<<<<< \n")),
    "escapes": _deck(_each("\x1b{}{}\n")),
    "bad cards": _deck(lambda: HEAD + "  - {id: same, kind: recal, answr: x}\n" * 4_990),
    "many unknown keys": _deck(
        lambda: (
            HEAD
            + "".join(
                "  - {id: a, kind: recall, " + ", ".join(f"promp{n}: x" for n in range(190)) + "}\n"
                for _ in range(200)
            )
        ),
    ),
    "one id": _deck(lambda: cards(4_000).replace("id: c", "id: sound, tags: [], owner: c")),
    "retired ids": _deck(
        lambda: cards(4_000).replace(
            "title: H", "retired: [" + ",\n ".join(f"c{n}" for n in range(4_000)) + "]\ntitle: H"
        ),
    ),
    "one alias": _deck(
        lambda: (
            HEAD
            + "  - {id: c, kind: recall, prompt: p, answer: a, aliases: ["
            + ",\n    ".join(["sound"] * 5_000)
            + "]}\n"
        ),
    ),
    "slots of nothing": _deck(
        lambda: HEAD + "".join(_TEMPLATES.format(n, "      {{nope}} \n" * 280) for n in range(200)),
    ),
    "two large ranges": _deck(lambda: cases(1_000, ZEROS)),
    "two small ranges": _deck(lambda: cases(60, ZEROS).replace("99999", "60")),
    "formulas": _deck(lambda: HEAD + "".join(CASE.format(i=n, answer=WORDY) for n in range(700))),
    "unknown names in formulas": _deck(
        lambda: cases(500, "{kind: number, value: " + "+".join(f"n{n}" for n in range(80)) + "+%d}"),
    ),
    "rules": _other("scenarios", lambda: rules(5_000)),
    "large patterns": _other("scenarios", lambda: concepts(LARGE)),
    "refused patterns": _other("scenarios", lambda: concepts(REFUSED)),
    "large patterns in rules": _other("scenarios", lambda: matches(LARGE)),
    "concepts that are not there": _other("scenarios", lambda: matches("~concept_with_lung_name_%d")),
    "criteria": _other("rubrics", lambda: "format: csmdrill/rubric@1\ncriteria:\n" + _MANY_CRITERIA * 4_900),
    "transcript": _other(
        "calibrations",
        lambda: (
            "format: csmdrill/calibration@1\ntranscript:\n" + "  - {at: 1s, kind: said, text: y}\n" * 4_990
        ),
    ),
    "requirements": _other(
        "packs",
        lambda: "format: csmdrill/pack@1\nrequires: [" + ",\n".join(f"P{n}" for n in range(4_990)) + "]\n",
    ),
    "script": _other("scripts", lambda: "- {at: 1s, say: a}\n" * 4_990),
}
