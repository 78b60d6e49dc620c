"""A command whose words are a search, in which a leading minus leaves out instead of beginning an option."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

_LEFT_OUT = re.compile(r"-[^-]")
_HELP = "-h"


class QueryCommand(click.Command):
    """A command that takes the words of a search; besides -h it can have only long options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; click takes one for an option that begins with a minus, but not after a space."""
        return super().parse_args(ctx, [_as_word(each) for each in args])


def query_in(words: Iterable[str]) -> str:
    """Return the search that the words of a command line are."""
    return " ".join(word.strip() for word in words)


def _as_word(each: str) -> str:
    return f" {each}" if each != _HELP and _LEFT_OUT.match(each) else each
