"""docs/reports.md tells the truth: its columns, its commands, and when a report is kept."""

from __future__ import annotations

from csmdrill.cli.main import cli
from csmdrill.reports.drift_csv import COLUMNS
from csmdrill.services.report_forms import WORTH_KEEPING
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")


def test_the_columns_are_those_of_the_table() -> None:
    assert f"`{','.join(COLUMNS)}`" in PAGE


def test_a_report_is_kept_from_as_many_facts_on() -> None:
    assert f"From {WORTH_KEEPING:,} facts on" in PAGE


def test_each_command_is_there() -> None:
    for line in PAGE.splitlines():
        if line.startswith("    csmdrill "):
            context = cli.make_context("csmdrill", line.split()[1:2], resilient_parsing=True)
            assert cli.get_command(context, line.split()[1]) is not None
