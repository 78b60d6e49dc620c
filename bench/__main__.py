"""Hold what csmdrill promises of speed and memory against this machine: one table, and JSON beside it.

usage: python -m bench [ROOM ...]

Without a room all are measured. Ends with 1 where a goal is missed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from bench import (
    answering,
    hostile,
    importing,
    judging,
    queueing,
    reading_decks,
    repainting,
    report,
    roleplay,
    skills,
    starting,
)
from bench.measure import Row
from bench.usage import asked_for_help

RESULTS = Path(__file__).with_name("results.json")
ROOMS: Mapping[str, Callable[[], Iterable[Row]]] = {
    "roleplay": roleplay.rows,
    "skills": skills.rows,
    "report": report.rows,
    "hostile": hostile.rows,
    "judging": judging.rows,
    "importing": importing.rows,
    "starting": starting.rows,
    "reading": reading_decks.rows,
    "queueing": queueing.rows,
    "answering": answering.rows,
    "repainting": repainting.rows,
}
HEAD = f"{'row':48} {'value':>13} {'':5} {'goal':14} {'peer':>10} {'ratio':>6}"


def main(names: Sequence[str]) -> int:
    """Measure rooms, print the table and write the JSON; return 1 if a goal is missed, 2 for no such room."""
    if asked_for_help(names, __doc__):
        print("\nrooms:", *map(of_room, ROOMS), sep="\n")
        return 0
    unknown = [name for name in names if name not in ROOMS]
    if unknown:
        print(f"There is no {', '.join(unknown)} to measure; there are {', '.join(ROOMS)}.", file=sys.stderr)
        return 2
    found: list[Row] = []
    print(HEAD)
    for name in names or ROOMS:
        for row in ROOMS[name]():
            print(line(row), flush=True)
            found.append(row)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    return 0 if all(row.met for row in found) else 1


def of_room(name: str) -> str:
    """Return a room and what its module says first of itself."""
    doc = sys.modules[ROOMS[name].__module__].__doc__ or ""
    return f"  {name:10}  {doc.partition(chr(10))[0]}"


def line(row: Row) -> str:
    """Return a row of the table."""
    peer = "" if row.peer is None else f"{row.peer:,.2f}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    met = "met" if row.met else "MISSED"
    return f"{row.row:48} {row.value:13,.2f} {row.unit:5} {row.goal:14} {peer:>10} {ratio:>6} {met}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
