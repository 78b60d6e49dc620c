"""Every break that is made on purpose still has its place in the code, and its tests are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.breaks_made import BREAKS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_has_its_place_and_its_tests(name: str) -> None:
    made = BREAKS[name]
    assert (ROOT / made.file).read_text(encoding="utf-8").count(made.old) == 1
    assert made.old != made.new
    for test in made.tests:
        file, _, function = test.partition("::")
        assert f"def {function.partition('[')[0]}" in (ROOT / file).read_text(encoding="utf-8")


def test_the_page_tells_of_every_break_and_of_every_test_that_sees_it() -> None:
    page = (ROOT / "docs" / "proofs.md").read_text(encoding="utf-8")
    told = [line for line in page.splitlines() if line.startswith("| `")]
    for name, made in BREAKS.items():
        (row,) = [line for line in told if line.startswith(f"| `{name}` ")]
        assert made.file in row
        for test in made.tests:
            assert test.rpartition("::")[2] in row
