"""Writes a scenario that works at once, from a situation and a few answers of its author."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from csmdrill.content.archetypes import Archetype, Talk
from csmdrill.content.terms import TermProblem, WordsTerm, parse_term
from csmdrill.core.text import make_safe

MOST_TERMS = 6
LEAST_SECONDS = 90
MOST_SECONDS = 600
LONGEST = 150
LONGEST_ROLE, LONGEST_WISH = 8, 20
SPARE = ("frankly", "to be honest", "as always")
"""Words of a wrong move where the author took all others."""

_PLAINER = {ord('"'): "'", ord("\\"): "/", ord("{"): "(", ord("}"): ")"}
_HOLE = re.compile(r"@([a-z_0-9]+)@")


class Answers(Struct, frozen=True, kw_only=True):
    """What the interview found out.

    Args:
        id: of the scenario.
        rubric: its key.
        train: the criterion that practice asks to rate; may be empty.
        title, role, wants, aim: in the author's words.
        seconds: of the clock, `LEAST_SECONDS` to `MOST_SECONDS`.
        good, bad: words that show the right move and the wrong one; none of them in both.

    A role has at most `LONGEST_ROLE` words, what is wanted `LONGEST_WISH`, so that the brief stays short.
    """

    id: str
    rubric: str
    train: str
    title: str
    role: str
    wants: str
    aim: str
    seconds: int
    good: tuple[str, ...]
    bad: tuple[str, ...]


def new_scenario(archetype: Archetype, answers: Answers) -> str:
    """Return the text of a scenario file."""
    if isinstance(archetype, Talk):
        return _filled("dialogue", {**_common(archetype, answers), **_of_talk(archetype, answers)})
    return _filled("briefing", _common(archetype, answers))


def cleaned(text: str) -> str:
    """Return an answer as it can stand in a file: one line, no quotation marks, braces or control signs."""
    return " ".join(make_safe(text).split()).translate(_PLAINER).strip().rstrip(".").rstrip()


def is_term(text: str) -> bool:
    """Return whether a cleaned piece of an answer can be searched for: words, some perhaps with a star."""
    try:
        return isinstance(parse_term(text), WordsTerm)
    except TermProblem:
        return False


def bad_beside(archetype: Archetype, good: tuple[str, ...]) -> tuple[str, ...]:
    """Return the situation's words of the wrong move that have no word in common with those of the right."""
    taken = {word for term in good for word in _words(term)}
    left = tuple(term for term in archetype.bad if not taken & _words(term))
    return left or tuple(term for term in SPARE if not taken & _words(term)) or SPARE


def _words(term: str) -> set[str]:
    return {word.strip("*") for word in term.lower().split()}


def _common(archetype: Archetype, answers: Answers) -> dict[str, str]:
    seconds = answers.seconds
    shares = {"amber": 75, "red": 88, "squeeze": 60, "green": 60, "half": 50, "said": 72, "brief_end": 50}
    return {
        **{name: f"{seconds * share // 100}s" for name, share in shares.items()},
        "id": answers.id,
        "rubric": answers.rubric,
        "train": f"train: {answers.train}\n" if answers.train else "",
        "title": answers.title,
        "role": answers.role,
        "wants": answers.wants,
        "aim": answers.aim,
        "total": f"{seconds}s",
        "through": f"{seconds * 72 // 100 + 2}s",
        "briefed": archetype.briefed,
        "good": _list(answers.good),
        "bad": _list(answers.bad),
        "good_line": answers.good[0].replace("*", ""),
        "bad_line": answers.bad[0].replace("*", ""),
    }


def _of_talk(talk: Talk, answers: Answers) -> dict[str, str]:
    good = (*answers.good, *(word for word in talk.good if word not in (*answers.good, *answers.bad)))
    return {
        "good": _list(good),
        "opening": talk.opening,
        "held": talk.held,
        "filled": talk.filled,
        "moved": talk.moved.format(wants=answers.wants),
        "fell": _list(talk.fell),
        "lost": talk.lost,
        "next_words": _list(talk.next_words),
        "next_line": talk.next_line,
        "followed": talk.followed,
        "early": talk.early,
        "clock_runs": talk.squeeze,
        "cut": _list(talk.cut),
        "waits": _list(talk.waits),
        "probe_1": _list(talk.probes[0]),
        "probe_2": _list(talk.probes[1]),
        "probe_3": _list(talk.probes[2]),
        "says_good": _lines(talk.says[0]),
        "says_next": _lines(talk.says[1]),
    }


def _list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"


def _lines(texts: tuple[str, ...]) -> str:
    return "\n".join(f'    - "{text}"' for text in texts)


def _filled(form: str, values: Mapping[str, str]) -> str:
    """Return one of the forms beside this module with its holes, like `@title@`, filled."""
    text = (Path(__file__).parent / "forms" / f"{form}.yaml").read_text(encoding="utf-8")
    return _HOLE.sub(lambda hole: values[hole[1]], text)
