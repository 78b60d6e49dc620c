"""A line that tells how far a long computation is: on stderr, and only where somebody watches."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

import click

from csmdrill.core.percent import percent

CELLS = 30

Told = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is done and how much there is; 0 where that is not known."""


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Give a function that takes how much is done; the line is wiped at the end, however it ends.

    Args:
        what: is being done, in a word.
        total: how much that is in the end, above 0.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    shown = ""

    def tell(done: int) -> None:
        nonlocal shown
        share = min(done / total, 1.0)
        full = int(share * CELLS)
        line = f"{what} [{'#' * full}{'.' * (CELLS - full)}] {percent(share):>5}"
        if line != shown:
            click.echo(f"\r{line}", nl=False, err=True)
            shown = line

    try:
        yield tell
    finally:
        click.echo(f"\r{' ' * len(shown)}\r", nl=False, err=True)


@contextmanager
def stages() -> Iterator[Told]:
    """Give a function that shows one stage of a long work after the other, each with a line of its own."""
    with ExitStack() as present:
        shown, tell = "", _told_nobody()

        def told(what: str, done: int, total: int) -> None:
            nonlocal shown, tell
            if what != shown:
                present.close()
                shown = what
                tell = present.enter_context(progress(what, total)) if total else _told_nobody()
            tell(done)

        yield told


@contextmanager
def stoppable(told: Told) -> Iterator[Told]:
    """Let ctrl+c take effect where progress is told, since nothing is half done there; a second one at once.

    Args:
        told: what is told goes on to it.

    Raises:
        KeyboardInterrupt: from the function that is given.
    """
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    def safely(what: str, done: int, total: int) -> None:
        told(what, done, total)
        if asked:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield safely
    finally:
        signal.signal(signal.SIGINT, before)


def _told_nobody() -> Callable[[int], None]:
    return lambda _: None
