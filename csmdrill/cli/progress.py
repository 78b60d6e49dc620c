"""A line that tells how far a long computation is: on stderr, and only where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

CELLS = 30


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
        line = f"{what} [{'#' * full}{'.' * (CELLS - full)}] {share:4.0%}"
        if line != shown:
            click.echo(f"\r{line}", nl=False, err=True)
            shown = line

    try:
        yield tell
    finally:
        click.echo(f"\r{' ' * len(shown)}\r", nl=False, err=True)
