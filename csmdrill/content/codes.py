"""The table of problem codes: what each means, why it matters, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

from csmdrill.content.code import Code
from csmdrill.content.codes_calibration import CALIBRATION
from csmdrill.content.codes_meaning import DECK, PACK
from csmdrill.content.codes_reading import MODEL, TEXT, YAML
from csmdrill.content.codes_scenario import RUBRIC, SCENARIO
from csmdrill.content.problem import Problem
from csmdrill.core.text import one_line

CODES: Mapping[str, Code] = {
    entry.code: entry for entry in (*TEXT, *YAML, *MODEL, *DECK, *PACK, *SCENARIO, *RUBRIC, *CALIBRATION)
}


def problem(path: str, line: int, col: int, code: str, message: str) -> Problem:
    """Return a problem with the severity of its code and a message safe to show."""
    return Problem(path, line, col, code, CODES[code].severity, one_line(message))


def code_named(code: str) -> Code | None:
    """Return the entry of a code, typed in any case, or None."""
    return CODES.get(code.strip().upper())


def nearest_code(code: str) -> str | None:
    """Return the existing code that looks most like the one asked for, or None."""
    import difflib

    asked = code.strip().upper()[:8]
    digits = asked[:1] + asked[1:].translate(str.maketrans("OIL", "011"))
    close = [digits] if digits in CODES else difflib.get_close_matches(asked, CODES, n=1)
    return close[0] if close else None
