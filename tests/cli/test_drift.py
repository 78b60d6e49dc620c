"""`drift simulate` tells how often drift is said wrongly: as JSON, as lines, and with its progress."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

from csmdrill.cli.progress import progress
from csmdrill.skills import simulate

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

pytestmark = pytest.mark.no_home

FEW = ("--paths", "200", "--per-month", "1")
RATES = ["false_alarm_per_year", "found_1_0", "delay_1_0_months", "found_0_5", "delay_0_5_months"]


def test_json_has_the_rates_of_the_rule_and_of_the_simpler_ones(shell: Shell) -> None:
    done = shell("drift", "simulate", *FEW, "--people", "5", "--json")
    assert (done.code, done.err) == (0, "")
    said = done.json
    assert list(said)[:6] == [*RATES[:4], "watch_share", "naive"]
    assert list(said["naive"]) == ["last_fell_by_1", "mean_of_three_fell_by_half", "ewma", "cusum"]
    assert all(list(rule) == RATES for rule in said["naive"].values())
    assert said["naive"]["last_fell_by_1"]["false_alarm_per_year"] > 0.85 > said["found_1_0"] > 0.6
    assert said["false_alerts_expected"] == round(5 * 4 * said["false_alarm_per_year"], 2)
    assert said["benchmarks_per_year"] > 12
    assert said["knowledge"] is None
    assert not shell.home.exists()


def test_the_options_reach_the_simulation(shell: Shell) -> None:
    def rates(*words: str) -> dict[str, Any]:
        said: dict[str, Any] = shell("drift", "simulate", *FEW, "--json", *words).json
        return said

    usual, other_seed = rates(), rates("--seed", "2")
    assert rates() == usual
    assert other_seed["watch_share"] != usual["watch_share"]
    assert rates("--no-watch")["benchmarks_per_year"] == 12
    assert rates("--sd", "1.2")["false_alarm_per_year"] > usual["false_alarm_per_year"] + 0.05
    assert rates("--sd", "0.2")["false_alarm_per_year"] == 0
    assert rates("--per-month", "2")["benchmarks_per_year"] > 24
    assert rates("--baseline", "12")["found_0_5"] != usual["found_0_5"]
    assert rates("--cards-a-day", "1")["knowledge"]["found_halved"] > 0.6


def test_the_lines_say_what_the_numbers_mean(shell: Shell) -> None:
    done = shell("drift", "simulate", *FEW, "--no-watch", "--cards-a-day", "1")
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 84
    flowing = " ".join(done.out.split())
    assert "200 times. Benchmarks a month: 1, without the extra ones of WATCH" in flowing
    row = r"^(\S.*?) +([\d.]+) % +(\d+) % +([\d.]+|-) +(\d+) % +([\d.]+|-)$"
    rows = re.findall(row, done.out, re.MULTILINE)
    assert [row[0] for row in rows] == [
        "csmdrill",
        "last score fell by 1",
        "mean of three fell by .5",
        "textbook EWMA",
        "textbook CUSUM",
    ]
    said = shell("drift", "simulate", *FEW, "--no-watch", "--json").json
    assert float(rows[0][1]) == pytest.approx(100 * said["false_alarm_per_year"], abs=0.051)
    assert rows[0][5] == "-"  # less than half of the drops by half a point are found
    assert "WATCH shows at" in flowing
    assert f"8 people x 4 competencies: {said['false_alerts_expected']:.1f} false alerts" in flowing
    assert "Knowledge, cards a day of a competency: 1." in flowing


@pytest.mark.parametrize(
    "words",
    [
        ("--sd", "nan"),
        ("--sd", "inf"),
        ("--sd", "0"),
        ("--per-month", "nan"),
        ("--per-month", "0"),
        ("--baseline", "3"),
        ("--people", "0"),
        ("--cards-a-day", "0"),
    ],
)
def test_what_makes_no_sense_is_refused(shell: Shell, words: tuple[str, str]) -> None:
    done = shell("drift", "simulate", *words)
    assert (done.code, done.out) == (2, "")
    assert words[0] in done.err


def test_ctrl_c_ends_it_in_a_sentence(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(simulate, "follow", interrupted)
    done = shell("drift", "simulate", *FEW)
    assert (done.code, done.out) == (130, "")
    assert done.err.strip() == "Stopped before the end: there are no figures, and nothing was changed."


class Screen(io.StringIO):
    """A stderr that somebody watches."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_the_progress_is_shown_where_somebody_watches_and_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)

    def interrupted() -> None:
        with progress("benchmarks", 200) as told:
            told(0)
            told(100)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    parts = screen.getvalue().split("\r")
    assert parts[1].endswith("]   0 %")
    assert parts[2] == f"benchmarks [{'#' * 15}{'.' * 15}]  50 %"
    assert parts[3].strip() == ""
    assert len(parts[3]) == len(parts[2])
    assert "\x1b" not in screen.getvalue()


def test_no_progress_goes_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = io.StringIO()
    monkeypatch.setattr(sys, "stderr", silent)
    with progress("benchmarks", 200) as told:
        told(100)
    assert silent.getvalue() == ""
