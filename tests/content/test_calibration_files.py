"""Calibration files: what is wrong in one is told with its place."""

from __future__ import annotations

from pathlib import Path

from csmdrill.content.calibration_file import read_calibration
from csmdrill.content.places import shipped_root
from csmdrill.content.rubric import Rubric
from csmdrill.content.rubric_file import rubric_of
from csmdrill.services.check import check_paths

SHIPPED = shipped_root("scenarios") / "calibration" / "thirty-percent.calibration.yaml"


def rubrics() -> dict[str, Rubric]:
    """Return the rubric of the file above."""
    path = shipped_root("scenarios") / "renewal-negotiation.rubric.yaml"
    rubric = rubric_of(path.read_text(encoding="utf-8"))
    assert rubric is not None
    return {"csmdrill/renewal-negotiation": rubric}


def told(text: str) -> list[str]:
    """Return what is wrong with a file, as code and message."""
    read = read_calibration(text.encode(), Path("x.yaml"), rubrics())
    assert (read.calibration is None) is bool(read.problems)
    return [f"{each.code} {each.message}" for each in read.problems]


def test_what_does_not_fit_is_told() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert told(text) == []
    assert told(text.replace("at: 7s,", "at: 50s,"))[0].startswith("C801")
    assert told(text.replace("rubric: csmdrill/renewal", "rubric: csmdrill/other"))[0].startswith("C802")
    (unknown, missing) = sorted(told(text.replace("  decision-path:", "  price:")))
    assert "'price' is no criterion of csmdrill/renewal-negotiation" in unknown
    assert missing == "C803 not rated: decision-path"
    assert told(text.replace("rating: 3", "rating: 6"))[0].startswith("M")
    assert told(text.replace("kind: idle", "kind: end"))[0].startswith("M")


def test_a_folder_is_checked_with_its_sets(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    for name in ("a", "b"):
        (tmp_path / f"{name}.calibration.yaml").write_text(text, encoding="utf-8")
    report = check_paths([tmp_path], tmp_path)
    assert [(each.path, each.code) for each in report.problems] == [("b.calibration.yaml", "C804")]
    assert report.files == 2
