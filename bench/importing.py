"""What an import of a million facts takes."""

from __future__ import annotations

from collections.abc import Iterator

from bench.big_home import shared
from bench.measure import Row, at_most

CARDS = 100_000


def rows() -> Iterator[Row]:
    """Yield the measures of bringing in the facts of `CARDS` cards."""
    brought = shared(CARDS).brought
    yield at_most("import 1 M facts: facts", 25, brought.facts, "s")
    yield at_most("import 1 M facts: state", 60, brought.state, "s")
    rest = brought.rest
    yield Row(row="import 1 M facts: backup at its end", goal="told", value=rest, unit="s", met=True)
    yield at_most("import 1 M facts: peak memory", 250, brought.memory, "MiB")
