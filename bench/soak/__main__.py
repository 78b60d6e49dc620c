"""Prove at length that nothing is lost: each proof ends in one line with its figures.

usage: python -m bench.soak [kill] [writers] [faults] [damage] [strings] [--rounds N] [--short] [--seed N]

Without a name all run, at their full length. Ends with 1 where a proof found a fault.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.soak.proof import Proof
from bench.usage import at_least_one, parser

SEED = 20261124
MOST_TOLD = 20


def kill(folder: Path, rounds: int | None, seed: int) -> Proof:
    """Kill writers; rounds: how often."""
    from bench.soak.writers import killed

    return killed(folder, rounds or 1000, seed)


def writers(folder: Path, rounds: int | None, seed: int) -> Proof:
    """Let eight write side by side; rounds: answers of each."""
    from bench.soak.writers import side_by_side

    return side_by_side(folder, 8, rounds or 500, seed)


def faults(folder: Path, rounds: int | None, seed: int) -> Proof:
    """Let writes fail; rounds: how many failures, dealt by chance; every n of each without."""
    from bench.soak.faults import failing

    return failing(folder, rounds, seed)


def damage(folder: Path, rounds: int | None, seed: int) -> Proof:
    """Spoil databases; rounds: bytes flipped."""
    from bench.soak.damage import spoiling

    return spoiling(folder, rounds or 1000, seed)


def strings(folder: Path, rounds: int | None, seed: int) -> Proof:
    """Take hostile strings through every screen; rounds: how many."""
    from bench.soak.strings import shown

    return shown(folder, rounds or 10_000, seed)


PROOFS: Mapping[str, Callable[[Path, int | None, int], Proof]] = {
    "kill": kill,
    "writers": writers,
    "faults": faults,
    "damage": damage,
    "strings": strings,
}


SHORT: Mapping[str, int] = {"kill": 6, "writers": 10, "faults": 6, "damage": 6}
"""Rounds of the short form; strings have theirs in tests/tui/test_injection.py."""


def main(words: Sequence[str]) -> int:
    """Run proofs and print their lines; return 1 if one found a fault."""
    reader = parser("bench.soak", __doc__)
    reader.add_argument("proofs", nargs="*", metavar="PROOF", help=f"{', '.join(PROOFS)}; all without")
    reader.add_argument(
        "--rounds", type=at_least_one, metavar="N", help="how often; what is counted depends on the proof"
    )
    reader.add_argument("--short", action="store_true", help="a few rounds of each")
    reader.add_argument("--seed", type=int, metavar="N", default=SEED, help="of what is left to chance")
    asked = reader.parse_args(words)
    if unknown := [name for name in asked.proofs if name not in PROOFS]:
        reader.error(f"there is no proof {unknown[0]}; there are {', '.join(PROOFS)}")
    found = 0
    for name in asked.proofs or (SHORT if asked.short else PROOFS):
        rounds = SHORT.get(name) if asked.short else asked.rounds
        proof = run(name, rounds, asked.seed)
        print(proof.line(), flush=True)
        for fault in list(dict.fromkeys(proof.faults))[:MOST_TOLD]:
            print(f"  {fault}", file=sys.stderr)
        found += len(proof.faults)
    return 1 if found else 0


def run(name: str, rounds: int | None, seed: int) -> Proof:
    """Run a proof in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="csmdrill-soak-") as folder:
        return PROOFS[name](Path(folder), rounds, seed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
