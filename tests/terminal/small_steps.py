"""The program with imports in small steps; at the nth word of a stage it waits for a key.

usage: python small_steps.py STAGE COUNT WORDS...
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from csmdrill.cli import catching_up, progress
from csmdrill.cli.main import main
from csmdrill.services import history
from csmdrill.storage import bringing, replaying, transfer

FEW = 20
WAITING = "waits for a key"

stages = progress.stages


@contextmanager
def waiting(stage: str, number: int) -> Iterator[progress.Told]:
    """Give a function that tells as usual, and then waits at that word."""
    heard = 0
    with stages() as told:

        def tell(what: str, done: int, total: int) -> None:
            nonlocal heard
            told(what, done, total)
            heard += what == stage
            if (what, heard) == (stage, number):
                sys.stderr.write(f"\n{WAITING}\n")
                os.read(0, 100)

        yield tell


if __name__ == "__main__":
    where, when = sys.argv[1], int(sys.argv[2])
    transfer.BATCH = replaying.SLICE = bringing.MANY = history.LINES_TOLD = catching_up.SOON_DONE = FEW
    progress.stages = lambda: waiting(where, when)
    sys.argv = ["csmdrill", *sys.argv[3:]]
    main()
