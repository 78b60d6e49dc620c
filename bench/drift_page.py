"""Fills the tables of docs/drift.md with what `csmdrill drift simulate` says; it takes some minutes.

usage: python -m bench.drift_page [--check] docs/drift.md

With --check nothing is written, and it ends with 1 if the page would change.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import Any

from bench.usage import file, taken

PATHS = "100000"
PACES = ("1", "2", "4")
CARDS = ("1", "2", "5", "10", "20")
NAIVE = (
    ("last_fell_by_1", "last score fell by 1"),
    ("mean_of_three_fell_by_half", "mean of three fell by .5"),
    ("ewma", "textbook EWMA"),
    ("cusum", "textbook CUSUM"),
)
RATES = ("false alarms", "1 point found", "months", "half a point found", "slow decline found", "WATCH")
BLOCK = re.compile(r"(<!-- table: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def simulated(*words: str, paths: str = PATHS) -> dict[str, Any]:
    """Return what the command says with some options."""
    command = [sys.executable, "-m", "csmdrill", "drift", "simulate", "--json", "--paths", paths, *words]
    said: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return said


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def rates(said: dict[str, Any]) -> list[str]:
    """Return a row of rates."""
    months = said["delay_1_0_months"]
    return [
        f"{said['false_alarm_per_year']:.1%}",
        f"{said['found_1_0']:.0%}",
        "-" if months is None else f"{months:.1f}",
        f"{said['found_0_5']:.0%}",
        *([f"{said['found_slow']:.0%}", f"{said['watch_share']:.1%}"] if "watch_share" in said else []),
    ]


def paces(*words: str) -> str:
    """Return the table of csmdrill's rule at each pace."""
    rows = ([pace, *rates(simulated("--per-month", pace, *words))] for pace in PACES)
    return table(("benchmarks a month", *RATES), rows)


def naive() -> str:
    """Return the table of the other rules at each pace."""
    said = [(pace, simulated("--per-month", pace, "--no-watch")) for pace in PACES]
    rows = [[title, pace, *rates(each["naive"][name])] for name, title in NAIVE for pace, each in said]
    return table(("rule", "benchmarks a month", *RATES[:-2]), rows)


def knowledge() -> str:
    """Return the table of the knowledge rule."""
    rows = []
    for cards in CARDS:
        said = simulated("--per-month", "0.25", "--cards-a-day", cards, paths="50000")["knowledge"]
        share = f"{said['found_halved']:.0%}"
        rows.append([cards, f"{said['false_alarm_per_year']:.1%}", share, str(said["days_to_halved"])])
    return table(("cards a day", "false alarms", "halved odds found", "days"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "without-watch": lambda: paces("--no-watch"),
    "with-watch": paces,
    "noisier": lambda: paces("--sd", "0.9"),
    "baseline-of-four": lambda: paces("--baseline", "4"),
    "naive": naive,
    "knowledge": knowledge,
}


def filled(page: str) -> str:
    """Return the page with every table made anew."""
    return BLOCK.sub(lambda block: f"{block[1]}\n{TABLES[block['name']]()}\n{block[3]}", page)


def main(words: list[str]) -> int:
    """Fill the page, or tell whether it would change."""
    path = file(*taken(words, __doc__, 1, 1, ["--check"]))
    before = path.read_text(encoding="utf-8")
    after = filled(before)
    if "--check" not in words:
        path.write_text(after, encoding="utf-8")
    return int("--check" in words and before != after)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
