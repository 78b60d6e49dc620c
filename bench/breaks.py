"""Break the code on purpose, one place at a time, and see the proofs of it turn red.

usage: python -m bench.breaks [NAME...]

Each break is one small edit in a copy of the tree that is thrown away; then the tests run there that are to
see it. Before that the same tests must be green in an unbroken copy. Without a name all breaks are made.
Ends with 1 where a test stays green, does not run, or an edit no longer fits the code.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from bench.breaks_made import BREAKS, Break
from bench.usage import parser

ROOT = Path(__file__).parents[1]
COPIED = (
    "csmdrill",
    "tests",
    "bench",
    "decks",
    "scenarios",
    "schemas",
    "docs",
    "pyproject.toml",
    "README.md",
)
PYTEST = ("-m", "pytest", "-q", "-x", "--no-header", "--timeout=0", "--hypothesis-seed=20261124")
GREEN, RED = 0, 1
"""How pytest ends; anything else means that nothing was tested."""

WHOSE = "import csmdrill, sys; sys.stdout.write(csmdrill.__file__)"
UNFINISHED = shutil.ignore_patterns("*.pyc.*")
"""What another Python may be writing just now."""

PATIENCE = 600
LAST_LINES = 15


class NoLonger(Exception):
    """A break, or the copy it is made in, is not what it is said to be."""


class Ran(Struct, frozen=True):
    """How a run of tests ended, and what it said."""

    code: int
    said: str

    @property
    def word(self) -> str:
        """The colour in a word."""
        return {GREEN: "GREEN", RED: "red"}.get(self.code, f"DID NOT RUN ({self.code})")


def main(words: Sequence[str]) -> int:
    """Make breaks and print a line for each of their tests; return 1 if one was not seen."""
    reader = parser("bench.breaks", __doc__)
    reader.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BREAKS)}; all without")
    names = reader.parse_args(words).names
    if unknown := [name for name in names if name not in BREAKS]:
        reader.error(f"there is no break {unknown[0]}; there are {', '.join(BREAKS)}")
    wanted = {name: BREAKS[name] for name in names or BREAKS}
    try:
        _must_be_green([test for each in wanted.values() for test in each.tests])
    except NoLonger as why:
        print(why)
        return 1
    return 1 if sum(_unseen(name, each) for name, each in wanted.items()) else 0


def _unseen(name: str, made: Break) -> int:
    """Make one break, print a line for each of its tests, and return how many did not turn red."""
    unseen = 0
    try:
        with _copied() as tree:
            _apply(made, tree)
            for test in made.tests:
                ran = _run(tree, [test])
                print(f"{name} · {test} · {ran.word}", flush=True)
                if ran.code not in (GREEN, RED):
                    print(_end_of(ran), flush=True)
                unseen += ran.code != RED
    except NoLonger as why:
        print(f"{name} · {why}", flush=True)
        return 1
    return unseen


def _must_be_green(tests: Sequence[str]) -> None:
    """Run tests in an unbroken copy.

    Raises:
        NoLonger: one of them fails without a break.
    """
    with _copied() as tree:
        ran = _run(tree, list(dict.fromkeys(tests)))
    if ran.code != GREEN:
        raise NoLonger(f"Without any break:\n{_end_of(ran)}")
    print(f"unbroken · {len(set(tests))} tests · green", flush=True)


@contextmanager
def _copied() -> Iterator[Path]:
    """Yield a copy of the tree, and make sure that it is what Python imports there."""
    with tempfile.TemporaryDirectory(prefix="csmdrill-break-") as folder:
        tree = Path(folder).resolve()
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tree / name, ignore=UNFINISHED)
            else:
                shutil.copy2(ROOT / name, tree / name)
        imported = _python(tree, "-c", WHOSE).said
        if not imported.startswith(str(tree)):
            raise NoLonger(f"The copy is not what is imported, but {imported}")
        yield tree


def _apply(made: Break, tree: Path) -> None:
    """Make a break in a copy.

    Raises:
        NoLonger: its place is not there exactly once.
    """
    path = tree / made.file
    text = path.read_text(encoding="utf-8")
    if text.count(made.old) != 1:
        found = text.count(made.old)
        raise NoLonger(f"no longer applies: its place stands {found} times in {made.file}")
    path.write_text(text.replace(made.old, made.new), encoding="utf-8")


def _run(tree: Path, tests: Sequence[str]) -> Ran:
    return _python(tree, *PYTEST, *tests)


def _python(tree: Path, *words: str) -> Ran:
    """Run the interpreter that runs this in a copy; what it compiles is not kept."""
    environ: Mapping[str, str] = {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tree,
            env=os.environ | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Ran(-1, f"longer than {PATIENCE} s")
    return Ran(done.returncode, done.stdout)


def _end_of(ran: Ran) -> str:
    return "\n".join(ran.said.splitlines()[-LAST_LINES:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
