"""Every problem code is explained, and every explanation can be found."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from csmdrill.content import codes
from csmdrill.content.codes import CODES, code_named, nearest_code, problem

SOURCES = sorted(Path(codes.__file__).parent.glob("*.py")) + sorted(
    (Path(codes.__file__).parents[1] / "services").glob("check*.py")
)
CODE = re.compile(r'"([CTYMDPSR]\d{3})"')


def test_codes_used_and_codes_explained_are_the_same() -> None:
    used = {
        code
        for path in SOURCES
        if not path.name.startswith(("codes_", "code."))
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert used == set(CODES)


def test_each_explanation_says_what_why_and_how() -> None:
    for code, entry in CODES.items():
        assert entry.code == code
        assert entry.title, code
        assert 2 <= len(re.findall(r"[.?!](?:\s|$)", entry.explanation)) <= 8, code
        assert len(entry.explanation) < 500, code


def test_codes_are_found_in_any_case_and_by_likeness() -> None:
    assert code_named(" y207 ") == CODES["Y207"]
    assert code_named("Y299") is None
    assert nearest_code("Y2O7") == "Y207"
    assert nearest_code("zzzz") is None


def test_a_problem_has_six_keys_and_one_line() -> None:
    made = problem("d.deck.yaml", 3, 14, "D454", "first\nsecond \x1b[31m")
    assert list(msgspec.json.decode(msgspec.json.encode(made))) == [
        "path",
        "line",
        "col",
        "code",
        "severity",
        "message",
    ]
    assert str(made) == "d.deck.yaml:3:14: D454 first second \ufffd[31m"
    assert made.severity == "warning"
    assert not made.is_error
